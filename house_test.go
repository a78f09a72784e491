package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// inward says, for each room, which other rooms of ours it may import. What is not
// named here imports nothing of ours.
var inward = map[string][]string{
	"market":           {},
	"seal":             {},
	"markdown":         {},
	"graph/scalar":     {"market"},
	"graph":            {"graph/scalar", "market"},
	"graph/budget":     {},
	"store":            {"market", "markdown", "seal"},
	"store/embedded":   {},
	"store/storetest":  {"market", "seal", "store", "store/embedded"},
	"events":           {"market", "store"},
	"auth":             {"market", "store"},
	"live":             {"events", "market"},
	"gateway":          {"market"},
	"loaders":          {"auth", "market", "store"},
	"resolvers":        {"auth", "events", "gateway", "graph", "graph/budget", "graph/scalar", "live", "loaders", "market", "markdown", "store"},
	"jobs":             {"events", "gateway", "market", "store"},
	"tracing":          {},
	"widget":           {},
	"widget/build":     {},
	"metrics":          {},
	"bench":            {},
	"demo":             {"market", "markdown", "store"},
	"server/answers":   {},
	"server/guard":     {},
	"server/quota":     {"market"},
	"server/reference": {},
	"server/socket":    {},
	"server":           {"auth", "events", "gateway", "graph", "graph/budget", "jobs", "live", "market", "resolvers", "server/answers", "server/guard", "server/quota", "server/reference", "server/socket", "store"},
	"":                 {"auth", "demo", "events", "gateway", "graph/scalar", "jobs", "market", "metrics", "resolvers", "seal", "server", "server/answers", "store", "store/embedded", "tracing", "widget"},
}

// keepers are the only rooms, with their subrooms, that may import a library.
var keepers = map[string][]string{
	"github.com/jmoiron/sqlx":       {"store"},
	"github.com/lib/pq":             {"store"},
	"database/sql":                  {"store", "jobs"},
	"github.com/99designs/gqlgen":   {"graph", "live", "resolvers", "server"},
	"go.opentelemetry.io":           {"tracing"},
	"github.com/prometheus":         {"metrics"},
	"github.com/rs/cors":            {"server"},
	"github.com/gobwas/ws":          {"server/socket"},
	"github.com/maypok86/otter":     {"server"},
	"github.com/klauspost/compress": {"server"},
	"github.com/evanw/esbuild":      {"widget/build"},
}

type pkg struct {
	ImportPath string
	Imports    []string
}

// TestImportsPointInward keeps the rings: rules know nothing of SQL, SQL nothing of
// GraphQL, and only the outside wires them together.
func TestImportsPointInward(t *testing.T) {
	for _, p := range packages(t) {
		room := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "partnergraph"), "/")
		allowed, known := inward[room]
		if !known {
			t.Errorf("%s is a new room: say in this test what it may import", room)
		}
		for _, path := range p.Imports {
			if other, ours := strings.CutPrefix(path, "partnergraph/"); ours && !slices.Contains(allowed, other) {
				t.Errorf("%s must not import %s", room, other)
			}
			if room == "market" && strings.Contains(path, ".") {
				t.Errorf("market must not import %s: standard library only", path)
			}
			for library, rooms := range keepers {
				if within(path, library) && !slices.ContainsFunc(rooms, func(r string) bool { return within(room, r) }) {
					t.Errorf("%s must not import %s: only %v may", room, path, rooms)
				}
			}
		}
	}
}

// within reports whether the path is the folder or below it.
func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}
