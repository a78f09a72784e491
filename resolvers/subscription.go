package resolvers

import (
	"context"

	"partnergraph/market"
)

func (s subscription) LeadAdded(ctx context.Context, partnerID market.NodeID, after *string) (<-chan *market.LeadAddedEvent, error) {
	return nil, errUnbuilt
}
