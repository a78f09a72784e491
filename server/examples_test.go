package server_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"

	"partnergraph/server/guard"
)

// The tabs that GraphiQL opens with are documents of the schema as it is, with
// variables for each operation, and nobody is refused any of them for its size.
func TestExamples(t *testing.T) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("graphiql/examples/*.graphql")
	if err != nil || len(files) < 3 {
		t.Fatalf("examples: %v, %v", files, err)
	}
	kinds := map[ast.Operation]bool{}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			query, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, errs := gqlparser.LoadQueryWithRules(schema, string(query), nil)
			if errs != nil {
				t.Fatal(errs)
			}
			size, err := guard.Measure(string(query), 2000)
			if err == nil {
				err = guard.Defaults().Check(size, false)
			}
			if err != nil {
				t.Error(err)
			}
			variables := map[string]any{}
			if text, err := os.ReadFile(strings.TrimSuffix(file, ".graphql") + ".json"); err == nil {
				if err := json.Unmarshal(text, &variables); err != nil {
					t.Error(err)
				}
			}
			for _, op := range doc.Operations {
				kinds[op.Operation] = true
				if _, err := validator.VariableValues(schema, op, variables); err != nil {
					t.Errorf("%s: %v", op.Name, err)
				}
			}
		})
	}
	if len(kinds) != 3 {
		t.Errorf("only of kinds %v", kinds)
	}
}
