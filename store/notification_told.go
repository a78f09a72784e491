package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// toldPerson is somebody who is told of an event: of what kind, and in which place.
type toldPerson struct {
	PersonID  market.PersonID         `db:"person_id"`
	Kind      market.NotificationKind `db:"kind"`
	PlaceKind market.NodeKind         `db:"place_kind"`
	Place     string                  `db:"place"`
	Number    market.PublicNumber     `db:"number"`
}

// maxTold is how many people are told of one event, such as a reply in a thread in which
// everybody has written: those who came last.
const maxTold = "1000"

// leadsOf and profileOf are the members m who see to an organisation's leads and money,
// and to its profile.
const (
	leadsOf   = `m.role IN ('OWNER', 'MANAGER')`
	profileOf = `m.role IN ('OWNER', 'MANAGER', 'EDITOR')`
)

// clients are the people c of a lead l: who submitted it, while they belong to the
// organisation it was for, and those who see to that one's leads.
const clients = `(SELECT l.person_id WHERE l.person_id IS NOT NULL AND (l.organization_id IS NULL
		OR EXISTS (SELECT FROM member m WHERE m.organization_id = l.organization_id AND m.person_id = l.person_id))
	UNION SELECT m.person_id FROM member m WHERE m.organization_id = l.organization_id AND ` + leadsOf + `) AS c (person_id)`

// house are the people h of the house that see to leads.
const house = `(SELECT m.person_id FROM member m JOIN organization o ON o.id = m.organization_id
	WHERE o.is_house AND m.role IN ('OWNER', 'PROGRAMME_MANAGER')) AS h (person_id)`

// aboutLead is the place of what happens to a lead l.
const aboutLead = `'lead' AS place_kind, l.id AS place, 0 AS "number.year", l.number AS "number.serial"`

// notColleague leaves out who belongs to the partner that did it.
const notColleague = `NOT EXISTS (SELECT FROM member m JOIN partner p ON p.organization_id = m.organization_id
	WHERE p.id = $2::uuid AND m.person_id = c.person_id)`

// toldOfQueue are the house's people when the lead $1 waits for them, whatever the
// reason: once for each time that it begins to wait, because several changes of a lead
// come with that. The clocks of servers and Postgres may differ by a minute.
const toldOfQueue = `SELECT h.person_id, why.kind, ` + aboutLead + `
	FROM ` + waiting + ` JOIN lead l ON l.id = w.lead_id
	CROSS JOIN LATERAL (SELECT CASE w.reason WHEN 'DEAL_CONFLICT' THEN 'DEAL_CONFLICT' ELSE 'LEAD_QUEUE' END) AS why (kind)
	CROSS JOIN ` + house + `
	WHERE w.lead_id = $1 AND $2::uuid IS NOT DISTINCT FROM $2::uuid AND h.person_id IS DISTINCT FROM l.person_id
		AND NOT EXISTS (SELECT FROM notification n
			WHERE n.person_id = h.person_id AND n.kind = why.kind AND n.place = l.id AND n.latest_at >= w.since - interval '1 minute')`

// toldOfReturn are the people of who sold the lead $1 that $2 has returned.
const toldOfReturn = `SELECT m.person_id, 'LEAD_RETURNED' AS kind, ` + aboutLead + `
	FROM lead l JOIN lead_sale x ON x.lead_id = l.id JOIN partner p ON p.id = x.seller_id
	JOIN member m ON m.organization_id = p.organization_id AND ` + leadsOf + `
	WHERE l.id = $1 AND $2::uuid IS DISTINCT FROM p.id`

