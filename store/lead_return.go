package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// returnOffer gives a lead back that was not bought, and is locked. What follows is the
// system's: nobody hands out leads for themselves.
func (s *Store) returnOffer(ctx context.Context, v market.Viewer, c *market.LeadCase, in market.LeadReturnInput, now time.Time) error {
	dealer, err := s.dealer(ctx, c, now)
	if err != nil {
		return err
	}
	before, o := c.Copy(), c.Offered(in.OfferID)
	window := time.Duration(dealer.Policy.Rules.ReturnHours) * time.Hour
	if err := c.Return(dealer, o, in, window, now); err != nil {
		return err.In("offerId")
	}
	if err := s.tell(ctx, system); err != nil {
		return err
	}
	if err := s.saveCase(ctx, before, c); err != nil {
		return err
	}
	return s.tell(ctx, viewing(v))
}

// ownOffer is an offer to the viewer's partner.
func (s *Store) ownOffer(ctx context.Context, v market.Viewer, id market.OfferID, now time.Time) (*market.LeadOffer, error) {
	seen, err := s.LeadOffer(ctx, v, id, now)
	if err == nil && seen.PartnerID != v.Partner {
		err = market.Errorf(market.NotFound, "There is no such offer to your organisation.")
	}
	return seen, inField(err, "offerId")
}
