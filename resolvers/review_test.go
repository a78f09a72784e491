package resolvers_test

import (
	"encoding/json"
	"testing"
)

// The reviews of a directory's page come in one statement, the solutions' in
// another, and say nothing of whose lead or invoice they rest on.
func TestReviewsOfPartnersAndSolutions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	response, statements := w.ask(t.Context(), "nobody", `{
		partners { nodes { slug reviews { totalCount nodes {
			score author { name } organization { name } partner { slug } solution { slug } basis { kind verification } reply { text }
		} } solutions { nodes { reviews { totalCount } } } } } }`)
	if len(response.Errors) > 0 || statements > 20 {
		t.Fatalf("%d statements, errors %v", statements, response.Errors)
	}
	var answer struct {
		Partners struct {
			Nodes []struct {
				Slug    string
				Reviews struct {
					TotalCount int
					Nodes      []struct {
						Score        int
						Author       struct{ Name string }
						Organization *struct{ Name string }
						Partner      struct{ Slug string }
						Solution     *struct{ Slug string }
						Basis        struct{ Kind, Verification string }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(response.Data, &answer); err != nil {
		t.Fatal(err)
	}
	for _, p := range answer.Partners.Nodes {
		want := map[string]int{"lumeridge": 1, "quillhaven": 0}[p.Slug]
		if p.Reviews.TotalCount != want || len(p.Reviews.Nodes) != want {
			t.Errorf("%s has %d reviews, want %d", p.Slug, p.Reviews.TotalCount, want)
		}
		for _, r := range p.Reviews.Nodes {
			if r.Author.Name != "Kim Client" || r.Organization.Name != "Tarnwick" || r.Partner.Slug != p.Slug || r.Solution != nil || r.Basis.Kind != "PAID_INVOICE" || r.Basis.Verification == "" {
				t.Errorf("review %+v", r)
			}
		}
	}
}
