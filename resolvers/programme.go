package resolvers

import (
	"context"

	"partnergraph/graph"
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

func (m mutation) LeadPolicyPublish(ctx context.Context, input market.LeadPolicyPublishInput) (*graph.LeadPolicyPublishPayload, error) {
	policy, err := m.Store.PublishLeadPolicy(ctx, input, m.Now())
	errs, err := mend(err)
	return &graph.LeadPolicyPublishPayload{Policy: policy, UserErrors: errs}, err
}
