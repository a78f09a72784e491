package resolvers_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"partnergraph/store/storetest"
)

// columns are the roles of the matrix: nobody; a client, and one of another
// organisation; of the partner Lumeridge its owner, manager, editor and support; the
// owners of another partner and of a marketing partner; of the house a programme
// manager, a moderator, a finance manager, and the owner, who is all three; and an
// API token of Lumeridge that has LEADS_READ only.
var columns = []string{
	"nobody", "client", "stranger", "owner", "manager", "editor", "support",
	"other", "marketer", "programme", "moderator", "finance", "house", "token",
}

// guarded is a world that is watched: what its database holds, and whether an answer
// says what its reader must not know.
type guarded struct {
	*world
	*scope
	digest func(context.Context) (storetest.Digest, error)
	last   storetest.Digest // nil when it may have changed
}

func newGuarded(t *testing.T) *guarded {
	t.Helper()
	s := &scope{TB: t}
	t.Cleanup(s.end)
	url := storetest.WatchedURL(s, "testdata/fixture.sql", "testdata/matrix.sql")
	return &guarded{world: worldOver(s, storetest.Open(s, url)), scope: s, digest: storetest.Digests(s, url)}
}

// scope is a test whose clean-ups can be called for before it ends: of the many
// worlds of a test few may stand at once.
type scope struct {
	testing.TB
	cleanups []func()
}

// Cleanup registers what is to be called at the end, the last first.
func (s *scope) Cleanup(f func()) { s.cleanups = append(s.cleanups, f) }

func (s *scope) end() {
	for _, f := range slices.Backward(s.cleanups) {
		f()
	}
	s.cleanups = nil
}

// long runs a test in parallel, and not under the race detector: it would take
// minutes there, and finds nothing that TestViewersShareNothingThatWasLoaded, in which
// all roles ask at once, does not.
func long(t *testing.T) {
	t.Helper()
	if racing {
		t.Skip("not under the race detector")
	}
	t.Parallel()
}

// longest is how long a request of the matrix may take, on a busy machine.
const longest = 30 * time.Second

// answer is what a role is told, byte by byte; nil when nothing came in the time.
func (g *guarded) answer(role, request string, within time.Duration) []byte {
	g.Helper()
	ctx, cancel := context.WithTimeout(g.Context(), within)
	defer cancel()
	response, _ := g.ask(ctx, role, request)
	if response == nil || ctx.Err() != nil {
		return nil
	}
	text, err := json.Marshal(response)
	if err != nil {
		g.Error(err)
	}
	g.noSecrets(role, request, text)
	return text
}

// holds is what the database holds.
func (g *guarded) holds() storetest.Digest {
	g.Helper()
	if g.last == nil {
		var err error
		if g.last, err = g.digest(g.Context()); err != nil {
			g.Error(err)
		}
	}
	return g.last
}

// changed are the tables that are not as they were before, and may be.
func (g *guarded) changed(before storetest.Digest) []string {
	g.Helper()
	g.last = nil
	return g.holds().Changed(before)
}
