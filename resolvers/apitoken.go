package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type apiToken struct{ *Resolver }

var _ graph.ApiTokenResolver = apiToken{}

// ApiToken resolves the fields of ApiToken that are not plain.
func (r *Resolver) ApiToken() graph.ApiTokenResolver { return apiToken{r} }

func (t apiToken) Organization(ctx context.Context, obj *market.APIToken) (*market.Organization, error) {
	return loaders.For(ctx).Organization.Load(obj.OrganizationID)
}

func (t apiToken) CreatedBy(ctx context.Context, obj *market.APIToken) (*market.Person, error) {
	return loaders.For(ctx).Person.Load(obj.CreatedByID)
}

func (v viewer) APIToken(ctx context.Context, obj *market.Viewer) (*market.APIToken, error) {
	if obj.APIToken == "" {
		return nil, nil
	}
	return loaders.For(ctx).APIToken.Load(obj.APIToken)
}

func (o organization) APITokens(ctx context.Context, obj *market.Organization) ([]*market.APIToken, error) {
	return o.Store.APITokensOf(ctx, auth.Viewer(ctx), obj.ID, o.Now())
}

func (m mutation) APITokenCreate(ctx context.Context, input market.APITokenCreateInput) (*graph.APITokenCreatePayload, error) {
	token, kept := auth.NewAPIToken()
	made, err := m.Store.CreateAPIToken(ctx, auth.Viewer(ctx), input, kept, m.Now())
	errs, err := mend(err)
	if err != nil || len(errs) > 0 {
		return &graph.APITokenCreatePayload{UserErrors: errs}, err
	}
	return &graph.APITokenCreatePayload{Token: &token, APIToken: made, UserErrors: errs}, nil
}

func (m mutation) APITokenRevoke(ctx context.Context, input market.APITokenRevokeInput) (*graph.APITokenRevokePayload, error) {
	token, err := m.Store.RevokeAPIToken(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.APITokenRevokePayload{APIToken: token, UserErrors: errs}, err
}
