package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type programme struct{ *Resolver }

var _ graph.ProgrammeResolver = programme{}

// Programme resolves the fields of Programme.
func (r *Resolver) Programme() graph.ProgrammeResolver { return programme{r} }

func (q query) Programme(context.Context) (*market.Programme, error) { return &market.Programme{}, nil }

func (p programme) LeadPolicy(ctx context.Context, _ *market.Programme, version *int) (*market.LeadPolicy, error) {
	return absent(p.Store.LeadPolicy(ctx, version, p.Now()))
}

func (p programme) LeadPolicies(ctx context.Context, _ *market.Programme) ([]*market.LeadPolicy, error) {
	return p.Store.LeadPolicies(ctx)
}

type leadPolicy struct{ *Resolver }

var _ graph.LeadPolicyResolver = leadPolicy{}

// LeadPolicy resolves the fields of LeadPolicy that are not plain.
func (r *Resolver) LeadPolicy() graph.LeadPolicyResolver { return leadPolicy{r} }

func (l leadPolicy) State(_ context.Context, obj *market.LeadPolicy) (market.LeadPolicyState, error) {
	return obj.State(l.Now()), nil
}

func (l leadPolicy) WithdrawnBy(ctx context.Context, obj *market.LeadPolicy) (*market.Person, error) {
	if obj.WithdrawnByID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Person.Load(*obj.WithdrawnByID)
}

func (m mutation) LeadPolicyWithdraw(ctx context.Context, input market.LeadPolicyWithdrawInput) (*graph.LeadPolicyWithdrawPayload, error) {
	policy, err := m.Store.WithdrawLeadPolicy(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadPolicyWithdrawPayload{Policy: policy, UserErrors: errs}, err
}

func (m mutation) LeadPolicyPublish(ctx context.Context, input market.LeadPolicyPublishInput) (*graph.LeadPolicyPublishPayload, error) {
	policy, err := m.Store.PublishLeadPolicy(ctx, input, m.Now())
	errs, err := mend(err)
	return &graph.LeadPolicyPublishPayload{Policy: policy, UserErrors: errs}, err
}

func (p partner) LeadPreferences(ctx context.Context, obj *market.Partner) (*market.LeadPreferences, error) {
	return loaders.For(ctx).LeadPreferences.Load(obj.ID)
}

func (p partner) LeadStanding(ctx context.Context, obj *market.Partner) (*market.LeadStanding, error) {
	return loaders.For(ctx).LeadStanding.Load(obj.ID)
}

func (m mutation) LeadPreferencesSet(ctx context.Context, input market.LeadPreferencesSetInput) (*graph.LeadPreferencesSetPayload, error) {
	partner, err := m.Store.SetLeadPreferences(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadPreferencesSetPayload{Partner: partner, UserErrors: errs}, err
}
