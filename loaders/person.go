package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

//go:generate go tool dataloaden PersonLoader partnergraph/market.PersonID *partnergraph/market.Person
//go:generate go tool dataloaden OrganizationLoader partnergraph/market.OrganizationID *partnergraph/market.Organization
//go:generate go tool dataloaden MembersLoader partnergraph/market.OrganizationID []*partnergraph/market.Membership

// personLoaders load persons and organisations.
type personLoaders struct {
	Person       *PersonLoader
	Organization *OrganizationLoader
	Members      *MembersLoader // nil where the viewer may not see them
}

func newPersonLoaders(ctx context.Context, s *store.Store, v market.Viewer) personLoaders {
	return personLoaders{
		Person:       NewPersonLoader(PersonLoaderConfig{Fetch: batch(ctx, "person", s.PersonsByID), Wait: Wait, MaxBatch: 200}),
		Organization: NewOrganizationLoader(OrganizationLoaderConfig{Fetch: batch(ctx, "organisation", s.OrganizationsByID), Wait: Wait, MaxBatch: 200}),
		Members:      NewMembersLoader(MembersLoaderConfig{Fetch: batch(ctx, "members", orNone(withViewer(v, s.MembersOf))), Wait: Wait, MaxBatch: 200}),
	}
}
