package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type invitation struct{ *Resolver }

var _ graph.InvitationResolver = invitation{}

// Invitation resolves the fields of Invitation that are not plain.
func (r *Resolver) Invitation() graph.InvitationResolver { return invitation{r} }

func (i invitation) Organization(ctx context.Context, obj *market.Invitation) (*market.Organization, error) {
	return loaders.For(ctx).Organization.Load(obj.OrganizationID)
}

func (i invitation) Person(ctx context.Context, obj *market.Invitation) (*market.Person, error) {
	if obj.PersonID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Person.Load(*obj.PersonID)
}

func (m mutation) InvitationAccept(ctx context.Context, input market.InvitationAcceptInput) (*graph.InvitationAcceptPayload, error) {
	membership, err := m.Store.AcceptInvitation(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.InvitationAcceptPayload{Membership: membership, UserErrors: errs}, err
}

func (m mutation) InvitationDecline(ctx context.Context, input market.InvitationDeclineInput) (*graph.InvitationDeclinePayload, error) {
	organization, err := m.Store.DeclineInvitation(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.InvitationDeclinePayload{Organization: organization, UserErrors: errs}, err
}
