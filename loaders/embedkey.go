package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

//go:generate go tool dataloaden EmbedKeyLoader partnergraph/market.EmbedKeyID *partnergraph/market.EmbedKey

// embedKeyLoaders load what belongs to embedkey.go.
type embedKeyLoaders struct {
	EmbedKey *EmbedKeyLoader
}

func newEmbedKeyLoaders(ctx context.Context, s *store.Store, v market.Viewer) embedKeyLoaders {
	return embedKeyLoaders{
		EmbedKey: NewEmbedKeyLoader(EmbedKeyLoaderConfig{Fetch: batch(ctx, "embed key", withViewer(v, s.EmbedKeysByID)), Wait: Wait, MaxBatch: 200}),
	}
}
