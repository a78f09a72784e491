package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
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
	// drawnColumns are what a draw knows of a candidate, for packedCandidate.
	drawnColumns = `s.partner_id, s.competence, s.level, s.rating_value, s.rating_count, s.open, s.working, s.received, s.received_at,
		s.answer_hours, s.answer_weight, s.answered_at, s.hours`
	// packedCandidate is a candidate c in the form that candidateSize is of: a thousand
	// of them as rows of text cost as much again as finding them.
	packedCandidate = `uuid_send(c.partner_id) || set_byte('\x00', 0, array_position($?::text[], c.competence) - 1)
		|| int4send(c.rating_count) || int4send(c.open) || int4send(c.working) || level.weight || float8send(c.rating_value)
		|| float8send(lead_decay(c.received, greatest($?::timestamptz - c.received_at, '0'), '14 days'))
		|| float8send(lead_decay(c.answer_hours, greatest($?::timestamptz - c.answered_at, '0'), '90 days'))
		|| float8send(lead_decay(c.answer_weight, greatest($?::timestamptz - c.answered_at, '0'), '90 days'))`
)

// search is what candidates for a lead are looked for by.
type search struct {
	policy *market.LeadPolicy
	need   *market.LeadNeed
	had    []market.PartnerID
	now    time.Time
}

// conditions are met by the partners s that the lead may be offered to but for their
// hours: in SQL what market.LeadPolicy.Fit says. A test holds
// the two together.
func (q search) conditions() conditions {
	c := conditions{}
	rules, size := &q.policy.Rules, q.policy.Size(q.need.Size)
	c.add(`s.state = 'ACTIVE'`)
	if q.need.IndustryCode != nil { // first, where a walk along the keys leaves most behind
		c.add(`s.industries && ARRAY[$?, 'any']`, *q.need.IndustryCode)
	}
	c.add(`s.competences && $?::text[]`, size.Drawn)
	c.add(`s.languages @> ARRAY[$?]`, market.BaseLanguage(q.need.Locale))
	c.add(`s.kinds && $?::text[]`, rules.Kinds)
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
	near := c.fill(`(s.reach && $?::box OR s.reach && $?::box OR s.reach && $?::box)
		AND lead_distance($?, $?, s.latitude, s.longitude) <= coalesce(s.radius_km, $?)`,
		[]any{reachBox(lat, long, km), reachBox(lat, long-360, km), reachBox(lat, long+360, km), lat, long, km})
	if country == nil {
		c.add(`(` + near + ` OR s.latitude IS NULL)`)
		return
	}
	c.add(`(`+near+` OR s.countries @> ARRAY[$?] OR s.latitude IS NULL AND s.country = $?)`, *country, *country)
}

// reachBox is what lead_reach returns. Postgres would plan that function for each box.
func reachBox(lat, long float64, km int) string {
	high := float64(km) / 111
	wide := 1.6 * high / math.Cos(min(math.Abs(lat)+high, 89.9)*math.Pi/180)
	if wide >= 180 {
		wide = 540
	}
	return fmt.Sprintf("(%v,%v),(%v,%v)", long-wide, lat-high, long+wide, lat+high)
}

// addLimits asks whether the partner's own limits leave room for one more.
func (q search) addLimits(c *conditions) {
	column := map[market.LeadSize]string{market.Small: "small", market.Medium: "medium", market.Large: "large"}[q.need.Size]
	c.add(`(s.`+column+`_most IS DISTINCT FROM 0
		AND (s.paused_from IS NULL OR s.paused_from > $? OR s.paused_until <= $?)
		AND (s.open_most IS NULL OR s.open < s.open_most)
		AND (s.week <> $?::date OR (s.`+column+`_most IS NULL OR s.week_`+column+` < s.`+column+`_most)
			AND (s.week_most IS NULL OR s.week_small + s.week_medium + s.week_large < s.week_most)))`,
		q.now, q.now, market.WeekOf(q.now).Format(time.DateOnly))
}

