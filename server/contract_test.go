package server_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/graph"
	"partnergraph/server/guard"
)

func contract() *ast.Schema { return graph.NewExecutableSchema(graph.Config{}).Schema() }

// What our own clients ask costs a third of the limit at most: the examples of
// GraphiQL and the golden requests.
func TestWhatOurClientsAskIsCheap(t *testing.T) {
	schema, dearest, of := contract(), 0, ""
	for _, pattern := range []string{"graphiql/examples/*.graphql", "../resolvers/testdata/*.graphql"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) < 3 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, errs := gqlparser.LoadQueryWithRules(schema, string(text), nil)
			if errs != nil {
				continue // some golden requests are wrong on purpose
			}
			variables := map[string]any{}
			if text, err := os.ReadFile(strings.TrimSuffix(file, ".graphql") + ".json"); err == nil && strings.Contains(file, "examples") {
				if err := json.Unmarshal(text, &variables); err != nil {
					t.Fatal(err)
				}
			}
			for _, op := range doc.Operations {
				if cost := guard.Defaults().CostOf(schema, op, variables); cost > dearest {
					dearest, of = cost, file
				}
			}
		}
	}
	t.Logf("the dearest is %s: %d", of, dearest)
	if dearest > guard.Defaults().Cost/3 {
		t.Errorf("%s costs %d", of, dearest)
	}
}

// What can be long costs: every text that the contract takes with 2,000 characters and
// more has a weight where it is read again.
func TestLongTextsHaveAWeight(t *testing.T) {
	schema := contract()
	readAs := map[string]string{
		"PartnerTextInput.description": "PartnerText.description", "SolutionTextInput.description": "SolutionText.description",
		"PartnerRejectInput.reason": "Partner.rejectionReason", "ReviewCreateInput.text": "Review.text", "ReviewReplyInput.text": "ReviewReply.text",
		"ThreadCreateInput.body": "Body.markdown", "ReplyCreateInput.body": "Body.markdown", "ReplyUpdateInput.body": "Body.markdown",
		"LeadSubmitInput.goal": "Lead.goal", "LeadSubmitInput.means": "Lead.means", "LeadSubmitInput.stages": "Lead.stages", "LeadSubmitInput.contents": "Lead.contents",
		"LeadCorrectInput.goal": "Lead.goal", "LeadCorrectInput.means": "Lead.means", "LeadCorrectInput.stages": "Lead.stages", "LeadCorrectInput.contents": "Lead.contents",
		"LeadNoteCreateInput.text": "LeadNote.text", "LeadNoteUpdateInput.text": "LeadNote.text", "DealRegisterInput.note": "Deal.note", "EmbedLeadSubmitInput.goal": "Lead.goal", "LeadSaleInput.terms": "LeadSale.terms",
	}
	long, found := regexp.MustCompile(`(?:at most|to) ([1-9]\d*,\d{3}) characters`), 0
	for _, input := range schema.Types {
		for _, f := range input.Fields {
			n := long.FindStringSubmatch(f.Description)
			if input.Kind != ast.InputObject || n == nil || n[1] == "1,000" {
				continue
			}
			found++
			name := input.Name + "." + f.Name
			owner, field, known := strings.Cut(readAs[name], ".")
			if !known {
				t.Errorf("%s takes %s characters: say here where they are read, and give that @cost", name, n[1])
			} else if schema.Types[owner].Fields.ForName(field).Directives.ForName("cost") == nil {
				t.Errorf("%s has no @cost", readAs[name])
			}
		}
	}
	if found != len(readAs) || schema.Types["HTML"].Directives.ForName("cost") == nil {
		t.Errorf("%d long texts of %d were found", found, len(readAs))
	}
}

// Lists of objects without pages say how long they can be, but for those that are short.
func TestListsWithoutPagesHaveASize(t *testing.T) {
	schema := contract()
	short := map[string]string{
		"Query.nodes": "as many as there are ids", "Query.levels": "the programme's", "Query.industries": "the house's", "Query.categories": "the house's",
		"Category.children": "the house's", "Partner.industries": "of those", "Solution.industries": "of those", "SolutionDraft.industries": "of those",
		"Solution.plans": "10, in its row", "SolutionDraft.plans": "10, in its row", "Plan.prices": "4, in its row", "Partner.balance": "a currency each",
		"Journal.entries": "one for each account", "LeadFigures.contracted": "a currency each", "LeadConcentration.turnover": "a currency each",
	}
	for _, owner := range schema.Types {
		for _, f := range owner.Fields {
			of, name := schema.Types[f.Type.Name()], owner.Name+"."+f.Name
			paged := strings.HasSuffix(owner.Name, "Connection") || strings.HasPrefix(owner.Name, "__") || strings.HasPrefix(f.Name, "__")
			if owner.Kind != ast.Object || f.Type.Elem == nil || of.Kind != ast.Object && of.Kind != ast.Interface || paged || f.Name == "userErrors" {
				continue
			}
			if sized := f.Directives.ForName("listSize") != nil; sized == (short[name] != "") {
				t.Errorf("%s: @listSize %v, short because %q", name, sized, short[name])
			}
		}
	}
}

// The pages that an application shows most cost what it can pay several times a
// second.
func TestRichPages(t *testing.T) {
	schema := contract()
	for name, test := range map[string]struct {
		query string
		most  int
	}{
		"a page of the catalogue": {`{ solutions(first: 20) { totalCount pageInfo { endCursor hasNextPage } edges { cursor node {
			id slug title summary rating { value count } category { name } partner { slug name rating { value count } }
			plans { name terms prices { model amount { amount currency } } } } } } }`, 200},
		"the house's leads with their offers": {`{ leads(first: 20) { totalCount pageInfo { endCursor hasNextPage } nodes { id number title state size country createdAt
			offers { id state sentAt deadline partner { name } trace { reason weight chance candidates } } } } }`, 500},
		"a partner's leads with all factors": {`{ leads { nodes { number title state offers { state deadline trace { reason factors { name value weight } weight chance } } } } }`, 800},
		"a thread": {`{ thread(by: {number: 1}) { number title author { name } board { title } badge { name organization } body { html }
			acceptedReplies { number }
			replies(first: 50) { totalCount pageInfo { endCursor } nodes { number createdAt isAccepted author { name } body { html locale }
			badge { name organization role licence motto } } } } }`, 300},
		"a partner": {`{ partner(by: {slug: "x"}) { name rating { value } level { code } industries { name } solutions(first: 10) { nodes { title rating { value } } }
			reviews(first: 20) { nodes { score text author { name } basis { kind } reply { text } } } } }`, 200},
		"a form": {`mutation { leadAccept(input: {offerId: "x"}) { offer { lead { contact { name } } } userErrors { message } } }`, 20},
	} {
		doc, errs := gqlparser.LoadQueryWithRules(schema, test.query, nil)
		if errs != nil {
			t.Errorf("%s: %v", name, errs)
			continue
		}
		cost := guard.Defaults().CostOf(schema, doc.Operations[0], nil)
		t.Logf("%s costs %d", name, cost)
		if cost > test.most {
			t.Errorf("%s costs %d, want %d at most", name, cost, test.most)
		}
	}
}
