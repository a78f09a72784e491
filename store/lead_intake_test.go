package store_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// held submits a lead that looks like spam, for the viewer and a partner.
func (w *leadWorld) held(v market.Viewer, partner *market.PartnerID) *market.Lead {
	w.Helper()
	in := storetest.Need()
	in.PartnerID, in.Goal = partner, ptr("https://a.example.com https://b.example.com https://c.example.com")
	lead, err := w.SubmitLead(w.Context(), v, in, storetest.Now)
	w.must(err)
	return lead
}

// What looks like spam waits for the house; whoever sent it is told what is always told.
func TestAHeldLeadWaitsForTheHouse(t *testing.T) {
	w := newLeadWorld(t, 1)
	lead := w.held(w.client, &w.partners[0].ID)
	if lead.State != market.LeadOpen || len(lead.HoldReasons()) != 0 {
		t.Errorf("its client sees %s for %v", lead.State, lead.HoldReasons())
	}
	seen, err := w.Lead(t.Context(), w.manager, lead.ID, storetest.Now)
	w.must(err)
	if seen.State != market.LeadHeld || !slices.Equal(seen.HoldReasons(), []market.HoldReason{market.HeldForLinks}) {
		t.Errorf("the house sees %s for %v", seen.State, seen.HoldReasons())
	}
	for state, want := range map[market.LeadState]int{market.LeadHeld: 0, market.LeadOpen: 1} {
		page, err := w.Leads(t.Context(), w.client, market.LeadFilter{States: []market.LeadState{state}}, market.PageArgs{Size: 10}, storetest.Now)
		w.must(err)
		if len(page.Edges) != want {
			t.Errorf("its client finds %d that are %s", len(page.Edges), state)
		}
	}
	if got := w.history(w.client, lead.ID); !slices.Equal(got, []string{"CLIENT SUBMITTED by name"}) {
		t.Errorf("its client reads %q", got)
	}
	offers, err := w.OffersOfLeads(t.Context(), w.manager, []market.LeadID{lead.ID}, storetest.Now)
	w.must(err)
	offer := market.LeadOfferInput{LeadID: lead.ID, PartnerIDs: w.ids(), MaxShare: 1, Hours: 1}
	if err := second(w.OfferLead(t.Context(), w.manager, offer, storetest.Now)); len(offers) != 0 || codeOf(err) != market.Conflict {
		t.Errorf("it is offered: %v, %v", offers, err)
	}
	released, err := w.ReleaseLead(t.Context(), w.manager, market.LeadReleaseInput{LeadID: lead.ID}, storetest.Now)
	w.must(err)
	if released.State != market.LeadOffered {
		t.Errorf("released it is %s", released.State)
	}
	if err := second(w.RejectLead(t.Context(), w.manager, market.LeadRejectInput{LeadID: lead.ID, Reason: "Too late."}, storetest.Now)); codeOf(err) != market.Conflict {
		t.Errorf("rejected after its release: %v", err)
	}
}

func TestARejectedLeadIsClosedForAReason(t *testing.T) {
	w := newLeadWorld(t, 0)
	lead := w.held(w.client, nil)
	if err := second(w.RejectLead(t.Context(), w.manager, market.LeadRejectInput{LeadID: lead.ID, Reason: "No"}, storetest.Now)); codeOf(err) != market.Invalid {
		t.Errorf("for half a reason: %v", err)
	}
	closed, err := w.RejectLead(t.Context(), w.manager, market.LeadRejectInput{LeadID: lead.ID, Reason: "An advertisement."}, storetest.Now)
	w.must(err)
	got := w.history(w.manager, lead.ID)
	if closed.State != market.LeadClosed || got[len(got)-1] != "HOUSE CLOSED by name: An advertisement." {
		t.Errorf("%s, %q", closed.State, got)
	}
}

// The same text under a fourth contact is held; again under one of the first it counts
// once.
func TestOneTextUnderManyContactsIsHeld(t *testing.T) {
	w := newLeadWorld(t, 0)
	send := func(n int) market.LeadState {
		in := storetest.Need()
		in.Contact.Email, in.Contact.Phone, in.Goal = nil, market.Right(storetest.Phone(n)), ptr("We sell the very best lists of addresses there are.")
		lead, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
		w.must(err)
		return w.state(lead.ID, storetest.Now)
	}
	for i, test := range []struct {
		contact int
		want    market.LeadState
	}{{1, market.LeadOpen}, {1, market.LeadMerged}, {2, market.LeadOpen}, {3, market.LeadOpen}, {4, market.LeadHeld}} {
		if got := send(test.contact); got != test.want {
			t.Errorf("the %dth, of contact %d: %s", i+1, test.contact, got)
		}
	}
}

