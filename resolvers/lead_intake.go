package resolvers

import (
	"context"
	"errors"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

func (m mutation) LeadCorrect(ctx context.Context, input market.LeadCorrectInput) (*graph.LeadCorrectPayload, error) {
	lead, err := m.Store.CorrectLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadCorrectPayload{Lead: lead, UserErrors: errs}, err
}

func (m mutation) LeadWithdraw(ctx context.Context, input market.LeadWithdrawInput) (*graph.LeadWithdrawPayload, error) {
	lead, err := m.Store.WithdrawLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadWithdrawPayload{Lead: lead, UserErrors: errs}, err
}

func (m mutation) LeadRelease(ctx context.Context, input market.LeadReleaseInput) (*graph.LeadReleasePayload, error) {
	lead, err := m.Store.ReleaseLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadReleasePayload{Lead: lead, UserErrors: errs}, err
}

func (m mutation) LeadReject(ctx context.Context, input market.LeadRejectInput) (*graph.LeadRejectPayload, error) {
	lead, err := m.Store.RejectLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadRejectPayload{Lead: lead, UserErrors: errs}, err
}

func (m mutation) LeadMerge(ctx context.Context, input market.LeadMergeInput) (*graph.LeadMergePayload, error) {
	lead, err := m.Store.MergeLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadMergePayload{Lead: lead, UserErrors: errs}, err
}

func (l lead) MergedInto(ctx context.Context, obj *market.Lead) (*market.Lead, error) {
	if obj.MergedInto == nil {
		return nil, nil
	}
	return absent(loaders.For(ctx).Lead.Load(*obj.MergedInto))
}

func (l lead) Merged(ctx context.Context, obj *market.Lead) ([]*market.Lead, error) {
	return leadsOf(ctx, loaders.For(ctx).LeadMerged, obj)
}

func (l lead) PossibleDuplicates(ctx context.Context, obj *market.Lead) ([]*market.Lead, error) {
	return leadsOf(ctx, loaders.For(ctx).LeadDuplicates, obj)
}

// leadsOf are the leads that a loader names for one.
func leadsOf(ctx context.Context, named *loaders.LeadDuplicatesLoader, obj *market.Lead) ([]*market.Lead, error) {
	ids, err := named.Load(obj.ID)
	if err != nil {
		return nil, err
	}
	leads, errs := loaders.For(ctx).Lead.LoadAll(ids)
	return leads, errors.Join(errs...)
}
