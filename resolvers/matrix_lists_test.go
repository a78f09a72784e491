package resolvers_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// probes are lists, some of them narrowed by what only some may know.
var probes = []string{
	`partners`,
	`partners(filter: {state: APPLIED})`,
	`partners(filter: {state: REJECTED})`,
	`partners(filter: {text: "planted"})`,
	`partners(filter: {state: REJECTED, text: "planted", city: "Planted rejected city"})`,
	`partners(filter: {state: APPLIED}, orderBy: NEWEST)`,
	`solutions`,
	`solutions(filter: {state: DRAFT})`,
	`solutions(filter: {state: SUBMITTED})`,
	`solutions(filter: {text: "planted"})`,
	`solutions(filter: {state: DRAFT, text: "planted draft"}, orderBy: TITLE)`,
	`solutions(filter: {state: SUBMITTED, partnerId: "<partner 2>"}, orderBy: NEWEST)`,
	`solutions(filter: {partnerId: "<partner 3>"})`,
	`leads`,
	`leads(filter: {states: [CLOSED]})`,
	`leads(filter: {sizes: [MEDIUM, LARGE]})`,
	`leads(filter: {offerStates: [ACCEPTED]})`,
	`leads(filter: {offerStates: [DECLINED]})`,
	`invoices`,
	`invoices(filter: {isIssuedByUs: true})`,
	`invoices(filter: {isIssuedByUs: false})`,
	`invoices(filter: {states: [ISSUED]})`,
	`notifications`,
	`notifications(filter: {unread: true})`,
	`notifications(filter: {kinds: [LEAD_RETURNED]})`,
	`threads(filter: {authorId: "<person 33>"})`,
	`threads(filter: {text: "planted"})`,
}

const listsHead = `# How many each role finds in each list, also where a filter or an order names what
# is not for everybody. sign in, forbid: the request is refused.

`

// TestMatrixOfLists holds how many each role finds against testdata/matrix_lists.txt.
// Whatever the page, its count, its nodes and what it says of further pages agree: a
// hidden object is not counted, skipped or waited for.
func TestMatrixOfLists(t *testing.T) {
	long(t)
	cells := make([][]string, len(probes))
	each(t, len(probes), func(p *pool, i int) {
		for _, role := range columns {
			cells[i] = append(cells[i], p.fresh().count(role, probes[i]))
		}
	})
	text := listsHead + fmt.Sprintf("%-84s", "") + strings.TrimLeft(row("", columns), " ")
	for i, probe := range probes {
		text += fmt.Sprintf("%-84s", probe) + strings.TrimLeft(row("", cells[i]), " ")
	}
	compareText(t, "testdata/matrix_lists.txt", text)
}

// listed is a page of a list.
type listed struct {
	TotalCount int
	Nodes      []struct{ ID string }
	PageInfo   struct {
		HasNextPage, HasPreviousPage bool
		EndCursor                    *string
	}
}

// count is how many a role finds, in a page that holds all and one by one.
func (g *guarded) count(role, probe string) string {
	g.Helper()
	field := strings.TrimRight(strings.Split(probe, "(")[0], " ")
	request := page(probe, `first: 100`)
	g.sameAsAbsent(role, line{probe, field, request, ast.Query})
	all, refused := g.page(role, field, request)
	if refused != "" {
		return refused
	}
	if all.TotalCount != len(all.Nodes) || all.PageInfo.HasNextPage || all.PageInfo.HasPreviousPage {
		g.Errorf("%s: %s counts %d and shows %+v", role, probe, all.TotalCount, all)
	}
	after := ""
	for i, node := range all.Nodes {
		one, _ := g.page(role, field, page(probe, `first: 1`+after))
		if len(one.Nodes) != 1 || one.Nodes[0] != node || one.TotalCount != all.TotalCount || one.PageInfo.HasNextPage != (i < len(all.Nodes)-1) {
			g.Fatalf("%s: %s shows %+v at %d of %+v", role, probe, one, i, all)
		}
		after = fmt.Sprintf(", after: %q", *one.PageInfo.EndCursor)
	}
	return strconv.Itoa(all.TotalCount)
}

// page is the request for a page of a list.
func page(probe, args string) string {
	field, rest, narrowed := strings.Cut(probe, "(")
	if narrowed {
		args += ", " + strings.TrimSuffix(rest, ")")
	}
	return fmt.Sprintf(`{ %s(%s) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } } }`, field, args)
}

// page is what a role gets; or, in a word, why it does not.
func (g *guarded) page(role, field, request string) (p listed, refused string) {
	g.Helper()
	text := g.answer(role, request, longest)
	var answer struct {
		Data map[string]*listed
	}
	if err := json.Unmarshal(text, &answer); err != nil || answer.Data[field] == nil {
		return p, word(g, text, field)
	}
	return *answer.Data[field], ""
}
