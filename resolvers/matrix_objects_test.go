package resolvers_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// subject is what the matrix of objects asks about: an object of the fixture, or who
// asks.
type subject struct {
	file string // of testdata, by domain
	name string // for example lead 1
	what string
}

// subjects are the objects with what is special about them.
var subjects = []subject{
	{"people", "viewer", "Who asks"},
	{"people", "person 5", "The client"},
	{"people", "organization 1", "The house"},
	{"people", "organization 2", "Lumeridge, which invites by number and by id"},
	{"people", "organization 4", "The client's organisation"},
	{"people", "token 1", "Of Lumeridge: the one that asks in the last column"},
	{"people", "token 2", "Of Lumeridge, revoked"},
	{"people", "token 31", "Of Quillhaven"},
	{"people", "notification 1", "The client's, of a thread"},
	{"people", "notification 2", "The client's, of a lead, read"},
	{"people", "notification 31", "The stranger's, of an invoice"},
	{"people", "notification 32", "Lumeridge's owner's, of a lead that only others see"},
	{"partners", "partner 1", "Lumeridge, in the directory"},
	{"partners", "partner 2", "Quillhaven, in the directory"},
	{"partners", "partner 3", "An applicant"},
	{"partners", "partner 31", "Fennhollow, the marketing partner"},
	{"partners", "partner 32", "Turned down"},
	{"partners", "embed 1", "A key of Lumeridge's"},
	{"partners", "embed 2", "A key of Lumeridge's, revoked"},
	{"partners", "embed 3", "A key of Quillhaven's"},
	{"solutions", "solution 1", "Lumeridge's, published"},
	{"solutions", "solution 2", "Lumeridge's, a draft"},
	{"solutions", "solution 3", "Quillhaven's, published, with a review"},
	{"solutions", "solution 4", "Quillhaven's, submitted"},
	{"solutions", "solution 31", "Lumeridge's, published, with a change that waits for the house"},
	{"solutions", "solution 32", "Quillhaven's, published, with a change that waits for the house"},
	{"solutions", "category 1", "Public, with one below it"},
	{"solutions", "category 2", "Public, the one below"},
	{"solutions", "review 1", "Of Lumeridge, by the client"},
	{"solutions", "review 31", "Of a solution of Quillhaven's, by the stranger, with an answer"},
	{"forum", "board 1", "Public"},
	{"forum", "thread 31", "The stranger's"},
	{"forum", "reply 31", "The editor's, changed by the editor"},
	{"forum", "reply 32", "The other partner's, changed by a moderator"},
	{"leads", "lead 1", "The client's, accepted by Lumeridge"},
	{"leads", "lead 2", "Offered to Lumeridge, by somebody who was not signed in"},
	{"leads", "lead 3", "Offered to nobody yet"},
	{"leads", "lead 4", "Offered to Quillhaven"},
	{"leads", "lead 5", "On the board, where it fits Lumeridge"},
	{"leads", "lead 31", "The stranger's: accepted and lost by Quillhaven, declined by Lumeridge"},
	{"leads", "lead 32", "The client's own, for no organisation, offered to Fennhollow"},
	{"leads", "lead 33", "Sold by Fennhollow: bought by Lumeridge, bought and returned by Quillhaven"},
	{"leads", "lead 39", "The stranger's, which came again and went into lead 31"},
	{"leads", "offer 1", "Of lead 1 to Lumeridge, accepted"},
	{"leads", "offer 2", "Of lead 2 to Lumeridge"},
	{"leads", "offer 31", "Of lead 31 to Quillhaven, lost"},
	{"leads", "offer 32", "Of lead 31 to Lumeridge, declined"},
	{"leads", "offer 33", "Of lead 32 to Fennhollow, which has looked at it"},
	{"leads", "offer 34", "Of lead 33 to Lumeridge, bought"},
	{"leads", "offer 35", "Of lead 33 to Quillhaven, returned"},
	{"leads", "note 31", "Of Quillhaven about lead 31"},
	{"leads", "deal 1", "Of Lumeridge"},
	{"leads", "deal 31", "Of Quillhaven"},
	{"billing", "invoice 1", "Lumeridge's to the client's organisation"},
	{"billing", "invoice 31", "Quillhaven's to the stranger's organisation"},
	{"billing", "invoice 32", "Quillhaven's to the stranger"},
	{"billing", "payment 1", "Of invoice 1"},
	{"billing", "payment 32", "Of invoice 32, declined"},
	{"billing", "payment 33", "Quillhaven's own, which topped up its balance"},
	{"billing", "journal 1", "Lumeridge's"},
	{"billing", "journal 33", "Lumeridge's, of a lead that was bought"},
	{"billing", "journal 31", "Quillhaven's"},
	{"billing", "journal 34", "Quillhaven's, of a top-up"},
}

