package resolvers_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the files that the tests compare with")

// TestGolden makes each request of testdata over the fixture and compares the
// answer, and the number of SQL statements it took, with the file beside it. A
// statement for each row shows up here. -update writes the files anew.
func TestGolden(t *testing.T) {
	for _, request := range goldenRequests(t) {
		t.Run(request.name, func(t *testing.T) {
			t.Parallel()
			response, statements := newWorld(t).ask(t.Context(), request.role, request.text)
			compare(t, "testdata/"+request.name+".json", map[string]any{
				"statements": statements,
				"data":       response.Data,
				"errors":     response.Errors,
			})
		})
	}
}

// TestEveryFieldHasItsGoldenRequest fails when a root field has no request.
func TestEveryFieldHasItsGoldenRequest(t *testing.T) {
	schema, requests := contract(t), map[string]bool{}
	for _, r := range goldenRequests(t) {
		requests[r.name] = true
	}
	for _, f := range append(schema.Query.Fields, schema.Mutation.Fields...) {
		if !requests[f.Name] && f.Name[0] != '_' {
			t.Errorf("testdata/%s.graphql is missing", f.Name)
		}
	}
}

// compare holds a value against a golden file.
func compare(t *testing.T, path string, value any) {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	got := takeOut(b.String())
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s has changed (-update writes it anew)\n got %s\nwant %s", path, got, want)
	}
}
