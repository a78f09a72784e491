package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

// billingLoaders load what belongs to billing.go.
type billingLoaders struct{}

func newBillingLoaders(ctx context.Context, s *store.Store, v market.Viewer) billingLoaders {
	return billingLoaders{}
}
