package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"partnergraph/market"
)

// dimensions are the SQL of each dimension, as text, of a lead l and its offer o.
var dimensions = map[market.LeadDimension]string{
	market.ByRegion:  `l.country`,
	market.BySize:    `l.size`,
	market.BySource:  `l.source`,
	market.ByPartner: `o.partner_id::text`,
	market.ByMonth:   `to_char(l.created_at AT TIME ZONE 'UTC', 'YYYY-MM-01')`,
}

// LeadFigures are the figures of the leads of a filter, told apart by up to two
// dimensions, as they are at now: the first rows, those with the most leads first. They
// are for the house.
func (s *Store) LeadFigures(ctx context.Context, f market.LeadFigureFilter, by []market.LeadDimension, first int, now time.Time) ([]*market.LeadFiguresRow, error) {
	if err := market.CheckPeriod(f.From, f.To); err != nil {
		return nil, err
	}
	if err := market.CheckDimensions(by); err != nil {
		return nil, err
	}
	if first < 1 || first > market.MaxPage {
		return nil, market.Errorf(market.Invalid, "first must be from 1 to %d.", market.MaxPage).In("first")
	}
	columns := []string{`NULL::text`, `NULL::text`}
	for i, d := range by {
		columns[i] = dimensions[d]
	}
	c := conditions{}
	c.add(`l.created_at >= $?::timestamptz AND l.created_at < $?::timestamptz`, dayOf(f.From), dayOf(f.To.AddDate(0, 0, 1)))
	addAny(&c, `l.country`, f.Countries)
	addAny(&c, `l.size`, f.Sizes)
	addAny(&c, `l.source`, f.Sources)
	if f.PartnerID != nil {
		c.add(`o.partner_id = $?`, *f.PartnerID)
	}
	rows, err := all[struct {
		market.LeadFigures
		First  *string `db:"first"`
		Second *string `db:"second"`
	}](ctx, s, figuresOf(strings.Join(columns, `, `), c.fill(offerState, []any{now}), c.sql(), first), c.args...)
	result := make([]*market.LeadFiguresRow, len(rows))
	for i, row := range rows {
		result[i] = &market.LeadFiguresRow{Figures: &row.LeadFigures}
		for n, d := range by {
			result[i].Set(d, []*string{row.First, row.Second}[n])
		}
	}
	return result, err
}

// figuresOf is the statement for figures. What a lead's offers have come to stands in
// lead_stage; only those that were accepted are looked up there. Amounts of different
// currencies are never added up.
func figuresOf(columns, state, where string, first int) string {
	return `
		WITH offered (first, second, lead_id, offer_id, state, stage, answer, contact, started, minor, currency) AS (
			SELECT ` + columns + `, l.id, o.id, ` + state + `, o.stage,
				CASE WHEN o.answered_at > o.sent_at THEN extract(epoch FROM o.answered_at - o.sent_at) END,
				extract(epoch FROM way.contacted_at - o.answered_at), way.started, o.contract_minor, o.contract_currency
			FROM lead l LEFT JOIN lead_offer o ON o.lead_id = l.id
			LEFT JOIN LATERAL (
				SELECT min(t.entered_at) FILTER (WHERE t.stage NOT IN ('ACCEPTED', 'LOST')) AS contacted_at, bool_or(t.stage = 'STARTED') AS started
				FROM lead_stage t WHERE t.offer_id = o.id AND o.stage IS NOT NULL) AS way ON true
			WHERE ` + where + `
		), counted AS (
			SELECT first, second, count(DISTINCT lead_id) AS submitted, count(offer_id) AS offered,
				count(*) FILTER (WHERE state IN ('ACCEPTED', 'RETURNED')) AS accepted, count(*) FILTER (WHERE state = 'DECLINED') AS declined,
				count(*) FILTER (WHERE state = 'EXPIRED') AS expired, count(*) FILTER (WHERE state = 'RETURNED') AS returned,
				count(*) FILTER (WHERE started) AS started, count(*) FILTER (WHERE stage = 'LOST') AS lost,
				round(percentile_cont(0.5) WITHIN GROUP (ORDER BY answer))::bigint AS median_answer,
				round(percentile_cont(0.5) WITHIN GROUP (ORDER BY contact))::bigint AS median_contact
			FROM offered GROUP BY first, second
			ORDER BY submitted DESC, first, second LIMIT ` + strconv.Itoa(first) + `
		), summed AS (
			SELECT first, second, currency, sum(minor)::bigint AS minor FROM offered WHERE minor IS NOT NULL GROUP BY first, second, currency
		)
		SELECT c.*, coalesce((
			SELECT jsonb_agg(jsonb_build_object('Minor', m.minor, 'Currency', m.currency) ORDER BY m.currency)
			FROM summed m WHERE (m.first, m.second) IS NOT DISTINCT FROM (c.first, c.second)), '[]') AS contracted
		FROM counted c ORDER BY submitted DESC, first, second`
}

