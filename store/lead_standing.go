package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// LeadStandings are what the draw knows of the partners at now, where the viewer may see
// it: of its own partner, and for programme managers of all.
func (s *Store) LeadStandings(ctx context.Context, v market.Viewer, ids []market.PartnerID, now time.Time) (map[market.PartnerID]*market.LeadStanding, error) {
	c := conditions{}
	week := market.WeekOf(now).Format(time.DateOnly)
	columns := c.fill(`s.partner_id, s.open, s.working, CASE WHEN s.week = $?::date THEN s.week_small ELSE 0 END AS week_small,
		CASE WHEN s.week = $?::date THEN s.week_medium ELSE 0 END AS week_medium,
		CASE WHEN s.week = $?::date THEN s.week_large ELSE 0 END AS week_large,
		lead_decay(s.received, greatest($?::timestamptz - s.received_at, '0'), '14 days') AS received,
		lead_decay(s.answer_hours, greatest($?::timestamptz - s.answered_at, '0'), '90 days') AS answer_hours,
		lead_decay(s.answer_weight, greatest($?::timestamptz - s.answered_at, '0'), '90 days') AS answer_weight, s.last_offered_at`,
		[]any{week, week, week, now, now, now})
	c.add(`s.partner_id = ANY($?::uuid[])`, ids)
	ownStanding(&c, v, `s.partner_id`)
	rows, err := all[market.LeadStanding](ctx, s, `SELECT `+columns+` FROM lead_standing s WHERE `+c.sql(), c.args...)
	return byKey(rows, func(s *market.LeadStanding) market.PartnerID { return s.PartnerID }), err
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
