package store

import (
	"context"

	"partnergraph/market"
)

// ActFor is the viewer acting for another organisation of the person's. It fails
// with Forbidden when the person is no member of it.
func (s *Store) ActFor(ctx context.Context, v market.Viewer, organization market.OrganizationID) (market.Viewer, error) {
	return v, market.Errorf(market.Forbidden, "You are no member of this organisation.")
}
