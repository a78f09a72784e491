package store

import (
	"context"
	"strings"
	"time"

	"partnergraph/market"
)

// saleColumns are what a market.LeadSale is read from, out of lead_sale s. A copy is
// used by who has bought it, and by who has returned it for what is wrong with the
// lead itself.
var saleColumns = `s.lead_id, s.seller_id, s.person_id, s.price_minor AS "price.minor", s.price_currency AS "price.currency",
	s.terms, s.copies, s.return_hours, s.created_at, s.ends_at, s.ended_at, ` + strings.Replace(copiesUsed, `$?`, `$1`, 1) + `::int AS used`

// isLeadSeller is met by the leads l that the viewer's partner offers for sale.
func isLeadSeller(v market.Viewer) rule {
	if v.Partner == "" || !leads(v) {
		return rule{}
	}
	return rule{`EXISTS (SELECT FROM lead_sale s WHERE s.lead_id = l.id AND s.seller_id = $?)`, []any{v.Partner}}
}

// copiesUsed are how many copies of the sale s are used, when $? are the reasons for
// which one that is returned is free again.
const copiesUsed = `(SELECT count(*) FROM lead_offer o WHERE o.lead_id = s.lead_id AND o.price_minor IS NOT NULL
	AND (o.state = 'ACCEPTED' OR o.state = 'RETURNED' AND o.return_reason <> ALL($?::text[])))`

// isForSale is met by the leads l of which the partner, who does not sell them, may buy a
// copy at now, by what is left.
func isForSale(partner market.PartnerID, now time.Time) rule {
	return rule{`EXISTS (SELECT FROM lead_sale s WHERE s.lead_id = l.id AND s.seller_id <> $? AND s.ended_at IS NULL AND s.ends_at >= $?
		AND ` + copiesUsed + ` < s.copies)`, []any{partner, now, market.FreeingReasons()}}
}

// LeadSales are the sales of the leads that are for sale. Who may see the lead may see
// them.
func (s *Store) LeadSales(ctx context.Context, ids []market.LeadID) (map[market.LeadID]*market.LeadSale, error) {
	sales, err := all[market.LeadSale](ctx, s, `
		SELECT `+saleColumns+` FROM lead_sale s WHERE s.lead_id = ANY($2::uuid[])`, market.FreeingReasons(), ids)
	return byKey(sales, func(s *market.LeadSale) market.LeadID { return s.LeadID }), err
}

// leadSale is the sale of a lead that is locked.
func (s *Store) leadSale(ctx context.Context, id market.LeadID) (*market.LeadSale, error) {
	return one[market.LeadSale](ctx, s, `SELECT `+saleColumns+` FROM lead_sale s WHERE s.lead_id = $2`, market.FreeingReasons(), id)
}

