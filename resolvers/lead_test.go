package resolvers_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// data is the answer to a request, which must be without errors.
func (w *world) data(t *testing.T, role, request string, into any) (statements int) {
	t.Helper()
	response, n := w.ask(t.Context(), role, request)
	if len(response.Errors) > 0 {
		t.Fatalf("%s: %v", request, response.Errors)
	}
	if err := json.Unmarshal(response.Data, into); err != nil {
		t.Fatal(err)
	}
	return n
}

// A page of leads takes the same statements whatever its size: the leads, their
// count, offers, partners, industries, who reads contacts, these, clients, and the
// offers' leads.
func TestLeadsAreReadByLevels(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const page = `{ leads(first: %d) { totalCount nodes { title industry { name } partner { name } organization { name }
		contact { phone } offers { state partner { name } lead { number } } } } }`
	var answer struct {
		Leads struct{ Nodes []json.RawMessage }
	}
	const most = 9
	for round := range 2 {
		for i := range 9 {
			in := storetest.Need()
			phone, industry, partner := fmt.Sprintf("+4477009001%d%d", round, i), "retail", market.PartnerID(uuidOf(1+i%2))
			in.Contact.Phone, in.Industry, in.PartnerID = market.Right(phone), &industry, &partner
			_, err := w.store.SubmitLead(t.Context(), roles["client"], in, now)
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, size := range []int{1, 20} {
			if n := w.data(t, "house", fmt.Sprintf(page, size), &answer); n > most {
				t.Errorf("%d of %d leads took %d statements", len(answer.Leads.Nodes), size, n)
			}
		}
	}
	if len(answer.Leads.Nodes) != 20 {
		t.Errorf("%d leads", len(answer.Leads.Nodes))
	}
}

func TestTheContactIsHiddenUntilThePartnerAccepts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const contact = `title contact { name } organization { name }`
	var before struct{ Lead map[string]any }
	w.data(t, "owner", `{ lead(id: "<lead 2>") { `+contact+` } }`, &before)
	if before.Lead["contact"] != nil || before.Lead["organization"] != nil {
		t.Errorf("before: %v", before.Lead)
	}
	var accepted struct {
		LeadAccept struct {
			Offer struct {
				State, Stage string
				Lead         struct {
					State   string
					Contact struct{ Name string }
				}
			}
		}
	}
	w.data(t, "owner", `mutation { leadAccept(input: {offerId: "<offer 2>"}) { offer { state stage lead { state `+contact+` } } userErrors { message } } }`, &accepted)
	if o := accepted.LeadAccept.Offer; o.State != "ACCEPTED" || o.Stage != "ACCEPTED" || o.Lead.State != "ACCEPTED" || o.Lead.Contact.Name != "Sam Secret" {
		t.Errorf("after: %+v", o)
	}
}

func TestNobodyGetsTheNumberOfTheirLeadOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const submit = `mutation { leadSubmit(input: {contact: {name: "Ada", phone: "+44 7700 900123"}, partnerId: "<partner 1>"}) {
		number lead { title source offers { state } } userErrors { code field } } }`
	var answer struct {
		LeadSubmit struct {
			Number     int
			Lead       *struct{ Source string }
			UserErrors []struct {
				Code  string
				Field []string
			}
		}
	}
	w.data(t, "nobody", submit, &answer)
	if answer.LeadSubmit.Number == 0 || answer.LeadSubmit.Lead != nil {
		t.Errorf("nobody gets %+v", answer.LeadSubmit)
	}
	w.data(t, "client", submit, &answer)
	if answer.LeadSubmit.Lead == nil || answer.LeadSubmit.Lead.Source != "PARTNER_PAGE" {
		t.Errorf("the client gets %+v", answer.LeadSubmit)
	}
	w.data(t, "nobody", strings.Replace(submit, `, phone: "+44 7700 900123"`, "", 1), &answer)
	if errs := answer.LeadSubmit.UserErrors; len(errs) != 1 || errs[0].Code != "INVALID" || strings.Join(errs[0].Field, ".") != "contact.phone" {
		t.Errorf("without a number: %+v", answer.LeadSubmit)
	}
}
