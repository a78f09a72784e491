package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type membership struct{ *Resolver }

var _ graph.MembershipResolver = membership{}

// Membership resolves the fields of Membership that are not plain.
func (r *Resolver) Membership() graph.MembershipResolver { return membership{r} }

func (m membership) Organization(ctx context.Context, obj *market.Membership) (*market.Organization, error) {
	return loaders.For(ctx).Organization.Load(obj.OrganizationID)
}

func (m membership) Person(ctx context.Context, obj *market.Membership) (*market.Person, error) {
	return loaders.For(ctx).Person.Load(obj.PersonID)
}

type organization struct{ *Resolver }

var _ graph.OrganizationResolver = organization{}

// Organization resolves the fields of Organization that are not plain.
func (r *Resolver) Organization() graph.OrganizationResolver { return organization{r} }

func (o organization) Partner(ctx context.Context, obj *market.Organization) (*market.Partner, error) {
	return loaders.For(ctx).Profile.Load(obj.ID)
}

func (o organization) Members(ctx context.Context, obj *market.Organization) ([]*market.Membership, error) {
	return loaders.For(ctx).Members.Load(obj.ID)
}

func (o organization) Invitations(ctx context.Context, obj *market.Organization) ([]*market.Invitation, error) {
	return o.Store.InvitationsOf(ctx, auth.Viewer(ctx), obj.ID, o.Now())
}

func (m mutation) OrganizationCreate(ctx context.Context, input market.OrganizationCreateInput) (*graph.OrganizationCreatePayload, error) {
	organization, err := m.Store.CreateOrganization(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.OrganizationCreatePayload{Organization: organization, UserErrors: errs}, err
}

func (m mutation) MemberSet(ctx context.Context, input market.MemberSetInput) (*graph.MemberSetPayload, error) {
	membership, err := m.Store.SetMember(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	invited := membership == nil && len(errs) == 0
	return &graph.MemberSetPayload{Membership: membership, IsInvited: invited, UserErrors: errs}, err
}

func (m mutation) MemberRemove(ctx context.Context, input market.MemberRemoveInput) (*graph.MemberRemovePayload, error) {
	organization, err := m.Store.RemoveMember(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.MemberRemovePayload{Organization: organization, UserErrors: errs}, err
}
