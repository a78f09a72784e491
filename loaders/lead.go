package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

// leadLoaders load what belongs to lead.go.
type leadLoaders struct{}

func newLeadLoaders(ctx context.Context, s *store.Store, v market.Viewer) leadLoaders {
	return leadLoaders{}
}
