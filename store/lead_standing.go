package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// recordColumns are what a partner s, with its own limits f, may read of itself.
const recordColumns = `s.partner_id, s.state, s.kinds, s.competence, ` + standingColumns + `,
	s.partner_id AS "standing.partner_id", s.last_offered_at AS "standing.last_offered_at",
	CASE WHEN s.week = $?::date THEN s.week_small ELSE 0 END AS "standing.week_small",
	CASE WHEN s.week = $?::date THEN s.week_medium ELSE 0 END AS "standing.week_medium",
	CASE WHEN s.week = $?::date THEN s.week_large ELSE 0 END AS "standing.week_large",
	s.partner_id AS "preferences.partner_id", f.small_most AS "preferences.small_most", f.medium_most AS "preferences.medium_most",
	f.large_most AS "preferences.large_most", f.week_most AS "preferences.week_most", f.open_most AS "preferences.open_most",
	f.radius_km AS "preferences.radius_km", coalesce(f.countries, '{}') AS "preferences.countries",
	f.time_zone AS "preferences.time_zone", coalesce(f.days, '{}') AS "preferences.days",
	coalesce(f.opens_at, 0) AS "preferences.opens_at", coalesce(f.closes_at, 1440) AS "preferences.closes_at",
	f.paused_from AS "preferences.paused_from", f.paused_until AS "preferences.paused_until", f.updated_at AS "preferences.updated_at"`

// leadRecords are the partners as the draw knows them at now, where the viewer may see
// it: its own, and for programme managers all.
func (s *Store) leadRecords(ctx context.Context, v market.Viewer, ids []market.PartnerID, now time.Time) ([]*market.LeadCandidate, error) {
	c := conditions{}
	week := market.WeekOf(now).Format(time.DateOnly)
	columns := c.fill(recordColumns, []any{now, now, now, week, week, week})
	c.add(`s.partner_id = ANY($?::uuid[])`, ids)
	ownStanding(&c, v, `s.partner_id`)
	return all[market.LeadCandidate](ctx, s, `SELECT `+columns+`
		FROM lead_standing s LEFT JOIN lead_preference f ON f.partner_id = s.partner_id WHERE `+c.sql(), c.args...)
}

// LeadStandings are what the draw knows of the partners at now, and what keeps them from
// taking part, where the viewer may see it: of its own partner, and for programme
// managers of all.
func (s *Store) LeadStandings(ctx context.Context, v market.Viewer, ids []market.PartnerID, now time.Time) (map[market.PartnerID]*market.LeadStanding, error) {
	rows, err := s.leadRecords(ctx, v, ids, now)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	policy, err := s.leadPolicy(ctx, now)
	if err != nil {
		return nil, err
	}
	standings := map[market.PartnerID]*market.LeadStanding{}
	for _, c := range rows {
		c.Standing.Rests = policy.RestsOf(c, now)
		standings[c.PartnerID] = &c.Standing
	}
	return standings, nil
}

// LeadPreferences are the limits that the partners set themselves, where the viewer may
// see them: those of its own partner, and for programme managers all. Who never set any
// has none.
func (s *Store) LeadPreferences(ctx context.Context, v market.Viewer, ids []market.PartnerID, now time.Time) (map[market.PartnerID]*market.LeadPreferences, error) {
	rows, err := s.leadRecords(ctx, v, ids, now)
	preferences := map[market.PartnerID]*market.LeadPreferences{}
	for _, c := range rows {
		preferences[c.PartnerID] = &c.Preferences
	}
	return preferences, err
}

// SetLeadPreferences sets all limits of the partner acted for anew. It fails with what
// is wrong with them, and with NotFound without a profile.
func (s *Store) SetLeadPreferences(ctx context.Context, v market.Viewer, in market.LeadPreferencesSetInput, now time.Time) (*market.Partner, error) {
	return inTx(ctx, s, func(s *Store) (*market.Partner, error) {
		p, err := s.lockPartner(ctx, v, `p.organization_id = $?`, v.Organization)
		if err != nil {
			return nil, noProfile(err)
		}
		f, err := in.Preferences(p.ID, now)
		if err != nil {
			return nil, err
		}
		_, err = s.exec(ctx, `
			INSERT INTO lead_preference (partner_id, small_most, medium_most, large_most, week_most, open_most, radius_km, countries,
				time_zone, days, opens_at, closes_at, paused_from, paused_until, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
			ON CONFLICT (partner_id) DO UPDATE SET small_most = excluded.small_most, medium_most = excluded.medium_most,
				large_most = excluded.large_most, week_most = excluded.week_most, open_most = excluded.open_most,
				radius_km = excluded.radius_km, countries = excluded.countries, time_zone = excluded.time_zone, days = excluded.days,
				opens_at = excluded.opens_at, closes_at = excluded.closes_at, paused_from = excluded.paused_from,
				paused_until = excluded.paused_until, updated_at = excluded.updated_at`,
			f.PartnerID, f.SmallMost, f.MediumMost, f.LargeMost, f.WeekMost, f.OpenMost, f.RadiusKm, f.Countries,
			f.TimeZone, f.Days, f.OpensAt, f.ClosesAt, f.PausedFrom, f.PausedUntil, now)
		return p, err
	})
}

// ownStanding keeps what is between a partner, in the column, and the house.
func ownStanding(c *conditions, v market.Viewer, column string) {
	switch {
	case managesLeads(v):
	case v.Partner != "" && leads(v):
		c.add(column+` = $?`, v.Partner)
	default:
		c.add(`false`)
	}
}
