package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// NotificationPreferences are how the viewer is told of what.
func (s *Store) NotificationPreferences(ctx context.Context, v market.Viewer) (*market.NotificationPreferences, error) {
	return readAs(ctx, s, viewing(v), func(s *Store) (*market.NotificationPreferences, error) { return s.preferencesOf(ctx, v.Self()) })
}

// preferencesOf are a person's, for who may see them.
func (s *Store) preferencesOf(ctx context.Context, person market.PersonID) (*market.NotificationPreferences, error) {
	chosen, err := all[market.NotificationPreference](ctx, s, `
		SELECT kind, channels FROM notification_preference WHERE person_id = $1::uuid`, orNull(person))
	if err != nil {
		return nil, err
	}
	quiet, err := found(one[market.QuietHours](ctx, s, `
		SELECT quiet_from, quiet_until, time_zone FROM notification_quiet WHERE person_id = $1::uuid`, orNull(person)))
	return market.Preferences(chosen, quiet), err
}

// SetNotificationPreferences keeps what the viewer chooses, all or nothing.
func (s *Store) SetNotificationPreferences(ctx context.Context, v market.Viewer, in market.NotificationPreferencesSetInput, now time.Time) (*market.NotificationPreferences, error) {
	kinds, quiet, err := in.Check()
	if err != nil {
		return nil, err
	}
	return readAs(ctx, s, viewing(v), func(s *Store) (*market.NotificationPreferences, error) {
		for _, k := range kinds {
			if err := s.prefer(ctx, v.Self(), k, now); err != nil {
				return nil, err
			}
		}
		if quiet != nil {
			if _, err := s.exec(ctx, `
				INSERT INTO notification_quiet (person_id, quiet_from, quiet_until, time_zone, changed_at) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (person_id) DO UPDATE SET quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
					time_zone = excluded.time_zone, changed_at = excluded.changed_at`,
				v.Self(), quiet.From, quiet.Until, quiet.TimeZone, now); err != nil {
				return nil, err
			}
		}
		return s.preferencesOf(ctx, v.Self())
	})
}

func (s *Store) prefer(ctx context.Context, person market.PersonID, p *market.NotificationPreference, now time.Time) error {
	_, err := s.exec(ctx, `
		INSERT INTO notification_preference (person_id, kind, channels, changed_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person_id, kind) DO UPDATE SET channels = excluded.channels, changed_at = excluded.changed_at`,
		person, p.Kind, p.Channels, now)
	return err
}

// Unsubscribe ends the mails of a kind for the person of a token that was verified, who
// need not have signed in.
func (s *Store) Unsubscribe(ctx context.Context, person market.PersonID, kind market.NotificationKind, now time.Time) error {
	return s.as(ctx, asker{person: person}, func(s *Store) error {
		p, err := s.preferencesOf(ctx, person)
		if err != nil {
			return err
		}
		left := p.Of(kind).Without(market.ByMail)
		return s.prefer(ctx, person, &left, now)
	})
}
