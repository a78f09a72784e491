package genqlient

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/Khan/genqlient/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// bearer sends every request with a token.
type bearer string

func (b bearer) Do(r *http.Request) (*http.Response, error) {
	if b != "" {
		r.Header.Set("Authorization", "Bearer "+string(b))
	}
	return http.DefaultClient.Do(r)
}

// client calls the server under test, with the token that a variable of the
// environment holds.
func client(t *testing.T, who string) graphql.Client {
	t.Helper()
	url := os.Getenv("PARTNERGRAPH_URL")
	if url == "" {
		t.Skip("PARTNERGRAPH_URL names no server: run.mjs starts one")
	}
	return graphql.NewClient(url+"/graphql", bearer(os.Getenv(who)))
}

// code is what the first error of an answer says for programs.
func code(err error) string {
	var errs gqlerror.List
	var refused *graphql.HTTPError
	if errors.As(err, &refused) {
		errs = refused.Response.Errors
	} else if !errors.As(err, &errs) {
		return ""
	}
	code, _ := errs[0].Extensions["code"].(string)
	return code
}

func TestPagesFollowEachOther(t *testing.T) {
	c, ids := client(t, ""), []string{}
	all, err := Solutions(context.Background(), c, 9, nil)
	if err != nil {
		t.Fatal(err)
	}
	var after *string
	for range 3 {
		page, err := Solutions(context.Background(), c, 3, after)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Solutions.Nodes {
			ids = append(ids, s.Id)
		}
		after = page.Solutions.PageInfo.EndCursor
	}
	if !slices.EqualFunc(ids, all.Solutions.Nodes, func(id string, s *SolutionsSolutionsSolutionConnectionNodesSolution) bool { return id == s.Id }) {
		t.Errorf("three pages of three are %v", ids)
	}
}

func TestValuesHaveTheirTypes(t *testing.T) {
	page, err := Solutions(context.Background(), client(t, ""), 20, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range page.Solutions.Nodes {
		price := s.Plans[0].Prices[0]
		if s.PublishedAt == nil || s.PublishedAt.IsZero() || s.Partner.Name == "" || cmp.Or(price.Amount.Amount, price.Amount.Currency) == "" {
			t.Errorf("%+v", s)
		}
		if !slices.Contains(AllPriceModel, price.Model) {
			t.Errorf("%q is no price model", price.Model)
		}
	}
}

func TestOneSolutionByEachKey(t *testing.T) {
	c := client(t, "")
	page, err := Solutions(context.Background(), c, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := page.Solutions.Nodes[0]
	byID, err := Solution(context.Background(), c, &SolutionBy{Id: &want.Id})
	if err != nil || byID.Solution.Title != want.Title {
		t.Fatalf("got %+v, %v", byID, err)
	}
	bySlug, err := Solution(context.Background(), c, &SolutionBy{Slug: &byID.Solution.Slug})
	if err != nil || bySlug.Solution.Id != want.Id {
		t.Errorf("got %+v, %v", bySlug, err)
	}
	if _, err := Solution(context.Background(), c, &SolutionBy{Id: &want.Id, Slug: &byID.Solution.Slug}); code(err) == "" {
		t.Errorf("by both: %v", err)
	}
}

func TestMutation(t *testing.T) {
	c, motto, long := client(t, "PARTNERGRAPH_EDITOR"), "By genqlient", strings.Repeat("x", 121)
	set, err := SetMotto(context.Background(), c, &PersonUpdateInput{Motto: &motto})
	if err != nil {
		t.Fatal(err)
	}
	if p := set.PersonUpdate; len(p.UserErrors) > 0 || p.Person.Motto != motto {
		t.Errorf("%+v", p)
	}
	set, err = SetMotto(context.Background(), c, &PersonUpdateInput{Motto: &long})
	if err != nil {
		t.Fatal(err)
	}
	if errs := set.PersonUpdate.UserErrors; len(errs) != 1 || errs[0].Code != UserErrorCodeInvalid || !slices.Equal(errs[0].Field, []string{"motto"}) {
		t.Errorf("%+v", errs)
	}
}

func TestRefusalsHaveCodes(t *testing.T) {
	if _, err := Leads(context.Background(), client(t, "")); code(err) != "UNAUTHENTICATED" {
		t.Errorf("nobody reads leads: %v", err)
	}
	if _, err := Solutions(context.Background(), client(t, ""), 101, nil); code(err) != "BAD_USER_INPUT" {
		t.Errorf("101 at once: %v", err)
	}
	t.Setenv("ENDED", "no-token")
	if _, err := Leads(context.Background(), client(t, "ENDED")); code(err) != "UNAUTHENTICATED" {
		t.Errorf("a token that nobody has: %v", err)
	}
}
