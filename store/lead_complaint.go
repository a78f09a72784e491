package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// LeadComplaints are what clients have said about offers that the viewer may see: the
// client itself, the partner, and the house.
func (s *Store) LeadComplaints(ctx context.Context, v market.Viewer, ids []market.OfferID) (map[market.OfferID]*market.LeadComplaint, error) {
	c := conditions{}
	c.add(`o.id = ANY($?::uuid[])`, ids)
	visible := isOfferVisible(v)
	c.add(visible.sql, visible.args...)
	return readAs(ctx, s, viewing(v), func(s *Store) (map[market.OfferID]*market.LeadComplaint, error) {
		rows, err := all[struct {
			market.LeadComplaint
			LeadID market.LeadID `db:"lead_id"`
			Box    []byte        `db:"sealed"`
		}](ctx, s, `SELECT t.offer_id, t.lead_id, t.sealed, t.created_at
			FROM lead_complaint t JOIN lead_offer o ON o.id = t.offer_id JOIN lead l ON l.id = o.lead_id WHERE `+c.sql(), c.args...)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		texts, complaints := make([]sealedText, len(rows)), make(map[market.OfferID]*market.LeadComplaint, len(rows))
		for i, row := range rows {
			texts[i] = sealedText{lead: row.LeadID, place: complaintPlace(row.OfferID), box: row.Box}
		}
		opened, err := s.openTexts(ctx, texts)
		if err != nil {
			return nil, err
		}
		for i, row := range rows {
			row.Text, complaints[row.OfferID] = opened[i], &row.LeadComplaint
		}
		return complaints, nil
	})
}

func complaintPlace(id market.OfferID) string { return "lead_complaint " + string(id) }

// ComplainLead says for the client of a lead that a partner that has accepted it did
// not call. The lead goes on to one more partner.
func (s *Store) ComplainLead(ctx context.Context, v market.Viewer, in market.LeadComplainInput, now time.Time) (*market.LeadOffer, error) {
	text, err := in.Check()
	if err != nil {
		return nil, err
	}
	offer, err := inTx(ctx, s, func(s *Store) (*market.LeadOffer, error) {
		lead, err := s.leadOfClient(ctx, v, in.OfferID)
		if err != nil {
			return nil, inField(err, "offerId")
		}
		c, err := s.lockLead(ctx, viewing(v), lead)
		if err != nil {
			return nil, err
		}
		if err := s.complain(ctx, v, c, in.OfferID, text, now); err != nil {
			return nil, err
		}
		return s.LeadOffer(ctx, v, in.OfferID, now)
	})
	if err == nil {
		s.passOnSoon(ctx, offer.LeadID, now)
	}
	return offer, err
}

// complain writes down a complaint about an offer of a lead that is locked. That the lead
// goes on is the system's: nobody hands out leads for themselves.
func (s *Store) complain(ctx context.Context, v market.Viewer, c *market.LeadCase, id market.OfferID, text *string, now time.Time) error {
	dealer, err := s.dealer(ctx, c, now)
	if err != nil {
		return err
	}
	before, offer := c.Copy(), c.Offered(id)
	if err := c.Complain(dealer, offer, now); err != nil {
		return err
	}
	var box []byte
	if text != nil {
		if box, err = s.sealText(ctx, c.Lead.ID, complaintPlace(id), *text); err != nil {
			return inField(err, "text")
		}
	}
	if _, err := s.exec(ctx, `INSERT INTO lead_complaint (offer_id, lead_id, person_id, sealed, created_at) VALUES ($1, $2, $3, $4, $5)`,
		id, c.Lead.ID, v.Person, box, now); err != nil {
		return err
	}
	if err := s.tellLead(ctx, c.Lead.ID, market.ChangeComplained, offer.PartnerID); err != nil {
		return err
	}
	if err := s.tell(ctx, system); err != nil {
		return err
	}
	if err := s.saveCase(ctx, before, c); err != nil {
		return err
	}
	return s.tell(ctx, viewing(v))
}

// leadOfClient is the lead of an offer, when it is the viewer's own.
func (s *Store) leadOfClient(ctx context.Context, v market.Viewer, id market.OfferID) (market.LeadID, error) {
	c := conditions{}
	c.add(`o.id = $?`, id)
	own := isLeadClient(v)
	c.add(own.sql, own.args...)
	return value[market.LeadID](ctx, s, `SELECT l.id FROM lead_offer o JOIN lead l ON l.id = o.lead_id WHERE `+c.sql(), c.args...)
}

// ComplaintBox is what a complaint says, closed with the key of its lead's subject, for
// Copy.
func (s *Store) ComplaintBox(subject []any, id market.OfferID, text string) ([]byte, error) {
	key, err := s.keys.Open(subject[0].(string), subject[1].([]byte))
	if err != nil {
		return nil, err
	}
	return key.Seal(complaintPlace(id), []byte(text)), nil
}
