package store

import (
	"context"
	"errors"
	"time"

	"partnergraph/market"
)

// EraseLead forgets whom a lead is about, for good: the key of the person, the boxes
// that it opens, the blind indexes, and all texts of the lead, which may name them. For
// the house, and for a client who has proved the number by signing in with it, these
// are all leads that name the same number or address; for another client, those of them
// that it submitted. It is done once; again it changes nothing. It fails with NotFound
// for a lead that the viewer may not see, and for a partner.
func (s *Store) EraseLead(ctx context.Context, v market.Viewer, in market.LeadEraseInput, now time.Time) (*market.Lead, error) {
	return inTx(ctx, s, func(s *Store) (*market.Lead, error) {
		if err := s.mayErase(ctx, v, in.LeadID, now); err != nil {
			return nil, inField(err, "leadId")
		}
		if err := s.tell(ctx, viewing(v)); err != nil {
			return nil, err
		}
		gone, err := s.eraseContacts(ctx, v, in.LeadID, now)
		if err != nil {
			return nil, err
		}
		for _, id := range gone {
			if err := s.closeErased(ctx, v, id, now); err != nil {
				return nil, err
			}
		}
		return s.Lead(ctx, v, in.LeadID, now)
	})
}

// mayErase fails unless the viewer is the lead's client or sees to leads for the house.
func (s *Store) mayErase(ctx context.Context, v market.Viewer, id market.LeadID, now time.Time) error {
	c := conditions{}
	c.add(`l.id = $?`, id)
	if !managesLeads(v) {
		own := isLeadClient(v)
		c.add(own.sql, own.args...)
	}
	_, err := only(s.leadsWhere(ctx, v, c, now))
	return err
}

// eraseContacts erases the contacts of the lead's person, and returns the leads that
// lost theirs; none when that was done before.
func (s *Store) eraseContacts(ctx context.Context, v market.Viewer, id market.LeadID, now time.Time) ([]market.LeadID, error) {
	contact, err := found(s.leadContact(ctx, id))
	if contact == nil || err != nil {
		return nil, err
	}
	x := indexContact(s.keys, contact, nil)
	number, err := value[*string](ctx, s, `SELECT viewer_number()`)
	if err != nil {
		return nil, err
	}
	var proved [][]byte
	if number != nil && v.APIToken == "" {
		proved = s.keys.Indexes(phoneIndex, *number)
	}
	rows, err := all[struct {
		ID market.LeadID `db:"id"`
	}](ctx, s, `SELECT id FROM erase_contacts($1, $2::bytea[], $3::bytea[], $4::bytea[], $5) AS gone(id) ORDER BY id`, id, x.phones, x.emails, proved, now)
	gone := make([]market.LeadID, len(rows))
	for i, row := range rows {
		gone[i] = row.ID
	}
	return gone, err
}

// closeErased closes a lead whose person was erased, and tells of it.
func (s *Store) closeErased(ctx context.Context, v market.Viewer, id market.LeadID, now time.Time) error {
	c, err := s.lockLead(ctx, viewing(v), id)
	if err != nil {
		return err
	}
	before := c.Copy()
	c.Erase(now)
	if err := s.saveCase(ctx, before, c); err != nil {
		return err
	}
	return errors.Join(s.forgetHistory(ctx, id), s.tellLead(ctx, id, market.ChangeErased))
}
