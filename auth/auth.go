// Package auth turns a token into a Viewer, and carries the Viewer in the context
// of a request, an operation, or an event.
package auth

import (
	"context"

	"partnergraph/market"
)

type viewerKey struct{}

// WithViewer puts who asks into the context.
func WithViewer(ctx context.Context, v market.Viewer) context.Context {
	return context.WithValue(ctx, viewerKey{}, v)
}

// Viewer is who asks; nobody when none was put into the context.
func Viewer(ctx context.Context) market.Viewer {
	v, _ := ctx.Value(viewerKey{}).(market.Viewer)
	return v
}
