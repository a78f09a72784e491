package resolvers

import (
	"context"
	"time"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type leadSale struct{ *Resolver }

var _ graph.LeadSaleResolver = leadSale{}

// LeadSale resolves the fields of LeadSale that are not plain.
func (r *Resolver) LeadSale() graph.LeadSaleResolver { return leadSale{r} }

func (l lead) Sale(ctx context.Context, obj *market.Lead) (*market.LeadSale, error) {
	return loaders.For(ctx).LeadSale.Load(obj.ID)
}

func (l leadSale) Seller(ctx context.Context, obj *market.LeadSale) (*market.Partner, error) {
	return loaders.For(ctx).Partner.Load(obj.SellerID)
}

func (l leadSale) Returns(ctx context.Context, obj *market.LeadSale) (*market.LeadReturns, error) {
	return loaders.For(ctx).LeadsSold.Load(obj.SellerID)
}

func (p partner) LeadSales(ctx context.Context, obj *market.Partner) (*market.LeadReturns, error) {
	return loaders.For(ctx).LeadsSold.Load(obj.ID)
}

func (p partner) LeadPurchases(ctx context.Context, obj *market.Partner) (*market.LeadReturns, error) {
	return loaders.For(ctx).LeadsBought.Load(obj.ID)
}

func (l leadOffer) ReturnableUntil(ctx context.Context, obj *market.LeadOffer) (*time.Time, error) {
	sale, err := loaders.For(ctx).LeadSale.Load(obj.LeadID)
	if err != nil || sale == nil {
		return nil, err
	}
	return sale.ReturnUntil(obj), nil
}

func (j journal) Offer(ctx context.Context, obj *market.Journal) (*market.LeadOffer, error) {
	if obj.OfferID == nil {
		return nil, nil
	}
	return absent(loaders.For(ctx).LeadOffer.Load(*obj.OfferID))
}

func (m mutation) LeadBuy(ctx context.Context, input market.LeadBuyInput) (*graph.LeadBuyPayload, error) {
	offer, err := m.Store.BuyLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadBuyPayload{Offer: offer, UserErrors: errs}, err
}

func (m mutation) LeadReturn(ctx context.Context, input market.LeadReturnInput) (*graph.LeadReturnPayload, error) {
	offer, err := m.Store.ReturnLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadReturnPayload{Offer: offer, UserErrors: errs}, err
}

func (m mutation) LeadSaleLower(ctx context.Context, input market.LeadSaleLowerInput) (*graph.LeadSaleLowerPayload, error) {
	lead, err := m.Store.LowerLeadSale(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadSaleLowerPayload{Lead: lead, UserErrors: errs}, err
}

func (m mutation) LeadSaleWithdraw(ctx context.Context, input market.LeadSaleWithdrawInput) (*graph.LeadSaleWithdrawPayload, error) {
	lead, err := m.Store.WithdrawLeadSale(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadSaleWithdrawPayload{Lead: lead, UserErrors: errs}, err
}