// candidates are the partners that the lead may be offered to but for their hours: all
// of them, or, of more than a pool, those that follow a random place. (Places are
// uniform, and a pool is long, so that each partner is in as many pools as another but
// for some percent; and what one is given too much catching up takes back.)
func (s *Store) candidates(ctx context.Context, q search, from float64, pool int) ([]*market.LeadCandidate, error) {
	query, args := q.statement(from, pool)
	packed, err := one[packedCandidates](ctx, s, query, args...)
	if err != nil {
		return nil, err
	}
	return packed.unpack()
}

// packedCandidates are candidates as statement returns them.
type packedCandidates struct {
	Numbers []byte `db:"numbers"` // a packedCandidate each
	Hours   string `db:"hours"`   // a line each
}

// unpack reads the candidates. Hours that were read before are shared.
func (p *packedCandidates) unpack() ([]*market.LeadCandidate, error) {
	candidates, err := readCandidates(p.Numbers)
	if err != nil {
		return nil, err
	}
	known := map[string]*market.LeadPreferences{}
	for i, line := range strings.Split(p.Hours, "\n") {
		if line == "" {
			continue
		}
		if known[line] == nil {
			if known[line], err = unpackHours(line); err != nil {
				return nil, err
			}
		}
		candidates[i].Preferences = *known[line]
	}
	return candidates, nil
}

// unpackHours reads hours as lead_standing has them.
func unpackHours(line string) (*market.LeadPreferences, error) {
	f, zone, days := &market.LeadPreferences{}, "", ""
	if _, err := fmt.Sscan(line, &f.OpensAt, &f.ClosesAt, &zone, &days); err != nil {
		return nil, fmt.Errorf("store: %q are no hours: %w", line, err)
	}
	f.TimeZone = &zone
	for day := range strings.SplitSeq(days, ",") {
		f.Days = append(f.Days, market.Weekday(day))
	}
	return f, nil
}

// statement reads the candidates from a place on, and then those before it, all into
// one row.
func (q search) statement(from float64, pool int) (query string, args []any) {
	c := q.conditions()
	found := q.found(&c, c.arg(from), strconv.Itoa(pool))
	packed := c.fill(packedCandidate, []any{competences, q.now, q.now, q.now})
	return `WITH level AS MATERIALIZED (SELECT code, float8send(lead_weight::double precision) AS weight FROM level)
		SELECT coalesce(string_agg(` + packed + `, ''), '') AS numbers, coalesce(string_agg(coalesce(c.hours, ''), E'\n'), '') AS hours
		FROM (` + found + `) AS c JOIN level ON level.code = c.level`, c.args
}

// found are the candidates from a place on, and then those before it, up to a limit. In
// two parts Postgres can walk along the index of the keys, and begins the second only
// when the first is short. Near a place there are few, both parts would be read, by the
// same scan and by conditions that take long to plan: they are read once, and sorted.
func (q search) found(c *conditions, place, limit string) string {
	all := `SELECT ` + drawnColumns + ` FROM lead_standing s WHERE ` + c.sql()
	if q.need.Latitude != nil {
		return all + ` ORDER BY s.draw_key < ` + place + `, s.draw_key LIMIT ` + limit
	}
	part := func(which string) string {
		return `(` + all + ` AND s.draw_key ` + which + place + ` ORDER BY s.draw_key LIMIT ` + limit + `)`
	}
	return part(`>= `) + ` UNION ALL ` + part(`< `) + ` LIMIT ` + limit
}

// lockCandidates locks the standings of the partners, so that nobody else offers them
// anything until the transaction ends, and returns those that the lead may still be
// offered to. Those of others, whose offers are about to change, are locked with them.
func (s *Store) lockCandidates(ctx context.Context, q search, ids, others []market.PartnerID) (map[market.PartnerID]bool, error) {
	c := q.conditions()
	locked := c.fill(`s.partner_id = ANY($?::uuid[]) AND (s.partner_id = ANY($?::uuid[]) OR `, []any{slices.Concat(ids, others), others}) + c.sql() + `)`
	rows, err := all[market.LeadCandidate](ctx, s, `SELECT s.partner_id FROM lead_standing s WHERE `+locked+` ORDER BY s.partner_id FOR NO KEY UPDATE`, c.args...)
	fit := map[market.PartnerID]bool{}
	for _, r := range rows {
		if slices.Contains(ids, r.PartnerID) {
			fit[r.PartnerID] = true
		}
	}
	return fit, err
}