// Ten leads to a number from one address are the most; strangers lock it out neither for
// whoever signs in, nor for others who do not: what is more than ten in all waits for the house.
func TestStrangersLockNobodysNumberOut(t *testing.T) {
	w := newLeadWorld(t, 0)
	in, held := storetest.Need(), 0
	in.Contact.Phone = market.Right(storetest.Phone(41))
	from := func(v market.Viewer) error { return second(w.SubmitLead(t.Context(), v, in, storetest.Now)) }
	stranger := market.Viewer{Address: "192.0.2.1"}
	for range 10 {
		w.must(from(stranger))
	}
	if err := from(stranger); codeOf(err) != market.Throttled {
		t.Errorf("the eleventh from there: %v", err)
	}
	w.must(from(market.Viewer{Address: "192.0.2.2"}))
	w.must(w.db.QueryRow(`SELECT count(*) FROM lead WHERE state = 'HELD' AND hold_reasons = 'TOO_FAST'`).Scan(&held))
	if held != 1 {
		t.Errorf("%d of eleven leads wait for the house", held)
	}
	owner := w.client
	owner.Address = stranger.Address
	lead, err := w.SubmitLead(t.Context(), owner, in, storetest.Now)
	w.must(err)
	if got := w.state(lead.ID, storetest.Now); got == market.LeadHeld {
		t.Errorf("the lead of somebody signed in is %s", got)
	}
}

// Of callers at once with one external id, all get the same lead.
func TestARetryMakesNoSecondLead(t *testing.T) {
	w := newLeadWorld(t, 0)
	owner := storetest.Owner(t, w.db, "A client")
	token, _ := storetest.APIToken(t, w.Store, owner, storetest.Now, market.LeadsRead, market.LeadsWrite)
	in := storetest.Need()
	in.ExternalID = ptr("crm-7")
	numbers := make([]int, 8)
	var group sync.WaitGroup
	for i := range numbers {
		group.Go(func() {
			if lead, err := w.SubmitLead(t.Context(), token, in, storetest.Now); err == nil {
				numbers[i] = lead.Number
			}
		})
	}
	group.Wait()
	if all := slices.Compact(numbers); len(all) != 1 || all[0] == 0 {
		t.Errorf("eight calls made the leads %v", all)
	}
}

func TestAClientWithdrawsItsLead(t *testing.T) {
	w := newLeadWorld(t, 2)
	lead, offers := storetest.Offered(t, w.Store, w.db, w.client, 2, w.ids()...)
	w.must(w.accept(w.owners[0], offers[0], storetest.Now))
	in := market.LeadWithdrawInput{LeadID: lead.ID, Reason: ptr("Done.")}
	for name, v := range map[string]market.Viewer{"a partner": w.owners[0], "the house": w.manager, "a stranger": storetest.Owner(t, w.db, "Stranger")} {
		if err := second(w.WithdrawLead(t.Context(), v, in, storetest.Now)); codeOf(err) != market.NotFound {
			t.Errorf("%s withdraws it: %v", name, err)
		}
	}
	closed, err := w.WithdrawLead(t.Context(), w.client, in, storetest.Now)
	w.must(err)
	if closed.State != market.LeadClosed || w.offer(offers[0].ID, storetest.Now).State != market.OfferAccepted || w.offer(offers[1].ID, storetest.Now).State != market.OfferWithdrawn {
		t.Errorf("it is %s", closed.State)
	}
	if got := w.history(w.owners[0], lead.ID); got[len(got)-1] != "CLIENT WITHDRAWN: Done." {
		t.Errorf("who accepted it reads %q", got)
	}
	if err := second(w.WithdrawLead(t.Context(), w.client, in, storetest.Now.Add(time.Hour))); codeOf(err) != market.Conflict {
		t.Errorf("once more: %v", err)
	}
}

