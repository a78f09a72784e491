package store

import (
	"context"
	"encoding/json"
	"time"

	"partnergraph/market"
	"partnergraph/seal"
)

// dealState is the state at $?: one whose time is over has expired, also before
// ExpireDeals says so.
const dealState = `CASE WHEN d.ended_at IS NULL AND d.protected_until <= $? THEN 'EXPIRED' ELSE d.state END`

// sealedDeal is a deal as it is kept, with its subject's key.
type sealedDeal struct {
	market.Deal
	Subject subjectID `db:"subject_id"`
	Key     []byte    `db:"wrapped_key"`
	Box     []byte    `db:"company"`
	Contact []byte    `db:"contact"`
}

// dealContact is what a deal says about a person.
type dealContact struct {
	Phone *string `json:"phone,omitempty"`
	Email *string `json:"email,omitempty"`
	Note  *string `json:"note,omitempty"`
}

func dealPlace(id market.DealID, part string) string { return "deal " + string(id) + " " + part }

// openDeal opens what is sealed of a deal.
func (s *Store) openDeal(d *sealedDeal) (*market.Deal, error) {
	company, err := s.open(d.Subject, d.Key, dealPlace(d.ID, "company"), d.Box)
	if err != nil {
		return nil, err
	}
	name := string(company)
	d.Company = &name
	if d.Contact == nil {
		return &d.Deal, nil
	}
	text, err := s.open(d.Subject, d.Key, dealPlace(d.ID, "contact"), d.Contact)
	if err != nil {
		return nil, err
	}
	var c dealContact
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, err
	}
	d.Phone, d.Email, d.Note = c.Phone, c.Email, c.Note
	return &d.Deal, nil
}

// visibleDeal keeps the deals d that the viewer may see: its partner's, for those who
// see to its leads, and for programme managers all.
func visibleDeal(c *conditions, v market.Viewer) {
	switch {
	case managesLeads(v):
	case v.Partner == "" || !leads(v):
		c.add(`false`)
	default:
		c.add(`d.partner_id = $?`, v.Partner)
	}
}

