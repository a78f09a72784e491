package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"partnergraph/events"
	"partnergraph/market"
	"partnergraph/server"
	"partnergraph/store"
	"partnergraph/store/storetest"
	"partnergraph/widget"
)

// askDocument is what the widget's form sends.
const askDocument = `mutation Ask($token: String!, $trap: String, $phone: PhoneNumber!) { embedLeadSubmit(input: {token: $token, trap: $trap,
	contact: {name: "Kim Sample", phone: $phone}, goal: "Answer every enquiry.", solution: "lead-desk"}) { number userErrors { field code } } }`

// embedSite serves the fixture to pages of sites.
type embedSite struct {
	*testing.T
	*store.Store
	base string
}

func newEmbedSite(t *testing.T) *embedSite {
	e := &embedSite{T: t, Store: storetest.Loaded(t, "resolvers/testdata/fixture.sql")}
	command, db := &serve{Mode: "development"}, &opened{Store: e.Store}
	config := command.wire(db, events.NewHub(e.Store), command.outgoing(), nil, newEmbedReads(db))
	config.Documents = []server.Document{{ID: "ask", Text: askDocument, Form: true}}
	web, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewServer(web)
	t.Cleanup(ts.Close)
	e.base = ts.URL
	return e
}

// page sends what a page of a site would, by a key.
func (e *embedSite) page(method, path, key, site, body string) (int, string) {
	e.Helper()
	r, err := http.NewRequestWithContext(e.Context(), method, e.base+path+"?embedKey="+url.QueryEscape(key), strings.NewReader(body))
	if err != nil {
		e.Fatal(err)
	}
	r.Header.Set("Origin", site)
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		e.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		e.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func (e *embedSite) token(key, site string) string {
	e.Helper()
	status, body := e.page("GET", "/embed/v1/form", key, site, "")
	_, token, _ := strings.Cut(strings.TrimSuffix(strings.TrimSpace(body), `"}`), `"token":"`)
	if status != 200 || token == "" {
		e.Fatalf("no token: %d %s", status, body)
	}
	return token
}

func (e *embedSite) ask(key, site, token, trap, phone string) (int, string) {
	e.Helper()
	return e.page("POST", "/graphql", key, site, fmt.Sprintf(`{"documentId":"ask","variables":{"token":%q,"trap":%q,"phone":%q}}`, token, trap, phone))
}

// A lead that a page sends is its partner's, says the site and the key, and is counted; one
// that is filled in in no time, or by a machine, waits for the house.
func TestAPageSendsALeadToItsPartner(t *testing.T) {
	t.Parallel()
	e := newEmbedSite(t)
	const key, site = "pgw_FixtureFixtureFixture001", "https://lumeridge.example.com"
	token := e.token(key, site)
	house := market.Viewer{Person: "00000000-0000-7000-8000-000000000001", Organization: "00000000-0000-7000-8000-000000000001", IsHouse: true, Role: market.ProgrammeManager}
	held := func(number int) *market.Lead {
		t.Helper()
		page, err := e.Leads(t.Context(), house, market.LeadFilter{}, market.PageArgs{Size: 20}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range page.Nodes() {
			if l.Number == number {
				return l
			}
		}
		t.Fatalf("there is no lead %d", number)
		return nil
	}
	number := func(body string) (n int) {
		t.Helper()
		_, rest, _ := strings.Cut(body, `"number":`)
		if _, err := fmt.Sscanf(rest, "%d", &n); err != nil {
			t.Fatalf("%s", body)
		}
		return n
	}
	status, body := e.ask(key, site, token, "", "+447700900341")
	if status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	if l := held(number(body)); l.State != market.LeadHeld || l.HeldFor != "TOO_FAST" || l.Source != market.FromWidget ||
		l.SourceDetail == nil || *l.SourceDetail != site || l.Title != "Lead Desk" || *l.PartnerID != "00000000-0000-7000-8000-000000000001" {
		t.Errorf("sent in no time it is %+v", l)
	}
	time.Sleep(3200 * time.Millisecond) // somebody writes
	_, body = e.ask(key, site, token, "https://buy.example.com", "+447700900342")
	if l := held(number(body)); l.HeldFor != "TRAP" {
		t.Errorf("of a machine it is held for %q", l.HeldFor)
	}
	_, body = e.ask(key, site, token, "", "+447700900343")
	l := held(number(body))
	if l.State != market.LeadOffered {
		t.Errorf("of a person it is %s, held for %q", l.State, l.HeldFor)
	}
	history, err := e.HistoryOfLeads(t.Context(), house, []market.LeadID{l.ID})
	if err != nil || len(history[l.ID]) == 0 || history[l.ID][0].Detail == nil || *history[l.ID][0].Detail != "Our site" {
		t.Errorf("its history does not name the key: %+v %v", history[l.ID], err)
	}
	owner := market.Viewer{Person: "00000000-0000-7000-8000-000000000002", Organization: "00000000-0000-7000-8000-000000000002",
		Partner: "00000000-0000-7000-8000-000000000001", Role: market.Owner}
	const id = market.EmbedKeyID("00000000-0000-7000-8000-000000000001")
	usage, err := e.EmbedUsage(t.Context(), owner, []market.EmbedKeyID{id}, time.Now())
	if err != nil || len(usage[id]) == 0 || usage[id][0].Leads != 3 {
		t.Errorf("counted are %+v, %v", usage[id], err)
	}
}

// What is no form of the page's makes no lead.
func TestOnlyThePagesOfAKeySendItsForm(t *testing.T) {
	t.Parallel()
	e := newEmbedSite(t)
	const key, site, other = "pgw_FixtureFixtureFixture001", "https://lumeridge.example.com", "https://www.lumeridge.example.com"
	const narrow, narrowSite = "pgw_FixtureFixtureFixture003", "https://quillhaven.example.com"
	token, phone := e.token(key, site), "+447700900344"
	for name, test := range map[string]struct {
		key, site, token string
		status           int
		has              string
	}{
		"of another site":             {key, "https://evil.example.com", token, 403, "EMBED_SITE"},
		"of its second site":          {key, other, token, 200, `"token"`},
		"of another partner's key":    {narrow, narrowSite, token, 200, `"token"`},
		"of a revoked key":            {"pgw_FixtureFixtureFixture002", site, token, 403, "EMBED_KEY_ENDED"},
		"of a key without the form":   {narrow, narrowSite, e.token(narrow, narrowSite), 200, "CONFLICT"},
		"without a token":             {key, site, "", 200, `"token"`},
		"with a token that is no one": {key, site, strings.Repeat("A", 54), 200, `"token"`},
	} {
		if status, body := e.ask(test.key, test.site, test.token, "", phone); status != test.status || !strings.Contains(body, test.has) || strings.Contains(body, `"number":1`) {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	owner := market.Viewer{Person: "00000000-0000-7000-8000-000000000002", Organization: "00000000-0000-7000-8000-000000000002",
		Partner: "00000000-0000-7000-8000-000000000001", Role: market.Owner}
	most := 1
	if _, err := e.UpdateEmbedKey(t.Context(), owner, market.EmbedKeyUpdateInput{EmbedKeyID: "00000000-0000-7000-8000-000000000001", DailyLeads: &most}); err != nil {
		t.Fatal(err)
	}
	if status, body := e.ask(key, site, token, "", "no number"); status != 200 || !strings.Contains(body, "INVALID") {
		t.Errorf("without a number to call: %d %s", status, body) // and this is not counted
	}
	if status, body := e.ask(key, site, token, "", phone); status != 200 || strings.Contains(body, `"code"`) {
		t.Errorf("the first of a day: %d %s", status, body)
	}
	if status, body := e.ask(key, site, token, "", "+447700900345"); status != 200 || !strings.Contains(body, "THROTTLED") {
		t.Errorf("one more than a day has: %d %s", status, body)
	}
}

// What a partner pastes is the script that this server has, by its hash.
func TestAPartnerPastesASnippet(t *testing.T) {
	t.Parallel()
	base := demoServer(t)
	var mine struct {
		Viewer struct {
			Organization struct {
				Partner struct {
					EmbedKeys []struct{ Key, Snippet string }
				}
			}
		}
	}
	client{t, base, ""}.signIn(ownerPhone).do(&mine, `{ viewer { organization { partner { embedKeys { key snippet } } } } }`, nil)
	keys := mine.Viewer.Organization.Partner.EmbedKeys
	if len(keys) != 1 {
		t.Fatalf("the partner's keys are %+v", keys)
	}
	want := `<script async src="` + base + widget.HashedPath() + `" integrity="` + widget.Integrity() + `" crossorigin="anonymous"></script>
<partnergraph-catalogue key="` + keys[0].Key + `"><a href="https://`
	if !strings.HasPrefix(keys[0].Snippet, want) {
		t.Errorf("it is\n%s\nand should begin with\n%s", keys[0].Snippet, want)
	}
}

// Reads that cannot be written are not lost.
func TestReadsOfPagesAreKeptUntilTheyAreWritten(t *testing.T) {
	t.Parallel()
	written, down := map[market.EmbedKeyID]int{}, true
	r := &embedReads{now: time.Now, reads: map[market.EmbedKeyID]int{}, store: writer(func(reads map[market.EmbedKeyID]int) error {
		if down {
			return errors.New("down")
		}
		for id, n := range reads {
			written[id] += n
		}
		return nil
	})}
	r.add("a")
	r.add("a")
	r.write(t.Context())
	r.add("b")
	down = false
	r.write(t.Context())
	r.write(t.Context())
	if written["a"] != 2 || written["b"] != 1 {
		t.Errorf("written are %v", written)
	}
}

type writer func(map[market.EmbedKeyID]int) error

func (w writer) CountEmbedReads(_ context.Context, reads map[market.EmbedKeyID]int, _ time.Time) error {
	return w(reads)
}
