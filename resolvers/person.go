package resolvers

import (
	"context"

	"partnergraph/graph"
	"partnergraph/market"
)

type membership struct{ *Resolver }

var _ graph.MembershipResolver = membership{}

// Membership resolves the fields of Membership that are not plain.
func (r *Resolver) Membership() graph.MembershipResolver { return membership{r} }

type organization struct{ *Resolver }

var _ graph.OrganizationResolver = organization{}

// Organization resolves the fields of Organization that are not plain.
func (r *Resolver) Organization() graph.OrganizationResolver { return organization{r} }

type viewer struct{ *Resolver }

var _ graph.ViewerResolver = viewer{}

// Viewer resolves the fields of Viewer that are not plain.
func (r *Resolver) Viewer() graph.ViewerResolver { return viewer{r} }

func (m membership) Organization(ctx context.Context, obj *market.Membership) (*market.Organization, error) {
	return nil, errUnbuilt
}

func (m membership) Person(ctx context.Context, obj *market.Membership) (*market.Person, error) {
	return nil, errUnbuilt
}

func (m mutation) SignInStart(ctx context.Context, input market.SignInStartInput) (*graph.SignInStartPayload, error) {
	return nil, errUnbuilt
}

func (m mutation) SignInVerify(ctx context.Context, input market.SignInVerifyInput) (*graph.SignInVerifyPayload, error) {
	return nil, errUnbuilt
}

func (m mutation) SessionRefresh(ctx context.Context, input market.SessionRefreshInput) (*graph.SessionRefreshPayload, error) {
	return nil, errUnbuilt
}

func (m mutation) SessionRevoke(ctx context.Context, input market.SessionRevokeInput) (*graph.SessionRevokePayload, error) {
	return nil, errUnbuilt
}

func (m mutation) PersonUpdate(ctx context.Context, input market.PersonUpdateInput) (*graph.PersonUpdatePayload, error) {
	return nil, errUnbuilt
}

func (m mutation) OrganizationCreate(ctx context.Context, input market.OrganizationCreateInput) (*graph.OrganizationCreatePayload, error) {
	return nil, errUnbuilt
}

func (m mutation) MemberSet(ctx context.Context, input market.MemberSetInput) (*graph.MemberSetPayload, error) {
	return nil, errUnbuilt
}

func (m mutation) MemberRemove(ctx context.Context, input market.MemberRemoveInput) (*graph.MemberRemovePayload, error) {
	return nil, errUnbuilt
}

func (o organization) Partner(ctx context.Context, obj *market.Organization) (*market.Partner, error) {
	return nil, errUnbuilt
}

func (o organization) Members(ctx context.Context, obj *market.Organization) ([]*market.Membership, error) {
	return nil, errUnbuilt
}

func (q query) Viewer(ctx context.Context) (*market.Viewer, error) {
	return nil, errUnbuilt
}

func (v viewer) Person(ctx context.Context, obj *market.Viewer) (*market.Person, error) {
	return nil, errUnbuilt
}

func (v viewer) Phone(ctx context.Context, obj *market.Viewer) (string, error) {
	return "", errUnbuilt
}

func (v viewer) Organization(ctx context.Context, obj *market.Viewer) (*market.Organization, error) {
	return nil, errUnbuilt
}

func (v viewer) Role(ctx context.Context, obj *market.Viewer) (*market.Role, error) {
	return nil, errUnbuilt
}

func (v viewer) Memberships(ctx context.Context, obj *market.Viewer) ([]*market.Membership, error) {
	return nil, errUnbuilt
}

func (v viewer) Sessions(ctx context.Context, obj *market.Viewer) ([]*market.Session, error) {
	return nil, errUnbuilt
}
