package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type category struct{ *Resolver }

var _ graph.CategoryResolver = category{}

// Category resolves the fields of Category that are not plain.
func (r *Resolver) Category() graph.CategoryResolver { return category{r} }

func (q query) Categories(ctx context.Context) ([]*market.Category, error) {
	return q.Store.Categories(ctx, auth.Viewer(ctx))
}

func (c category) Parent(ctx context.Context, obj *market.Category) (*market.Category, error) {
	if obj.ParentID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Category.Load(*obj.ParentID)
}

func (c category) Children(ctx context.Context, obj *market.Category) ([]*market.Category, error) {
	return loaders.For(ctx).CategoryChildren.Load(obj.ID)
}
