package store

import (
	"context"
	"strconv"
	"time"

	"partnergraph/market"
)

// twin is a lead that a new one says again, and what the new one adds to it.
type twin struct {
	before, into *market.LeadCase
	added        []*market.LeadCorrection
}

// duplicated finds the lead that a new one says again, by its number or address, locks
// it, and marks the new one as merged into it; it is nil when there is none. Of twins
// that come at once the second waits for the first. What looks like spam waits for the
// house as it is, and what is sold is its seller's.
//
// Anybody may know a number, so naming one brings nobody's words to whoever named it
// first: two leads are of one client when the same person or organisation sent both; or
// when nobody stands behind the new one, none chose a partner, and the first is nobody's
// too, or the house's, or of who signs in with the number; and then only when they ask
// for the same size, language, country and industry, as far as both say, because what
// goes on is the first. The house sees all others as possible duplicates, and merges.
func (s *Store) duplicated(ctx context.Context, v market.Viewer, l *market.Lead, c *market.LeadContact, now time.Time) (*twin, error) {
	if l.Sale != nil || l.State != market.LeadOpen {
		return nil, nil
	}
	who := &market.LeadContact{Phone: c.Phone, Email: c.Email}
	x := indexContact(s.keys, who, nil)
	if _, err := s.exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('twin ' || encode(index, 'hex'), 0))
		FROM (SELECT index FROM unnest($1::bytea[]) AS place(index) ORDER BY index) AS sorted`, append(x.phones, x.emails...)); err != nil {
		return nil, err
	}
	like, err := s.leadsLike(ctx, who, nil, 50)
	if len(like) == 0 || err != nil {
		return nil, err
	}
	ids := make([]market.LeadID, len(like))
	for i, other := range like {
		ids[i] = other.LeadID
	}
	ofHouse := v.IsHouse && l.OrganizationID != nil && *l.OrganizationID == v.Organization
	first, err := found(one[market.Lead](ctx, s, `
		SELECT o.id FROM lead l JOIN lead o ON o.id = coalesce(l.merged_into, l.id)
		WHERE l.id = ANY($1::uuid[]) AND o.created_at > $2 AND o.state IN ('OPEN', 'OFFERED', 'ACCEPTED') AND o.contact_erased_at IS NULL
			AND NOT EXISTS (SELECT FROM lead_sale WHERE lead_id = o.id)
			AND (o.person_id = $3 OR o.organization_id = $4 OR $5 AND o.partner_id IS NULL AND (o.person_id IS NULL AND o.organization_id IS NULL
				OR EXISTS (SELECT FROM organization h WHERE h.id = o.organization_id AND h.is_house)) AND `+asksTheSame+`
				OR $5 AND o.person_id = person_of_number($6) AND `+asksTheSame+`)
		ORDER BY o.created_at DESC, o.id DESC LIMIT 1`, ids, now.Add(-market.MergeWithin), l.PersonID, l.OrganizationID,
		l.PartnerID == nil && (l.PersonID == nil && l.OrganizationID == nil || ofHouse), c.Phone, l.Size, l.Locale, l.Country, l.IndustryCode))
	if first == nil || err != nil {
		return nil, err
	}
	into, err := s.lockLead(ctx, system, first.ID)
	if err != nil {
		return nil, err
	}
	if into.Additions, err = value[int](ctx, s, `SELECT count(*)::int FROM lead WHERE merged_into = $1`, first.ID); err != nil {
		return nil, err
	}
	t := &twin{before: into.Copy(), into: into}
	added, refusal := (&market.LeadCase{Lead: l}).MergeInto(into, now)
	if refusal != nil { // it ended meanwhile
		t = nil
	} else {
		t.added = added
	}
	return t, s.tell(ctx, viewing(v))
}

// asksTheSame is met by a lead o that would be handed out as one with the arguments from
// $7 on.
const asksTheSame = `o.size = $7 AND o.locale = $8 AND coalesce(o.country = $9, true) AND coalesce(o.industry = $10, true)`

// joinTwin writes what a new lead, which is written by now, adds to its twin. The partner
// that the client chose now is offered the twin. What it does is the system's, because
// nobody changes the lead of another.
func (s *Store) joinTwin(ctx context.Context, v market.Viewer, l *market.Lead, t *twin, now time.Time) error {
	if err := s.tell(ctx, system); err != nil {
		return err
	}
	if l.PartnerID != nil {
		dealer, err := s.dealer(ctx, t.into, now)
		if err != nil {
			return err
		}
		t.into.Invite(dealer, *l.PartnerID, now)
	}
	if err := s.saveCase(ctx, t.before, t.into); err != nil {
		return err
	}
	if err := s.saveMerged(ctx, v, l, t.into, t.added, nil); err != nil {
		return err
	}
	return s.tell(ctx, viewing(v))
}

// saveMerged writes what a lead has added to another, and tells of both. Who has accepted
// the other is told each time, because there may be somebody new to call.
func (s *Store) saveMerged(ctx context.Context, v market.Viewer, l *market.Lead, c *market.LeadCase, added []*market.LeadCorrection, reason *string) error {
	into := c.Lead
	if err := s.saveFacts(ctx, into); err != nil {
		return err
	}
	if err := s.insertCorrections(ctx, v, added); err != nil {
		return err
	}
	merged := market.LeadNews{Change: market.ChangeMerged}
	if err := s.tellNoting(ctx, l.ID, merged, strconv.Itoa(into.Number), reason); err != nil {
		return err
	}
	if err := s.tellNoting(ctx, into.ID, merged, strconv.Itoa(l.Number), reason); err != nil {
		return err
	}
	for _, o := range c.Offers {
		if !l.MergedAdds || o.State != market.OfferAccepted {
			continue
		}
		merged.Partner = o.PartnerID
		if err := s.tellNoting(ctx, into.ID, merged, strconv.Itoa(l.Number), nil); err != nil {
			return err
		}
	}
	if len(added) == 0 {
		return nil
	}
	return s.tellLead(ctx, into.ID, market.ChangeCorrected)
}

// releasedTwin is duplicated for a lead that was held and is released now: it waited, so
// another may have come in the meantime.
func (s *Store) releasedTwin(ctx context.Context, v market.Viewer, l *market.Lead, now time.Time) (*twin, error) {
	rows, err := all[sealedContact](ctx, s, `
		SELECT t.lead_id, t.subject_id, d.wrapped_key, t.sealed
		FROM lead_contact t JOIN data_subject d ON d.id = t.subject_id WHERE t.lead_id = $1`, l.ID)
	if err != nil {
		return nil, err
	}
	contacts, err := s.openContacts(rows)
	if len(contacts) == 0 || err != nil {
		return nil, err
	}
	return s.duplicated(ctx, v, l, contacts[0], now)
}

// MergeLead joins a lead into another of the same need, for the house, and returns that
// other. Leads that were merged into the first are the other's too.
func (s *Store) MergeLead(ctx context.Context, v market.Viewer, in market.LeadMergeInput, now time.Time) (*market.Lead, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return inTx(ctx, s, func(s *Store) (*market.Lead, error) {
		c, into, err := s.lockBoth(ctx, v, in, now)
		if err != nil {
			return nil, err
		}
		before := c.Copy()
		added, refusal := c.MergeInto(into, now)
		if refusal != nil {
			return nil, refusal
		}
		if err := s.saveCase(ctx, before, c); err != nil {
			return nil, err
		}
		if _, err := s.exec(ctx, `UPDATE lead SET merged_into = $2 WHERE merged_into = $1`, in.LeadID, in.IntoID); err != nil {
			return nil, err
		}
		if err := s.saveMerged(ctx, v, c.Lead, into, added, &in.Reason); err != nil {
			return nil, err
		}
		return s.Lead(ctx, v, in.IntoID, now)
	})
}

// lockBoth locks two leads that the viewer may see, in the order of their ids, so that
// nobody waits for whom waits for them. What is for sale is its seller's.
func (s *Store) lockBoth(ctx context.Context, v market.Viewer, in market.LeadMergeInput, now time.Time) (c, into *market.LeadCase, err error) {
	for field, id := range map[string]market.LeadID{"leadId": in.LeadID, "intoId": in.IntoID} {
		if _, err := s.Lead(ctx, v, id, now); err != nil {
			return nil, nil, inField(err, field)
		}
		sold, err := value[bool](ctx, s, `SELECT EXISTS (SELECT FROM lead_sale WHERE lead_id = $1)`, id)
		if err == nil && sold {
			err = market.Errorf(market.Conflict, "This lead is for sale, so it is its seller's; leave it as it is.").In(field)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	first, second := in.LeadID, in.IntoID
	if first > second {
		first, second = second, first
	}
	if c, err = s.lockLead(ctx, viewing(v), first); err != nil {
		return nil, nil, err
	}
	if into, err = s.lockLead(ctx, viewing(v), second); err != nil {
		return nil, nil, err
	}
	if first != in.LeadID {
		c, into = into, c
	}
	return c, into, nil
}

// maxDuplicates is how many leads are named that may be the same as one.
const maxDuplicates = 20

// DuplicatesOfLeads are the leads that name the same number, address or company as each
// lead and are not over, newest first, for the house: others are told of none.
func (s *Store) DuplicatesOfLeads(ctx context.Context, v market.Viewer, ids []market.LeadID) (map[market.LeadID][]market.LeadID, error) {
	if !managesLeads(v) {
		return nil, nil
	}
	pairs, err := readAs(ctx, s, viewing(v), func(s *Store) ([]*pairOfLeads, error) {
		return all[pairOfLeads](ctx, s, `
			SELECT a.lead_id AS of, like_it.id FROM lead_contact a CROSS JOIN LATERAL (
				SELECT l.id FROM lead_contact b JOIN lead l ON l.id = b.lead_id
				WHERE b.lead_id <> a.lead_id AND l.state NOT IN ('CLOSED', 'MERGED')
					AND (b.phone_index = a.phone_index OR b.email_index = a.email_index OR b.company_index = a.company_index)
				ORDER BY l.created_at DESC, l.id DESC LIMIT `+strconv.Itoa(maxDuplicates)+`
			) AS like_it WHERE a.lead_id = ANY($1::uuid[])`, ids)
	})
	return pairsOf(pairs), err
}

// maxMerged is how many leads are listed that were merged into one: the newest.
const maxMerged = 100

// MergedIntoLeads are the leads that were merged into each lead and that the viewer may
// see, oldest first: at most the newest 100.
func (s *Store) MergedIntoLeads(ctx context.Context, v market.Viewer, ids []market.LeadID) (map[market.LeadID][]market.LeadID, error) {
	c := conditions{}
	c.add(`l.merged_into = whole.id`)
	visibleLead(&c, v)
	of := c.arg(ids)
	list, err := all[pairOfLeads](ctx, s, `
		SELECT whole.id AS of, part.id FROM unnest(`+of+`::uuid[]) AS whole(id) CROSS JOIN LATERAL (
			SELECT l.id, l.created_at FROM lead l WHERE `+c.sql()+` ORDER BY l.created_at DESC, l.id DESC LIMIT `+strconv.Itoa(maxMerged)+`
		) AS part ORDER BY part.created_at, part.id`, c.args...)
	return pairsOf(list), err
}

// pairOfLeads is a lead that belongs to another in some way.
type pairOfLeads struct {
	Of market.LeadID `db:"of"`
	ID market.LeadID `db:"id"`
}

// pairsOf are the leads that belong to each, in their order.
func pairsOf(list []*pairOfLeads) map[market.LeadID][]market.LeadID {
	of := map[market.LeadID][]market.LeadID{}
	for _, p := range list {
		of[p.Of] = append(of[p.Of], p.ID)
	}
	return of
}
