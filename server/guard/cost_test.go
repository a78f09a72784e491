package guard_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/server/guard"
)

const shop = `
directive @cost(weight: String!) on FIELD_DEFINITION | SCALAR
directive @listSize(assumedSize: Int!) on FIELD_DEFINITION
scalar HTML @cost(weight: "1")
interface Node { id: ID! }
type Query {
	shops(first: Int, last: Int, after: String, in: Place): ShopConnection!
	towns: [Town!]!  nodes(ids: [ID!]!): [Node]!  node(id: ID!): Node  town: Town
	find(by: [Place!], in: Place, sizes: [Int!]): Town
}
type Mutation { open: Town  close: Town }
type Subscription { opened: Town }
input Place { town: ID  name: String  near: [Place!] }
type ShopConnection { nodes: [Shop!]!  edges: [ShopEdge!]!  totalCount: Int!  pageInfo: PageInfo! }
type ShopEdge { cursor: String!  node: Shop! }
type PageInfo { hasNextPage: Boolean! }
type Shop implements Node {
	id: ID!  name: String  tags: [String!]!  town: Town!  sign: Sign!  hours: [Hours!]!  shops(first: Int, last: Int): ShopConnection!
}
type Sign { text: String  html: HTML  source: String @cost(weight: "3")  old: [Hours!]! @listSize(assumedSize: 30) }
type Hours { day: Int  keeper: Person  note: HTML }
type Person implements Node { id: ID! }
type Town implements Node { id: ID!  name: String  about: HTML  mayors: [Person!]! @listSize(assumedSize: 30)  streets(first: Int! = 20): [Sign!]! @listSize(assumedSize: 100)  shops(first: Int, last: Int): ShopConnection! }`

