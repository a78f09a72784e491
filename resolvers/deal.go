package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type deal struct{ *Resolver }

var _ graph.DealResolver = deal{}

// Deal resolves the fields of Deal that are not plain.
func (r *Resolver) Deal() graph.DealResolver { return deal{r} }

func (q query) Deal(ctx context.Context, id market.NodeID) (*market.Deal, error) {
	if id.Kind != market.DealNode {
		return nil, nil
	}
	return absent(q.Store.Deal(ctx, auth.Viewer(ctx), market.DealID(id.UUID), q.Now()))
}

func (q query) Deals(ctx context.Context, filter *market.DealFilter, first *int, after *string, last *int, before *string) (*market.DealConnection, error) {
	p, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return q.Store.Deals(ctx, auth.Viewer(ctx), given(filter), p, q.Now())
}

func (m mutation) DealRegister(ctx context.Context, input market.DealRegisterInput) (*graph.DealRegisterPayload, error) {
	deal, err := m.Store.RegisterDeal(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.DealRegisterPayload{Deal: deal, UserErrors: errs}, err
}

func (m mutation) DealWithdraw(ctx context.Context, input market.DealWithdrawInput) (*graph.DealWithdrawPayload, error) {
	deal, err := m.Store.WithdrawDeal(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.DealWithdrawPayload{Deal: deal, UserErrors: errs}, err
}

func (m mutation) DealResolve(ctx context.Context, input market.DealResolveInput) (*graph.DealResolvePayload, error) {
	deal, err := m.Store.ResolveDeal(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.DealResolvePayload{Deal: deal, UserErrors: errs}, err
}

func (d deal) Partner(ctx context.Context, obj *market.Deal) (*market.Partner, error) {
	return loaders.For(ctx).Partner.Load(obj.PartnerID)
}
