package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

// reviewLoaders load what belongs to review.go.
type reviewLoaders struct{}

func newReviewLoaders(ctx context.Context, s *store.Store, v market.Viewer) reviewLoaders {
	return reviewLoaders{}
}
