package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

// forumLoaders load what belongs to forum.go.
type forumLoaders struct{}

func newForumLoaders(ctx context.Context, s *store.Store, v market.Viewer) forumLoaders {
	return forumLoaders{}
}
