package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

// personLoaders load what belongs to person.go.
type personLoaders struct{}

func newPersonLoaders(ctx context.Context, s *store.Store, v market.Viewer) personLoaders {
	return personLoaders{}
}
