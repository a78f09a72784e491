package resolvers_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnergraph/store/storetest"
)

// newCatalogue is a market place with 30 partners and 120 solutions.
func newCatalogue(t *testing.T) *world {
	t.Helper()
	s, db := storetest.WithDB(t)
	storetest.Partners(t, db, 0, 29)
	storetest.Solutions(t, db, 0, 119, 30)
	return worldOver(t, s)
}

// A page of the catalogue is one statement, whatever its size, and however it is
// asked for; counting all is another.
func TestCataloguePageIsOneStatement(t *testing.T) {
	t.Parallel()
	w := newCatalogue(t)
	const fields = `slug title summary category { name } partner { name slug } plans { name prices { model amount { amount currency } } } rating { value count }`
	for name, test := range map[string]struct {
		request string
		size    int
		want    int
	}{
		"one":        {`{ solutions(first: 1) { nodes { ` + fields + ` } } }`, 1, 1},
		"twenty":     {`{ solutions(first: 20) { nodes { ` + fields + ` } } }`, 20, 1},
		"a hundred":  {`{ solutions(first: 100) { nodes { ` + fields + ` } } }`, 100, 1},
		"edges":      {`{ solutions(last: 20) { edges { cursor node { ` + fields + ` } } pageInfo { hasPreviousPage } } }`, 20, 1},
		"fragments":  {`{ solutions { ...page } } fragment page on SolutionConnection { nodes { ... on Solution { ...fields } } } fragment fields on Solution { ` + fields + ` }`, 20, 1},
		"with total": {`{ solutions(first: 20) { totalCount nodes { ` + fields + ` } } }`, 20, 2},
	} {
		response, statements := w.ask(t.Context(), "nobody", test.request)
		if len(response.Errors) > 0 || statements != test.want {
			t.Errorf("%s: %d statements, want %d; errors %v", name, statements, test.want, response.Errors)
		}
		if n := strings.Count(string(response.Data), `"PER_USER_MONTH"`); n != test.size {
			t.Errorf("%s: %d solutions, want %d", name, n, test.size)
		}
	}
}

