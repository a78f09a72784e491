package resolvers_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"

	"partnergraph/auth"
	"partnergraph/graph/scalar"
	groups "partnergraph/live"
	"partnergraph/market"
	"partnergraph/resolvers"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// now is the moment in which all requests over the fixture are made.
var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// roles are who makes requests: people of testdata/fixture.sql, and those from 31 on
// of testdata/matrix.sql, whom only the matrix has.
var roles = map[string]market.Viewer{
	"nobody": {Address: "127.0.0.1"},
	"client": member(5, 4, 0, market.Owner),
	"editor": member(3, 2, 1, market.Editor),
	"owner":  member(2, 2, 1, market.Owner),
	"other":  member(4, 3, 2, market.Owner),
	"house":  member(1, 1, 0, market.Owner),
	"token":  token(member(2, 2, 1, market.Owner), 1, market.LeadsRead),

	"manager":   member(31, 2, 1, market.Manager),
	"support":   member(32, 2, 1, market.Support),
	"stranger":  member(33, 31, 0, market.Owner),
	"marketer":  member(34, 32, 31, market.Owner),
	"programme": member(35, 1, 0, market.ProgrammeManager),
	"moderator": member(36, 1, 0, market.Moderator),
	"finance":   member(37, 1, 0, market.Finance),
}

// token is the viewer of an API token of the fixture that somebody has made.
func token(maker market.Viewer, n int, scopes ...market.Scope) market.Viewer {
	maker.Session, maker.APIToken, maker.Scopes = "", market.APITokenID(uuidOf(n)), scopes
	return maker
}

// member is the viewer who is a person of the fixture and acts for an organisation
// with a partner profile, 0 for none.
func member(person, organization, partner int, role market.Role) market.Viewer {
	v := market.Viewer{
		Person:       market.PersonID(uuidOf(person)),
		Session:      market.SessionID(uuidOf(person)),
		Organization: market.OrganizationID(uuidOf(organization)),
		Role:         role,
		IsHouse:      organization == 1,
		Address:      "127.0.0.1",
	}
	if partner > 0 {
		v.Partner = market.PartnerID(uuidOf(partner))
	}
	return v
}

// uuids of the fixture differ in the last digits only.
const fixtureUUID = "00000000-0000-7000-8000-0000000000%02d"

// uuidOf is an identifier of the fixture, of whatever type.
func uuidOf(n int) string { return fmt.Sprintf(fixtureUUID, n) }

// world is a market place with the fixture in it.
type world struct {
	store    *store.Store
	resolver *resolvers.Resolver
	executor *executor.Executor
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return worldOver(t, storetest.Loaded(t, "testdata/fixture.sql"))
}

// worldOver is the market place in a store.
func worldOver(t testing.TB, s *store.Store) *world {
	t.Helper()
	r := newResolver(t, s)
	e := executor.New(r.Schema())
	e.Use(resolvers.Operation{Resolver: r})
	e.SetErrorPresenter(resolvers.PresentError)
	return &world{s, r, e}
}

// ask runs a request as a role, and counts its SQL statements. Placeholders such
// as <partner 1> stand for identifiers of the fixture. A subscription that is let in
// has no answer yet: nil.
func (w *world) ask(ctx context.Context, role, request string) (*graphql.Response, int) {
	return w.askBy(ctx, roles[role], request)
}

// askBy is ask by any viewer.
func (w *world) askBy(ctx context.Context, viewer market.Viewer, request string) (*graphql.Response, int) {
	var statements atomic.Int64
	ctx = auth.WithViewer(store.CountStatements(graphql.StartOperationTrace(ctx), &statements), viewer)
	operation, errs := w.executor.CreateOperationContext(ctx, &graphql.RawParams{Query: fillIn(request)})
	if errs != nil {
		return w.executor.DispatchError(graphql.WithOperationContext(ctx, operation), errs), 0
	}
	ctx, seat := groups.Listen(ctx, seated{}, "")
	defer seat.Leave()
	responses, ctx := w.executor.DispatchOperation(ctx, operation)
	if seat.Joined() { // a subscription, which answers when something happens
		return nil, int(statements.Load())
	}
	return responses(ctx), int(statements.Load())
}

// seated takes a seat and hears nothing.
type seated struct{}

func (seated) Hear(*groups.Update) {}

func (seated) Wait(context.Context) bool { return false }

var placeholder = regexp.MustCompile(`<([a-z]+) (\d+)>`)

// fillIn replaces placeholders by identifiers.
func fillIn(request string) string {
	return placeholder.ReplaceAllStringFunc(request, func(p string) string {
		m := placeholder.FindStringSubmatch(p)
		n, _ := strconv.Atoi(m[2])
		return scalar.FormatID(market.NodeKind(m[1]), uuidOf(n))
	})
}

var wireID = regexp.MustCompile(`"([a-z]+)_[0-9a-v]{26}"`)

// takeOut replaces identifiers by placeholders; those that are not of the fixture
// are numbered in their order.
func takeOut(answer string) string {
	seen := []string{}
	return wireID.ReplaceAllStringFunc(answer, func(quoted string) string {
		id, err := scalar.ParseID(strings.Trim(quoted, `"`))
		if err != nil {
			return quoted
		}
		var n int
		if _, err := fmt.Sscanf(id.UUID, strings.Replace(fixtureUUID, "%02d", "%d", 1), &n); err == nil {
			return fmt.Sprintf(`"<%s %d>"`, id.Kind, n)
		}
		if !slices.Contains(seen, id.UUID) {
			seen = append(seen, id.UUID)
		}
		return fmt.Sprintf(`"<%s new %d>"`, id.Kind, slices.Index(seen, id.UUID)+1)
	})
}

// golden are the requests in testdata, by name, each with the role it is made as.
type goldenRequest struct{ name, role, text string }

func goldenRequests(t testing.TB) []goldenRequest {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.graphql")
	if err != nil || len(paths) == 0 {
		t.Fatal("no requests in testdata", err)
	}
	requests := make([]goldenRequest, len(paths))
	for i, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		head, _, _ := strings.Cut(string(text), "\n")
		role, ok := strings.CutPrefix(head, "# as: ")
		if _, known := roles[role]; !ok || !known {
			t.Fatalf("%s must begin with `# as: ` and a role", path)
		}
		requests[i] = goldenRequest{strings.TrimSuffix(filepath.Base(path), ".graphql"), role, string(text)}
	}
	return requests
}
