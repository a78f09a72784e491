package resolvers_test

import (
	"slices"
	"testing"

	"partnergraph/graph"
	"partnergraph/resolvers"
)

func TestSignInAndMoneyStandAlone(t *testing.T) {
	alone := resolvers.Alone()
	for _, name := range []string{"signInStart", "signInVerify", "sessionRefresh", "invoiceIssue", "invoicePay"} {
		if !slices.Contains(alone, name) {
			t.Errorf("%s may stand beside others: %v", name, alone)
		}
	}
	for _, name := range []string{"replyCreate", "leadSubmit"} {
		if slices.Contains(alone, name) {
			t.Errorf("%s must stand alone", name)
		}
	}
	schema := graph.NewExecutableSchema(graph.Config{}).Schema()
	for _, name := range alone {
		if schema.Mutation.Fields.ForName(name) == nil {
			t.Errorf("%s is no mutation", name)
		}
	}
}