// toldByTopic are the statements for those who are told of an event with the subject $1,
// never for who did it.
var toldByTopic = map[string]string{
	LeadTopic: `SELECT m.person_id, 'LEAD_OFFERED' AS kind, ` + aboutLead + `
		FROM lead_offer o JOIN lead l ON l.id = o.lead_id JOIN partner p ON p.id = o.partner_id
		JOIN member m ON m.organization_id = p.organization_id AND ` + leadsOf + `
		WHERE o.id = $1 AND m.person_id IS DISTINCT FROM l.person_id`,
	ReplyTopic: `SELECT w.author_id AS person_id, 'THREAD_REPLY' AS kind, 'thread' AS place_kind, t.id AS place, 0 AS "number.year", t.number AS "number.serial"
		FROM reply r JOIN thread t ON t.id = r.thread_id CROSS JOIN LATERAL (
			SELECT author_id, max(number) AS last FROM (
				SELECT o.author_id, o.number FROM reply o WHERE o.thread_id = t.id AND o.number < r.number
				UNION ALL SELECT t.author_id, r.number) AS written GROUP BY author_id) AS w
		WHERE r.id = $1 AND w.author_id <> r.author_id
		ORDER BY w.last DESC LIMIT ` + maxTold,
	ReviewTopic: `SELECT m.person_id, 'REVIEW_RECEIVED' AS kind, CASE WHEN r.solution_id IS NULL THEN 'partner' ELSE 'solution' END AS place_kind,
			coalesce(r.solution_id, r.partner_id) AS place, 0 AS "number.year", 0 AS "number.serial"
		FROM review r JOIN partner p ON p.id = r.partner_id JOIN member m ON m.organization_id = p.organization_id AND ` + profileOf + `
		WHERE r.id = $1 AND m.person_id <> r.author_id`,
	InvoiceIssuedTopic: `SELECT c.person_id, 'INVOICE_ISSUED' AS kind, 'invoice' AS place_kind, i.id AS place, i.year AS "number.year", i.serial AS "number.serial"
		FROM invoice i CROSS JOIN LATERAL (
			SELECT i.person_id WHERE i.person_id IS NOT NULL
			UNION SELECT m.person_id FROM member m WHERE m.organization_id = i.organization_id AND ` + leadsOf + `) AS c (person_id)
		WHERE i.id = $1 AND NOT EXISTS (SELECT FROM member m JOIN partner p ON p.organization_id = m.organization_id
			WHERE p.id = i.seller_id AND m.person_id = c.person_id)`,
	InvoicePaidTopic: `SELECT m.person_id, 'INVOICE_PAID' AS kind, 'invoice' AS place_kind, i.id AS place, i.year AS "number.year", i.serial AS "number.serial"
		FROM invoice i JOIN partner p ON p.id = i.seller_id JOIN member m ON m.organization_id = p.organization_id AND ` + leadsOf + `
		WHERE i.id = $1 AND m.person_id IS DISTINCT FROM i.person_id`,
	DealConflictTopic: `SELECT h.person_id, 'DEAL_CONFLICT' AS kind, 'deal' AS place_kind, d.id AS place, 0 AS "number.year", 0 AS "number.serial"
		FROM deal d CROSS JOIN ` + house + ` WHERE d.id = $1 AND d.state = 'CONFLICT' AND h.person_id IS DISTINCT FROM d.registered_by
		UNION SELECT m.person_id, 'DEAL_CONFLICT', 'deal', r.id, 0, 0
		FROM deal d JOIN deal r ON r.partner_id <> d.partner_id AND r.ended_at IS NULL AND ` + sameDeal + `
			JOIN partner p ON p.id = r.partner_id JOIN member m ON m.organization_id = p.organization_id AND ` + leadsOf + `
		WHERE d.id = $1 AND d.state = 'CONFLICT' AND m.person_id IS DISTINCT FROM d.registered_by`,
}

// byClient and byOffer tell the people of a lead's client, and those of partners with an
// offer in a state; $2 is the partner that an event is about, if it is about one.
func byClient(kind market.NotificationKind) string {
	return `SELECT c.person_id, '` + string(kind) + `' AS kind, ` + aboutLead + `
		FROM lead l CROSS JOIN LATERAL ` + clients + ` WHERE l.id = $1 AND ` + notColleague
}

func byOffer(kind market.NotificationKind, state market.OfferState) string {
	return `SELECT DISTINCT m.person_id, '` + string(kind) + `' AS kind, ` + aboutLead + `
		FROM lead l JOIN lead_offer o ON o.lead_id = l.id AND o.state = '` + string(state) + `' JOIN partner p ON p.id = o.partner_id
		JOIN member m ON m.organization_id = p.organization_id AND ` + leadsOf + `
		WHERE l.id = $1 AND ($2::uuid IS NULL OR o.partner_id = $2::uuid) AND m.person_id IS DISTINCT FROM l.person_id`
}

// toldByChange are the statements for those who are told of a change of the lead $1.
var toldByChange = map[market.LeadChange][]string{
	market.ChangeReminded:    {byOffer(market.NotifyLeadReminder, market.OfferOffered)},
	market.ChangeComplained:  {byOffer(market.NotifyLeadComplaint, market.OfferAccepted), toldOfQueue},
	market.ChangeAccepted:    {byClient(market.NotifyLeadAccepted)},
	market.ChangeClaimed:     {byClient(market.NotifyLeadAccepted)},
	market.ChangeSold:        {byClient(market.NotifyLeadAccepted)},
	market.ChangeAdvanced:    {byClient(market.NotifyLeadUpdated)},
	market.ChangeReturned:    {toldOfReturn, toldOfQueue},
	market.ChangeSubmitted:   {toldOfQueue},
	market.ChangeDistributed: {toldOfQueue},
	market.ChangeHeld:        {toldOfQueue},
}

// toldOf are the people who are told of an event, by kind, each once; nobody for events
// that are told otherwise, or to nobody.
func (s *Store) toldOf(ctx context.Context, e *market.Event, now time.Time) ([][]*toldPerson, error) {
	switch statement, ok := toldByTopic[e.Topic]; {
	case ok:
		told, err := all[toldPerson](ctx, s, statement, e.Subject)
		return [][]*toldPerson{told}, err
	case e.Topic == LeadUpdateTopic:
		return s.toldOfLead(ctx, e)
	case e.Topic == BoardTopic:
		told, err := s.toldOfBoard(ctx, market.LeadID(e.Subject), now)
		return [][]*toldPerson{told}, err
	}
	return nil, nil
}

// toldOfLead are the people who are told of a change of a lead. The change is written
// once for each who listens; the one to the lead itself counts.
func (s *Store) toldOfLead(ctx context.Context, e *market.Event) (told [][]*toldPerson, err error) {
	if e.Key != e.Subject {
		return nil, nil
	}
	news := market.ReadLeadNews(e.Detail)
	for _, statement := range toldByChange[news.Change] {
		some, err := all[toldPerson](ctx, s, statement, e.Subject, orNull(news.Partner))
		if err != nil {
			return nil, err
		}
		told = append(told, some)
	}
	return told, nil
}
