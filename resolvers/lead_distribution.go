package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type leadQueueEntry struct{ *Resolver }

var _ graph.LeadQueueEntryResolver = leadQueueEntry{}

// LeadQueueEntry resolves the fields of LeadQueueEntry that are not plain.
func (r *Resolver) LeadQueueEntry() graph.LeadQueueEntryResolver { return leadQueueEntry{r} }

func (q query) LeadBoard(ctx context.Context, filter *market.LeadBoardFilter, order market.LeadBoardOrder, first *int, after *string, last *int, before *string) (*market.Page[*market.Lead], error) {
	p, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return q.Store.LeadBoard(ctx, auth.Viewer(ctx), given(filter), order, p, q.Now())
}

func (q query) LeadQueue(ctx context.Context, filter *market.LeadQueueFilter, first *int, after *string, last *int, before *string) (*market.Page[*market.LeadQueueEntry], error) {
	p, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return q.Store.LeadQueue(ctx, auth.Viewer(ctx), given(filter), p)
}

func (m mutation) LeadView(ctx context.Context, input market.LeadViewInput) (*graph.LeadViewPayload, error) {
	offer, err := m.Store.ViewOffer(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadViewPayload{Offer: offer, UserErrors: errs}, err
}

func (m mutation) LeadClaim(ctx context.Context, input market.LeadClaimInput) (*graph.LeadClaimPayload, error) {
	offer, err := m.Store.ClaimLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadClaimPayload{Offer: offer, UserErrors: errs}, err
}

func (m mutation) LeadDistribute(ctx context.Context, input market.LeadDistributeInput) (*graph.LeadDistributePayload, error) {
	lead, err := m.Store.DistributeLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadDistributePayload{Lead: lead, UserErrors: errs}, err
}

func (l lead) Distribution(ctx context.Context, obj *market.Lead) (*market.LeadDistribution, error) {
	return loaders.For(ctx).LeadDistribution.Load(obj.ID)
}

func (e leadQueueEntry) Lead(ctx context.Context, obj *market.LeadQueueEntry) (*market.Lead, error) {
	return loaders.For(ctx).Lead.Load(obj.LeadID)
}
