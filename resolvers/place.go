package resolvers

import (
	"context"

	"partnergraph/market"
)

type placeKey struct{}

// withPlace notes where events stand before anything of a response is read, so that
// what commits while it is read comes after. To the response of a subscription that is
// its own event: all before it was heard.
func (r *Resolver) withPlace(ctx context.Context) context.Context {
	place := r.Events.Head()
	if e := eventOf(ctx); e != nil {
		place = e.Position
	}
	return context.WithValue(ctx, placeKey{}, place)
}

// placeOf is where events stood before the response was read.
func placeOf(ctx context.Context) market.Position {
	place, _ := ctx.Value(placeKey{}).(market.Position)
	return place
}