// dayOf is the beginning of a day, in UTC.
func dayOf(day time.Time) string { return day.Format(time.DateOnly) + " 00:00Z" }

// concentrations is the statement for how leads that were accepted, and what partners
// have billed, are spread over partners: with the shares of the largest.
const concentrations = `
	WITH amounts AS (
		SELECT NULL::text AS currency, partner_id, count(*)::numeric AS amount
		FROM lead_offer WHERE state IN ('ACCEPTED', 'RETURNED') AND answered_at >= $1::timestamptz AND answered_at < $2::timestamptz
		GROUP BY partner_id
		UNION ALL
		SELECT currency, seller_id, sum(net_minor) FROM invoice
		WHERE issued_at >= $1::timestamptz AND issued_at < $2::timestamptz
		GROUP BY currency, seller_id HAVING sum(net_minor) > 0
	), shares AS (
		SELECT currency, partner_id, amount / sum(amount) OVER each AS share, count(*) OVER each AS partners,
			row_number() OVER (PARTITION BY currency ORDER BY amount DESC, partner_id) AS place
		FROM amounts WINDOW each AS (PARTITION BY currency)
	), indexed AS (
		SELECT shares.*, sum(share * share) OVER (PARTITION BY currency) AS hhi FROM shares
	)
	SELECT currency, partner_id, share::float8, partners, hhi::float8 FROM indexed
	WHERE place <= $3 ORDER BY currency NULLS FIRST, place`

// LeadConcentration is how leads accepted on the days from and to, and invoices issued
// on them, are spread over partners, with the shares of the market.MaxShares
// largest. It is for the house.
func (s *Store) LeadConcentration(ctx context.Context, from, to time.Time) (*market.LeadConcentration, error) {
	if err := market.CheckPeriod(from, to); err != nil {
		return nil, err
	}
	rows, err := all[struct {
		market.PartnerShare
		Currency *market.Currency `db:"currency"`
		Partners int              `db:"partners"`
		HHI      float64          `db:"hhi"`
	}](ctx, s, concentrations, dayOf(from), dayOf(to.AddDate(0, 0, 1)), market.MaxShares)
	if err != nil {
		return nil, err
	}
	result := &market.LeadConcentration{Leads: &market.Concentration{Shares: []*market.PartnerShare{}}, Turnover: []*market.Concentration{}}
	for _, row := range rows {
		c := result.Leads
		if row.Currency != nil {
			if n := len(result.Turnover); n == 0 || *result.Turnover[n-1].Currency != *row.Currency {
				result.Turnover = append(result.Turnover, &market.Concentration{Currency: row.Currency})
			}
			c = result.Turnover[len(result.Turnover)-1]
		}
		c.Partners, c.HHI, c.Shares = row.Partners, row.HHI, append(c.Shares, &row.PartnerShare)
	}
	return result, nil
}
