package store_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

func (w *leadWorld) register(i int, in market.DealRegisterInput, at time.Time) *market.Deal {
	w.Helper()
	d, err := w.RegisterDeal(w.Context(), w.owners[i], in, at)
	w.must(err)
	return d
}

// fallsUnder is the state of the deal that a lead with this contact falls under, and
// its partner.
func (w *leadWorld) fallsUnder(contact market.LeadContactInput, country string, at time.Time) (market.DealState, market.PartnerID) {
	w.Helper()
	in := storetest.Need()
	in.Contact, in.Country = &contact, market.Right(country)
	lead, err := w.SubmitLead(w.Context(), w.client, in, at)
	w.must(err)
	d, err := w.ProtectedDeal(w.Context(), lead.ID)
	w.must(err)
	if d == nil {
		return "", ""
	}
	return d.State, d.PartnerID
}

var ferncliff = market.DealRegisterInput{Company: "Ferncliff Ltd.", Country: *market.Right("GB"), Phone: market.Right("+447700900321"), Note: ptr("We met at the fair.")}

func TestLeadsOfARegisteredCompanyFallUnderItsDeal(t *testing.T) {
	w := newLeadWorld(t, 2)
	now := storetest.Now
	deal := w.register(0, ferncliff, now)
	if deal.State != market.DealProtected || *deal.Company != "Ferncliff Ltd." || *deal.Note != *ferncliff.Note || !deal.ProtectedUntil.Equal(now.AddDate(0, 0, 90)) {
		t.Errorf("the deal is %+v", deal)
	}
	if again := w.register(0, market.DealRegisterInput{Company: "FERNCLIFF", Country: *market.Right("GB")}, now.Add(time.Hour)); again.ID != deal.ID || !again.RegisteredAt.Equal(deal.RegisteredAt) {
		t.Errorf("registered again it is %+v", again)
	}
	contact := func(company, phone string) market.LeadContactInput {
		return market.LeadContactInput{Name: "Ada", Phone: market.Right(phone), Company: &company}
	}
	until := deal.ProtectedUntil
	for name, test := range map[string]struct {
		contact market.LeadContactInput
		country string
		at      time.Time
		want    market.DealState
	}{
		"of the company":        {contact("ferncliff", "+447700900401"), "GB", now.Add(time.Hour), market.DealProtected},
		"of its number":         {contact("Elsewhere", "+447700900321"), "GB", now.Add(time.Hour), market.DealProtected},
		"of its name abroad":    {contact("Ferncliff", "+447700900402"), "IE", now.Add(time.Hour), ""},
		"that says no country":  {contact("Ferncliff Limited", "+447700900407"), "", now.Add(time.Hour), market.DealProtected},
		"of another":            {contact("Fern", "+447700900403"), "GB", now.Add(time.Hour), ""},
		"that came before":      {contact("Ferncliff", "+447700900404"), "GB", now.Add(-time.Microsecond), ""},
		"on its last moment":    {contact("Ferncliff", "+447700900405"), "GB", until.Add(-time.Microsecond), market.DealProtected},
		"when its time is over": {contact("Ferncliff", "+447700900406"), "GB", until, ""},
	} {
		if state, partner := w.fallsUnder(test.contact, test.country, test.at); state != test.want || test.want != "" && partner != w.partners[0].ID {
			t.Errorf("a lead %s: %q", name, state)
		}
	}
	for i, want := range []bool{true, false} {
		if _, err := w.Deal(t.Context(), w.owners[i], deal.ID, now); (err == nil) != want {
			t.Errorf("partner %d: %v", i, err)
		}
	}
	if d, err := w.Deal(t.Context(), w.owners[0], deal.ID, until); err != nil || d.State != market.DealExpired {
		t.Errorf("when its time is over: %+v, %v", d, err)
	}
	for at, want := range map[time.Time]int64{until.Add(-time.Microsecond): 0} {
		if n, err := w.ExpireDeals(t.Context(), at); n != want || err != nil {
			t.Errorf("ended %d, %v", n, err)
		}
	}
	if n, err := w.ExpireDeals(t.Context(), until); n != 1 || err != nil {
		t.Errorf("ended %d, %v", n, err)
	}
	if renewed := w.register(1, ferncliff, until); renewed.State != market.DealProtected {
		t.Errorf("another registers it then: %+v", renewed)
	}
}

