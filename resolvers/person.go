package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type viewer struct{ *Resolver }

var _ graph.ViewerResolver = viewer{}

// Viewer resolves the fields of Viewer that are not plain.
func (r *Resolver) Viewer() graph.ViewerResolver { return viewer{r} }

func (q query) Viewer(ctx context.Context) (*market.Viewer, error) {
	v := auth.Viewer(ctx)
	if v.Person == "" {
		return nil, nil
	}
	return &v, nil
}

func (v viewer) Person(ctx context.Context, obj *market.Viewer) (*market.Person, error) {
	return loaders.For(ctx).Person.Load(obj.Person)
}

func (v viewer) Phone(ctx context.Context, obj *market.Viewer) (string, error) {
	return v.Store.Phone(ctx, *obj)
}

func (v viewer) Organization(ctx context.Context, obj *market.Viewer) (*market.Organization, error) {
	if obj.Organization == "" {
		return nil, nil
	}
	return loaders.For(ctx).Organization.Load(obj.Organization)
}

func (v viewer) Role(ctx context.Context, obj *market.Viewer) (*market.Role, error) {
	if obj.Organization == "" {
		return nil, nil
	}
	return &obj.Role, nil
}

func (v viewer) Memberships(ctx context.Context, obj *market.Viewer) ([]*market.Membership, error) {
	return v.Store.Memberships(ctx, *obj)
}

func (v viewer) Invitations(ctx context.Context, obj *market.Viewer) ([]*market.Invitation, error) {
	return v.Store.Invitations(ctx, *obj, v.Now())
}

func (v viewer) Sessions(ctx context.Context, obj *market.Viewer) ([]*market.Session, error) {
	return v.Store.Sessions(ctx, *obj, v.Now())
}

func (m mutation) PersonUpdate(ctx context.Context, input market.PersonUpdateInput) (*graph.PersonUpdatePayload, error) {
	person, err := m.Store.UpdatePerson(ctx, auth.Viewer(ctx), input)
	errs, err := mend(err)
	return &graph.PersonUpdatePayload{Person: person, UserErrors: errs}, err
}