// putUpForSale writes the sale of a lead that is about to be written, if it is for
// sale, and the distribution by which it is sold. It fails unless the viewer may sell.
// Nobody makes a sale for a lead that is there, because who sells it sees whom to call.
func (s *Store) putUpForSale(ctx context.Context, v market.Viewer, l *market.Lead) error {
	if l.Sale == nil {
		return nil
	}
	if err := s.tell(ctx, viewing(v)); err != nil {
		return err
	}
	seller, err := found(one[market.LeadSeller](ctx, s, `SELECT state, kinds FROM partner WHERE id = $1`, orNull(v.Partner)))
	if err != nil {
		return err
	}
	if err := seller.Refuse(v); err != nil {
		return err
	}
	if _, err = s.exec(ctx, `
		INSERT INTO lead_sale (lead_id, seller_id, person_id, price_minor, price_currency, terms, copies, return_hours, created_at, ends_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, l.ID, l.Sale.SellerID, l.Sale.PersonID,
		l.Sale.Price.Minor, l.Sale.Price.Currency, l.Sale.Terms, l.Sale.Copies, l.Sale.ReturnHours, l.Sale.CreatedAt, l.Sale.EndsAt); err != nil {
		return err
	}
	return s.beginSale(ctx, l)
}

// beginSale begins the distribution of a lead that is about to be written, and sold, and
// tells the board of it.
func (s *Store) beginSale(ctx context.Context, l *market.Lead) error {
	c := &market.LeadCase{Lead: l}
	dealer, err := s.dealer(ctx, c, l.Sale.CreatedAt)
	if err != nil {
		return err
	}
	c.BeginSale(dealer, l.Sale)
	return s.saveDistributions(ctx, &market.LeadCase{}, c)
}

// LowerLeadSale lowers the price of a lead that the viewer's partner sells.
func (s *Store) LowerLeadSale(ctx context.Context, v market.Viewer, in market.LeadSaleLowerInput, now time.Time) (*market.Lead, error) {
	return s.changeSale(ctx, v, in.LeadID, now, func(_ *Store, _ *market.LeadCase, sale *market.LeadSale) error {
		return sale.Lower(in, now)
	})
}

// WithdrawLeadSale ends the sale of a lead of the viewer's partner.
func (s *Store) WithdrawLeadSale(ctx context.Context, v market.Viewer, in market.LeadSaleWithdrawInput, now time.Time) (*market.Lead, error) {
	return s.changeSale(ctx, v, in.LeadID, now, func(s *Store, c *market.LeadCase, sale *market.LeadSale) error {
		before := c.Copy()
		if err := c.WithdrawSale(sale, now); err != nil {
			return err
		}
		return s.saveCase(ctx, before, c)
	})
}

// changeSale applies a change of the seller's to the sale of its lead, and saves it.
func (s *Store) changeSale(ctx context.Context, v market.Viewer, id market.LeadID, now time.Time,
	change func(*Store, *market.LeadCase, *market.LeadSale) error) (*market.Lead, error) {
	return inTx(ctx, s, func(s *Store) (*market.Lead, error) {
		c, sale, err := s.lockSale(ctx, v, id)
		if err == nil && sale.SellerID != v.Partner {
			err = noSale()
		}
		if err != nil {
			return nil, err
		}
		if err := change(s, c, sale); err != nil {
			return nil, err
		}
		if _, err := s.exec(ctx, `UPDATE lead_sale SET price_minor = $2, ended_at = $3 WHERE lead_id = $1`,
			id, sale.Price.Minor, sale.EndedAt); err != nil {
			return nil, err
		}
		return s.Lead(ctx, v, id, now)
	})
}

// noSale refuses a lead that is not for sale, or that the viewer may not see.
func noSale() error {
	return market.Errorf(market.NotFound, "There is no such lead for sale, or it does not fit your organisation.").In("leadId")
}

// lockSale locks a lead that is for sale, and says who asks. It fails with NotFound
// when it is not for sale.
func (s *Store) lockSale(ctx context.Context, v market.Viewer, id market.LeadID) (*market.LeadCase, *market.LeadSale, error) {
	c, err := found(s.lockLead(ctx, viewing(v), id))
	if err != nil {
		return nil, nil, err
	}
	if c == nil {
		return nil, nil, noSale()
	}
	sale, err := found(s.leadSale(ctx, id))
	if err == nil && sale == nil {
		err = noSale()
	}
	return c, sale, err
}

// returnsOf counts of late the leads that partners sold or bought, by the column that
// says whose.
func (s *Store) returnsOf(ctx context.Context, whose string, partners []market.PartnerID, now time.Time) (map[market.PartnerID]*market.LeadReturns, error) {
	counts, err := all[market.LeadReturns](ctx, s, `
		SELECT p.id AS partner_id, count(o.id)::int AS count, count(o.returned_at)::int AS returned
		FROM unnest($1::uuid[]) AS p(id)
		LEFT JOIN (lead_offer o JOIN lead_sale s ON s.lead_id = o.lead_id)
			ON `+whose+` = p.id AND o.price_minor IS NOT NULL AND o.answered_at > $2
		GROUP BY p.id`, partners, now.Add(-market.ReturnWindow))
	return byKey(counts, func(r *market.LeadReturns) market.PartnerID { return r.PartnerID }), err
}

// SoldBy counts of late the leads that each partner sold, and of them those returned,
// where the viewer may see it.
func (s *Store) SoldBy(ctx context.Context, v market.Viewer, partners []market.PartnerID, now time.Time) (map[market.PartnerID]*market.LeadReturns, error) {
	return s.returnsOf(ctx, `s.seller_id`, keep(partners, v.SeesSalesOf), now)
}

// BoughtBy counts of late the leads that each partner bought, and of them those that
// it returned, where the viewer may see it.
func (s *Store) BoughtBy(ctx context.Context, v market.Viewer, partners []market.PartnerID, now time.Time) (map[market.PartnerID]*market.LeadReturns, error) {
	return s.returnsOf(ctx, `o.partner_id`, keep(partners, v.SeesPurchasesOf), now)
}

// keep are the partners that meet a condition.
func keep(partners []market.PartnerID, is func(market.PartnerID) bool) []market.PartnerID {
	kept := []market.PartnerID{}
	for _, id := range partners {
		if is(id) {
			kept = append(kept, id)
		}
	}
	return kept
}
