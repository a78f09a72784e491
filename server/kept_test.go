package server_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"

	"partnergraph/market"
	"partnergraph/server"
	"partnergraph/server/answers"
)

// keeping is a server that keeps answers, and counts what it executes.
type keeping struct {
	server.Config
	kept     *answers.Cache
	executed atomic.Int64
	read     server.Read
}

func newKeeping(t *testing.T, c server.Config) *keeping {
	t.Helper()
	kept, err := answers.New(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	k := &keeping{Config: c, kept: kept, read: server.Read{Tags: []string{"greeting"}}}
	k.Answers = kept
	k.Nobody = func(ctx context.Context) (context.Context, string, bool) {
		viewer, _ := ctx.Value(viewerKey{}).(string)
		return ctx, viewer, strings.HasPrefix(viewer, "|")
	}
	k.Reading = func(ctx context.Context) (context.Context, func() server.Read) {
		return ctx, func() server.Read { return k.read }
	}
	k.Extend = func(e *executor.Executor) {
		e.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
			k.executed.Add(1)
			return next(ctx)
		})
	}
	k.news()
	return k
}

// news say that nothing has changed but these, for as long as a slow machine needs.
func (k *keeping) news(changed ...string) { k.kept.Changed(changed, time.Now().Add(time.Minute)) }

// What comes from the cache is, but for the points, what would come without it.
func TestKeptAnswersAreAsIfMadeAnew(t *testing.T) {
	c := withDocuments()
	c.Set = []string{"alias=1000"}
	k, plain := newKeeping(t, c), newServer(t, c)
	s := newServer(t, k.Config)
	long := wordy("hello", 3000)
	for name, test := range map[string]struct {
		method, target, body string
		headers              []string
	}{
		"a trusted document":             {target: "/graphql?documentId=viewer"},
		"one asked about again":          {target: "/graphql?documentId=viewer", headers: []string{"If-None-Match: *"}},
		"one with another language":      {target: "/graphql?documentId=viewer", headers: []string{"Accept-Language: de"}},
		"one by HEAD":                    {method: "HEAD", target: "/graphql?documentId=viewer"},
		"one in the newer form":          {target: "/graphql?documentId=viewer", headers: []string{"Accept: application/graphql-response+json"}},
		"a document in the address":      {target: "/graphql?query=" + url.QueryEscape(`{ hello }`)},
		"one by POST":                    {method: "POST", target: "/graphql", body: `{"documentId":"viewer"}`},
		"a document by POST":             {method: "POST", target: "/graphql", body: query(`query Named { hello }`)},
		"a long one, compressed":         {target: "/graphql?query=" + url.QueryEscape(long), headers: []string{"Accept-Encoding: gzip"}},
		"a long one by POST, squeezed":   {method: "POST", target: "/graphql", body: query(long), headers: []string{"Accept-Encoding: zstd"}},
		"from another origin":            {target: "/graphql?documentId=viewer", headers: []string{"Origin: https://other.example.org"}},
		"from the app, with an id of it": {target: "/graphql?documentId=viewer", headers: []string{"Origin: https://app.example.com", "X-Request-Id: request-12"}},
	} {
		t.Run(name, func(t *testing.T) {
			if test.method == "" {
				test.method = "GET"
			}
			headers := append(test.headers, asJSON)
			want := send(t, plain, test.method, test.target, test.body, headers...)
			first := send(t, s, test.method, test.target, test.body, headers...)
			before := k.executed.Load()
			again := send(t, s, test.method, test.target, test.body, headers...)
			if k.executed.Load() != before {
				t.Error("it was executed again")
			}
			wantText := withoutCost(decoded(t, want))
			for _, got := range []*http.Response{first, again} {
				if got.StatusCode != want.StatusCode || withoutCost(decoded(t, got)) != wantText || strings.Contains(wantText, "errors") {
					t.Errorf("%s, want %s", got.Status, want.Status)
				}
				for _, varies := range []string{"X-Request-Id", "Ratelimit", "Date", "Content-Length"} {
					if (got.Header.Get(varies) == "") != (want.Header.Get(varies) == "") {
						t.Errorf("%s: %q, want one like %q", varies, got.Header.Get(varies), want.Header.Get(varies))
					}
				}
				for header := range got.Header {
					switch header {
					case "X-Request-Id", "Ratelimit", "Date", "Content-Length":
						continue
					}
					if g, w := strings.Join(got.Header.Values(header), ";"), strings.Join(want.Header.Values(header), ";"); g != w {
						t.Errorf("%s: %q, want %q", header, g, w)
					}
				}
			}
		})
	}
}

// What is anybody's own, or may fail, or depends on what nobody tells of, is made anew.
func TestWhatIsMadeAnew(t *testing.T) {
	for name, test := range map[string]struct {
		method, target, body string
		headers              []string
		closed               bool
	}{
		"what somebody asks":              {body: query(`{ hello }`), headers: []string{"Authorization: Bearer alice"}},
		"a mutation":                      {body: query(`mutation { write }`)},
		"an answer with an error":         {body: query(`{ hello fail }`)},
		"the schema":                      {body: query(`{ hello __schema { queryType { name } } }`)},
		"a type, in a fragment":           {body: query(`{ ...f } fragment f on Query { hello __type(name: "Query") { name } }`)},
		"a stream":                        {body: query(`{ hello }`), headers: []string{"Accept: text/event-stream"}},
		"what nobody tells of changes of": {body: query(`{ hello }`), closed: true},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKeeping(t, withDocuments())
			k.read.Closed = test.closed
			s := newServer(t, k.Config)
			for range 2 {
				send(t, s, "POST", "/graphql", test.body, append(test.headers, asJSON)...)
			}
			if n := k.executed.Load(); n != 2 {
				t.Errorf("executed %d times, want 2", n)
			}
		})
	}
}

