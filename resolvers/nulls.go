package resolvers

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"partnergraph/market"
)

// nulls are the fields of the mutation's input that were given as null, sorted. In
// the struct they are no different from those left out.
func nulls(ctx context.Context) market.Cleared {
	args := graphql.GetFieldContext(ctx).Field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)
	input, _ := args["input"].(map[string]any)
	cleared := market.Cleared{}
	for field, v := range input {
		if v == nil {
			cleared = append(cleared, field)
		}
	}
	slices.Sort(cleared)
	return cleared
}
