package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// BuyLead sells a copy of a lead to the viewer's partner at now: the offer, the copy,
// and the journals in the books of both are one transaction. The same input under the
// same idempotency key gives the purchase that was made first, whatever became of it.
//
// All who buy lock in one order: the key, the lead, the buyer's balance. So two
// purchases of one buyer follow each other, and the second sees what the first spent.
func (s *Store) BuyLead(ctx context.Context, v market.Viewer, in market.LeadBuyInput, now time.Time) (*market.LeadOffer, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	if err := v.MayBuy(); err != nil {
		return nil, err
	}
	return inTx(ctx, s, func(s *Store) (*market.LeadOffer, error) {
		id, first, err := claim[market.OfferID](ctx, s, v, in.IdempotencyKey, in, now)
		if err == nil && first {
			err = s.buy(ctx, v, id, in.LeadID, now)
		}
		if err != nil {
			return nil, err
		}
		return s.LeadOffer(ctx, v, id, now)
	})
}

func (s *Store) buy(ctx context.Context, v market.Viewer, id market.OfferID, lead market.LeadID, now time.Time) error {
	c, sale, err := s.lockSale(ctx, v, lead)
	if err == nil && v.Partner == "" {
		err = noSale()
	}
	if err != nil {
		return err
	}
	by, err := s.leadBuyer(ctx, v, id, sale.Price.Currency, now)
	if err != nil {
		return err
	}
	before := c.Copy()
	offer, refusal := c.Buy(sale, *by, now)
	if refusal != nil {
		return refusal.In("leadId")
	}
	if err := s.checkFit(ctx, lead, v.Partner, now); err != nil {
		return err
	}
	if err := s.saveCase(ctx, before, c); err != nil {
		return err
	}
	return s.postBoth(ctx, v, offer.Bought(sale, c.Lead.Number), now)
}

// leadBuyer is the viewer's partner with what it can spend in the currency, which
// nobody else spends until the transaction ends.
func (s *Store) leadBuyer(ctx context.Context, v market.Viewer, id market.OfferID, in market.Currency, now time.Time) (*market.LeadBuyer, error) {
	if err := s.lockBalance(ctx, v.Partner); err != nil {
		return nil, err
	}
	sums, err := one[struct {
		State   market.PartnerState `db:"state"`
		Balance int64               `db:"balance"`
		Held    int64               `db:"held"`
	}](ctx, s, `
		SELECT state, (SELECT coalesce(sum(minor), 0) FROM entry
				WHERE partner_id = $1 AND account = 'BALANCE' AND currency = $2)::bigint AS balance,
			(SELECT coalesce(sum(o.price_minor), 0) FROM lead_sale s JOIN lead_offer o ON o.lead_id = s.lead_id
				WHERE s.seller_id = $1 AND o.price_currency = $2 AND o.state = 'ACCEPTED'
					AND o.answered_at + make_interval(hours => s.return_hours) >= $3)::bigint AS held
		FROM partner WHERE id = $1`,
		v.Partner, in, now.Add(-market.HeldFor))
	if err != nil {
		return nil, err
	}
	return &market.LeadBuyer{ID: v.Partner, State: sums.State, Offer: id,
		Spendable: market.Money{Minor: sums.Balance - sums.Held, Currency: in}, Held: market.Money{Minor: sums.Held, Currency: in}}, nil
}

// lockBalance keeps others from spending the partner's balance until the transaction
// ends.
func (s *Store) lockBalance(ctx context.Context, p market.PartnerID) error {
	_, err := s.exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('balance ' || $1, 0))`, p)
	return err
}

// postBoth books in the books of both partners of a sale: the system does, because
// who buys may not even read the seller's.
func (s *Store) postBoth(ctx context.Context, v market.Viewer, both [2]market.Posting, now time.Time) error {
	if err := s.tell(ctx, system); err != nil {
		return err
	}
	for _, p := range both {
		if err := s.post(ctx, p, now); err != nil {
			return err
		}
	}
	return s.tell(ctx, viewing(v))
}

// ReturnLead gives a lead back at now that the viewer's partner has accepted. The price
// of one that was bought is credited at once; others go to the house, or on to somebody
// else; and whom to call is hidden again. The same input under the same idempotency key
// changes nothing more.
func (s *Store) ReturnLead(ctx context.Context, v market.Viewer, in market.LeadReturnInput, now time.Time) (*market.LeadOffer, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	offer, err := inTx(ctx, s, func(s *Store) (*market.LeadOffer, error) {
		offer, err := s.ownOffer(ctx, v, in.OfferID, now)
		if err != nil {
			return nil, err
		}
		_, first, err := claim[market.OfferID](ctx, s, v, in.IdempotencyKey, in, now)
		if err == nil && first {
			err = s.giveBack(ctx, v, offer.LeadID, in, now)
		}
		if err != nil {
			return nil, err
		}
		return s.LeadOffer(ctx, v, in.OfferID, now)
	})
	if err == nil {
		s.passOnSoon(ctx, offer.LeadID, now)
	}
	return offer, err
}

func (s *Store) giveBack(ctx context.Context, v market.Viewer, lead market.LeadID, in market.LeadReturnInput, now time.Time) error {
	c, err := s.lockLead(ctx, viewing(v), lead)
	if err != nil {
		return err
	}
	sale, err := found(s.leadSale(ctx, lead))
	if err != nil {
		return err
	}
	if sale == nil {
		return s.returnOffer(ctx, v, c, in, now)
	}
	before, offer, gone := c.Copy(), c.Offered(in.OfferID), !sale.IsOpen(now)
	if refusal := c.TakeBack(sale, offer, in, now); refusal != nil {
		return refusal.In("offerId")
	}
	if err := s.saveCase(ctx, before, c); err != nil {
		return err
	}
	if gone && sale.IsOpen(now) { // the last copy is for sale again
		if err := s.tellBoard(ctx, lead); err != nil {
			return err
		}
	}
	return s.postBoth(ctx, v, offer.Returned(sale, c.Lead.Number), now)
}
