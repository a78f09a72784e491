package guard_test

import (
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/server/guard"
)

const shop = `
type Query { shops(first: Int, last: Int): ShopConnection!  towns: [Town!]!  nodes(ids: [ID!]!): [Town]!  town: Town }
type ShopConnection { nodes: [Shop!]!  edges: [ShopEdge!]!  total: Int }
type ShopEdge { node: Shop! }
type Shop { name: String  tags: [String!]!  town: Town!  shops(first: Int, last: Int): ShopConnection! }
type Town { name: String  shops(first: Int, last: Int): ShopConnection! }`

func TestObjects(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: shop})
	for name, test := range map[string]struct {
		query     string
		variables map[string]any
		want      int
	}{
		"one object":               {"{ town { name } }", nil, 1},
		"introspection":            {"{ __schema { types { name } } }", nil, 0},
		"a list":                   {"{ towns { name } }", nil, 10},
		"ids":                      {`{ nodes(ids: ["1", "2", "3"]) { name } }`, nil, 3},
		"a count":                  {"{ shops(first: 100) { total } }", nil, 100},
		"a page":                   {"{ shops(first: 5) { nodes { name tags } } }", nil, 5 * 2},
		"a page of edges":          {"{ shops(last: 5) { edges { node { name } } } }", nil, 5 * 3},
		"a page by default":        {"{ shops { nodes { name } } }", nil, 20 * 2},
		"a page by variable":       {"query($n: Int) { shops(first: $n) { nodes { name } } }", map[string]any{"n": 7}, 7 * 2},
		"a page in a page":         {"{ shops(first: 10) { nodes { shops(first: 10) { nodes { name } } } } }", nil, 10 * (1 + 1 + 10*2)},
		"in a fragment":            {"{ ...F } fragment F on Query { shops(first: 5) { ... { nodes { name } } } }", nil, 5 * 2},
		"both, which is refused":   {"{ shops(first: 3, last: 9) { nodes { name } } }", nil, 9 * 2},
		"more than can be counted": {"query($n: Int) { shops(first: $n) { nodes { shops(first: $n) { nodes { shops(first: $n) { nodes { shops(first: $n) { nodes { name } } } } } } } } }", map[string]any{"n": 1000}, 1 << 30},
	} {
		t.Run(name, func(t *testing.T) {
			document, err := gqlparser.LoadQueryWithRules(schema, test.query, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := guard.Objects(document.Operations[0], test.variables); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}
