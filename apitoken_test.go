package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"partnergraph/graph/scalar"
	"partnergraph/market"
)

// code is the code of the only error of an answer, "" for none.
func (a answer) code(t *testing.T) string {
	t.Helper()
	switch len(a.Errors) {
	case 0:
		return ""
	case 1:
		return fmt.Sprint(a.Errors[0].Extensions["code"])
	}
	t.Fatal(a.Errors)
	return ""
}

// TestAPIToken uses a token as a program of a partner's would, over HTTP and on a
// socket, until it is revoked.
func TestAPIToken(t *testing.T) {
	t.Parallel()
	base := demoServer(t)
	owner := client{t, base, ""}.signIn(ownerPhone)
	var made struct {
		Token    string
		APIToken struct{ ID string }
	}
	owner.mutate(&made, "apiTokenCreate", "token apiToken { id }", map[string]any{"name": "CRM", "scopes": []string{"LEADS_READ"}})
	program := client{t, base, made.Token}

	const leads, invoices = `{ leads(first: 1) { totalCount } }`, `{ invoices(first: 1) { totalCount } }`
	var partner struct {
		Viewer struct {
			Organization struct{ Partner struct{ ID string } }
			APIToken     struct{ ID string }
		}
	}
	program.do(&partner, `{ viewer { organization { partner { id } } apiToken { id } } }`, nil)
	if partner.Viewer.APIToken.ID != made.APIToken.ID {
		t.Errorf("it is %+v", partner)
	}
	for query, want := range map[string]string{
		leads:                                   "",
		`{ partners(first: 1) { totalCount } }`: "",
		invoices:                                "FORBIDDEN",
		`{ viewer { phone } }`:                  "FORBIDDEN",
		`mutation { apiTokenRevoke(input: {apiTokenId: "` + made.APIToken.ID + `"}) { apiToken { id } } }`:                                    "FORBIDDEN",
		`query @inContext(organization: "` + scalar.FormatID(market.OrganizationNode, "00000000-0000-7000-8000-000000000000") + `") ` + leads: "FORBIDDEN",
	} {
		a := program.try(query, nil)
		if got := a.code(t); got != want {
			t.Errorf("%s gives %q, %+v, want %q", query, got, a.Errors, want)
		}
		if query == invoices && !strings.Contains(a.Errors[0].Message, "BILLING_READ") {
			t.Errorf("the message does not name the scope: %s", a.Errors[0].Message)
		}
	}
	mistyped := made.Token[:10] + "x" + made.Token[11:]
	if mistyped == made.Token {
		mistyped = made.Token[:10] + "y" + made.Token[11:]
	}
	if a := (client{t, base, mistyped}).try(leads, nil); a.code(t) != "UNAUTHENTICATED" || !strings.Contains(a.Errors[0].Message, "checksum") {
		t.Errorf("mistyped: %+v", a)
	}

	socket := program.socket()
	socket.gives(leads, `"totalCount"`)
	socket.gives(invoices, `"FORBIDDEN"`)
	socket.subscribe(`subscription($partner: ID!) { leadAdded(partnerId: $partner) { node { number contact { name } } } }`,
		map[string]any{"partner": partner.Viewer.Organization.Partner.ID})
	time.Sleep(time.Second) // the protocol does not acknowledge a subscription
	var lead struct{ Number int }
	client{t, base, ""}.mutate(&lead, "leadSubmit", "number", map[string]any{
		"partnerId": partner.Viewer.Organization.Partner.ID, "contact": map[string]any{"name": "Ada", "phone": "+447700900321"}})
	if kind, payload := socket.read(); kind != "next" || !strings.Contains(string(payload), fmt.Sprintf(`"number":%d,"contact":null`, lead.Number)) {
		t.Errorf("hears %s %s, want lead %d without its contact", kind, payload, lead.Number)
	}

	start := time.Now()
	owner.mutate(&struct{}{}, "apiTokenRevoke", "apiToken { revokedAt }", map[string]any{"apiTokenId": made.APIToken.ID})
	if got := program.try(leads, nil).code(t); got != "UNAUTHENTICATED" {
		t.Errorf("revoked, it still meets %q", got)
	}
	socket.forbidden()
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("its socket outlives it by %v", took)
	}
}

// TestTokenCommand makes a token beside a running server and uses it there.
func TestTokenCommand(t *testing.T) {
	t.Parallel()
	url := demoURL(t)
	base := "http://" + serving(t, t.TempDir(), "--database-url", url, "--demo").addr
	p := command(t, "token", "--database-url", url, "--owner", ownerPhone, "--name", "CI", "--scope", "LEADS_READ", "--scope", "BILLING_READ", "--days", "1")
	printed := &strings.Builder{}
	p.Stdout = printed
	if err := p.Run(); err != nil {
		t.Fatal(err, p.said)
	}
	token, rest, _ := strings.Cut(printed.String(), "\n")
	if rest != "" || !strings.HasPrefix(token, "pg_") || strings.Contains(p.said.String(), token) {
		t.Fatalf("printed %q, and said %q", printed, p.said)
	}
	a := client{t, base, token}.try(`{ viewer { apiToken { name scopes } } invoices(first: 1) { totalCount } }`, nil)
	var data struct{ Viewer json.RawMessage }
	if err := json.Unmarshal(a.Data, &data); err != nil || len(a.Errors) > 0 || string(data.Viewer) != `{"apiToken":{"name":"CI","scopes":["LEADS_READ","BILLING_READ"]}}` {
		t.Errorf("it is %s, %+v, %v", a.Data, a.Errors, err)
	}
	if stranger := command(t, "token", "--database-url", url, "--owner", editorPhone, "--name", "CI"); stranger.Run() == nil || !strings.Contains(stranger.said.String(), "owns the organisation") {
		t.Errorf("an editor makes one: %s", stranger.said)
	}
}

// TestTokensPayForThemselves finds that a program that asks much leaves its maker's points alone,
// and those of another program.
func TestTokensPayForThemselves(t *testing.T) {
	t.Parallel()
	base := demoServer(t)
	owner := client{t, base, ""}.signIn(ownerPhone)
	program := func() client {
		var made struct{ Token string }
		owner.mutate(&made, "apiTokenCreate", "token", map[string]any{"name": "CRM"})
		return client{t, base, made.Token}
	}
	const costly = `{ partners(first: 100) { nodes { solutions(first: 7) { nodes { id } } } } }` // 901 of 5,000 points
	greedy, modest := program(), program()
	for n := 0; greedy.try(costly, nil).code(t) != "THROTTLED"; n++ {
		if n == 100 {
			t.Fatal("a program asks without end")
		}
	}
	for name, c := range map[string]client{"another program": modest, "their maker": owner} {
		if got := c.try(costly, nil).code(t); got != "" {
			t.Errorf("%s meets %q", name, got)
		}
	}
}
