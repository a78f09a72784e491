package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/market"
	"partnergraph/store"
)

// pageArgs reads the arguments of a connection. It fails with Invalid outside 1 to
// market.MaxPage, and when first and last are both given. Whether totalCount is
// selected decides whether it is counted.
func pageArgs(ctx context.Context, first *int, after *string, last *int, before *string) (market.PageArgs, error) {
	p := market.PageArgs{Size: pageSize(ctx), WantTotal: selects(ctx, "totalCount")}
	var errs market.Errors
	errs.Add(first == nil || last == nil, "last", "first and last cannot both be given.")
	if first != nil {
		p.Size = *first
		errs.Add(*first >= 1 && *first <= market.MaxPage, "first", "first must be from 1 to %d.", market.MaxPage)
	}
	if last != nil {
		p.Size, p.Backward = *last, true
		errs.Add(*last >= 1 && *last <= market.MaxPage, "last", "last must be from 1 to %d.", market.MaxPage)
	}
	for name, cursor := range map[string]*string{"after": after, "before": before} {
		errs.Add(cursor == nil || len(*cursor) <= store.MaxCursor, name, "%s is no cursor: it is longer than %d bytes.", name, store.MaxCursor)
	}
	if after != nil {
		p.After = *after
	}
	if before != nil {
		p.Before = *before
	}
	return p, errs.Err()
}

type pageKey struct{}

// withPage puts the size of pages into the context, for those who do not say one.
func (r *Resolver) withPage(ctx context.Context) context.Context {
	return context.WithValue(ctx, pageKey{}, r.PageLimit)
}

// pageSize is how many items a page has when none is asked for.
func pageSize(ctx context.Context) int {
	if limit, _ := ctx.Value(pageKey{}).(int); limit > 0 {
		return min(market.PageSize, limit)
	}
	return market.PageSize
}

// selects reports whether the field being resolved selects what is at the path below
// it, also by way of fragments.
func selects(ctx context.Context, path ...string) bool {
	return reaches(graphql.GetOperationContext(ctx), graphql.GetFieldContext(ctx).Field.Selections, path)
}

func reaches(operation *graphql.OperationContext, selections ast.SelectionSet, path []string) bool {
	for _, f := range graphql.CollectFields(operation, selections, nil) {
		if f.Name == path[0] && (len(path) == 1 || reaches(operation, f.Selections, path[1:])) {
			return true
		}
	}
	return false
}
