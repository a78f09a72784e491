package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

// solutionLoaders load what belongs to solution.go.
type solutionLoaders struct{}

func newSolutionLoaders(ctx context.Context, s *store.Store, v market.Viewer) solutionLoaders {
	return solutionLoaders{}
}