const objectsHead = `# Who sees what of each object, asked for field by field through node(id:).
#
#   ok, -         a value, none
#   a number      how many there are, in a list or by its count; [] for an empty list
#   forbid        an API token is told that it lacks the scope
#
# Fields that are alike stand together below their line; "for all" are those in which
# all roles are alike. Of a connection its nodes and their count stand here; edges
# and pageInfo are held against them by TestEveryWayToAnObjectShowsTheSame.

`

// TestMatrixOfObjects holds what each role sees of each field of each object against
// testdata/matrix_*.txt: a new field without a row fails.
func TestMatrixOfObjects(t *testing.T) {
	long(t)
	schema, texts := contract(t), map[string]string{}
	tables := make([]string, len(subjects))
	seen := make([][]string, len(subjects)) // the fields that somebody sees
	each(t, len(subjects), func(p *pool, i int) {
		tables[i], seen[i] = p.fresh().table(schema, subjects[i])
	})
	for i, s := range subjects {
		if texts[s.file] == "" {
			texts[s.file] = objectsHead + row("", columns) + "\n"
		}
		texts[s.file] += tables[i]
	}
	for file, text := range texts {
		compareText(t, "testdata/matrix_"+file+".txt", text)
	}
	everyFieldIsSeen(t, schema, slices.Concat(seen...))
}

// unfilled are fields of which the fixture decides nothing: the languages come with
// each request.
var unfilled = []string{"Viewer.locales"}

// everyFieldIsSeen fails for a field that is null for all roles in all objects: the
// matrix would say nothing of it.
func everyFieldIsSeen(t *testing.T, schema *ast.Schema, seen []string) {
	t.Helper()
	for _, d := range append(nodeTypes(schema), schema.Types["Viewer"]) {
		for _, l := range leaves(schema, d) {
			if name := d.Name + "." + l.String(); !slices.Contains(seen, name) && !slices.Contains(unfilled, name) {
				t.Errorf("nobody sees %s: fill it in testdata/matrix.sql", name)
			}
		}
	}
}

// table is what all roles see of a subject, and the fields that somebody sees.
func (g *guarded) table(schema *ast.Schema, s subject) (table string, seen []string) {
	g.Helper()
	of, begin, end := schema.Types["Viewer"], "viewer { ", " }"
	if s.name != "viewer" {
		kind, _, _ := strings.Cut(s.name, " ")
		of = typeOf(g, schema, kind)
		begin, end = fmt.Sprintf(`node(id: "<%s>") { ... on %s { `, s.name, of.Name), " } }"
	}
	all := leaves(schema, of)
	cells := make([][]string, len(all))
	for _, role := range columns {
		for i, cell := range g.cells(role, all, begin, end) {
			cells[i] = append(cells[i], cell)
		}
	}
	return s.name + ": " + s.what + "\n" + lines(all, cells) + "\n", visible(of, all, cells)
}