// Two partners register the same company at once, 20 times.
func TestOfTwoThatRegisterACompanyOneIsProtected(t *testing.T) {
	w := newLeadWorld(t, 2)
	for round := range 20 {
		in := market.DealRegisterInput{Company: "Company " + strings.Repeat("x", round+1), Country: *market.Right("GB")}
		states := make([]string, 2)
		var both sync.WaitGroup
		for i := range 2 {
			both.Go(func() {
				d, err := w.RegisterDeal(t.Context(), w.owners[i], in, storetest.Now)
				if err != nil {
					t.Error(err)
					return
				}
				states[i] = string(d.State)
			})
		}
		both.Wait()
		slices.Sort(states)
		if !slices.Equal(states, []string{"CONFLICT", "PROTECTED"}) {
			t.Fatalf("round %d: %v", round, states)
		}
	}
}

// A lead waits for the house too when it names of the deal what no rival has registered.
func TestALeadOfADealInConflictWaitsWhateverItNames(t *testing.T) {
	w := newLeadWorld(t, 2)
	now, rival := storetest.Now, ferncliff
	rival.Phone, rival.Email = nil, ptr("desk@ferncliff.example.com")
	w.register(0, ferncliff, now)
	w.register(1, rival, now)
	for name, contact := range map[string]market.LeadContactInput{
		"the number of the first":   {Name: "Ada", Phone: ferncliff.Phone},
		"the address of its rival":  {Name: "Eve", Email: rival.Email},
		"the company, as both have": {Name: "Kim", Company: ptr("FERNCLIFF"), Phone: market.Right(storetest.Phone(77))},
	} {
		if state, _ := w.fallsUnder(contact, "GB", now.Add(time.Hour)); state != market.DealConflict {
			t.Errorf("%s: %q", name, state)
		}
	}
}

func TestConflictsOfDealsAreForTheHouse(t *testing.T) {
	w := newLeadWorld(t, 2)
	now := storetest.Now
	first, second := w.register(0, ferncliff, now), w.register(1, ferncliff, now)
	if first.State != market.DealProtected || second.State != market.DealConflict {
		t.Fatalf("%s, %s", first.State, second.State)
	}
	if state, _ := w.fallsUnder(market.LeadContactInput{Name: "Ada", Phone: ferncliff.Phone}, "GB", now.Add(time.Hour)); state != market.DealConflict {
		t.Errorf("a lead meanwhile: %q", state)
	}
	page, err := w.Deals(t.Context(), w.manager, market.DealFilter{States: []market.DealState{market.DealConflict}}, market.PageArgs{Size: 5, WantTotal: true}, now)
	if err != nil || page.TotalCount != 1 || page.Edges[0].Node.ID != second.ID {
		t.Errorf("the house sees %+v, %v", page, err)
	}
	page, err = w.Deals(t.Context(), w.manager, market.DealFilter{RivalOf: &second.ID}, market.PageArgs{Size: 5}, now)
	if err != nil || len(page.Edges) != 1 || page.Edges[0].Node.ID != first.ID {
		t.Errorf("its rivals are %+v, %v", page, err)
	}
	page, err = w.Deals(t.Context(), w.owners[1], market.DealFilter{RivalOf: &second.ID}, market.PageArgs{Size: 5, WantTotal: true}, now)
	if err != nil || len(page.Edges)+page.TotalCount != 0 {
		t.Errorf("a partner sees of rivals %+v, %v", page, err)
	}
	resolve := market.DealResolveInput{DealID: second.ID, Reason: "They have met the client twice."}
	if _, err := w.ResolveDeal(t.Context(), w.owners[1], resolve, now); err == nil {
		t.Error("a partner has decided for itself")
	}
	resolved, err := w.ResolveDeal(t.Context(), w.manager, resolve, now.Add(time.Minute))
	if err != nil || resolved.State != market.DealProtected || *resolved.Resolution != resolve.Reason {
		t.Fatalf("%+v, %v", resolved, err)
	}
	if d, err := w.Deal(t.Context(), w.owners[0], first.ID, now); err != nil || d.State != market.DealRefused || *d.Resolution != resolve.Reason {
		t.Errorf("the other is %+v, %v", d, err)
	}
	if _, err := w.ResolveDeal(t.Context(), w.manager, resolve, now); codeOf(err) != market.Conflict {
		t.Errorf("again: %v", err)
	}
	for _, in := range []market.DealWithdrawInput{{DealID: second.ID}, {DealID: second.ID}} {
		if d, err := w.WithdrawDeal(t.Context(), w.owners[1], in, now.Add(time.Hour)); err != nil || d.State != market.DealWithdrawn {
			t.Errorf("withdrawn: %+v, %v", d, err)
		}
	}
	if _, err := w.WithdrawDeal(t.Context(), w.owners[0], market.DealWithdrawInput{DealID: second.ID}, now); codeOf(err) != market.NotFound {
		t.Errorf("another's: %v", err)
	}
}
