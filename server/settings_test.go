package server_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"partnergraph/resolvers"
	"partnergraph/server"
)

// The README's table of limits is the program's own.
func TestREADMEListsTheLimits(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{}
	for _, s := range server.Settings() {
		want = append(want, fmt.Sprintf("| `%s` | %s | %s |", s.Name, s.Default, s.Meaning))
	}
	table := strings.Join(want, "\n")
	if !strings.Contains(string(text), "| name | default | what it bounds |\n|---|---|---|\n"+table+"\n\n") {
		t.Errorf("the table of limits in README.md should be:\n%s", table)
	}
}

// Each limit of what is in a request lets through what meets it, and refuses one more
// with BAD_USER_INPUT and a sentence that has the limit in it.
func TestEachLimitAtItsEdge(t *testing.T) {
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	variable := func(query, variables string) string {
		q, _ := json.Marshal(query)
		return fmt.Sprintf(`{"query":%s,"variables":%s}`, q, variables)
	}
	deep := func(n int) string { return strings.Repeat("{parent", n-1) + "{slug" + strings.Repeat("}", n) }
	const find = `query($f: SolutionFilter) { solutions(filter: $f) { pageInfo { hasNextPage } } }`
	for name, test := range map[string]struct {
		limit int
		of    string // what else is set
		body  func(n int) string
		says  string
	}{
		"tokens":        {30, "tokens-nobody=30", func(n int) string { return query("{" + many(n-2, "a%d ") + "}") }, "31 tokens; the limit is 30."},
		"tokens-nobody": {30, "", func(n int) string { return query("{" + many(n-2, "a%d ") + "}") }, "31 tokens; the limit is 30."},
		"depth":         {4, "", func(n int) string { return query("{ categories " + deep(n-1) + " }") }, "5 levels of nested fields; the limit is 4."},
		"selections":    {12, "", func(n int) string { return query("{" + strings.Repeat("__typename ", n) + "}") }, "13 selections with its fragments in place; the limit is 12."},
		"aliases":       {5, "", func(n int) string { return query("{" + many(n, "a%d: __typename ") + "}") }, "6 aliases; the limit is 5."},
		"alias":         {5, "", func(n int) string { return query("{" + strings.Repeat("b", n) + ": __typename}") }, "6 bytes in one alias; the limit is 5."},
		"directives":    {5, "", func(n int) string { return query("{" + strings.Repeat("__typename @skip(if: false) ", n) + "}") }, "6 directives; the limit is 5."},
		"fragments": {5, "", func(n int) string {
			return query("{" + many(n, "...F%d ") + "}" + many(n, "fragment F%d on Query {__typename} "))
		}, "6 fragments; the limit is 5."},
		"operations": {5, "", func(n int) string { return variable(many(n, "query Q%d {__typename} "), `null,"operationName":"Q0"`) }, "6 operations; the limit is 5."},
		"variables": {5, "", func(n int) string {
			return query("query(" + many(n, "$v%d: Boolean = true ") + ") {" + many(n, "__typename @include(if: $v%d) ") + "}")
		}, "6 variables in one operation; the limit is 5."},
		"introspection-depth": {5, "", func(n int) string {
			return query("{ __schema { types " + strings.Repeat("{ ofType ", n-3) + "{ name }" + strings.Repeat("}", n-3) + "} }")
		}, "6 levels of nested fields in introspection; the limit is 5."},
		"introspection-selections": {5, "", func(n int) string { return query("{ __schema { " + strings.Repeat("__typename ", n-1) + "} }") }, "6 selections in introspection with its fragments in place; the limit is 5."},
		"mutation-fields":          {2, "", func(n int) string { return query("mutation {" + strings.Repeat("__typename ", n) + "}") }, "3 fields in one mutation; the limit is 2."},
		"mutation-fields-alone": {2, "", func(n int) string {
			return query("mutation {" + strings.Repeat("__typename ", n-1) + `signInStart(input: {phone: "x"}) { challenge } }`)
		}, "signInStart stands in a mutation with at most 2 field; this one has 3."},
		"page": {7, "", func(n int) string {
			return query(fmt.Sprintf("{ solutions(first: %d) @skip(if: true) { totalCount } }", n))
		}, "first is 8; the limit is 7."},
		"nodes": {7, "", func(n int) string {
			return query("{ nodes(ids: [" + strings.Repeat(`"x",`, n) + "]) @skip(if: true) { id } }")
		}, "ids has 8 items; the limit is 7."},
		"list": {7, "", func(n int) string {
			return variable(find, `{"f":{"text":7,"industries":[`+strings.Repeat(`"x",`, n-1)+`"x"]}}`)
		}, "$f.industries has 8 items; the limit is 7."},
		"cursor": {9, "", func(n int) string {
			return query(fmt.Sprintf("{ solutions(after: %q) @skip(if: true) { totalCount } }", strings.Repeat("x", n)))
		}, "after is no cursor: it has 10 bytes; the limit is 9."},
		"id": {9, "", func(n int) string {
			return query(fmt.Sprintf("{ node(id: %q) @skip(if: true) { id } }", strings.Repeat("x", n)))
		}, "id is no id: it has 10 bytes; the limit is 9."},
		"cost": {120, "", func(n int) string {
			return query(fmt.Sprintf("{ __schema { queryType { name } } %s}", many(n-100, "a%d: viewer { phone } ")))
		}, "This operation costs 121 points; the limit is 120."},
		"cost-event": {30, "", func(n int) string {
			return query(fmt.Sprintf(`subscription { replyAdded(threadId: "thread_0") { node { thread { replies(first: %d) { nodes { number } } } } } }`, n-4))
		}, "What this subscription selects of each event costs 31 points; the limit is 30."},
		"body": {200, "", func(n int) string { return padded(n) }, "The body has 201 bytes; the limit is 200."},
	} {
		t.Run(name, func(t *testing.T) {
			c := server.Config{Schema: (&resolvers.Resolver{}).Schema(), Present: resolvers.PresentError, Alone: resolvers.Alone(), Log: slog.New(slog.DiscardHandler), Set: []string{fmt.Sprintf("%s=%d", name, test.limit)}}
			if test.of != "" {
				c.Set = append(c.Set, test.of)
			}
			s := newServer(t, c)
			at := text(t, send(t, s, "POST", "/graphql", test.body(test.limit), asJSON))
			if strings.Contains(at, "limit is") || strings.Contains(at, strings.TrimSuffix(test.says, ".")) {
				t.Errorf("at the limit: %s", at)
			}
			r := send(t, s, "POST", "/graphql", test.body(test.limit+1), asJSON, "Accept: application/graphql-response+json")
			if past := text(t, r); r.StatusCode/100 != 4 || !strings.Contains(past, test.says) || !strings.Contains(past, `"BAD_USER_INPUT"`) {
				t.Errorf("past the limit: %s %s\nwant %s", r.Status, past, test.says)
			}
		})
	}
}

