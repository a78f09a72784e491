package store_test

import (
	"slices"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

func TestNotesAreThePartnersOwn(t *testing.T) {
	w := newLeadWorld(t, 2)
	lead, offers := storetest.Offered(t, w.Store, w.db, w.client, 2, w.ids()...)
	in := market.LeadNoteCreateInput{OfferID: offers[0].ID, Text: "Call Ada on Monday.", Files: []string{"https://files.example.com/plan.pdf"}}
	if _, err := w.CreateLeadNote(t.Context(), w.owners[0], in, storetest.Now); codeOf(err) != market.NotFound {
		t.Errorf("before the lead was accepted: %v", err)
	}
	w.must(w.accept(w.owners[0], offers[0], storetest.Now))
	w.must(w.accept(w.owners[1], offers[1], storetest.Now))
	note, err := w.CreateLeadNote(t.Context(), w.owners[0], in, storetest.Now)
	w.must(err)
	if *note.Text != in.Text || !slices.Equal(note.Files, in.Files) || note.AuthorID != w.owners[0].Person {
		t.Errorf("the note is %+v", note)
	}
	manager := storetest.Member(t, w.db, w.owners[0], market.Manager)
	manager.Partner = w.owners[0].Partner
	for who, test := range map[string]struct {
		viewer market.Viewer
		sees   int
	}{"its author": {w.owners[0], 1}, "a colleague": {manager, 1}, "the house": {w.manager, 1}, "the client": {w.client, 0}, "the other partner": {w.owners[1], 0}} {
		pages, err := w.LeadNotes(t.Context(), test.viewer, []market.OfferID{offers[0].ID}, market.PageArgs{Size: 5, WantTotal: true})
		w.must(err)
		if p := pages[offers[0].ID]; len(p.Edges) != test.sees || p.TotalCount != test.sees || test.sees == 1 && *p.Edges[0].Node.Text != in.Text {
			t.Errorf("%s sees %+v", who, p)
		}
	}
	change := market.LeadNoteUpdateInput{NoteID: note.ID, Text: "Call on Tuesday."}
	for who, test := range map[string]struct {
		viewer market.Viewer
		want   market.Code
	}{"a colleague": {manager, market.Conflict}, "the house": {w.manager, market.NotFound}, "another": {w.owners[1], market.NotFound}} {
		if _, err := w.UpdateLeadNote(t.Context(), test.viewer, change, storetest.Now); codeOf(err) != test.want {
			t.Errorf("changed by %s: %v", who, err)
		}
	}
	changed, err := w.UpdateLeadNote(t.Context(), w.owners[0], change, storetest.Now.Add(time.Hour))
	if err != nil || *changed.Text != change.Text || len(changed.Files) != 0 || changed.EditedAt == nil {
		t.Errorf("changed: %+v, %v", changed, err)
	}
	storetest.Exec(t, w.db, `DELETE FROM lead_contact WHERE lead_id = $1`, lead.ID)
	if erased, err := w.LeadNotesByID(t.Context(), w.owners[0], []market.NoteID{note.ID}); err != nil || erased[note.ID].Text != nil {
		t.Errorf("after an erasure: %+v, %v", erased[note.ID], err)
	}
	for _, want := range []market.Code{"", market.NotFound} {
		if _, err := w.DeleteLeadNote(t.Context(), w.owners[0], market.LeadNoteDeleteInput{NoteID: note.ID}, storetest.Now); codeOf(err) != want {
			t.Errorf("deleted: %v, want %q", err, want)
		}
	}
}

func TestAClientSaysThatNobodyCalled(t *testing.T) {
	w := newLeadWorld(t, 1)
	lead, offers := storetest.Offered(t, w.Store, w.db, w.client, 1, w.ids()...)
	w.must(w.accept(w.owners[0], offers[0], storetest.Now))
	in := market.LeadComplainInput{OfferID: offers[0].ID, Text: ptr("I am still waiting.")}
	complain := func(who market.Viewer, at time.Time) error {
		return second(w.ComplainLead(t.Context(), who, in, at))
	}
	day := storetest.Now.Add(market.CallWithin)
	for name, test := range map[string]struct {
		who  market.Viewer
		at   time.Time
		want market.Code
	}{"too early": {w.client, day.Add(-time.Second), market.Conflict}, "by the partner": {w.owners[0], day, market.NotFound}, "by the house": {w.manager, day, market.NotFound}} {
		if err := complain(test.who, test.at); codeOf(err) != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.must(complain(w.client, day))
	if err := complain(w.client, day); codeOf(err) != market.Conflict || !slices.Equal(fieldsOf(err), []string{"offerId"}) {
		t.Errorf("again: %v", err)
	}
	if seen, err := w.Lead(t.Context(), w.manager, lead.ID, day); err != nil || seen.MaxShare != 2 || w.queued(lead.ID) != market.QueueComplaint {
		t.Errorf("the lead is %+v, and waits because %q, %v", seen, w.queued(lead.ID), err)
	}
	for who, v := range map[string]market.Viewer{"the client": w.client, "the partner": w.owners[0], "the house": w.manager} {
		seen, err := w.LeadComplaints(t.Context(), v, []market.OfferID{in.OfferID})
		if err != nil || seen[in.OfferID] == nil || *seen[in.OfferID].Text != *in.Text {
			t.Errorf("%s sees %+v, %v", who, seen, err)
		}
	}
	if seen, err := w.LeadComplaints(t.Context(), storetest.Person(t, w.db, "Stranger"), []market.OfferID{in.OfferID}); err != nil || len(seen) != 0 {
		t.Errorf("a stranger sees %+v, %v", seen, err)
	}
}

func TestAfterAComplaintAnotherPartnerIsDrawn(t *testing.T) {
	w := newLeadWorld(t, 3)
	in := storetest.Need()
	in.Locale = ptr("en")
	lead, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
	w.must(err)
	owner := func(o *market.LeadOffer) market.Viewer {
		return w.owners[slices.Index(w.ids(), o.PartnerID)]
	}
	first := w.offersOf(lead.ID, storetest.Now)[0]
	w.must(w.accept(owner(first), first, storetest.Now))
	day := storetest.Now.Add(market.CallWithin)
	w.must(second(w.ComplainLead(t.Context(), w.client, market.LeadComplainInput{OfferID: first.ID}, day)))
	offers := w.offersOf(lead.ID, day)
	if len(offers) != 2 || offers[1].State != market.OfferOffered || offers[1].PartnerID == first.PartnerID || offers[1].Trace.Reason != market.ReasonDraw {
		t.Fatalf("the offers are %+v", offers)
	}
	w.must(w.accept(owner(offers[1]), offers[1], day))
	if n := len(w.offersOf(lead.ID, day)); n != 2 || w.state(lead.ID, day) != market.LeadAccepted {
		t.Errorf("with both it has %d offers and is %s", n, w.state(lead.ID, day))
	}
	if got := w.queued(lead.ID); got != market.QueueComplaint {
		t.Errorf("it waits because %q", got)
	}
	called := market.LeadAdvanceInput{OfferID: first.ID, Stage: market.StageContacted}
	w.must(second(w.AdvanceLead(t.Context(), owner(first), called, day)))
	if got := w.queued(lead.ID); got != "" {
		t.Errorf("after a call it waits because %q", got)
	}
}

func TestSellersAndBuyersDoNotComplain(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 1, "100.00")
	lead := b.offer(t, "40.00", 1, storetest.Now)
	offer, err := b.BuyLead(t.Context(), b.buyers[0], storetest.Buy(lead.ID), storetest.Now)
	if err != nil {
		t.Fatal(err)
	}
	for who, v := range map[string]market.Viewer{"the seller": b.seller, "the buyer": b.buyers[0]} {
		if got := codeOf(second(b.ComplainLead(t.Context(), v, market.LeadComplainInput{OfferID: offer.ID}, storetest.Now.Add(market.CallWithin)))); got != market.NotFound {
			t.Errorf("%s: %s", who, got)
		}
	}
}
