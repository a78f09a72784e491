package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"partnergraph/store/storetest"
)

// The demo's sign-ins that play the day.
const (
	ownerPhone  = "+447700900002"
	clientPhone = "+447700900005"
)

type money struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// TestMarketDay plays one day over the network: a client signs in, finds a partner
// and submits a lead; the partner's socket has it within a second; it accepts, and
// sees the contact that it could not see before; the client reviews, and the rating
// moves; a question is answered through replyAdded; an invoice is paid, and the
// partner's balance shows all of it (F2, L14, R2, F8, B3).
func TestMarketDay(t *testing.T) {
	t.Parallel()
	program := serving(t, t.TempDir(), "--database-url", storetest.EmptyURL(t), "--demo", "--log-format", "json", "--log-level", "debug")
	base := "http://" + program.addr
	buyer := client{t, base, ""}.signIn(clientPhone)
	seller := client{t, base, ""}.signIn(ownerPhone)

	partner := findPartner(t, buyer, seller)
	lead := playLead(t, buyer, seller, partner.ID)
	playReview(t, buyer, partner, lead)
	playForum(t, buyer, seller)
	playInvoice(t, buyer, seller, lead)
	knowsNobody(t, program.said.String(), buyer.token, seller.token, partner.ID)
}

// knowsNobody fails when a log holds anything of the people of the day, or what they
// asked for, and when it is not about requests.
func knowsNobody(t *testing.T, said string, secrets ...string) {
	t.Helper()
	log, requests := "", 0
	for line := range strings.Lines(said) {
		if !strings.HasPrefix(line, "{") {
			continue // what the start tells the user
		}
		log += line
		var entry struct{ Msg, Request string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Error(err)
		}
		if entry.Msg == "request" && entry.Request != "" {
			requests++
		}
	}
	if requests < 15 {
		t.Errorf("only %d requests are in the log", requests)
	}
	secrets = append(secrets, "7700900", "7700 900", "Kim", "Sample", "@", "Answer every enquiry", "called back", "CSV",
		"Choose", "market-day-pay", "mutation(", "userErrors", "2000.00")
	for _, secret := range secrets {
		if strings.Contains(log, secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
}

type rated struct {
	ID, Name string
	Rating   struct {
		Value float64
		Count int
	}
}

// findPartner looks the seller up as the buyer would, by its name.
func findPartner(t *testing.T, buyer, seller client) rated {
	var who struct {
		Viewer struct {
			Organization struct{ Partner struct{ ID, Name string } }
		}
	}
	seller.do(&who, `{ viewer { organization { partner { id name } } } }`, nil)
	var found struct{ Partners struct{ Nodes []rated } }
	buyer.do(&found, `query($text: String!) { partners(filter: {text: $text}) { nodes { id name rating { value count } } } }`,
		map[string]any{"text": who.Viewer.Organization.Partner.Name})
	for _, p := range found.Partners.Nodes {
		if p.ID == who.Viewer.Organization.Partner.ID {
			return p
		}
	}
	t.Fatalf("%s is not in the directory", who.Viewer.Organization.Partner.Name)
	return rated{}
}

// playLead returns the lead that the seller has accepted.
func playLead(t *testing.T, buyer, seller client, partner string) string {
	live := seller.subscribe(`subscription($id: ID!) { leadAdded(partnerId: $id) { cursor node { id contact { phone } } offer { id } } }`,
		map[string]any{"id": partner})
	var submitted struct{ Lead struct{ ID string } }
	buyer.mutate(&submitted, "leadSubmit", "lead { id }", map[string]any{
		"partnerId": partner, "goal": "Answer every enquiry within a day",
		"contact": map[string]any{"name": "Kim Sample", "phone": clientPhone},
	})
	var event struct {
		LeadAdded struct {
			Cursor string
			Node   struct {
				ID      string
				Contact *struct{ Phone string }
			}
			Offer struct{ ID string }
		}
	}
	live.next(&event, time.Second)
	if event.LeadAdded.Node.ID != submitted.Lead.ID || event.LeadAdded.Cursor == "" {
		t.Errorf("got %+v, want lead %s with a cursor", event, submitted.Lead.ID)
	}
	if event.LeadAdded.Node.Contact != nil {
		t.Error("the contact is shown before the lead was accepted")
	}
	var accepted struct {
		Offer struct {
			Lead struct{ Contact struct{ Phone string } }
		}
	}
	seller.mutate(&accepted, "leadAccept", "offer { lead { contact { phone } } }", map[string]any{"offerId": event.LeadAdded.Offer.ID})
	if got := accepted.Offer.Lead.Contact.Phone; got != clientPhone {
		t.Errorf("after accepting the contact is %q", got)
	}
	return submitted.Lead.ID
}

func playReview(t *testing.T, buyer client, partner rated, lead string) {
	var reviewed struct{ Review struct{ Partner rated } }
	buyer.mutate(&reviewed, "reviewCreate", "review { partner { rating { value count } } }", map[string]any{
		"partnerId": partner.ID, "basis": map[string]any{"leadId": lead}, "score": 5,
		"text": "They called back within the hour and knew our trade.",
	})
	got := reviewed.Review.Partner.Rating
	if got.Count != partner.Rating.Count+1 || got.Value == partner.Rating.Value {
		t.Errorf("the rating went from %+v to %+v", partner.Rating, got)
	}
}

func playForum(t *testing.T, buyer, seller client) {
	var forum struct{ Boards []struct{ ID, Slug string } }
	buyer.do(&forum, `{ boards(locales: ["en"]) { id slug } }`, nil)
	board := ""
	for _, b := range forum.Boards {
		if !strings.Contains(b.Slug, "announcements") {
			board = b.ID
		}
	}
	var asked struct{ Thread struct{ ID string } }
	buyer.mutate(&asked, "threadCreate", "thread { id }", map[string]any{
		"boardId": board, "title": "How do we import our contacts?", "body": "We have them in a **CSV** file.",
	})
	live := buyer.subscribe(`subscription($id: ID!) { replyAdded(threadId: $id) { node { body { html } } } }`, map[string]any{"id": asked.Thread.ID})
	seller.mutate(&struct{}{}, "replyCreate", "reply { id }", map[string]any{"threadId": asked.Thread.ID, "body": "Choose `Import`."})
	var event struct {
		ReplyAdded struct {
			Node struct{ Body struct{ HTML string } }
		}
	}
	live.next(&event, time.Second)
	if got := event.ReplyAdded.Node.Body.HTML; got != "<p>Choose <code>Import</code>.</p>\n" {
		t.Errorf("the answer reads %q", got)
	}
}

func playInvoice(t *testing.T, buyer, seller client, lead string) {
	before := balance(seller)
	var issued struct {
		Invoice struct {
			ID    string
			Total money
		}
	}
	seller.mutate(&issued, "invoiceIssue", "invoice { id total { amount currency } }", map[string]any{
		"leadId": lead, "idempotencyKey": "market-day-issue",
		"lines": []any{map[string]any{"description": "Setting up", "unitPrice": money{"2000.00", "JOD"}}},
	})
	var paid struct {
		Invoice struct{ State string }
		Payment struct{ State string }
	}
	buyer.mutate(&paid, "invoicePay", "invoice { state } payment { state }", map[string]any{
		"invoiceId": issued.Invoice.ID, "idempotencyKey": "market-day-pay",
	})
	if paid.Invoice.State != "PAID" || paid.Payment.State != "SUCCEEDED" {
		t.Errorf("paying gave %+v", paid)
	}
	// A currency the demo does not use, so that the balance is this invoice alone.
	if after := balance(seller); before["JOD"] != "" || after["JOD"] != issued.Invoice.Total.Amount || issued.Invoice.Total.Amount != "2000.000" {
		t.Errorf("of %v the balance shows %q", issued.Invoice.Total, after["JOD"])
	}
}

// balance is what the viewer's partner has, by currency.
func balance(c client) map[string]string {
	var who struct {
		Viewer struct {
			Organization struct {
				Partner struct{ Balance []money }
			}
		}
	}
	c.do(&who, `{ viewer { organization { partner { balance { amount currency } } } } }`, nil)
	amounts := map[string]string{}
	for _, m := range who.Viewer.Organization.Partner.Balance {
		amounts[m.Currency] = m.Amount
	}
	return amounts
}

// demoServer is a server, run as a program of its own, over a fresh database with
// the demo data.
func demoServer(t *testing.T) string {
	t.Helper()
	return "http://" + serving(t, t.TempDir(), "--database-url", demoURL(t), "--demo").addr
}

// demoURL is the address of a fresh database with the demo data, as the first test that
// asked had them written by the program.
func demoURL(t *testing.T) string {
	t.Helper()
	return storetest.FilledURL(t, "demo", func(url string) {
		serving(t, t.TempDir(), "--database-url", url, "--demo").end(t)
	})
}
