package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// LeadBoard is a page of the leads that the viewer's partner may claim or buy at now.
func (s *Store) LeadBoard(ctx context.Context, v market.Viewer, f market.LeadBoardFilter, by market.LeadBoardOrder, p market.PageArgs, now time.Time) (*market.Page[*market.Lead], error) {
	shown := leadShown(v, now)
	l := list[market.Lead]{
		columns: leadColumns, from: `lead l`, joins: shown.sql, joinArgs: shown.args,
		order: order[market.Lead]{
			name: "lead board " + string(by), columns: []string{"l.created_at", "l.id"}, types: []string{"timestamptz", "uuid"}, desc: by == market.BoardNewest,
			key: func(l *market.Lead) []string { return []string{keyTime(l.CreatedAt), string(l.ID)} },
		},
	}
	board, err := s.onBoard(ctx, v, now)
	if err != nil {
		return nil, err
	}
	l.where.add(board.sql, board.args...)
	addAny(&l.where, `l.size`, f.Sizes)
	addAny(&l.where, `l.country`, f.Countries)
	addAny(&l.where, `l.industry`, f.Industries)
	addAny(&l.where, `l.locale`, f.Locales)
	if len(f.Modes) > 0 {
		l.where.filter(`EXISTS (SELECT FROM lead_distribution d WHERE d.lead_id = l.id AND d.state = 'RUNNING' AND d.mode = ANY($?))`, f.Modes)
	}
	return pageOf(ctx, s, l, p)
}

// uncalled are the complaints t about a lead l whose partner has not gone on with it
// since: so a complaint leaves the queue by itself.
const uncalled = `lead_complaint t JOIN lead_offer o ON o.id = t.offer_id
	WHERE t.lead_id = l.id AND o.state = 'ACCEPTED' AND o.stage = 'ACCEPTED'`

// waiting are the leads that wait for the house, with why and since when: those that
// nobody has and nothing hands out, and those whose clients nobody has called. One that
// waits and names the number, address or company of another that is not over may be the
// same, which is told first: then handing it out once more is not what it needs.
const waiting = `(
	SELECT l.id AS lead_id, l.size, l.country, why.reason, why.since
	FROM lead l
	CROSS JOIN LATERAL (
		SELECT CASE
			WHEN l.state = 'HELD' THEN 'HELD'
			WHEN l.state = 'ACCEPTED' THEN 'COMPLAINT'
			WHEN last.outcome = 'DEAL_CONFLICT' THEN last.outcome
			WHEN EXISTS (SELECT FROM lead_contact a JOIN lead_contact b ON b.lead_id <> a.lead_id
					AND (b.phone_index = a.phone_index OR b.email_index = a.email_index OR b.company_index = a.company_index)
				JOIN lead other ON other.id = b.lead_id AND other.state NOT IN ('CLOSED', 'MERGED')
				WHERE a.lead_id = l.id) THEN 'DUPLICATE'
			WHEN last.outcome IN ('RETURNED', 'DECLINED_BY_ALL', 'NOBODY_FITS') THEN last.outcome
			WHEN EXISTS (SELECT FROM lead_offer o WHERE o.lead_id = l.id) THEN 'DECLINED_BY_ALL'
			ELSE 'NOBODY_FITS' END AS reason,
			CASE WHEN l.state = 'ACCEPTED' THEN (SELECT min(t.created_at) FROM ` + uncalled + `) ELSE coalesce(last.ended_at, l.created_at) END AS since
		FROM (SELECT true) AS always LEFT JOIN LATERAL (
			SELECT d.outcome, d.ended_at FROM lead_distribution d WHERE d.lead_id = l.id ORDER BY d.started_at DESC, d.id DESC LIMIT 1
		) AS last ON true
	) AS why
	WHERE l.state IN ('OPEN', 'HELD') AND (l.state = 'HELD'
			OR NOT EXISTS (SELECT FROM lead_distribution d WHERE d.lead_id = l.id AND d.state = 'RUNNING'))
		OR l.state = 'ACCEPTED' AND l.id IN (SELECT t.lead_id FROM lead_complaint t) AND EXISTS (SELECT FROM ` + uncalled + `)
) AS w`

// LeadQueue is a page of the leads that wait for the house, oldest first; nobody else
// sees it.
func (s *Store) LeadQueue(ctx context.Context, v market.Viewer, f market.LeadQueueFilter, p market.PageArgs) (*market.Page[*market.LeadQueueEntry], error) {
	l := list[market.LeadQueueEntry]{
		columns: `w.lead_id, w.reason, w.since`, from: waiting,
		order: order[market.LeadQueueEntry]{
			name: "lead queue", columns: []string{"w.since", "w.lead_id"}, types: []string{"timestamptz", "uuid"},
			key: func(e *market.LeadQueueEntry) []string { return []string{keyTime(e.Since), string(e.LeadID)} },
		},
	}
	l.where.add(`$?::boolean`, managesLeads(v))
	addAny(&l.where, `w.reason`, f.Reasons)
	addAny(&l.where, `w.size`, f.Sizes)
	addAny(&l.where, `w.country`, f.Countries)
	return readAs(ctx, s, viewing(v), func(s *Store) (*market.Page[*market.LeadQueueEntry], error) {
		return pageOf(ctx, s, l, p)
	})
}
