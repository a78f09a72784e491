package resolvers_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
)

// more are requests of root fields beside the golden ones: for those that have no
// golden file, and for what the golden file of a field does not name.
var more = map[string][]string{
	"leadAdded":         {`subscription { leadAdded(partnerId: "<partner 1>") { cursor } }`},
	"replyAdded":        {`subscription { replyAdded(threadId: "<thread 1>") { cursor } }`},
	"leadUpdated":       {`subscription { leadUpdated(leadId: "<lead 1>") { cursor } }`},
	"notificationAdded": {`subscription { notificationAdded { cursor } }`},
	"sessionRevoke":     {`mutation { sessionRevoke(input: {sessionId: "<session 2>"}) { sessionId userErrors { field code message } } }`},
	"memberSet":         {`mutation { memberSet(input: {personId: "<person 3>", role: SUPPORT}) { isInvited userErrors { field code message } } }`},
	"invoiceIssue": {`mutation { invoiceIssue(input: {organizationId: "<organization 4>", lines: [{description: "Set-up", unitPrice: {amount: "1", currency: "USD"}}], idempotencyKey: "matrix-issue"}) { invoice { number } userErrors { field code message } } }`,
		`mutation { invoiceIssue(input: {personId: "<person 5>", lines: [{description: "Set-up", unitPrice: {amount: "1", currency: "USD"}}], idempotencyKey: "matrix-issue"}) { invoice { number } userErrors { field code message } } }`},
	"reviewCreate": {`mutation { reviewCreate(input: {partnerId: "<partner 1>", solutionId: "<solution 1>", basis: {invoiceId: "<invoice 1>"}, score: 5, text: "They called the next morning and knew our trade."}) { review { score } userErrors { field code message } } }`},
}

// others are the objects of the fixture that each request is made with too, in place
// of its own of this kind.
var others = map[string][]int{
	"person": {33}, "organization": {31}, "partner": {2, 3}, "solution": {2, 3, 4}, "review": {31}, "thread": {31}, "reply": {31},
	"lead": {3, 31, 32, 33}, "offer": {3, 31}, "note": {31}, "deal": {31}, "invoice": {31, 32}, "payment": {32}, "journal": {31}, "session": {33}, "token": {31}, "embed": {3}, "notification": {31},
}

const matrixHead = `# Who may use each root field: what is answered to its golden request, and to the
# same with another object in it, for each role over a fresh fixture.
#
#   ok, [] or -        an answer, an empty one, null
#   sign in, forbid    the request is refused: UNAUTHENTICATED, FORBIDDEN
#   absent, conflict, invalid, expired
#                      the code of the first userError
#   open               a subscription that waits for events
#
`

// line is a request of the matrix, which each role makes.
type line struct {
	head, field, request string
	kind                 ast.Operation
}

// TestMatrix holds the outcome of every root field for every role, with ids of its
// own and of others, against testdata/matrix.txt: a new field without a row fails.
// What is denied has changed nothing in the database; and an id that the role may not
// see is answered byte by byte as one that does not exist.
func TestMatrix(t *testing.T) {
	long(t)
	lines := matrixLines(t)
	cells := make([][]string, len(lines))
	each(t, len(lines), func(g *pool, i int) {
		cells[i] = make([]string, len(columns))
		for j, role := range columns {
			cells[i][j] = g.try(role, lines[i])
		}
	})
	text := matrixHead + row("field", columns)
	for i, l := range lines {
		text += row(l.head, cells[i])
	}
	compareText(t, "testdata/matrix.txt", text)
}

// matrixLines are the requests of all root fields, in the order of the contract.
func matrixLines(t *testing.T) (lines []line) {
	t.Helper()
	golden, schema := map[string]string{}, contract(t)
	for _, r := range goldenRequests(t) {
		golden[r.name] = r.text
	}
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
		kind := ast.Operation(strings.ToLower(root.Name))
		for _, f := range root.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			requests := more[f.Name]
			if golden[f.Name] != "" {
				requests = append([]string{golden[f.Name]}, requests...)
			}
			if len(requests) == 0 {
				t.Errorf("%s has no request: testdata/%s.graphql is missing", f.Name, f.Name)
			}
			for _, request := range requests {
				for _, l := range withOthers(f.Name, request, kind) {
					if !slices.ContainsFunc(lines, func(before line) bool { return before.head == l.head }) {
						lines = append(lines, l)
					}
				}
			}
		}
	}
	return lines
}