// dealList is the list of deals that the viewer may see, as they are at now, newest
// first.
func dealList(v market.Viewer, now time.Time) list[sealedDeal] {
	l := list[sealedDeal]{
		columns: `d.id, d.partner_id, d.country, shown.state, d.registered_at, d.protected_until, d.resolved_at, d.resolution,
			d.subject_id, key.wrapped_key, d.company, d.contact`,
		from:  `deal d`,
		joins: `CROSS JOIN LATERAL (SELECT ` + dealState + ` AS state) AS shown JOIN data_subject key ON key.id = d.subject_id`, joinArgs: []any{now},
		order: order[sealedDeal]{
			name: "deal", columns: []string{"d.registered_at", "d.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
			key: func(d *sealedDeal) []string { return []string{keyTime(d.RegisteredAt), string(d.ID)} },
		},
	}
	visibleDeal(&l.where, v)
	return l
}

// Deals is a page of the deals of the partner acted for, or of all for the house.
func (s *Store) Deals(ctx context.Context, v market.Viewer, f market.DealFilter, p market.PageArgs, now time.Time) (*market.Page[*market.Deal], error) {
	l := dealList(v, now)
	if len(f.States) > 0 {
		l.where.add(dealState+` = ANY($?)`, now, f.States)
	}
	if f.RivalOf != nil {
		l.where.add(`EXISTS (SELECT FROM deal r WHERE r.id = $? AND r.id <> d.id AND r.partner_id <> d.partner_id AND `+sameDeal+`)`, *f.RivalOf)
	}
	return readAs(ctx, s, viewing(v), func(s *Store) (*market.Page[*market.Deal], error) {
		read, err := pageOf(ctx, s, l, p)
		if err != nil {
			return nil, err
		}
		page := &market.Page[*market.Deal]{PageInfo: read.PageInfo, TotalCount: read.TotalCount, Edges: make([]market.Edge[*market.Deal], len(read.Edges))}
		for i, e := range read.Edges {
			deal, err := s.openDeal(e.Node)
			if err != nil {
				return nil, err
			}
			page.Edges[i] = market.Edge[*market.Deal]{Cursor: e.Cursor, Node: deal}
		}
		return page, nil
	})
}

// sameDeal is met by deals r and d of the same company, number or address.
const sameDeal = `(r.company_index = d.company_index OR r.phone_index = d.phone_index OR r.email_index = d.email_index)`

// DealsByID are the deals with the ids that the viewer may see, as they are at now.
func (s *Store) DealsByID(ctx context.Context, v market.Viewer, ids []market.DealID, now time.Time) (map[market.DealID]*market.Deal, error) {
	l := dealList(v, now)
	l.where.add(`d.id = ANY($?::uuid[])`, ids)
	l.joins = l.where.fill(l.joins, l.joinArgs)
	return readAs(ctx, s, viewing(v), func(s *Store) (map[market.DealID]*market.Deal, error) {
		rows, err := all[sealedDeal](ctx, s, `SELECT `+l.columns+` FROM `+l.from+` `+l.joins+` WHERE `+l.where.sql(), l.where.args...)
		if err != nil {
			return nil, err
		}
		deals := make(map[market.DealID]*market.Deal, len(rows))
		for _, row := range rows {
			if deals[row.ID], err = s.openDeal(row); err != nil {
				return nil, err
			}
		}
		return deals, nil
	})
}

// Deal is the deal with the id, as it is at now. It fails with NotFound when there is
// none, or the viewer may not see it.
func (s *Store) Deal(ctx context.Context, v market.Viewer, id market.DealID, now time.Time) (*market.Deal, error) {
	found, err := s.DealsByID(ctx, v, []market.DealID{id}, now)
	if err == nil && found[id] == nil {
		err = market.Errorf(market.NotFound, "There is no such deal, or you may not see it.")
	}
	return found[id], err
}

// protectedDeal is the deal that a lead falls under, nil for none; one in conflict is
// for the house to decide. It goes by the indexes of the lead's contact, which must be
// written, and by when the lead was submitted.
func (s *Store) protectedDeal(ctx context.Context, lead market.LeadID) (*market.Deal, error) {
	deals, err := all[market.Deal](ctx, s, `SELECT id, partner_id, state FROM deals_of_lead($1) ORDER BY id`, lead)
	return market.DealFor(deals), err
}

// sealDeal is what is written down of a deal: the row, with its new subject and key.
func sealDeal(keys *seal.Keys, d *market.Deal, x contactIndexes) ([]any, error) {
	of := newID[subjectID]()
	key, wrapped := keys.NewKey(string(of))
	text, err := json.Marshal(dealContact{d.Phone, d.Email, d.Note})
	if err != nil {
		return nil, err
	}
	return []any{of, wrapped, d.ID, d.PartnerID, key.Seal(dealPlace(d.ID, "company"), []byte(*d.Company)),
		key.Seal(dealPlace(d.ID, "contact"), text), d.Country, present(x.companies), nameIndex(keys, d), present(x.phones), present(x.emails)}, nil
}

// nameIndex is what leads that say no country find a deal by: its company's name alone.
func nameIndex(keys *seal.Keys, d *market.Deal) []byte {
	return firstIndex(indexContact(keys, &market.LeadContact{Company: d.Company}, nil).companies)
}

// DealColumns are those of deal, for Copy.
var DealColumns = []string{"subject_id", "id", "partner_id", "company", "contact", "country", "company_index", "name_index", "phone_index", "email_index",
	"state", "registered_by", "registered_at", "protected_until", "ended_at"}

// DealRow is a deal with its subject, for Copy: first the subject.
func (s *Store) DealRow(d *market.Deal, by market.PersonID) (subject, row []any, err error) {
	if s.keys == nil {
		return nil, nil, errNoSecret
	}
	x := indexContact(s.keys, &market.LeadContact{Company: d.Company, Phone: d.Phone, Email: d.Email}, &d.Country)
	sealed, err := sealDeal(s.keys, d, x)
	if err != nil {
		return nil, nil, err
	}
	var ended *time.Time
	if !d.IsOpen() {
		ended = &d.ProtectedUntil
	}
	return sealed[:2], append(append([]any{sealed[0]}, sealed[2:]...), d.State, by, d.RegisteredAt, d.ProtectedUntil, ended), nil
}
