package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// AcceptLead takes a lead for the viewer's partner. Of many callers racing for the
// last share one gets it, and the others get Conflict.
func (s *Store) AcceptLead(ctx context.Context, v market.Viewer, in market.LeadAcceptInput, now time.Time) (*market.LeadOffer, error) {
	return s.answerLead(ctx, v, in.OfferID, now, func(c *market.LeadCase, o *market.LeadOffer) error {
		return inField(refused(c.Accept(o, now)), "offerId")
	})
}

// DeclineLead turns a lead down for the viewer's partner, for good; the next has it at once.
func (s *Store) DeclineLead(ctx context.Context, v market.Viewer, in market.LeadDeclineInput, now time.Time) (*market.LeadOffer, error) {
	offer, err := s.answerLead(ctx, v, in.OfferID, now, func(c *market.LeadCase, o *market.LeadOffer) error {
		return inField(refused(c.Decline(o, in.Reason, now)), "offerId")
	})
	if err == nil {
		s.passOnSoon(ctx, offer.LeadID, now)
	}
	return offer, err
}

// ViewOffer notes that the viewer's partner has opened an offer.
func (s *Store) ViewOffer(ctx context.Context, v market.Viewer, in market.LeadViewInput, now time.Time) (*market.LeadOffer, error) {
	return s.answerLead(ctx, v, in.OfferID, now, func(_ *market.LeadCase, o *market.LeadOffer) error {
		o.View(now)
		return nil
	})
}

// AdvanceLead says how far the work on a lead has come at the viewer's partner.
func (s *Store) AdvanceLead(ctx context.Context, v market.Viewer, in market.LeadAdvanceInput, now time.Time) (*market.LeadOffer, error) {
	return s.answerLead(ctx, v, in.OfferID, now, func(c *market.LeadCase, o *market.LeadOffer) error {
		return c.Advance(o, in, now)
	})
}

// answerLead applies an answer to an offer to the viewer's partner, and saves what it
// changed.
func (s *Store) answerLead(ctx context.Context, v market.Viewer, id market.OfferID, now time.Time,
	answer func(*market.LeadCase, *market.LeadOffer) error) (offer *market.LeadOffer, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		seen, err := s.ownOffer(ctx, v, id, now)
		if err != nil {
			return err
		}
		c, err := s.lockLead(ctx, viewing(v), seen.LeadID)
		if err != nil {
			return err
		}
		before := c.Copy()
		if err := answer(c, c.Offered(id)); err != nil {
			return err
		}
		if err := s.saveCase(ctx, before, c); err != nil {
			return err
		}
		offer, err = s.LeadOffer(ctx, v, id, now)
		return err
	})
	return offer, err
}
