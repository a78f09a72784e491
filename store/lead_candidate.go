package store

import (
	"context"
	"slices"
	"strconv"
	"time"

	"partnergraph/market"
)

const (
	// standingColumns are what a market.LeadStanding is read from, out of lead_standing
	// s, at a time.
	standingColumns = `s.open AS "standing.open", s.working AS "standing.working",
		lead_decay(s.received, greatest($?::timestamptz - s.received_at, '0'), '14 days') AS "standing.received",
		lead_decay(s.answer_hours, greatest($?::timestamptz - s.answered_at, '0'), '90 days') AS "standing.answer_hours",
		lead_decay(s.answer_weight, greatest($?::timestamptz - s.answered_at, '0'), '90 days') AS "standing.answer_weight"`
	// drawnColumns are what a draw knows of a candidate.
	drawnColumns = `s.partner_id, s.competence, level.lead_weight::double precision AS level_weight, s.rating_value, s.rating_count, ` +
		standingColumns + `, f.time_zone AS "preferences.time_zone", coalesce(f.days, '{}') AS "preferences.days",
		coalesce(f.opens_at, 0) AS "preferences.opens_at", coalesce(f.closes_at, 0) AS "preferences.closes_at"`
	drawnFrom = ` FROM lead_standing s JOIN level ON level.code = s.level LEFT JOIN lead_preference f ON f.partner_id = s.partner_id WHERE `
)

// search is what candidates for a lead are looked for by.
type search struct {
	policy *market.LeadPolicy
	need   *market.LeadNeed
	had    []market.PartnerID
	now    time.Time
}

// conditions are met by the partners s, with their own limits f, that the lead may be
// offered to but for their hours: in SQL what market.LeadPolicy.Fit says. A test holds
// the two together.
func (q search) conditions() conditions {
	c := conditions{}
	rules, size := &q.policy.Rules, q.policy.Size(q.need.Size)
	c.add(`s.state = 'ACTIVE'`)
	c.add(`s.languages @> ARRAY[$?]`, market.BaseLanguage(q.need.Locale))
	c.add(`s.competence = ANY($?)`, size.Drawn)
	c.add(`s.kinds && $?::text[]`, rules.Kinds)
	if q.need.IndustryCode != nil {
		c.add(`s.industries && ARRAY[$?, 'any']`, *q.need.IndustryCode)
	}
	if q.need.OrganizationID != nil {
		c.add(`s.organization_id <> $?`, *q.need.OrganizationID)
	}
	if len(q.had) > 0 {
		c.add(`s.partner_id <> ALL($?::uuid[])`, q.had)
	}
	q.addRegion(&c)
	q.addLimits(&c)
	return c
}

// addRegion asks whether the partner works where the lead is. The boxes are larger
// than its circle; they are there for the index, also over the 180th meridian.
func (q search) addRegion(c *conditions) {
	country := q.need.Country
	if q.need.Latitude == nil {
		if country != nil {
			c.add(`(s.country = $? OR s.countries @> ARRAY[$?])`, *country, *country)
		}
		return
	}
	lat, long, km := *q.need.Latitude, *q.need.Longitude, q.policy.Rules.RadiusKm
	near := c.fill(`(s.reach && lead_reach($?, $?, $?) OR s.reach && lead_reach($?, $?::double precision - 360, $?) OR s.reach && lead_reach($?, $?::double precision + 360, $?))
		AND lead_distance($?, $?, s.latitude, s.longitude) <= coalesce(s.radius_km, $?)`,
		[]any{lat, long, km, lat, long, km, lat, long, km, lat, long, km})
	if country == nil {
		c.add(`(` + near + ` OR s.latitude IS NULL)`)
		return
	}
	c.add(`(`+near+` OR s.countries @> ARRAY[$?] OR s.latitude IS NULL AND s.country = $?)`, *country, *country)
}

// addLimits asks whether the partner's own limits leave room for one more.
func (q search) addLimits(c *conditions) {
	column := map[market.LeadSize]string{market.Small: "small", market.Medium: "medium", market.Large: "large"}[q.need.Size]
	c.add(`(f.partner_id IS NULL OR (
		f.`+column+`_most IS DISTINCT FROM 0
		AND (f.paused_from IS NULL OR f.paused_from > $? OR f.paused_until <= $?)
		AND (f.open_most IS NULL OR s.open < f.open_most)
		AND (s.week <> $?::date OR (f.`+column+`_most IS NULL OR s.week_`+column+` < f.`+column+`_most)
			AND (f.week_most IS NULL OR s.week_small + s.week_medium + s.week_large < f.week_most))))`,
		q.now, q.now, market.WeekOf(q.now).Format(time.DateOnly))
}

// candidates are the partners that the lead may be offered to but for their hours: all
// of them, or, of more than a pool, those that follow a random place. (Places are
// uniform, and a pool is long, so that each partner is in as many pools as another but
// for some percent; and what one is given too much catching up takes back.)
func (s *Store) candidates(ctx context.Context, q search, from float64, pool int) ([]*market.LeadCandidate, error) {
	query, args := q.statement(from, pool)
	return all[market.LeadCandidate](ctx, s, query, args...)
}

// statement reads the candidates from a place on, and then those before it.
func (q search) statement(from float64, pool int) (query string, args []any) {
	c := q.conditions()
	columns := c.fill(drawnColumns, []any{q.now, q.now, q.now})
	place, limit := c.arg(from), strconv.Itoa(pool)
	part := func(which string) string {
		return `(SELECT ` + columns + drawnFrom + c.sql() + ` AND s.draw_key ` + which + place + ` ORDER BY s.draw_key LIMIT ` + limit + `)`
	}
	return part(`>= `) + ` UNION ALL ` + part(`< `) + ` LIMIT ` + limit, c.args
}

// lockCandidates locks the standings of the partners, so that nobody else offers them
// anything until the transaction ends, and returns those that the lead may still be
// offered to. Those of others, whose offers are about to change, are locked with them.
func (s *Store) lockCandidates(ctx context.Context, q search, ids, others []market.PartnerID) (map[market.PartnerID]bool, error) {
	c := q.conditions()
	locked := c.fill(`s.partner_id = ANY($?::uuid[]) AND (s.partner_id = ANY($?::uuid[]) OR `, []any{slices.Concat(ids, others), others}) + c.sql() + `)`
	rows, err := all[market.LeadCandidate](ctx, s, `SELECT s.partner_id`+drawnFrom+locked+` ORDER BY s.partner_id FOR NO KEY UPDATE OF s`, c.args...)
	fit := map[market.PartnerID]bool{}
	for _, r := range rows {
		if slices.Contains(ids, r.PartnerID) {
			fit[r.PartnerID] = true
		}
	}
	return fit, err
}