func TestCost(t *testing.T) {
	for name, test := range map[string]struct {
		query     string
		variables map[string]any
		want      int
	}{
		"at least a point":       {"{ __typename }", nil, 1},
		"an object":              {"{ town { name } }", nil, 1},
		"an object twice":        {"{ a: town { name } b: town { name } }", nil, 2},
		"behind an interface":    {`{ node(id: "1") { id } }`, nil, 1},
		"introspection":          {"{ __schema { types { name fields { name } } } }", nil, 100},
		"a list":                 {"{ towns { name } }", nil, 5},
		"ids":                    {`{ nodes(ids: ["1", "2", "3"]) { id } }`, nil, 3},
		"one id for a list":      {`{ nodes(ids: "1") { id } }`, nil, 1},
		"ids by variable":        {`query($i: [ID!]!) { nodes(ids: $i) { id } }`, map[string]any{"i": []any{"1", "2"}}, 2},
		"an id twice":            {`{ nodes(ids: ["1", "1"]) { id } }`, nil, 2},
		"a long text":            {"{ town { name about } }", nil, 1 + 1},
		"a long text twice":      {"{ town { a: about b: about ...F } } fragment F on Town { c: about }", nil, 1 + 3},
		"a long text of a page":  {"{ shops(first: 5) { nodes { sign { html } } } }", nil, 1 + 5*(1+1+1)},
		"a text with a weight":   {"{ shops(first: 5) { nodes { sign { source } } } }", nil, 1 + 5*(1+1+3)},
		"a long text left out":   {"{ town { about @skip(if: true) } }", nil, 1},
		"long texts in a list":   {"{ shops(first: 5) { nodes { hours { note } } } }", nil, 1 + 5*(1+1+5)},
		"a list with its size":   {"{ town { mayors { id } } }", nil, 1 + 30},
		"a list told how many":   {"{ town { streets(first: 3) { text } } }", nil, 1 + 3},
		"a list told the most":   {"{ town { streets(first: 100) { text } } }", nil, 1 + 100},
		"a list not told":        {"{ town { streets { text } } }", nil, 1 + 20},
		"things with their size": {"{ shops(first: 2) { nodes { sign { old { note } } } } }", nil, 1 + 2*(1+1+30*2)},
		"only a count":           {"{ shops(first: 100) { totalCount } }", nil, 1 + 5},
		"a page":                 {"{ shops(first: 5) { nodes { name tags } } }", nil, 1 + 5},
		"a page with its info":   {"{ shops(first: 5) { nodes { name } pageInfo { hasNextPage } } }", nil, 1 + 5 + 1},
		"a page of edges":        {"{ shops(last: 5) { edges { cursor node { name } } } }", nil, 1 + 5},
		"a page by default":      {"{ shops { nodes { name } } }", nil, 1 + 20},
		"a page by null":         {"{ shops(first: null) { nodes { name } } }", nil, 1 + 20},
		"a page by variable":     {"query($n: Int) { shops(first: $n) { nodes { name } } }", map[string]any{"n": 7}, 1 + 7},
		"what each item has":     {"{ shops(first: 5) { nodes { town { name } sign { text } } } }", nil, 1 + 5*3},
		"a list in the row":      {"{ shops(first: 5) { nodes { hours { day } } } }", nil, 1 + 5*(1+1)},
		"objects below such":     {"{ shops(first: 5) { nodes { hours { keeper { id } } } } }", nil, 1 + 5*(1+1+5)},
		"a page in a page":       {"{ shops(first: 10) { nodes { shops(first: 10) { nodes { name } } } } }", nil, 1 + 10*(1+1+10)},
		"in a fragment":          {"{ ...F } fragment F on Query { shops(first: 5) { ... { nodes { name } } } }", nil, 1 + 5},
		"both, which is refused": {"{ shops(first: 3, last: 9) { nodes { name } } }", nil, 1 + 9},
		"what is skipped":        {"query($no: Boolean!) { town { name } towns @skip(if: $no) { name } }", map[string]any{"no": true}, 1},
		"what is not skipped":    {"query($no: Boolean!) { town { name } towns @skip(if: $no) { name } }", map[string]any{"no": false}, 6},
		"what is not included":   {"{ town { name } ... @include(if: false) { towns { name } } ...F @include(if: false) } fragment F on Query { towns { name } }", nil, 1},
		"a mutation":             {"mutation { open { name } }", nil, 11},
		"two, one in a fragment": {"mutation { open { name } ...F } fragment F on Mutation { close { name } }", nil, 22},
		"a subscription":         {"subscription { opened { name } }", nil, 11},
		"more than can be counted": {"query($n: Int) {" + strings.Repeat(" shops(first: $n) { nodes {", 7) + "name" + strings.Repeat("} }", 7) + "}",
			map[string]any{"n": 1000}, 1 << 30},
	} {
		t.Run(name, func(t *testing.T) {
			schema, operation := load(t, test.query)
			if got := guard.Defaults().CostOf(schema, operation, test.variables); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

func TestCheckArguments(t *testing.T) {
	limits := guard.Defaults()
	long := func(n int) string { return strings.Repeat("x", n) }
	for name, test := range map[string]struct {
		query     string
		variables map[string]any
		want      string // the error; "" for none
		path      string
	}{
		"the smallest page":          {query: "{ shops(first: 1) { totalCount } }"},
		"the largest page":           {query: "{ shops(last: 100) { totalCount } }"},
		"no page":                    {query: "{ shops(first: 0) { totalCount } }", want: "first must be from 1 to 100.", path: "shops"},
		"a page below nothing":       {query: "{ shops(last: -1) { totalCount } }", want: "last must be from 1 to 100.", path: "shops"},
		"an item more":               {query: "{ shops(first: 101) { totalCount } }", want: "first is 101; the limit is 100.", path: "shops"},
		"deep, by an alias":          {query: "{ town { a: shops(first: 101) { totalCount } } }", want: "first is 101; the limit is 100.", path: "town.a"},
		"in a fragment":              {query: "{ town { ...F } } fragment F on Town { shops(first: 101) { totalCount } }", want: "first is 101; the limit is 100.", path: "town.shops"},
		"in a place without a name":  {query: "{ town { ... { shops(first: 101) { totalCount } } } }", want: "first is 101; the limit is 100.", path: "town.shops"},
		"by variable":                {query: "query($n: Int) { shops(first: $n) { totalCount } }", variables: map[string]any{"n": int64(101)}, want: "first is 101; the limit is 100.", path: "shops"},
		"from both ends":             {query: "{ shops(first: 1, last: 1) { totalCount } }", want: "first and last cannot both be given.", path: "shops"},
		"from both, by variables":    {query: "query($f: Int, $l: Int) { shops(first: $f, last: $l) { totalCount } }", variables: map[string]any{"f": int64(1), "l": int64(1)}, want: "first and last cannot both be given.", path: "shops"},
		"from both, one null":        {query: "query($f: Int) { shops(first: $f, last: 1) { totalCount } }", variables: map[string]any{"f": nil}},
		"as many ids as can be":      {query: "{ nodes(ids: [" + strings.Repeat(`"1" `, 100) + "]) { id } }"},
		"an id too many":             {query: "{ nodes(ids: [" + strings.Repeat(`"1" `, 101) + "]) { id } }", want: "ids has 101 items; the limit is 100.", path: "nodes"},
		"one too many by variable":   {query: "query($i: [ID!]!) { nodes(ids: $i) { id } }", variables: map[string]any{"i": make([]any, 101)}, want: "ids has 101 items; the limit is 100.", path: "nodes"},
		"by no variable":             {query: "query($n: Int) { shops(first: $n) { totalCount } }"},
		"by a default":               {query: "query($n: Int = 101) { shops(first: $n) { totalCount } }", want: "first is 101; the limit is 100.", path: "shops"},
		"the longest cursor":         {query: `{ shops(after: "` + long(512) + `") { totalCount } }`},
		"a longer cursor":            {query: `{ shops(after: "` + long(513) + `") { totalCount } }`, want: "after is no cursor: it has 513 bytes; the limit is 512.", path: "shops"},
		"a longer one by variable":   {query: "query($c: String) { shops(after: $c) { totalCount } }", variables: map[string]any{"c": long(513)}, want: "after is no cursor: it has 513 bytes; the limit is 512.", path: "shops"},
		"the longest id":             {query: `{ node(id: "` + long(64) + `") { id } }`},
		"a longer id":                {query: `{ node(id: "` + long(65) + `") { id } }`, want: "id is no id: it has 65 bytes; the limit is 64.", path: "node"},
		"a longer id in a list":      {query: `{ nodes(ids: ["1", "` + long(65) + `"]) { id } }`, want: "ids[1] is no id: it has 65 bytes; the limit is 64.", path: "nodes"},
		"a longer id in an input":    {query: `{ find(by: [{near: {town: "` + long(65) + `"}}]) { id } }`, want: "by[0].near.town is no id: it has 65 bytes; the limit is 64.", path: "find"},
		"a longer name":              {query: `{ find(by: {name: "` + long(65) + `"}) { id } }`},
		"the longest list":           {query: "{ find(sizes: [" + strings.Repeat("1 ", 250) + "]) { id } }"},
		"an item more in a list":     {query: "{ find(sizes: [" + strings.Repeat("1 ", 251) + "]) { id } }", want: "sizes has 251 items; the limit is 250.", path: "find"},
		"a list in a list of inputs": {query: "{ find(by: [{}, {near: [" + strings.Repeat("{} ", 251) + "]}]) { id } }", want: "by[1].near has 251 items; the limit is 250.", path: "find"},
		"a null character":           {query: `{ find(by: {name: "\u0000"}) { id } }`, want: "by.name must not contain the character U+0000.", path: "find"},
	} {
		t.Run(name, func(t *testing.T) {
			_, operation := load(t, test.query)
			err := limits.CheckArguments(operation, test.variables)
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			misuse, ok := err.(*guard.Misuse)
			if !ok || misuse.Message != test.want || misuse.Path.String() != test.path {
				t.Errorf("got %v at %v, want %s at %s", err, misuse, test.want, test.path)
			}
		})
	}
}

func TestCheckVariables(t *testing.T) {
	limits := guard.Defaults()
	items := func(n int) []any {
		list := make([]any, n)
		for i := range list {
			list[i] = map[string]any{"name": "x"}
		}
		return list
	}
	for name, test := range map[string]struct {
		typ   string
		value any
		want  string
	}{
		"the longest list":              {"[Place!]", items(250), ""},
		"an item more":                  {"[Place!]", items(251), "$v has 251 items; the limit is 250."},
		"an item more, below":           {"Place", map[string]any{"near": items(251)}, "$v.near has 251 items; the limit is 250."},
		"the longest id":                {"Place", map[string]any{"town": strings.Repeat("x", 64)}, ""},
		"a longer id":                   {"Place", map[string]any{"town": strings.Repeat("x", 65)}, "$v.town is no id: it has 65 bytes; the limit is 64."},
		"one for a list":                {"[Place!]", map[string]any{"name": "x"}, ""},
		"one for a list, made by Go":    {"[Place!]", []map[string]any{{"name": 1}}, "$v[0].name must be a String."},
		"a null character":              {"Place", map[string]any{"name": "a\x00b"}, "$v.name must not contain the character U+0000."},
		"a field that is not there":     {"Place", map[string]any{"nam": "x"}, "$v.nam is no field of Place."},
		"a field that cannot be a name": {"Place", map[string]any{"<b>": "x"}, "$v has a field that Place does not have."},
	} {
		t.Run(name, func(t *testing.T) {
			schema, operation := load(t, "query($v: "+test.typ+") { find("+map[bool]string{true: "by", false: "in"}[test.typ[0] == '[']+": $v) { id } }")
			got := ""
			if err := limits.CheckVariables(schema, operation, map[string]any{"v": test.value}); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func load(t *testing.T, query string) (*ast.Schema, *ast.OperationDefinition) {
	t.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: shop})
	document, err := gqlparser.LoadQueryWithRules(schema, query, nil)
	if err != nil {
		t.Fatal(err)
	}
	return schema, document.Operations[0]
}

// Ten times the document is ten times the work, also where fragments are spread in
// fragments: nothing is walked anew at each spread.
func TestCheckArgumentsIsLinear(t *testing.T) {
	allocations := func(n int) float64 {
		var b strings.Builder
		b.WriteString("{ town { ...F0 ...F0 } }")
		for i := range n {
			fmt.Fprintf(&b, " fragment F%d on Town { shops(first: 5) { totalCount } ...F%d ...F%d }", i, i+1, i+1)
		}
		fmt.Fprintf(&b, " fragment F%d on Town { id }", n)
		_, operation := load(t, b.String())
		return testing.AllocsPerRun(5, func() {
			if err := guard.Defaults().CheckArguments(operation, nil); err != nil {
				t.Fatal(err)
			}
		})
	}
	small, large := allocations(10), allocations(100)
	if large > 12*small {
		t.Errorf("%v allocations for 10 fragments, %v for 100", small, large)
	}
}

// What an event costs is what is selected of it, without what beginning costs.
func TestEventCost(t *testing.T) {
	for query, want := range map[string]int{
		"subscription { opened { name } }":                                                        1,
		"subscription { opened { shops(first: 5) { nodes { name } } } }":                          1 + 1 + 5,
		"subscription($n: Int = 7) { opened { shops(first: $n) { totalCount nodes { name } } } }": 1 + 1 + 5 + 7,
		"subscription { opened @skip(if: true) { name } }":                                        1,
	} {
		schema, operation := load(t, query)
		if got := guard.EventCost(schema, operation, nil); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
}

// What an operation costs at least: with the defaults of its variables, one item where
// a variable without a default says how many, and nothing where one may leave it out.
func TestLeastOf(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: shop})
	limits := guard.Defaults()
	for query, want := range map[string]int{
		"{ shops(first: 50) { nodes { id } } }":                                               51,
		"{ shops { nodes { id } } }":                                                          21,
		"query($n: Int) { shops(first: $n) { nodes { id } } }":                                2,
		"query($n: Int = 30) { shops(last: $n) { nodes { id } } }":                            31,
		"query($i: [ID!]!) { nodes(ids: $i) { id } }":                                         1,
		"query($x: Boolean!) { town @include(if: $x) { id } shops { totalCount } }":           6,
		"query($x: Boolean!) { town @skip(if: $x) { id } shops { totalCount } }":              6,
		"query($x: Boolean = true) { town @include(if: $x) { id } shops { totalCount } }":     7,
		"query($x: Boolean = true) { a: town @skip(if: $x) { id } shops { nodes { name } } }": 21,
	} {
		doc, errs := gqlparser.LoadQueryWithRules(schema, query, nil)
		if errs != nil {
			t.Fatal(query, errs)
		}
		if got := limits.LeastOf(schema, doc.Operations[0]); got != want {
			t.Errorf("%s costs %d at least, want %d", query, got, want)
		}
	}
	limits.Page = 2
	doc, _ := gqlparser.LoadQueryWithRules(schema, "{ shops { nodes { id } } }", nil)
	if got := limits.CostOf(schema, doc.Operations[0], nil); got != 3 {
		t.Errorf("with pages of 2 at most it costs %d, want 3", got)
	}
}