// What an answer depends on is in the name that it is kept by.
func TestWhatIsKeptApart(t *testing.T) {
	c := withDocuments()
	c.EmbedKey = func(_ context.Context, key string) (*server.EmbedKey, error) {
		return &server.EmbedKey{ID: key, Origins: []string{"https://site.example.org"}}, nil
	}
	k := newKeeping(t, c)
	s := newServer(t, k.Config)
	const site = "Origin: https://site.example.org"
	for name, test := range map[string]struct {
		target, body string
		headers      []string
	}{
		"a document":               {body: query(`{ hello }`)},
		"another":                  {body: query(`{ hello  }`)},
		"a language":               {body: query(`{ hello }`), headers: []string{"Accept-Language: de"}},
		"two languages":            {body: query(`{ hello }`), headers: []string{"Accept-Language: de,en"}},
		"an operation":             {body: `{"query":"query A { hello } query B { hello }","operationName":"A"}`},
		"the other operation":      {body: `{"query":"query A { hello } query B { hello }","operationName":"B"}`},
		"variables":                {body: `{"query":"query($m: Int!) { wait(ms: $m) }","variables":{"m":1}}`},
		"other variables":          {body: `{"query":"query($m: Int!) { wait(ms: $m) }","variables":{"m":2}}`},
		"a trusted document":       {target: "/graphql?documentId=viewer"},
		"it, on a page":            {target: "/graphql?documentId=viewer&embedKey=one", headers: []string{site}},
		"it, on a page of another": {target: "/graphql?documentId=viewer&embedKey=two", headers: []string{site}},
	} {
		for i, want := range []int64{1, 0} {
			before := k.executed.Load()
			if method := "GET"; test.target != "" {
				send(t, s, method, test.target, "", test.headers...)
			} else {
				send(t, s, "POST", "/graphql", test.body, append(test.headers, asJSON)...)
			}
			if n := k.executed.Load() - before; n != want {
				t.Errorf("%s, request %d: executed %d times, want %d", name, i+1, n, want)
			}
		}
	}
	if r := send(t, s, "GET", "/graphql?embedKey=one&query="+url.QueryEscape(`{ hello }`), "", site); r.StatusCode != 403 {
		t.Errorf("a page is given a kept answer to a document that is not trusted: %s", r.Status)
	}
}

func TestAChangeIsSeenByTheNextRequest(t *testing.T) {
	k := newKeeping(t, withDocuments())
	s := newServer(t, k.Config)
	for i, changed := range [][]string{nil, {"greeting"}, {"weather"}} {
		k.news(changed...)
		send(t, s, "POST", "/graphql", query(`{ hello }`), asJSON)
		if want := int64([]int{1, 2, 2}[i]); k.executed.Load() != want {
			t.Errorf("after a change of %v: executed %d times, want %d", changed, k.executed.Load(), want)
		}
	}
	k.kept.Forget()
	for range 2 {
		send(t, s, "POST", "/graphql", query(`{ hello }`), asJSON)
	}
	if n := k.executed.Load(); n != 4 {
		t.Errorf("without news executed %d times, want 4", n)
	}
}

// An answer that is there already costs a point, and who has none does not get it.
func TestAKeptAnswerCostsAPoint(t *testing.T) {
	k := newKeeping(t, poor(market.Allowance{Capacity: 12, PerSecond: 1}))
	s := newServer(t, k.Config)
	document := `{ self { self { self { hello } } } }`
	for i, want := range []int{3, 1, 1, 1, 1, 1, 1, 1, 1, 1} {
		r, b := pay(t, s, document)
		if c := b.Extensions.Cost; r.StatusCode != 200 || c == nil || c.Requested != want {
			t.Errorf("request %d: %s, %+v, want %d", i+1, r.Status, c, want)
		}
	}
	if r, b := pay(t, s, document); r.StatusCode != 429 || b.Data != nil {
		t.Errorf("without points: %s, %s", r.Status, b.Data)
	}
}

// Of those who ask the same at once one has it made, and the others pay a point each.
func TestWhoAskAtOnceShareTheWork(t *testing.T) {
	c := identified(config())
	c.Allowances = server.Allowances{Address: market.Allowance{Capacity: 100, PerSecond: 1}, Person: market.Allowance{Capacity: 100, PerSecond: 1}}
	k := newKeeping(t, c)
	s := newServer(t, k.Config)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			r, b := pay(t, s, `{ wait(ms: 500) self { self { hello } } }`)
			if r.StatusCode != 200 || !strings.Contains(string(b.Data), "awake") {
				t.Errorf("%s %s", r.Status, b.Data)
			}
		})
	}
	all.Wait()
	if n := k.executed.Load(); n != 1 {
		t.Errorf("executed %d times", n)
	}
	_, b := pay(t, s, `{ wait(ms: 500) self { self { hello } } }`)
	if c := b.Extensions.Cost; c == nil || c.Remaining != 100-2-20 {
		t.Errorf("left are %+v, want 100 less 2 for the work and 20 for the answers", c)
	}
	if stats := k.kept.Stats(); stats.Misses != 1 || stats.Shared+stats.Hits != 20 {
		t.Errorf("%+v", stats)
	}
}
