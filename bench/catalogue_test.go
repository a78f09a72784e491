package bench_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	_ "github.com/lib/pq"

	"partnergraph/demo"
	"partnergraph/resolvers"
	"partnergraph/server"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

const cataloguePage = `{ solutions(first: 20) { nodes {
	slug title summary category { name } partner { name slug }
	plans { name prices { model amount { amount currency } } } rating { value count } } } }`

// The same page, by hand: one statement that makes the JSON.
const cataloguePageSQL = `
	SELECT json_agg(json_build_object('slug', s.slug, 'title', t.title, 'summary', t.summary,
		'category', c.name, 'partner', json_build_object('name', p.name, 'slug', p.slug),
		'plans', s.plans, 'rating', json_build_object('value', s.rating_value, 'count', s.rating_count)))
	FROM (SELECT id, slug, category_id, partner_id, plans, rating_value, rating_count FROM solution
		WHERE state = 'PUBLISHED' ORDER BY rating_value DESC, id DESC LIMIT 20) s
	JOIN partner p ON p.id = s.partner_id
	JOIN solution_text t ON t.solution_id = s.id AND t.position = 0
	JOIN category_name c ON c.category_id = s.category_id AND c.locale = 'en'`

// What does a page of the catalogue cost through the schema, beside one statement by
// hand on the same rows: 2,000 partners and 5,000 solutions?
func BenchmarkCataloguePage(b *testing.B) {
	url := storetest.URL(b)
	s := storetest.Open(b, url)
	world := demo.New(demo.Load.Times(0.1), demo.Seed, time.Now())
	if _, err := world.Load(b.Context(), s, func(string, float64) {}); err != nil {
		b.Fatal(err)
	}
	endpoint := serve(b, s)
	b.Run("schema", func(b *testing.B) {
		body, err := json.Marshal(map[string]string{"query": cataloguePage})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			wantSolutions(b, post(b, endpoint, string(body)))
		}
	})
	b.Run("by hand", func(b *testing.B) { byHand(b, url) })
}

func byHand(b *testing.B, url string) {
	db, err := sql.Open("postgres", url)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	page, err := db.PrepareContext(context.Background(), cataloguePageSQL)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var text string
		if err := page.QueryRow().Scan(&text); err != nil {
			b.Fatal(err)
		}
		wantSolutions(b, text)
	}
}

func wantSolutions(b *testing.B, text string) {
	b.Helper()
	if n := strings.Count(text, `"summary"`); n != 20 {
		b.Fatalf("the page has %d solutions: %.300s", n, text)
	}
}

// serve is the server's endpoint over a store.
func serve(b *testing.B, s *store.Store) http.Handler {
	b.Helper()
	root := &resolvers.Resolver{Store: s, Now: time.Now}
	web, err := server.New(server.Config{Schema: root.Schema(), Extend: root.Extend, Present: resolvers.PresentError,
		Locale: resolvers.Locale, Authenticate: root.Authenticate, SignedIn: resolvers.SignedIn, Log: slog.New(slog.DiscardHandler),
		Points: s.TakePoints, Set: []string{"points-address=1000000000", "refill-address=1000000"}}) // one reader stands for many
	if err != nil {
		b.Fatal(err)
	}
	return web
}

func post(b *testing.B, h http.Handler, body string) string {
	b.Helper()
	request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, request)
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		b.Fatal(err)
	}
	return string(text)
}
