package budget_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"

	"partnergraph/graph"
	"partnergraph/graph/budget"
	"partnergraph/market"
)

// root answers from memory, with the contract's own types.
type root struct {
	graph.ResolverRoot
	levels func() []*market.Level
	events chan *market.ReplyAddedEvent
}

type (
	query struct {
		graph.QueryResolver
		root
	}
	mutation     struct{ graph.MutationResolver }
	subscription struct {
		graph.SubscriptionResolver
		root
	}
)

func (r root) Query() graph.QueryResolver               { return query{root: r} }
func (r root) Mutation() graph.MutationResolver         { return mutation{} }
func (r root) Subscription() graph.SubscriptionResolver { return subscription{root: r} }

func (q query) Levels(context.Context) ([]*market.Level, error) { return q.levels(), nil }

func (mutation) SignInStart(context.Context, market.SignInStartInput) (*graph.SignInStartPayload, error) {
	long := strings.Repeat("x", 1000)
	return &graph.SignInStartPayload{Challenge: &long, UserErrors: []*market.Error{
		{Code: market.Invalid, Message: "no\n", Field: []string{"a", `"b"`}}, {Code: market.Invalid}}}, nil
}

func (s subscription) ReplyAdded(context.Context, market.NodeID, *string) (<-chan *market.ReplyAddedEvent, error) {
	return s.events, nil
}

// begin runs an operation whose answers have a number of bytes; resolved counts the
// fields that were resolved.
func begin(ctx context.Context, t *testing.T, r root, bytes int, document string) (respond func() *graphql.Response, resolved *int) {
	t.Helper()
	resolved = new(int)
	exec := executor.New(graph.NewExecutableSchema(graph.Config{Resolvers: r, Directives: graph.DirectiveRoot{
		Access: func(ctx context.Context, _ any, next graphql.Resolver, _ []market.Audience, _ *market.Scope) (any, error) {
			return next(ctx)
		}}}))
	exec.Use(budget.Extension{Bytes: bytes})
	exec.Use(extension.Introspection{})
	exec.AroundFields(func(ctx context.Context, next graphql.Resolver) (any, error) { *resolved++; return next(ctx) })
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: document})
	if errs != nil {
		t.Fatal(errs)
	}
	responses, inner := exec.DispatchOperation(ctx, op)
	return func() *graphql.Response { return responses(inner) }, resolved
}

func levels(n int, licence string) func() []*market.Level {
	list := make([]*market.Level, n)
	for i := range list {
		list[i] = &market.Level{Code: "X", Rank: i, Licence: licence, Discount: "0", LeadWeight: "1"}
	}
	return func() []*market.Level { return list }
}

// An answer may have exactly as many bytes as the limit says, whatever is in it: what is
// added up beforehand is never more than that.
func TestAnAnswerAtTheLimit(t *testing.T) {
	const all = `{ levels { __typename code rank a: licence discount leadWeight } }`
	for name, test := range map[string]struct {
		licence, document string
	}{
		"a text":          {strings.Repeat("x", 1000), all},
		"quotes":          {strings.Repeat(`"`, 1000), all},
		"lines":           {strings.Repeat("\r\n\t\\", 300), all},
		"controls":        {strings.Repeat("\x01", 300), all},
		"other scripts":   {strings.Repeat("ї漢\u2028😀", 300), all},
		"nothing":         {"", all},
		"lists of texts":  {"", `mutation { signInStart(input: {phone: "+447700900001"}) { challenge expiresAt userErrors { field code message } } }`},
		"a field twice":   {"a text", `{ levels { licence ...F } } fragment F on Level { licence }`},
		"the schema":      {"", `{ __schema { types { name description fields { name } } } }`},
		"nothing but nil": {"", `{ __type(name: "Nothing") { name } }`},
	} {
		t.Run(name, func(t *testing.T) {
			r := root{levels: levels(7, test.licence)}
			whole, _ := begin(t.Context(), t, r, 1<<30, test.document)
			want := whole()
			if len(want.Errors) > 0 || !json.Valid(want.Data) {
				t.Fatalf("%v %.200s", want.Errors, want.Data)
			}
			at, _ := begin(t.Context(), t, r, len(want.Data), test.document)
			if got := at(); string(got.Data) != string(want.Data) {
				t.Errorf("at the limit: %v", got.Errors)
			}
			past, _ := begin(t.Context(), t, r, len(want.Data)-1, test.document)
			refused(t, past(), len(want.Data)-1)
		})
	}
}

