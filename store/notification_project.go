package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// projectBatch is how many events are read in one transaction.
const projectBatch = 200

// ProjectNotifications reads what has happened since the last time, in order, and writes
// whom it is told: each event once, because the place up to which it has read moves in
// the same transaction. Messages are queued for the channels that can be sent by.
// Servers that do it at once wait for each other. It says how many events it has read.
func (s *Store) ProjectNotifications(ctx context.Context, channels []market.NotificationChannel, now time.Time) (read int, err error) {
	for n := projectBatch; n == projectBatch && err == nil; read += n {
		n, err = s.projectSome(ctx, channels, now)
	}
	return read, err
}

func (s *Store) projectSome(ctx context.Context, channels []market.NotificationChannel, now time.Time) (n int, err error) {
	err = s.as(ctx, system, func(s *Store) error {
		place, err := s.lockNotificationPlace(ctx)
		if err != nil {
			return err
		}
		events, _, err := s.EventsAfter(ctx, place, projectBatch)
		if n = len(events); err != nil || n == 0 {
			return err
		}
		for _, e := range events {
			if err := s.project(ctx, e, channels, now); err != nil {
				return err
			}
		}
		last := events[n-1].Position
		_, err = s.exec(ctx, `UPDATE notification_place SET xid = $1::xid8, id = $2`, xid(last), last.ID)
		return err
	})
	return n, err
}

// lockNotificationPlace is the place of the last event that was read. A place ahead of
// all transactions is of the cluster that a dump came from: what its outbox holds was
// told there, and reading goes on with what commits from now on.
func (s *Store) lockNotificationPlace(ctx context.Context) (market.Position, error) {
	type place struct {
		market.Position
		Ahead bool `db:"ahead"`
	}
	at, err := one[place](ctx, s, `SELECT xid, id, xid > pg_snapshot_xmax(pg_current_snapshot()) AS ahead FROM notification_place FOR UPDATE`)
	switch {
	case err != nil:
		return market.Position{}, err
	case at.Ahead:
		return s.EventHead(ctx)
	}
	return at.Position, nil
}

// project writes what one event means for whom.
func (s *Store) project(ctx context.Context, e *market.Event, channels []market.NotificationChannel, now time.Time) error {
	groups, err := s.toldOf(ctx, e, now)
	if err != nil {
		return err
	}
	for _, told := range groups {
		if err := s.projectTo(ctx, told, e, channels, now); err != nil {
			return err
		}
	}
	return nil
}

// projectTo writes what an event means for people who are told of it under one kind.
func (s *Store) projectTo(ctx context.Context, told []*toldPerson, e *market.Event, channels []market.NotificationChannel, now time.Time) error {
	if len(told) == 0 {
		return nil
	}
	wishes, err := s.wishes(ctx, told)
	if err != nil {
		return err
	}
	inApp := []*toldPerson{}
	for _, p := range told {
		if wishes[p.PersonID].preference(p.Kind).By(market.ByApp) {
			inApp = append(inApp, p)
		}
	}
	if err := s.notify(ctx, inApp, e.CreatedAt); err != nil {
		return err
	}
	if now.Sub(e.CreatedAt) > market.TooLateToSend {
		return nil
	}
	for _, p := range told {
		for _, channel := range channels {
			if wishes[p.PersonID].wants(p.Kind, channel) {
				if err := s.enqueue(ctx, p, channel, wishes[p.PersonID].quiet(), now); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// wish is how a person wants to be told of a kind; fields are nil where the defaults
// hold.
type wish struct {
	PersonID market.PersonID              `db:"person_id"`
	HasEmail bool                         `db:"has_email"`
	Chosen   bool                         `db:"chosen"`
	HasQuiet bool                         `db:"has_quiet"`
	Quiet    market.QuietHours            `db:"quiet"`
	Channels []market.NotificationChannel `db:"channels"`
}

func (w *wish) preference(kind market.NotificationKind) market.NotificationPreference {
	var chosen []*market.NotificationPreference
	if w.Chosen {
		chosen = append(chosen, &market.NotificationPreference{Kind: kind, Channels: w.Channels})
	}
	return market.Preferences(chosen, nil).Of(kind)
}

func (w *wish) wants(kind market.NotificationKind, c market.NotificationChannel) bool {
	return w.preference(kind).By(c) && (c != market.ByMail || w.HasEmail)
}

func (w *wish) quiet() market.QuietHours {
	if w.HasQuiet {
		return w.Quiet
	}
	return market.DefaultQuietHours
}

// wishes are those of the people told, about the one kind they are told of.
func (s *Store) wishes(ctx context.Context, told []*toldPerson) (map[market.PersonID]*wish, error) {
	rows, err := all[wish](ctx, s, `
		SELECT told.id AS person_id, e.person_id IS NOT NULL AS has_email, p.person_id IS NOT NULL AS chosen, q.person_id IS NOT NULL AS has_quiet,
			coalesce(q.quiet_from, '') AS "quiet.quiet_from", coalesce(q.quiet_until, '') AS "quiet.quiet_until",
			coalesce(q.time_zone, '') AS "quiet.time_zone", coalesce(p.channels, '{}') AS channels
		FROM unnest($1::uuid[]) AS told (id)
		LEFT JOIN person_email e ON e.person_id = told.id
		LEFT JOIN notification_preference p ON p.person_id = told.id AND p.kind = $2
		LEFT JOIN notification_quiet q ON q.person_id = told.id`, people(told), told[0].Kind)
	return byKey(rows, func(w *wish) market.PersonID { return w.PersonID }), err
}

// notify writes notifications: an unread one of the same kind and place counts one more.
func (s *Store) notify(ctx context.Context, told []*toldPerson, at time.Time) error {
	if len(told) == 0 {
		return nil
	}
	ids, places, first := make([]market.NotificationID, len(told)), make([]string, len(told)), told[0]
	for i, p := range told {
		ids[i], places[i] = newID[market.NotificationID](), p.Place
	}
	s.emits = true
	_, err := s.exec(ctx, `
		WITH written AS (
			INSERT INTO notification AS n (id, person_id, kind, place_kind, place, year, serial, count, created_at, latest_at)
			SELECT given.id, given.person_id, $3, $4, given.place, $6, $7, 1, $8, $8 FROM unnest($1::uuid[], $2::uuid[], $5::uuid[]) AS given (id, person_id, place)
			ON CONFLICT (person_id, kind, place) WHERE read_at IS NULL
				DO UPDATE SET count = n.count + 1, latest_at = greatest(n.latest_at, excluded.latest_at)
			RETURNING n.id, n.person_id)
		INSERT INTO outbox (topic, key, subject) SELECT $9, person_id, id FROM written`,
		ids, people(told), first.Kind, first.PlaceKind, places, first.Number.Year, first.Number.Serial, at, NotificationTopic)
	return err
}

func people(told []*toldPerson) []market.PersonID {
	ids := make([]market.PersonID, len(told))
	for i, p := range told {
		ids[i] = p.PersonID
	}
	return ids
}
