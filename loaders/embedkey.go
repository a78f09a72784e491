package loaders

import (
	"context"
	"time"

	"partnergraph/market"
	"partnergraph/store"
)

//go:generate go tool dataloaden EmbedKeyLoader partnergraph/market.EmbedKeyID *partnergraph/market.EmbedKey
//go:generate go tool dataloaden EmbedUsageLoader partnergraph/market.EmbedKeyID []*partnergraph/market.EmbedUsage

// embedKeyLoaders load what belongs to embedkey.go.
type embedKeyLoaders struct {
	EmbedKey   *EmbedKeyLoader
	EmbedUsage *EmbedUsageLoader // of a key, on its last days
}

func newEmbedKeyLoaders(ctx context.Context, s *store.Store, v market.Viewer, now func() time.Time) embedKeyLoaders {
	return embedKeyLoaders{
		EmbedKey:   NewEmbedKeyLoader(EmbedKeyLoaderConfig{Fetch: batch(ctx, "embed key", withViewer(v, s.EmbedKeysByID)), Wait: Wait, MaxBatch: 200}),
		EmbedUsage: NewEmbedUsageLoader(EmbedUsageLoaderConfig{Fetch: batch(ctx, "usage", orNone(at(now, v, s.EmbedUsage))), Wait: Wait, MaxBatch: 200}),
	}
}