// The solutions of a directory's page come in a statement for each level.
func TestSolutionsBelowPartners(t *testing.T) {
	t.Parallel()
	w := newCatalogue(t)
	response, statements := w.askQuietly(t, "nobody", `{ partners(first: 30, orderBy: NAME) { nodes { slug
		industries { name } texts { locale } description original { summary }
		solutions(first: 3, orderBy: TITLE) { totalCount nodes { title category { name parent { name } } partner { slug } industries { code } texts { title } } } } } }`)
	// partners, industries, texts, descriptions, solutions, their count, categories,
	// their parents, the partners again, their texts, industries again.
	if len(response.Errors) > 0 || statements > 11 {
		t.Fatalf("%d statements, errors %v", statements, response.Errors)
	}
	var answer struct {
		Partners struct {
			Nodes []struct {
				Slug      string
				Solutions struct {
					TotalCount int
					Nodes      []struct {
						Title   string
						Partner struct{ Slug string }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(response.Data, &answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Partners.Nodes) != 30 {
		t.Errorf("%d partners", len(answer.Partners.Nodes))
	}
	for _, p := range answer.Partners.Nodes {
		if p.Solutions.TotalCount != 4 || len(p.Solutions.Nodes) != 3 || p.Solutions.Nodes[0].Partner.Slug != p.Slug {
			t.Errorf("%s has %+v", p.Slug, p.Solutions)
		}
	}
}

// The tree of categories takes a statement for each level.
func TestCategoryTreeIsReadByLevels(t *testing.T) {
	t.Parallel()
	w := newCatalogue(t)
	response, statements := w.askQuietly(t, "nobody", `query @inContext(locale: "uk") { categories { slug name locale parent { slug } children { name parent { slug } children { name } } } }`)
	if len(response.Errors) > 0 || statements > 5 || strings.Count(string(response.Data), `"name"`) != 41 || !strings.Contains(string(response.Data), "Продажі та маркетинг") {
		t.Errorf("%d statements, errors %v, %s", statements, response.Errors, response.Data)
	}
}

// A partner's own way through the catalogue, over GraphQL: draft, submit, confirm,
// change; and who sees the draft of the change.
func TestSolutionOverGraphQL(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	created := w.mustAsk(t, "editor", `mutation { solutionCreate(input: {
		texts: [{ locale: "de", title: "Fuhrpark im Griff", summary: "Plant Fahrten und Wartung.", description: "**Alles** dazu." }]
		categoryId: "`+w.category(t, "delivery")+`", industries: ["logistics"], hostingCountry: "DE", maximumUsers: 500
		plans: [{ name: "Gross", terms: [12], prices: [{ model: FLAT_MONTH, amount: { amount: "90", currency: "EUR" } }] }, { name: "Klein", terms: [1], prices: [{ model: FLAT_MONTH, amount: { amount: "9.5", currency: "EUR" } }] }]
	}) { solution { id slug state title description locale trialDays plans { name prices { amount { amount } } } category { slug } partner { slug } draft { isSubmitted } } userErrors { field message } } }`)
	id := created["solutionCreate"].(map[string]any)["solution"].(map[string]any)["id"].(string)
	if got, want := compact(created), `{"solutionCreate":{"solution":{"category":{"slug":"delivery"},"description":"<p><strong>Alles</strong> dazu.</p>\n","draft":null,"id":"`+id+
		`","locale":"de","partner":{"slug":"lumeridge"},"plans":[{"name":"Klein","prices":[{"amount":{"amount":"9.50"}}]},{"name":"Gross","prices":[{"amount":{"amount":"90.00"}}]}],`+
		`"slug":"fuhrpark-im-griff","state":"DRAFT","title":"Fuhrpark im Griff","trialDays":30},"userErrors":[]}}`; got != want {
		t.Errorf("created\n%s\nwant\n%s", got, want)
	}
	w.mustAsk(t, "owner", `mutation { solutionSubmit(input: { solutionId: "`+id+`" }) { userErrors { message } } }`)
	w.mustAsk(t, "house", `mutation { solutionPublish(input: { solutionId: "`+id+`" }) { userErrors { message } } }`)
	w.mustAsk(t, "editor", `mutation { solutionUpdate(input: { solutionId: "`+id+`", maximumUsers: null, trialDays: 14 }) { userErrors { message } } }`)
	read := `{ solution(by: { id: "` + id + `" }) { state trialDays maximumUsers draft { isSubmitted category { slug } texts { title } plans { name } } } }`
	const draft = `{"category":{"slug":"delivery"},"isSubmitted":false,"plans":[{"name":"Klein"},{"name":"Gross"}],"texts":[{"title":"Fuhrpark im Griff"}]}`
	for role, want := range map[string]string{"nobody": "null", "client": "null", "other": "null", "editor": draft, "owner": draft, "house": draft} {
		if got := compact(w.mustAsk(t, role, read)); got != `{"solution":{"draft":`+want+`,"maximumUsers":500,"state":"PUBLISHED","trialDays":30}}` {
			t.Errorf("%s reads %s", role, got)
		}
	}
	w.mustAsk(t, "editor", `mutation { solutionSubmit(input: { solutionId: "`+id+`" }) { userErrors { message } } }`)
	w.mustAsk(t, "house", `mutation { solutionPublish(input: { solutionId: "`+id+`" }) { userErrors { message } } }`)
	if got := compact(w.mustAsk(t, "nobody", read)); got != `{"solution":{"draft":null,"maximumUsers":null,"state":"PUBLISHED","trialDays":14}}` {
		t.Errorf("after the change nobody reads %s", got)
	}
}

// A null in an update empties what can be empty, and is refused elsewhere.
func TestNullInPartnerUpdate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	update := func(input string) string {
		return compact(w.mustRead(t, "editor", `mutation { partnerUpdate(input: { `+input+` }) { partner { website city } userErrors { field code } } }`))
	}
	for _, step := range []struct{ input, want string }{
		{`website: "https://lumeridge.example/", city: "Leeds"`, `{"partnerUpdate":{"partner":{"city":"Leeds","website":"https://lumeridge.example/"},"userErrors":[]}}`},
		{`city: "York"`, `{"partnerUpdate":{"partner":{"city":"York","website":"https://lumeridge.example/"},"userErrors":[]}}`},
		{`website: null`, `{"partnerUpdate":{"partner":{"city":"York","website":null},"userErrors":[]}}`},
		{`city: null, kinds: null`, `{"partnerUpdate":{"partner":null,"userErrors":[{"code":"INVALID","field":["city"]},{"code":"INVALID","field":["kinds"]}]}}`},
	} {
		if got := update(step.input); got != step.want {
			t.Errorf("%s gives %s, want %s", step.input, got, step.want)
		}
	}
}

// askQuietly asks until a busy machine does not split a level's batch, and answers
// with the fewest statements of ten tries: a statement for each row stays one.
func (w *world) askQuietly(t *testing.T, role, request string) (best *graphql.Response, fewest int) {
	t.Helper()
	for try := range 10 {
		if response, statements := w.ask(t.Context(), role, request); try == 0 || statements < fewest {
			best, fewest = response, statements
		}
	}
	return best, fewest
}

// category is the id of a category, as on the wire.
func (w *world) category(t *testing.T, slug string) string {
	t.Helper()
	for _, top := range w.mustRead(t, "nobody", `{ categories { id slug children { id slug } } }`)["categories"].([]any) {
		for _, c := range append(top.(map[string]any)["children"].([]any), top) {
			if c := c.(map[string]any); c["slug"] == slug {
				return c["id"].(string)
			}
		}
	}
	t.Fatalf("there is no category %s", slug)
	return ""
}

// mustRead is the answer to a request without errors.
func (w *world) mustRead(t *testing.T, role, request string) map[string]any {
	t.Helper()
	response, _ := w.ask(t.Context(), role, request)
	if len(response.Errors) > 0 {
		t.Fatalf("%s: %v", request, response.Errors)
	}
	answer := map[string]any{}
	if err := json.Unmarshal(response.Data, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// mustAsk is mustRead for a request that has no userErrors either.
func (w *world) mustAsk(t *testing.T, role, request string) map[string]any {
	t.Helper()
	answer := w.mustRead(t, role, request)
	for field, payload := range answer {
		if p, ok := payload.(map[string]any); ok && fmt.Sprint(p["userErrors"]) != "[]" && p["userErrors"] != nil {
			t.Fatalf("%s: %v", field, p["userErrors"])
		}
	}
	return answer
}

// compact is JSON with sorted keys, with tags as they are.
func compact(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err.Error()
	}
	return strings.TrimSpace(b.String())
}
