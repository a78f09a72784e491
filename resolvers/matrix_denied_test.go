package resolvers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/store/storetest"
)

// objects are those of the fixture, by kind.
var objects = map[string][]int{
	"person": {1, 2, 3, 4, 5, 31, 33, 35}, "organization": {1, 2, 3, 4, 31, 32, 33},
	"partner": {1, 2, 3, 31, 32}, "solution": {1, 2, 3, 4, 31, 32}, "category": {1, 2},
	"review": {1, 31}, "board": {1}, "thread": {1, 31}, "reply": {1, 31, 32},
	"lead": {1, 2, 3, 4, 5, 31, 32, 33}, "offer": {1, 2, 3, 31, 32, 33, 34, 35}, "note": {31}, "deal": {1, 31},
	"invoice": {1, 2, 31, 32}, "payment": {1, 31, 32, 33}, "journal": {1, 2, 31, 33, 34},
	"session": {2, 5, 33}, "token": {1, 2, 31}, "embed": {1, 2, 3}, "notification": {1, 2, 31, 32},
}

// nowhere is the number of no object.
const nowhere = 99

// sameAsAbsent puts each object that the role may not see into the request, in place
// of each of its ids, and fails unless the answer is that for an id of nothing.
func (g *guarded) sameAsAbsent(role string, l line) {
	g.Helper()
	if l.field == "nodes" {
		return // TestNodesAreEachAsAlone
	}
	for _, id := range placeholder.FindAllString(l.request, -1) {
		kind := placeholder.FindStringSubmatch(id)[1]
		hidden := g.hidden(role, kind)
		if len(hidden) == 0 {
			continue
		}
		with := func(n int) (string, []byte) {
			request := strings.ReplaceAll(l.request, id, fmt.Sprintf("<%s %d>", kind, n))
			return request, g.answer(role, request, patience(l.kind))
		}
		_, absent := with(nowhere)
		for _, n := range hidden {
			if request, got := with(n); !bytes.Equal(got, absent) {
				g.Errorf("%s learns that %s %d exists\n%s\n got %s\nnot %s", role, kind, n, request, got, absent)
			}
		}
	}
}

// unseen is, for each role, what it may not see of objects.
var unseen = map[string]func(*guarded) map[string][]int{}

func init() {
	for _, role := range columns {
		var once sync.Once
		var hidden map[string][]int
		unseen[role] = func(g *guarded) map[string][]int {
			once.Do(func() { hidden = g.looksFor(role) })
			return hidden
		}
	}
}

// hidden are the objects of a kind that the role may not see.
func (g *guarded) hidden(role, kind string) []int { return unseen[role](g)[kind] }

// looksFor asks for all objects, each by its id.
func (g *guarded) looksFor(role string) map[string][]int {
	g.Helper()
	request := ""
	for kind, numbers := range objects {
		for _, n := range numbers {
			request += fmt.Sprintf(`%s%d: node(id: "<%s %d>") { id } `, kind, n, kind, n)
		}
	}
	var answer struct{ Data map[string]any }
	if err := json.Unmarshal(g.answer(role, "{ "+request+"}", longest), &answer); err != nil {
		g.Error(err)
	}
	hidden := map[string][]int{}
	for kind, numbers := range objects {
		for _, n := range numbers {
			seen := answer.Data[fmt.Sprint(kind, n)] != nil
			if kind == "session" { // of its person only, and no Node
				seen = string(roles[role].Person) == uuidOf(n)
			}
			if !seen {
				hidden[kind] = append(hidden[kind], n)
			}
		}
	}
	return hidden
}

// unchanged fails when the database is not as it was before: what is denied writes
// nothing, and takes no number.
func (g *guarded) unchanged(before storetest.Digest, role, request string) {
	g.Helper()
	changed := g.changed(before)
	if strings.HasPrefix(strings.TrimSpace(uncommented(request)), string(ast.Mutation)) || !slices.Equal(changed, []string{"lead_contact_reveal"}) {
		if len(changed) > 0 {
			g.Errorf("%s has changed %v\n%s", role, changed, request)
		}
	}
}

// uncommented is a request without its first line, if that is a comment.
func uncommented(request string) string {
	if head, rest, _ := strings.Cut(request, "\n"); strings.HasPrefix(head, "#") {
		return rest
	}
	return request
}
