package resolvers_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// refusedToTokens are the fields with @access that no API token may use, and why.
var refusedToTokens = map[string]string{
	"Mutation.signInStart":        "signs in a person",
	"Mutation.signInVerify":       "signs in a person",
	"Mutation.sessionRefresh":     "is about a person's session",
	"Mutation.sessionRevoke":      "is about a person's session",
	"Mutation.personUpdate":       "is about a person",
	"Mutation.organizationCreate": "gives a person an organisation",
	"Mutation.memberSet":          "gives others rights, more than the token has",
	"Mutation.memberRemove":       "takes rights from others",
	"Mutation.invitationAccept":   "gives a person rights",
	"Mutation.invitationDecline":  "is about a person",
	"Mutation.apiTokenCreate":     "gives others rights, more than the token has",
	"Mutation.apiTokenRevoke":     "takes rights from others",
	"Viewer.phone":                "is about a person",
	"Viewer.memberships":          "is about a person, also in other organisations",
	"Viewer.invitations":          "is about a person",
	"Viewer.sessions":             "is about a person",

	"Query.notifications":                 "is about a person",
	"Query.notificationPreferences":       "is about a person",
	"Mutation.notificationsRead":          "is about a person",
	"Mutation.notificationPreferencesSet": "is about a person",
	"Mutation.notificationUnsubscribe":    "is for the reader of a mail",
	"Mutation.viewerEmailStart":           "is about a person",
	"Mutation.viewerEmailVerify":          "is about a person",
	"Mutation.viewerEmailRemove":          "is about a person",
	"Subscription.notificationAdded":      "is about a person",
	"Viewer.email":                        "is about a person",

	"Mutation.embedLeadSubmit": "is for the form on a page, whose own token proves it",

	"Organization.apiTokens": "says which other tokens there are",
}

// TestEveryFieldSaysWhatATokenNeeds fails when a field that is not for anyone to read
// has no scope, unless it is refused to tokens for a reason that is written down.
func TestEveryFieldSaysWhatATokenNeeds(t *testing.T) {
	unused := maps.Clone(refusedToTokens)
	for _, d := range ours(contract(t)) {
		for _, f := range d.Fields {
			access := f.Directives.ForName("access")
			if access == nil || isPublicRead(d, access) {
				continue
			}
			name := d.Name + "." + f.Name
			scope, _ := scopeOf(access)
			if (scope == "") != (refusedToTokens[name] != "") {
				t.Errorf("%s has the scope %q; say so in the schema, or here why tokens are refused", name, scope)
			}
			if d.Name == "Mutation" && scope != "" && !strings.HasSuffix(string(scope), "_WRITE") {
				t.Errorf("%s changes something by %s", name, scope)
			}
			delete(unused, name)
		}
	}
	for name := range unused {
		t.Errorf("there is no %s", name)
	}
}

// program is the viewer of a new token: Postgres looks up its scopes for itself.
func (w *world) program(t *testing.T, maker market.Viewer, scopes []market.Scope) market.Viewer {
	t.Helper()
	v, _ := storetest.APIToken(t, w.store, maker, now, scopes...)
	return v
}

func isPublicRead(d *ast.Definition, access *ast.Directive) bool {
	return d.Name != "Mutation" && strings.Contains(access.Arguments.ForName("to").Value.String(), "ANYONE")
}

func scopeOf(access *ast.Directive) (market.Scope, bool) {
	if argument := access.Arguments.ForName("scope"); argument != nil {
		return market.Scope(argument.Value.Raw), true
	}
	return "", false
}

// TestScopesAreThoseOfTheContract keeps the words the same, and none without a use.
func TestScopesAreThoseOfTheContract(t *testing.T) {
	schema, used := contract(t), map[market.Scope]bool{market.ForumRead: true} // opens rows, no field of its own
	for _, d := range ours(schema) {
		for _, f := range d.Fields {
			if access := f.Directives.ForName("access"); access != nil {
				scope, _ := scopeOf(access)
				used[scope] = true
			}
		}
	}
	words := []market.Scope{}
	for _, v := range schema.Types["Scope"].EnumValues {
		words = append(words, market.Scope(v.Name))
		if !used[market.Scope(v.Name)] {
			t.Errorf("no field needs %s", v.Name)
		}
	}
	if !slices.Equal(words, market.Scopes()) {
		t.Errorf("the contract has %v, package market %v", words, market.Scopes())
	}
}