// withOthers are a request, and the same with other objects in place of its own, one
// kind at a time. The head of a line names what stands in for what.
func withOthers(field, request string, kind ast.Operation) []line {
	lines := []line{{field, field, request, kind}}
	if kind == ast.Query && field != "node" && strings.Count(request, "<") > 1 {
		return lines // nodes: the matrix of objects has each
	}
	if ids := placeholder.FindAllString(request, -1); len(ids) > 0 {
		lines[0].head = field + " " + strings.Trim(ids[len(ids)-1], "<>")
	}
	for _, of := range kindsIn(request) {
		for _, n := range others[of] {
			other := fmt.Sprintf("<%s %d>", of, n)
			if !strings.Contains(request, other) {
				changed := regexp.MustCompile(`<`+of+` \d+>`).ReplaceAllString(request, other)
				lines = append(lines, line{field + " " + strings.Trim(other, "<>"), field, changed, kind})
			}
		}
	}
	return lines
}

// kindsIn are the kinds of objects whose ids are in a request.
func kindsIn(request string) (kinds []string) {
	for _, m := range placeholder.FindAllStringSubmatch(request, -1) {
		if !slices.Contains(kinds, m[1]) {
			kinds = append(kinds, m[1])
		}
	}
	return kinds
}

// workers make requests at once. Each has worlds of its own.
const workers = 6

// each calls f for every number below n, several at once, each time with the worlds
// of one worker.
func each(t *testing.T, n int, f func(*pool, int)) {
	t.Helper()
	var group sync.WaitGroup
	work := make(chan int, n) // does not block when all workers have failed
	for i := range n {
		work <- i
	}
	close(work)
	for range workers {
		group.Go(func() {
			worlds := &pool{t: t}
			for i := range work {
				f(worlds, i)
			}
		})
	}
	group.Wait()
}

// pool is the world of a worker: fresh when something may have changed it.
type pool struct {
	t     *testing.T
	world *guarded
}

func (p *pool) fresh() *guarded {
	if p.world == nil {
		p.world = newGuarded(p.t)
	}
	return p.world
}

// try makes the request as the role, says in a word what came, and looks for what
// must not be.
func (p *pool) try(role string, l line) string {
	p.t.Helper()
	g := p.fresh()
	before := g.holds()
	answer := g.answer(role, l.request, patience(l.kind))
	got := word(g, answer, l.field)
	if got == "ok" && l.kind == ast.Mutation {
		g.end()
		p.world = nil
		return got
	}
	g.sameAsAbsent(role, l)
	g.unchanged(before, role, l.request)
	return got
}

// patience is how long a request is waited for: one that is let in to a subscription
// hears nothing.
func patience(kind ast.Operation) time.Duration {
	if kind == ast.Subscription {
		return time.Second
	}
	return longest
}

// words are how the matrix writes what refuses.
var words = map[string]string{
	"UNAUTHENTICATED": "sign in", "FORBIDDEN": "forbid",
	"[NOT_FOUND]": "absent", "[CONFLICT]": "conflict", "[INVALID]": "invalid", "[EXPIRED]": "expired", "[THROTTLED]": "throttled",
}

// word is an answer in a word.
func word(t testing.TB, answer []byte, field string) string {
	t.Helper()
	if answer == nil {
		return "open"
	}
	var response struct {
		Errors []struct{ Extensions map[string]any }
		Data   map[string]json.RawMessage
	}
	if err := json.Unmarshal(answer, &response); err != nil {
		t.Errorf("%s: %v", answer, err)
	}
	code := ""
	var object struct {
		UserErrors []struct{ Code string }
		Nodes      *[]any
	}
	_ = json.Unmarshal(response.Data[field], &object) // lists and null are no objects
	switch {
	case len(response.Errors) > 0:
		code = fmt.Sprint(response.Errors[0].Extensions["code"])
	case string(response.Data[field]) == "null":
		return "-"
	case string(response.Data[field]) == "[]", object.Nodes != nil && len(*object.Nodes) == 0:
		return "[]"
	case len(object.UserErrors) > 0:
		code = "[" + object.UserErrors[0].Code + "]"
	default:
		return "ok"
	}
	if words[code] != "" {
		return words[code]
	}
	return code
}

// row aligns the cells of a table.
func row(head string, cells []string) string {
	line := fmt.Sprintf("%-36s", head)
	for _, c := range cells {
		line += fmt.Sprintf(" %-9s", c)
	}
	return strings.TrimRight(line, " ") + "\n"
}

func compareText(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s has changed (-update writes it anew)\n got\n%s\nwant\n%s", path, got, want)
	}
}
