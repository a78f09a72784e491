package resolvers

import (
	"context"

	"partnergraph/market"
)

func (q query) Node(ctx context.Context, id market.NodeID) (market.Node, error) {
	return nil, errUnbuilt
}

func (q query) Nodes(ctx context.Context, ids []*market.NodeID) ([]market.Node, error) {
	return nil, errUnbuilt
}