// TestATokenNeedsTheScopeOfEachRootField makes the golden request of each root field by
// a token that has all other scopes, and by one that has none but this.
func TestATokenNeedsTheScopeOfEachRootField(t *testing.T) {
	requests := map[string]goldenRequest{}
	for _, r := range goldenRequests(t) {
		requests[r.name] = r
	}
	schema := contract(t)
	for _, f := range slices.Concat(schema.Query.Fields, schema.Mutation.Fields) {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		scope, has := scopeOf(f.Directives.ForName("access"))
		if !has {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			w, owner := newWorld(t), roles["owner"]
			if to := f.Directives.ForName("access").Arguments.ForName("to").Value.String(); to == "[PROGRAMME_MANAGER]" {
				owner = roles["house"]
			}
			others := slices.DeleteFunc(market.Scopes(), func(s market.Scope) bool {
				return token(owner, 1, s).May(scope)
			})
			message := fmt.Sprintf("This API token lacks the scope %s.", scope)
			if response, _ := w.askBy(t.Context(), w.program(t, owner, others), requests[f.Name].text); len(response.Errors) == 0 || !strings.HasPrefix(response.Errors[0].Message, message) {
				t.Errorf("with %v: %v, want %s", others, response.Errors, message)
			}
			enough := []market.Scope{scope}
			if f.Name == "leadBuy" { // spends as well
				enough = append(enough, market.BillingWrite)
			}
			response, _ := w.askBy(t.Context(), w.program(t, owner, enough), requests[f.Name].text)
			for _, err := range response.Errors {
				if err.Extensions["code"] == "INTERNAL" || len(err.Path) == 1 && err.Extensions["code"] == "FORBIDDEN" && strings.Contains(err.Message, "API token") {
					t.Errorf("with %s: %v", scope, err)
				}
			}
		})
	}
}

// TestATokenIsNotItsMaker shows each token nothing of its maker's own, and nothing of
// the organisation beyond its scopes, by whatever way.
func TestATokenIsNotItsMaker(t *testing.T) {
	t.Parallel()
	w, owner := newWorld(t), roles["owner"]
	for name, test := range map[string]struct {
		by      market.Viewer
		request string
		want    string
	}{
		"a lead without the scope":         {token(owner, 1, market.BillingWrite), `{ node(id: "<lead 1>") { id } }`, `{"node":null}`},
		"a lead with it":                   {token(owner, 1, market.LeadsRead), `{ node(id: "<lead 1>") { __typename } }`, `{"node":{"__typename":"Lead"}}`},
		"a lead, for it may write":         {token(owner, 1, market.LeadsWrite), `{ node(id: "<lead 1>") { __typename } }`, `{"node":{"__typename":"Lead"}}`},
		"an invoice without the scope":     {token(owner, 1, market.LeadsWrite), `{ node(id: "<invoice 1>") { id } }`, `{"node":null}`},
		"a payment without the scope":      {token(owner, 1, market.LeadsWrite), `{ nodes(ids: ["<payment 1>", "<journal 1>"]) { id } }`, `{"nodes":[null,null]}`},
		"the lead of an invoice":           {token(owner, 1, market.BillingRead), `{ invoice(id: "<invoice 1>") { lead { id } } }`, `{"invoice":{"lead":null}}`},
		"an applicant, to the house":       {token(roles["house"], 1, market.ReviewsWrite), `{ partner(by: {slug: "ostrelle"}) { name } }`, `{"partner":null}`},
		"an applicant, to the house's own": {token(roles["house"], 1, market.PartnersRead), `{ partner(by: {slug: "ostrelle"}) { name } }`, `{"partner":{"name":"Ostrelle"}}`},
		"another token":                    {token(owner, 1, market.Scopes()...), `{ node(id: "<token 2>") { id } }`, `{"node":null}`},
		"its members":                      {token(owner, 1, market.OrganizationRead), `{ viewer { organization { members { role } } } }`, `{"viewer":{"organization":{"members":[{"role":"OWNER"},{"role":"EDITOR"}]}}}`},
		"what is public":                   {token(owner, 1), `{ partner(by: {slug: "quillhaven"}) { name } }`, `{"partner":{"name":"Quillhaven"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response, _ := w.askBy(t.Context(), test.by, test.request)
			if got := string(response.Data); got != test.want || len(response.Errors) > 0 {
				t.Errorf("got %s, %v, want %s", got, response.Errors, test.want)
			}
		})
	}
}

// TestATokenIsShownOnce looks for the secret in what is made, and only there.
func TestATokenIsShownOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made, _ := w.ask(t.Context(), "owner", `mutation { apiTokenCreate(input: {name: "CI"}) { token apiToken { lastFour scopes expiresAt } } }`)
	_, rest, _ := strings.Cut(string(made.Data), `"token":"pg_`)
	secret, rest, _ := strings.Cut(rest, `"`)
	if len(secret) != 36 || !strings.Contains(rest, `"lastFour":"`+secret[32:]+`","scopes":[],"expiresAt":"2027-02-19T12:00:00Z"`) {
		t.Fatalf("made %s, %v", made.Data, made.Errors)
	}
	listed, _ := w.ask(t.Context(), "owner", `{ viewer { organization { apiTokens { name lastFour } } } }`)
	if text := string(listed.Data); !strings.Contains(text, secret[32:]) || strings.Contains(text, secret[:8]) {
		t.Errorf("listed %s", text)
	}
}
