package main

import (
	"database/sql"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"partnergraph/store/storetest"
)

// Somebody who is nobody else in the demo, as they write themselves.
const (
	erasedPhone   = "+447700900999"
	erasedName    = "Quillon Quibberling"
	erasedEmail   = "quillon@quibberling-tea.example.com"
	erasedCompany = "Quibberling Teapots Ltd"
)

// traces are the forms in which they could be found: the digits of the number with
// whatever stands between them, as text or as the bytes of one, and the names.
var traces = regexp.MustCompile(`(?i)7[^0-9a-z]{0,3}7[^0-9a-z]{0,3}0[^0-9a-z]{0,3}0[^0-9a-z]{0,3}9[^0-9a-z]{0,3}0[^0-9a-z]{0,3}0[^0-9a-z]{0,3}9[^0-9a-z]{0,3}9[^0-9a-z]{0,3}9` +
	`|373730303930303939|quillon|quibberling|5175696c6c6f6e|7175696c6c6f6e|517569626265726c696e67|717569626265726c696e67`)

// Before an erasure whom to call is in no dump in plain; after it the key is gone too,
// and neither dump, log nor events know them.
func TestPersonalDataAfterErasureTheNumberOccursNowhere(t *testing.T) {
	t.Parallel()
	url := storetest.EmptyURL(t)
	program := serving(t, t.TempDir(), "--database-url", url, "--demo", "--log-format", "json", "--log-level", "debug")
	base := "http://" + program.addr
	buyer, seller := client{t, base, ""}.signIn(clientPhone), client{t, base, ""}.signIn(ownerPhone)
	isIn := func(where, text string) {
		t.Helper()
		if trace := traces.FindString(text); trace != "" {
			t.Errorf("%s: %q occurs", where, trace)
		}
	}
	isIn("the demo", dump(t, url))

	lead, heard := submitAndAccept(t, buyer, seller, findPartner(t, buyer, seller).ID)
	isIn("the event", heard)
	isIn("a dump before the erasure", dump(t, url))
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var subject string
	if err := db.QueryRow(`SELECT subject_id FROM lead_contact WHERE lead_id = (SELECT id FROM lead ORDER BY number DESC LIMIT 1)`).Scan(&subject); err != nil {
		t.Fatal(err)
	}
	for range 2 { // again it changes nothing
		var erased struct {
			Lead struct {
				State, Title    string
				Contact         *struct{ Phone string }
				ContactErasedAt *time.Time
			}
		}
		buyer.mutate(&erased, "leadErase", "lead { state title contact { phone } contactErasedAt }", map[string]any{"leadId": lead})
		if l := erased.Lead; l.State != "CLOSED" || l.Title != "[…]" || l.Contact != nil || l.ContactErasedAt == nil {
			t.Errorf("after the erasure: %+v", l)
		}
	}
	var seen struct {
		Lead struct{ Contact *struct{ Phone string } }
	}
	seller.do(&seen, `query($id: ID!) { lead(id: $id) { contact { phone } } }`, map[string]any{"id": lead})
	if seen.Lead.Contact != nil {
		t.Errorf("the partner still reads %+v", seen.Lead.Contact)
	}
	var keys, boxes, reveals int
	if err := db.QueryRow(`SELECT (SELECT count(*) FROM data_subject WHERE id = $1 AND wrapped_key IS NOT NULL),
		(SELECT count(*) FROM lead_contact WHERE subject_id = $1),
		(SELECT count(*) FROM lead_contact_reveal r JOIN lead l ON l.id = r.lead_id WHERE l.contact_erased_at IS NOT NULL)`, subject).Scan(&keys, &boxes, &reveals); err != nil {
		t.Fatal(err)
	}
	if keys != 0 || boxes != 0 || reveals == 0 {
		t.Errorf("%d keys, %d boxes and %d reveals are left", keys, boxes, reveals)
	}
	isIn("a dump after the erasure", dump(t, url))
	isIn("the log", program.said.String())
}

// submitAndAccept plays a lead whose contact is in its texts too, and returns its id and
// what the seller heard of it.
func submitAndAccept(t *testing.T, buyer, seller client, partner string) (lead, heard string) {
	t.Helper()
	live := seller.subscribe(`subscription($id: ID!) { leadAdded(partnerId: $id) { node { id title goal contents contact { phone } } offer { id } } }`, map[string]any{"id": partner})
	var submitted struct{ Lead struct{ ID string } }
	buyer.mutate(&submitted, "leadSubmit", "lead { id }", map[string]any{
		"partnerId": partner, "title": "Shelves for " + erasedCompany, "goal": "Ask Quillon Quibberling, +44 7700 900 999, for the plan",
		"contents": "Ring (07700) 900999 or write to " + erasedEmail,
		"contact":  map[string]any{"name": erasedName, "phone": erasedPhone, "email": erasedEmail, "company": erasedCompany},
	})
	var event json.RawMessage
	live.next(&event, 5*time.Second)
	var offered struct {
		LeadAdded struct{ Offer struct{ ID string } }
	}
	if err := json.Unmarshal(event, &offered); err != nil {
		t.Fatal(err)
	}
	var accepted struct {
		Offer struct {
			Lead struct {
				Contact struct {
					Phone   string
					Details []string
				}
			}
		}
	}
	seller.mutate(&accepted, "leadAccept", "offer { lead { contact { phone details } } }", map[string]any{"offerId": offered.LeadAdded.Offer.ID})
	if c := accepted.Offer.Lead.Contact; c.Phone != erasedPhone || !slices.Contains(c.Details, "+44 7700 900 999") || !slices.Contains(c.Details, erasedEmail) {
		t.Errorf("after accepting the contact is %+v", c)
	}
	return submitted.Lead.ID, string(event)
}

// dump is all that pg_dump writes of a database.
func dump(t *testing.T, url string) string {
	t.Helper()
	program, err := exec.LookPath("pg_dump")
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/pg_dump", "/usr/pgsql-*/bin/pg_dump", "/opt/homebrew/opt/postgresql@*/bin/pg_dump"} {
		if found, _ := filepath.Glob(pattern); len(found) > 0 { // the newest reads all
			program, err = found[len(found)-1], nil
		}
	}
	if err != nil {
		t.Fatal("pg_dump is missing; it comes with Postgres:", err)
	}
	out, err := exec.CommandContext(t.Context(), program, url).Output()
	if err != nil {
		t.Fatal(program, err)
	}
	if !strings.Contains(string(out), "COPY public.lead_contact") {
		t.Fatal("the dump is not one of the market place")
	}
	return string(out)
}