func refused(t *testing.T, response *graphql.Response, limit int) {
	t.Helper()
	if response.Data != nil || len(response.Errors) != 1 {
		t.Fatalf("%d bytes, %v", len(response.Data), response.Errors)
	}
	err := response.Errors[0]
	want := fmt.Sprintf("The answer would have more than %d bytes, which is the limit. Ask for smaller pages (first, last), or for fewer long texts.", limit)
	if !strings.HasPrefix(err.Message, want) || err.Extensions["code"] != "BAD_USER_INPUT" || err.Path != nil {
		t.Errorf("got %v %v", err, err.Extensions)
	}
}

// Past the limit nothing is resolved any more, and nothing is written.
func TestNothingIsMadeBeyondTheLimit(t *testing.T) {
	licence := strings.Repeat(`"`, 100_000)
	respond, resolved := begin(t.Context(), t, root{levels: levels(10_000, licence)}, 1_000_000, `{ levels { a: licence b: licence c: licence } }`)
	refused(t, respond(), 1_000_000)
	// The items of a list are resolved beside each other, a few at a time.
	if *resolved > 100 {
		t.Errorf("%d fields were resolved", *resolved)
	}
}

// What has changed is not taken back, and the answer says so.
func TestAMutationIsToldThatItHappened(t *testing.T) {
	respond, _ := begin(t.Context(), t, root{}, 100, `mutation { signInStart(input: {phone: "+447700900001"}) { challenge } }`)
	response := respond()
	refused(t, response, 100)
	if !strings.HasSuffix(response.Errors[0].Message, "stays changed.") {
		t.Error(response.Errors)
	}
}

// Fields are not resolved after the operation's time.
func TestTheEndOfTheTimeIsTheEndOfTheWork(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	list := levels(10_000, "x")
	respond, resolved := begin(ctx, t, root{levels: func() []*market.Level { cancel(); return list() }}, 1<<30, `{ levels { licence } }`)
	response := respond()
	if response.Data != nil || len(response.Errors) != 1 || response.Errors[0].Extensions["code"] != "TIMEOUT" || *resolved > 1 {
		t.Errorf("%d fields, %d bytes, %v", *resolved, len(response.Data), response.Errors)
	}
}

// Each event has a budget of its own.
func TestEachEventHasItsBudget(t *testing.T) {
	events := make(chan *market.ReplyAddedEvent, 3)
	for _, cursor := range []string{strings.Repeat("a", 60), strings.Repeat("b", 100), strings.Repeat("c", 60)} {
		events <- &market.ReplyAddedEvent{Cursor: cursor}
	}
	respond, _ := begin(t.Context(), t, root{events: events}, 100, `subscription { replyAdded(threadId: "thread_00000000000000000000000000") { cursor } }`)
	if first := respond(); !strings.Contains(string(first.Data), "aaa") {
		t.Error(first)
	}
	refused(t, respond(), 100)
	if third := respond(); !strings.Contains(string(third.Data), "ccc") {
		t.Error(third)
	}
}

// What does counting cost for each field? The same answer with a budget and without.
func BenchmarkBudget(b *testing.B) {
	list := levels(100, "a licence")
	for name, extensions := range map[string][]graphql.HandlerExtension{"without": nil, "with": {budget.Extension{Bytes: 5_000_000}}} {
		b.Run(name, func(b *testing.B) {
			exec := executor.New(graph.NewExecutableSchema(graph.Config{Resolvers: root{levels: list}, Directives: graph.DirectiveRoot{
				Access: func(ctx context.Context, _ any, next graphql.Resolver, _ []market.Audience, _ *market.Scope) (any, error) {
					return next(ctx)
				}}}))
			for _, e := range extensions {
				exec.Use(e)
			}
			for b.Loop() {
				ctx := graphql.StartOperationTrace(b.Context())
				op, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: `{ levels { code rank licence discount leadWeight } }`})
				if errs != nil {
					b.Fatal(errs)
				}
				responses, ctx := exec.DispatchOperation(ctx, op)
				if r := responses(ctx); len(r.Errors) > 0 {
					b.Fatal(r.Errors)
				}
			}
		})
	}
}
