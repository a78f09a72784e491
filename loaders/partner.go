package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

// partnerLoaders load what belongs to partner.go.
type partnerLoaders struct{}

func newPartnerLoaders(ctx context.Context, s *store.Store, v market.Viewer) partnerLoaders {
	return partnerLoaders{}
}
