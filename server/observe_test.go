package server_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"partnergraph/server"
)

// watcher is what a server told of operations.
type watcher struct {
	mu   sync.Mutex
	told []string
}

func (w *watcher) see(o server.Observed) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, strings.Join([]string{o.Kind, o.Name, o.Code}, " "))
}

func (w *watcher) saw(want string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Contains(w.told, want)
}

// Every operation is told once, with its name, kind and outcome, wherever it ended.
func TestOperationsAreTold(t *testing.T) {
	for name, test := range map[string]struct {
		body    string
		headers []string
		want    string
	}{
		"answered":             {query("query Q { hello }"), nil, "query Q "},
		"a mutation":           {query("mutation M { write }"), nil, "mutation M "},
		"a field failed":       {query("query Q { fail }"), nil, "query Q INTERNAL"},
		"it panicked":          {query("query Q { panic }"), nil, "query Q INTERNAL"},
		"not of the schema":    {query("query Q { nothing }"), nil, "  GRAPHQL_VALIDATION_FAILED"},
		"not GraphQL":          {query("query {"), nil, "  GRAPHQL_PARSE_FAILED"},
		"over a limit":         {query("{" + strings.Repeat("self{", 20) + "hello" + strings.Repeat("}", 21)), nil, "  BAD_USER_INPUT"},
		"nobody we know":       {query("query Q { hello }"), []string{"Authorization: Bearer mallory"}, "  UNAUTHENTICATED"},
		"no JSON":              {"query", nil, "  BAD_USER_INPUT"},
		"a stream of a number": {query("subscription S { count(to: 2) }"), []string{"Accept: text/event-stream"}, "subscription S "},
	} {
		t.Run(name, func(t *testing.T) {
			w, c := &watcher{}, config()
			c.Observe = w.see
			s := newServer(t, c)
			text(t, send(t, s, "POST", "/graphql", test.body, append(test.headers, asJSON)...))
			deadline := time.Now().Add(10 * time.Second)
			for !w.saw(test.want) && time.Now().Before(deadline) {
				time.Sleep(5 * time.Millisecond)
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			if !slices.Equal(w.told, []string{test.want}) {
				t.Errorf("told %q, want %q", w.told, test.want)
			}
			if got := s.Stats(); got != (server.Stats{}) {
				t.Errorf("left open: %+v", got)
			}
		})
	}
}

// Stats count what is open while it is.
func TestStats(t *testing.T) {
	s, url := start(t, config())
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	r := streamFrom(ctx, t, url)
	defer r.Body.Close()
	until := func(want server.Stats) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); s.Stats() != want; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("open: %+v, want %+v", s.Stats(), want)
			}
		}
	}
	until(server.Stats{Subscriptions: 1, Streams: 1})
	leave()
	until(server.Stats{})
}

// streamFrom opens a stream that stays silent.
func streamFrom(ctx context.Context, t *testing.T, url string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", strings.NewReader(query("subscription { silence }")))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return response
}
