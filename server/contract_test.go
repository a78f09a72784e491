package server_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/graph"
	"partnergraph/server/guard"
)

func contract() *ast.Schema { return graph.NewExecutableSchema(graph.Config{}).Schema() }

// What our own clients ask costs a third of the limit at most: the examples of
// GraphiQL and the golden requests.
func TestWhatOurClientsAskIsCheap(t *testing.T) {
	schema, dearest, of := contract(), 0, ""
	for _, pattern := range []string{"graphiql/examples/*.graphql", "../resolvers/testdata/*.graphql"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) < 3 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, errs := gqlparser.LoadQueryWithRules(schema, string(text), nil)
			if errs != nil {
				continue // some golden requests are wrong on purpose
			}
			variables := map[string]any{}
			if text, err := os.ReadFile(strings.TrimSuffix(file, ".graphql") + ".json"); err == nil && strings.Contains(file, "examples") {
				if err := json.Unmarshal(text, &variables); err != nil {
					t.Fatal(err)
				}
			}
			for _, op := range doc.Operations {
				if cost := guard.Cost(schema, op, variables); cost > dearest {
					dearest, of = cost, file
				}
			}
		}
	}
	t.Logf("the dearest is %s: %d", of, dearest)
	if dearest > guard.Defaults().Cost/3 {
		t.Errorf("%s costs %d", of, dearest)
	}
}

// The pages that an application shows most cost what it can pay several times a
// second.
func TestRichPages(t *testing.T) {
	schema := contract()
	for name, test := range map[string]struct {
		query string
		most  int
	}{
		"a page of the catalogue": {`{ solutions(first: 20) { totalCount pageInfo { endCursor hasNextPage } edges { cursor node {
			id slug title summary rating { value count } category { name } partner { slug name rating { value count } }
			plans { name terms prices { model amount { amount currency } } } } } } }`, 200},
		"a thread": {`{ thread(by: {number: 1}) { number title author { name } board { title } badge { name organization } body { html }
			acceptedReplies { number }
			replies(first: 50) { totalCount pageInfo { endCursor } nodes { number createdAt isAccepted author { name } body { html locale }
			badge { name organization role licence motto } } } } }`, 300},
		"a partner": {`{ partner(by: {slug: "x"}) { name rating { value } level { code } industries { name } solutions(first: 10) { nodes { title rating { value } } }
			reviews(first: 20) { nodes { score text author { name } basis { kind } reply { text } } } } }`, 200},
		"a form": {`mutation { leadAccept(input: {offerId: "x"}) { offer { lead { contact { name } } } userErrors { message } } }`, 20},
	} {
		doc, errs := gqlparser.LoadQueryWithRules(schema, test.query, nil)
		if errs != nil {
			t.Errorf("%s: %v", name, errs)
			continue
		}
		cost := guard.Cost(schema, doc.Operations[0], nil)
		t.Logf("%s costs %d", name, cost)
		if cost > test.most {
			t.Errorf("%s costs %d, want %d at most", name, cost, test.most)
		}
	}
}