func TestALeadIsCorrectedByThoseWhoWorkOnIt(t *testing.T) {
	w := newLeadWorld(t, 2)
	lead, offers := storetest.Offered(t, w.Store, w.db, w.client, 2, w.ids()...)
	w.must(w.accept(w.owners[0], offers[0], storetest.Now))
	goal := 0
	for _, test := range []struct {
		name string
		v    market.Viewer
		want market.Code
	}{
		{"the client", w.client, ""}, {"the house", w.manager, ""}, {"who accepted it", w.owners[0], ""},
		{"who has not answered", w.owners[1], market.Conflict}, {"a stranger", storetest.Owner(t, w.db, "Stranger"), market.NotFound},
	} {
		goal++
		in := market.LeadCorrectInput{LeadID: lead.ID, Goal: ptr(string(rune('A' + goal)))}
		if err := second(w.CorrectLead(t.Context(), test.v, in, storetest.Now)); codeOf(err) != test.want {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	found, err := w.CorrectionsOfLeads(t.Context(), w.owners[1], []market.LeadID{lead.ID})
	w.must(err)
	got := []market.LeadParty{}
	for _, c := range found[lead.ID] {
		if got = append(got, c.Party); c.PersonID != nil {
			t.Error("a partner is told who of another")
		}
	}
	if !slices.Equal(got, []market.LeadParty{market.ClientParty, market.HouseParty, market.PartnerParty}) {
		t.Errorf("corrected by %v", got)
	}
}

// Links tell who the client is, so they are shown with whom to call; how many there are
// everybody who sees the lead may know.
func TestDocumentsAreShownWithTheContact(t *testing.T) {
	w := newLeadWorld(t, 1)
	in := storetest.Need()
	in.PartnerID, in.Attachments = &w.partners[0].ID, []string{"https://files.example.com/plan.pdf"}
	lead, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
	w.must(err)
	shown := func(v market.Viewer) int {
		contacts, err := w.LeadContacts(t.Context(), v, []market.LeadID{lead.ID}, storetest.Now)
		w.must(err)
		if contacts[lead.ID] == nil {
			return 0
		}
		return len(contacts[lead.ID].Attachments)
	}
	seen, err := w.Lead(t.Context(), w.owners[0], lead.ID, storetest.Now)
	w.must(err)
	if seen.AttachmentCount != 1 || shown(w.owners[0]) != 0 || shown(w.client) != 1 {
		t.Errorf("%d documents; the partner reads %d, the client %d", seen.AttachmentCount, shown(w.owners[0]), shown(w.client))
	}
}

// After its client has ended it, a lead that comes back is handed out no more.
func TestAWithdrawnLeadThatIsReturnedStaysClosed(t *testing.T) {
	w := newLeadWorld(t, 2)
	lead, offers := storetest.Offered(t, w.Store, w.db, w.client, 1, w.partners[0].ID)
	w.must(w.accept(w.owners[0], offers[0], storetest.Now))
	w.must(second(w.WithdrawLead(t.Context(), w.client, market.LeadWithdrawInput{LeadID: lead.ID}, storetest.Now)))
	back := market.LeadReturnInput{OfferID: offers[0].ID, Reason: market.NotAsDescribed, Note: ptr("Over."), IdempotencyKey: "a-key-of-16-or-more"}
	w.must(second(w.ReturnLead(t.Context(), w.owners[0], back, storetest.Now)))
	w.must(second(w.PassOnLeads(t.Context(), storetest.Now.Add(time.Hour))))
	if got := w.state(lead.ID, storetest.Now); got != market.LeadClosed {
		t.Errorf("it is %s", got)
	}
}

// A client that compares gets as many partners as it asked for, at once.
func TestALeadForTwoGoesToTwo(t *testing.T) {
	w := newLeadWorld(t, 0)
	in := storetest.Need()
	in.MaxPartners = ptr(2)
	lead, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
	w.must(err)
	found, err := w.LeadDistributions(t.Context(), w.manager, []market.LeadID{lead.ID}, storetest.Now)
	w.must(err)
	if d := found[lead.ID]; d == nil || d.MaxShare != 2 || lead.MaxShare != 2 {
		t.Errorf("it goes out as %+v, %d may accept it", d, lead.MaxShare)
	}
}

func TestCorrectionsGoWithWhomTheyNamed(t *testing.T) {
	w := newLeadWorld(t, 0)
	lead := storetest.Lead(t, w.Store, w.client, storetest.Now)
	w.must(second(w.CorrectLead(t.Context(), w.client, market.LeadCorrectInput{LeadID: lead.ID, Goal: ptr("Ada wants two.")}, storetest.Now)))
	w.must(second(w.EraseLead(t.Context(), w.client, market.LeadEraseInput{LeadID: lead.ID}, storetest.Now)))
	found, err := w.CorrectionsOfLeads(t.Context(), w.manager, []market.LeadID{lead.ID})
	w.must(err)
	if len(found[lead.ID]) != 0 {
		t.Errorf("%d corrections are left", len(found[lead.ID]))
	}
}