// visible are the fields that somebody sees something in.
func visible(of *ast.Definition, all []leaf, cells [][]string) (fields []string) {
	for i, l := range all {
		if slices.ContainsFunc(cells[i], func(c string) bool { return c != "-" && c != "[]" }) {
			fields = append(fields, of.Name+"."+l.String())
		}
	}
	return fields
}

// lines are the rows of a table: those of fields that differ, with fields that are
// alike below; then those in which all roles are alike.
func lines(all []leaf, cells [][]string) (text string) {
	alike, order := map[string][]string{}, []string{}
	for i, l := range all {
		if slices.Contains(l.path, "edges") || slices.Contains(l.path, "pageInfo") {
			continue
		}
		of := row("", cells[i])
		if roles := slices.Compact(slices.Clone(cells[i])); len(roles) == 1 {
			of = roles[0]
		}
		if alike[of] == nil {
			order = append(order, of)
		}
		alike[of] = append(alike[of], l.String())
	}
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(min(len(b), 40), min(len(a), 40)) })
	for _, of := range order {
		switch fields := alike[of]; {
		case len(of) < 40:
			text += wrapped("  for all "+of+":", fields)
		case len(fields) == 1:
			text += fmt.Sprintf("%-36s", "  "+fields[0]) + strings.TrimPrefix(of, strings.Repeat(" ", 36))
		default:
			text += fmt.Sprintf("%-36s", fmt.Sprintf("  %d fields", len(fields))) + strings.TrimPrefix(of, strings.Repeat(" ", 36)) + wrapped("     ", fields)
		}
	}
	return text
}

// cells are what a role sees of each leaf, each asked for alone under an alias.
func (g *guarded) cells(role string, all []leaf, begin, end string) []string {
	g.Helper()
	request := ""
	for i, l := range all {
		request += fmt.Sprintf("f%d: %s%s%s\n", i, begin, l.with("id"), end)
	}
	var answer struct {
		Errors []struct {
			Path       []any
			Extensions map[string]any
		}
		Data map[string]any
	}
	if err := json.Unmarshal(g.answer(role, "{ "+request+"}", longest), &answer); err != nil {
		g.Fatal(err)
	}
	cells := make([]string, len(all))
	for i, l := range all {
		cells[i] = cellOf(answer.Data["f"+strconv.Itoa(i)], l.path)
	}
	for _, e := range answer.Errors {
		n, err := strconv.Atoi(strings.TrimPrefix(fmt.Sprint(e.Path[0]), "f"))
		if err != nil {
			g.Fatal(err)
		}
		cells[n] = strings.ToLower(fmt.Sprint(e.Extensions["code"]))
		if w := words[fmt.Sprint(e.Extensions["code"])]; w != "" {
			cells[n] = w
		}
		if cells[n] != "forbid" || role != "token" {
			g.Errorf("%s: an error below an object: %v\n%s", role, e, all[n])
		}
	}
	return cells
}

// cellOf is what stands at a path of an answer.
func cellOf(v any, path []string) string {
	switch v := v.(type) {
	case nil:
		return "-"
	case []any:
		n := 0
		for _, item := range v {
			if cellOf(item, path) != "-" {
				n++
			}
		}
		switch {
		case len(v) == 0:
			return "[]"
		case n == 0:
			return "-"
		}
		return strconv.Itoa(n)
	case map[string]any:
		if len(path) == 1 && (strings.HasSuffix(path[0], "Count") || path[0] == "count") && v[path[0]] != nil {
			return fmt.Sprint(v[path[0]])
		}
		if len(path) > 0 {
			return cellOf(v[path[0]], path[1:])
		}
	}
	return "ok"
}

// wrapped are names, over several lines where they are many.
func wrapped(head string, fields []string) string {
	text, width := head, 0
	for _, f := range fields {
		if width += len(f) + 1; width > 130 {
			text, width = text+"\n     ", len(f)
		}
		text += " " + f
	}
	return text + "\n"
}
