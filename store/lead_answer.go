package store

import (
	"context"
	"strconv"
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

// DeclineLead turns a lead down for the viewer's partner, for good.
func (s *Store) DeclineLead(ctx context.Context, v market.Viewer, in market.LeadDeclineInput, now time.Time) (*market.LeadOffer, error) {
	return s.answerLead(ctx, v, in.OfferID, now, func(c *market.LeadCase, o *market.LeadOffer) error {
		return inField(refused(c.Decline(o, in.Reason, now)), "offerId")
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
		seen, err := s.LeadOffer(ctx, v, id, now)
		if err == nil && seen.PartnerID != v.Partner {
			err = market.Errorf(market.NotFound, "There is no such offer to your organisation.")
		}
		if err != nil {
			return inField(err, "offerId")
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

// saveCase writes the offers that have changed, and the lead, and tells of it.
func (s *Store) saveCase(ctx context.Context, before, c *market.LeadCase) error {
	for i, o := range c.Offers {
		if *o == *before.Offers[i] {
			continue
		}
		if _, err := s.exec(ctx, `
			UPDATE lead_offer SET state = $2, answered_at = $3, decline_reason = $4, stage = $5, stage_at = $6, lost_reason = $7,
				lost_cause = $8, estimate_minor = $9, estimate_currency = $10, contract_minor = $11, contract_currency = $12,
				returned_at = $13, return_reason = $14, return_note = $15
			WHERE id = $1`, o.ID, o.State, o.AnsweredAt, o.DeclineReason, o.Stage, o.StageAt, o.LostReason,
			o.LostCause, o.EstimateMinor, o.EstimateCurrency, o.ContractMinor, o.ContractCurrency,
			o.ReturnedAt, o.ReturnReason, o.ReturnNote); err != nil {
			return err
		}
	}
	if *c.Lead != *before.Lead {
		if err := s.saveLead(ctx, c.Lead); err != nil {
			return err
		}
	}
	return s.tellCase(ctx, before, c)
}

// expireBatch is how many leads are looked at in one transaction.
const expireBatch = 100

// ExpireOffers marks the offers that nobody has answered in time at now, opens their
// leads again, and says how many leads those were. Leads that are being answered are
// left for the next time.
func (s *Store) ExpireOffers(ctx context.Context, now time.Time) (leads int, err error) {
	for n := expireBatch; n == expireBatch && err == nil; leads += n {
		n, err = s.expireSome(ctx, now)
	}
	return leads, err
}

func (s *Store) expireSome(ctx context.Context, now time.Time) (n int, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		late, err := all[market.Lead](ctx, s, `
			SELECT id FROM lead WHERE id IN (SELECT lead_id FROM lead_offer WHERE state = 'OFFERED' AND deadline < $1)
			ORDER BY id LIMIT `+strconv.Itoa(expireBatch)+` FOR NO KEY UPDATE SKIP LOCKED`, now)
		if err != nil {
			return err
		}
		n = len(late)
		for _, l := range late {
			c, err := s.lockLead(ctx, system, l.ID)
			if err != nil {
				return err
			}
			before := c.Copy()
			c.Expire(now)
			if err := s.saveCase(ctx, before, c); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}
