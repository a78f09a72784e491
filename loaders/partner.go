package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

//go:generate go tool dataloaden PartnerLoader partnergraph/market.PartnerID *partnergraph/market.Partner
//go:generate go tool dataloaden ProfileLoader partnergraph/market.OrganizationID *partnergraph/market.Partner
//go:generate go tool dataloaden PartnerTextsLoader partnergraph/market.PartnerID []*partnergraph/market.PartnerText
//go:generate go tool dataloaden PartnerDescriptionLoader partnergraph/market.PartnerID string
//go:generate go tool dataloaden IndustryLoader string *partnergraph/market.Industry

// partnerLoaders load what belongs to partner.go.
type partnerLoaders struct {
	Partner            *PartnerLoader
	Profile            *ProfileLoader // of an organisation; nil where it has none
	PartnerTexts       *PartnerTextsLoader
	PartnerDescription *PartnerDescriptionLoader
	Industry           *IndustryLoader // by code
}

func newPartnerLoaders(ctx context.Context, s *store.Store, v market.Viewer) partnerLoaders {
	return partnerLoaders{
		Partner:            NewPartnerLoader(PartnerLoaderConfig{Fetch: batch(ctx, "partner", withViewer(v, s.PartnersByID)), Wait: Wait, MaxBatch: 200}),
		Profile:            NewProfileLoader(ProfileLoaderConfig{Fetch: batch(ctx, "profile", orNone(withViewer(v, s.PartnersByOrganization))), Wait: Wait, MaxBatch: 200}),
		PartnerTexts:       NewPartnerTextsLoader(PartnerTextsLoaderConfig{Fetch: batch(ctx, "partner", withViewer(v, s.PartnerTexts)), Wait: Wait, MaxBatch: 200}),
		PartnerDescription: NewPartnerDescriptionLoader(PartnerDescriptionLoaderConfig{Fetch: batch(ctx, "partner", withViewer(v, s.PartnerDescriptions)), Wait: Wait, MaxBatch: 200}),
		Industry:           NewIndustryLoader(IndustryLoaderConfig{Fetch: batch(ctx, "industry", withViewer(v, s.IndustriesByCode)), Wait: Wait, MaxBatch: 200}),
	}
}

// withViewer makes a fetch of a store method that applies a viewer's row rules.
func withViewer[K comparable, V any](v market.Viewer, fetch func(context.Context, market.Viewer, []K) (map[K]V, error)) func(context.Context, []K) (map[K]V, error) {
	return func(ctx context.Context, keys []K) (map[K]V, error) { return fetch(ctx, v, keys) }
}