// A server does not start with a document that breaks a limit with any variables.
func TestDocumentsOverALimitDoNotStart(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"a page":            {"{ solutions(first: 101) { totalCount } }", "first is 101; the limit is 100."},
		"a page by default": {"query($n: Int = 101) { solutions(first: $n) { totalCount } }", "first is 101; the limit is 100."},
		"a page of ours":    {"query($n: Int!) { solutions(first: $n) { nodes { partner { solutions(first: 100) { nodes { id } } } } } }", ""},
		"the cost":          {"{ solutions(first: 100) { nodes { partner { solutions(first: 100) { nodes { id } } } } } }", "points at least; the limit is 1000"},
		"two subscriptions": {`subscription { a: leadAdded(partnerId: "x") { cursor } b: leadAdded(partnerId: "x") { cursor } }`, "A subscription has one field"},
		"two that stand alone": {`mutation { a: signInVerify(input: {challenge: "x", code: "1"}) { isNew } b: signInVerify(input: {challenge: "x", code: "2"}) { isNew } }`,
			"signInVerify stands in a mutation with at most 1 field; this one has 2."},
	} {
		c := server.Config{Schema: (&resolvers.Resolver{}).Schema(), Present: resolvers.PresentError, Alone: resolvers.Alone(), Log: slog.New(slog.DiscardHandler),
			Documents: []server.Document{{ID: "abc", Text: test.text, From: "documents.json"}}}
		_, err := server.New(c)
		if (err == nil) != (test.want == "") || err != nil && (!strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), `document "abc"`)) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

func TestLimitsAreChecked(t *testing.T) {
	for name, test := range map[string]struct {
		set  []string
		want []string // none: it is right
	}{
		"nothing":                 {nil, nil},
		"a number":                {[]string{"depth=20", "cost=2000"}, nil},
		"a time":                  {[]string{"time-operation=2s"}, nil},
		"a name that is none":     {[]string{"deph=20"}, []string{`there is no limit "deph"`}},
		"no value":                {[]string{"depth"}, []string{`limit depth: "" is no number from 1 to`}},
		"no number":               {[]string{"depth=many"}, []string{`limit depth: "many" is no number from 1 to`}},
		"nothing at all":          {[]string{"depth=0"}, []string{`limit depth: "0" is no number from 1 to`}},
		"more than the store has": {[]string{"page=101"}, []string{`limit page: "101" is no number from 1 to 100`}},
		"a time without a unit":   {[]string{"time-init=5"}, []string{`limit time-init: "5" is no time from 1ms to 24h, such as 5s`}},
		"all that is wrong":       {[]string{"depth=x", "page=0", "x=1"}, []string{"limit depth", "limit page", `no limit "x"`}},
		"a bucket too small":      {[]string{"points-address=999"}, []string{"limit points-address is below cost"}},
		"a bucket too slow":       {[]string{"refill-person=1"}, []string{"limit refill-person is too low"}},
		"more for nobody":         {[]string{"tokens=500"}, []string{"limit tokens-nobody is above tokens"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := server.CheckLimits(test.set)
			if (err == nil) != (test.want == nil) {
				t.Fatalf("got %v", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got %v, want %s", err, want)
				}
			}
		})
	}
	if _, err := server.New(server.Config{Schema: tiny(), Set: []string{"deph=20"}}); err == nil {
		t.Error("a server starts with a limit that is none")
	}
}
