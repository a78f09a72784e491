package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/server"
)

const sdl = `
type Query {
	hello: String!
	"Who asks, for which organisation, in which language."
	viewer: String!
	"Fails with a text that no client may read."
	fail: String
	panic: String
	"Answers after some milliseconds, or when the request ends."
	wait(ms: Int!): String
	self: Query!
}
type Mutation { write: String! }
type Subscription {
	"Counts up to a number."
	count(to: Int!): Int!
	"Never says anything."
	silence: Int!
	"Says very much, without end."
	flood: String!
	panic: Int!
}
`

// tiny is a schema executed by hand: enough to see what the server does around it.
func tiny() graphql.ExecutableSchema {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: sdl})
	return &graphql.ExecutableSchemaMock{
		SchemaFunc: func() *ast.Schema { return schema },
		ExecFunc: func(ctx context.Context) graphql.ResponseHandler {
			op := graphql.GetOperationContext(ctx)
			if op.Operation.Operation == ast.Subscription {
				return subscription(ctx, op)
			}
			done := false
			return func(ctx context.Context) *graphql.Response {
				if done {
					return nil
				}
				done = true
				return &graphql.Response{Data: selected(ctx, op.Operation.SelectionSet)}
			}
		},
	}
}

func selected(ctx context.Context, set ast.SelectionSet) []byte {
	var b bytes.Buffer
	for i, selection := range set {
		field := selection.(*ast.Field)
		fmt.Fprintf(&b, "%s%q:%s", map[bool]string{true: "{", false: ","}[i == 0], field.Alias, value(ctx, field))
	}
	b.WriteByte('}')
	return b.Bytes()
}

func value(ctx context.Context, field *ast.Field) []byte {
	op := graphql.GetOperationContext(ctx)
	switch field.Name {
	case "hello", "write":
		return []byte(`"world"`)
	case "viewer":
		return fmt.Appendf(nil, "%q", ctx.Value(viewerKey{}))
	case "fail":
		graphql.AddError(ctx, errors.New(`pq: relation "secret" does not exist`))
		return []byte("null")
	case "panic":
		panic("a secret")
	case "wait":
		ms, _ := field.ArgumentMap(op.Variables)["ms"].(int64)
		select {
		case <-time.After(time.Duration(ms) * time.Millisecond):
		case <-ctx.Done():
			graphql.AddError(ctx, ctx.Err())
		}
		return []byte(`"awake"`)
	case "self":
		return selected(ctx, field.SelectionSet)
	}
	return []byte("null")
}

func subscription(ctx context.Context, op *graphql.OperationContext) graphql.ResponseHandler {
	field := op.Operation.SelectionSet[0].(*ast.Field)
	to, _ := field.ArgumentMap(op.Variables)["to"].(int64)
	n := int64(0)
	if ended, ok := ctx.Value(endedKey{}).(chan struct{}); ok {
		context.AfterFunc(ctx, func() { close(ended) })
	}
	return func(ctx context.Context) *graphql.Response {
		switch {
		case field.Name == "panic":
			panic("a secret")
		case field.Name == "flood" && ctx.Err() == nil:
			return &graphql.Response{Data: fmt.Appendf(nil, `{"flood":%q}`, strings.Repeat("drop", 100_000))}
		case field.Name == "silence":
			<-ctx.Done()
			return nil
		case n >= to || ctx.Err() != nil:
			return nil
		}
		n++
		return &graphql.Response{Data: fmt.Appendf(nil, `{"count":%d}`, n)}
	}
}

type (
	viewerKey struct{}
	localeKey struct{}
	endedKey  struct{} // of a channel, closed when the subscription ends
)

// config lets the tokens "alice" and "bob" in.
func config() server.Config {
	return server.Config{
		Schema: tiny(),
		SDL:    sdl,
		Authenticate: func(ctx context.Context, bearer, organization string, r *http.Request) (context.Context, error) {
			switch bearer {
			case "", "alice", "bob":
				locale, _ := ctx.Value(localeKey{}).(string)
				return context.WithValue(ctx, viewerKey{}, bearer+"|"+organization+"|"+locale), nil
			}
			return ctx, &gqlerror.Error{Message: "This token has expired.", Extensions: map[string]any{"code": "UNAUTHENTICATED"}}
		},
		SignedIn: func(ctx context.Context) bool {
			viewer, _ := ctx.Value(viewerKey{}).(string)
			return !strings.HasPrefix(viewer, "|")
		},
		Locale: func(ctx context.Context, acceptLanguage string) context.Context {
			return context.WithValue(ctx, localeKey{}, acceptLanguage)
		},
		Origins: []string{"https://app.example.com"},
		Log:     slog.New(slog.DiscardHandler),
	}
}

func newServer(t *testing.T, c server.Config) *server.Server {
	t.Helper()
	s, err := server.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// start serves on a free port of 127.0.0.1.
func start(t *testing.T, c server.Config) (s *server.Server, url string) {
	t.Helper()
	s = newServer(t, c)
	ts := httptest.NewServer(s)
	t.Cleanup(ts.Close)
	return s, ts.URL
}

// send makes a request to a server with headers as "Name: value".
func send(t *testing.T, s http.Handler, method, target, body string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "api.example.com"
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(withDeadlines{w}, r)
	return w.Result()
}

// withDeadlines lets a recorder take the deadlines of a stream.
type withDeadlines struct{ *httptest.ResponseRecorder }

func (withDeadlines) SetReadDeadline(time.Time) error  { return nil }
func (withDeadlines) SetWriteDeadline(time.Time) error { return nil }

const asJSON = "Content-Type: application/json"

// query is a POST body.
func query(document string) string {
	b, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		panic(err)
	}
	return string(b)
}

// text is the body of an answer, without the bill: its numbers differ each time.
func text(t *testing.T, r *http.Response) string {
	t.Helper()
	return withoutCost(whole(t, r))
}

var costs = regexp.MustCompile(`,?"extensions":\{"cost":\{[^}]*\}\}`)

func withoutCost(body string) string { return costs.ReplaceAllString(body, "") }

func whole(t *testing.T, r *http.Response) string {
	t.Helper()
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
