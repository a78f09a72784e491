package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

//go:generate go tool dataloaden APITokenLoader partnergraph/market.APITokenID *partnergraph/market.APIToken

// apiTokenLoaders load what belongs to apitoken.go.
type apiTokenLoaders struct {
	APIToken *APITokenLoader
}

func newAPITokenLoaders(ctx context.Context, s *store.Store, v market.Viewer) apiTokenLoaders {
	return apiTokenLoaders{
		APIToken: NewAPITokenLoader(APITokenLoaderConfig{Fetch: batch(ctx, "API token", withViewer(v, s.APITokensByID)), Wait: Wait, MaxBatch: 200}),
	}
}
