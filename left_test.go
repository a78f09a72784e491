package main

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"partnergraph/events"
	"partnergraph/server"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// When a client leaves in the middle of a statement, Postgres stops it, and no
// further statement of the request begins.
func TestNoStatementForAClientThatHasLeft(t *testing.T) {
	t.Parallel()
	url := storetest.LoadedURL(t, "resolvers/testdata/fixture.sql")
	base, statements := counting(t, storetest.Open(t, url))
	ask := func(ctx context.Context) (string, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/graphql", strings.NewReader(
			`{"query":"{ partner(by: {slug: \"lumeridge\"}) { solutions { nodes { reviews { nodes { author { name } } } } } reviews { nodes { score } } } }"}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return "", err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		return string(body), err
	}
	if body, err := ask(t.Context()); err != nil || !strings.Contains(body, `"score"`) || statements.Swap(0) < 3 {
		t.Fatalf("undisturbed: %s %v", body, err)
	}

	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	lock, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Rollback() //nolint:errcheck // it was perhaps rolled back before
	if _, err := lock.ExecContext(t.Context(), `LOCK TABLE partner`); err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() { _, err := ask(ctx); gone <- err }()
	waiting(t, db, 1)
	begun := statements.Load()
	leave()
	if err := <-gone; err == nil {
		t.Fatal("answered in spite of the lock")
	}
	waiting(t, db, 0)
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // for what should not begin
	if n := statements.Load() - begun; n != 0 {
		t.Errorf("%d statements have begun for nobody", n)
	}
}

// counting serves a store, and counts the statements of its requests.
func counting(t *testing.T, s *store.Store) (base string, statements *atomic.Int64) {
	t.Helper()
	statements = new(atomic.Int64)
	command := &serve{Mode: "development"}
	db := &opened{Store: s}
	config := command.wire(db, events.NewHub(s), command.outgoing(), nil, newEmbedReads(db))
	authenticate := config.Authenticate
	config.Authenticate = func(ctx context.Context, bearer, organization string, r *http.Request) (context.Context, error) {
		return authenticate(store.CountStatements(ctx, statements), bearer, organization, r)
	}
	web, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewServer(web)
	t.Cleanup(ts.Close)
	return ts.URL, statements
}

// waiting returns when as many statements in the database wait for a lock.
func waiting(t *testing.T, db *sql.DB, want int) {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		var n int
		if err := db.QueryRowContext(t.Context(), `
			SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n == want {
			return
		}
		if time.Since(begun) > 4*time.Second { // less than the limit of a statement
			t.Fatalf("%d statements wait, want %d", n, want)
		}
	}
}
