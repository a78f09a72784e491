package resolvers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// columns are the roles of the matrix.
var columns = []string{"nobody", "client", "editor", "owner", "other", "house", "token"}

// subscriptions are the requests for the root fields that have no golden file.
var subscriptions = map[string]string{
	"leadAdded":  `subscription { leadAdded(partnerId: "<partner 1>") { cursor } }`,
	"replyAdded": `subscription { replyAdded(threadId: "<thread 1>") { cursor } }`,
}

const matrixHead = `# Who may use each root field: what the golden request of the field answers, made
# by each role over a fresh fixture. ok, null or empty; the code of the error that
# refuses the request; or, in brackets, that of the first userError.
`

// TestMatrix holds the outcome of every root field for every role against
// testdata/matrix.txt. A new field without a row fails.
func TestMatrix(t *testing.T) {
	requests := map[string]string{}
	for _, r := range goldenRequests(t) {
		requests[r.name] = r.text
	}
	for name, text := range subscriptions {
		requests[name] = text
	}
	schema := contract(t)
	fields := slices.Concat(schema.Query.Fields, schema.Mutation.Fields, schema.Subscription.Fields)
	rows := make([]string, len(fields))
	t.Run("field", func(t *testing.T) {
		for i, f := range fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			t.Run(f.Name, func(t *testing.T) {
				t.Parallel()
				isQuery := schema.Query.Fields.ForName(f.Name) != nil
				rows[i] = row(f.Name, outcomes(t, f.Name, requests[f.Name], isQuery))
			})
		}
	})
	compareText(t, "testdata/matrix.txt", matrixHead+row("field", columns)+strings.Join(rows, ""))
}

// row aligns the cells of a table.
func row(head string, cells []string) string {
	line := fmt.Sprintf("%-19s", head)
	for _, c := range cells {
		line += fmt.Sprintf(" %-17s", c)
	}
	return strings.TrimRight(line, " ") + "\n"
}

// outcomes make a request as each role, and say in a word what came. What may have
// changed something is followed by a fresh world.
func outcomes(t *testing.T, field, request string, isQuery bool) []string {
	t.Helper()
	words := make([]string, len(columns))
	w := newWorld(t)
	for i, role := range columns {
		words[i] = outcome(t, w, role, field, request)
		if words[i] == "ok" && !isQuery {
			w = newWorld(t)
		}
	}
	return words
}

func outcome(t *testing.T, w *world, role, field, request string) string {
	t.Helper()
	// A subscription that is let in waits for its first event.
	wait := 10 * time.Second
	if _, live := subscriptions[field]; live {
		wait = 300 * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(t.Context(), wait)
	defer cancel()
	response, _ := w.ask(ctx, role, request)
	if response == nil || ctx.Err() != nil {
		return "open"
	}
	return word(t, response, field)
}

func word(t *testing.T, response *graphql.Response, field string) string {
	t.Helper()
	if len(response.Errors) > 0 {
		return fmt.Sprint(response.Errors[0].Extensions["code"])
	}
	var data map[string]json.RawMessage
	if err := json.Unmarshal(response.Data, &data); err != nil {
		t.Fatal(err)
	}
	var object struct {
		UserErrors []struct{ Code string }
		Nodes      *[]any
	}
	_ = json.Unmarshal(data[field], &object) // lists and null are no objects
	switch {
	case string(data[field]) == "null":
		return "null"
	case string(data[field]) == "[]", object.Nodes != nil && len(*object.Nodes) == 0:
		return "empty"
	case len(object.UserErrors) > 0:
		return "[" + object.UserErrors[0].Code + "]"
	}
	return "ok"
}

func compareText(t *testing.T, path, got string) {
	t.Helper()
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
		t.Errorf("%s has changed (-update writes it anew)\n got\n%s\nwant\n%s", path, got, want)
	}
}
