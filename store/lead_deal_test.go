package store_test

import (
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// ofFerncliff is a lead of the company of the deal ferncliff, which all partners speak
// the language of.
func (w *leadWorld) ofFerncliff(at time.Time) *market.Lead {
	w.Helper()
	in := storetest.Need()
	in.Locale, in.Country, in.Contact.Company = ptr("en"), market.Right("GB"), ptr("Ferncliff Ltd.")
	lead, err := w.SubmitLead(w.Context(), w.client, in, at)
	w.must(err)
	return lead
}

// offersOf are the offers of a lead as the house sees them.
func (w *leadWorld) offersOf(id market.LeadID, at time.Time) []*market.LeadOffer {
	w.Helper()
	offers, err := w.OffersOfLeads(w.Context(), w.manager, []market.LeadID{id}, at)
	w.must(err)
	return offers[id]
}

// queued is why a lead waits for the house, "" when it does not.
func (w *leadWorld) queued(id market.LeadID) market.LeadQueueReason {
	w.Helper()
	page, err := w.LeadQueue(w.Context(), w.manager, market.LeadQueueFilter{}, market.PageArgs{Size: 50})
	w.must(err)
	for _, e := range page.Nodes() {
		if e.LeadID == id {
			return e.Reason
		}
	}
	return ""
}

func TestALeadUnderADealComesToItsPartnerFirst(t *testing.T) {
	w := newLeadWorld(t, 6)
	w.register(4, ferncliff, storetest.Now)
	at := storetest.Now.Add(time.Hour)
	for range 3 { // by chance alone it would hardly be so thrice
		lead := w.ofFerncliff(at)
		offers := w.offersOf(lead.ID, at)
		if len(offers) != 1 || offers[0].PartnerID != w.partners[4].ID || offers[0].Trace.Reason != market.ReasonDeal {
			t.Fatalf("the offers are %+v", offers)
		}
		w.must(w.decline(w.owners[4], offers[0], at))
		offers = w.offersOf(lead.ID, at)
		if len(offers) != 2 || offers[1].PartnerID == w.partners[4].ID || offers[1].Trace.Reason != market.ReasonDraw {
			t.Fatalf("after it has declined: %+v", offers)
		}
	}
	w.must(second(w.UpdatePartner(t.Context(), w.owners[4], market.PartnerUpdateInput{IsPaused: ptr(true)})))
	offers := w.offersOf(w.ofFerncliff(at).ID, at)
	if len(offers) != 1 || offers[0].PartnerID == w.partners[4].ID || offers[0].Trace.Reason != market.ReasonDraw {
		t.Errorf("while it has paused: %+v", offers)
	}
}

func TestALeadUnderTwoDealsWaitsForTheHouse(t *testing.T) {
	w := newLeadWorld(t, 3)
	w.register(0, ferncliff, storetest.Now)
	second := w.register(1, ferncliff, storetest.Now)
	at := storetest.Now.Add(time.Hour)
	lead, other := w.ofFerncliff(at), w.ofFerncliff(at)
	for _, l := range []*market.Lead{lead, other} {
		if got := w.queued(l.ID); got != market.QueueDealConflict || len(w.offersOf(l.ID, at)) != 0 || l.State != market.LeadOpen {
			t.Fatalf("it waits because %q, %s, with %d offers", got, l.State, len(w.offersOf(l.ID, at)))
		}
	}
	house := market.LeadDistributeInput{LeadID: other.ID, Mode: market.LeadExclusive, MaxShare: 1, Hours: 24, Reason: "Nobody is to wait for this."}
	if _, err := w.DistributeLead(t.Context(), w.manager, house, at); err != nil || len(w.offersOf(other.ID, at)) != 1 {
		t.Errorf("the house hands it out all the same: %v, %d offers", err, len(w.offersOf(other.ID, at)))
	}
	if _, err := w.ResolveDeal(t.Context(), w.manager, market.DealResolveInput{DealID: second.ID, Reason: "They have met the client twice."}, at); err != nil {
		t.Fatal(err)
	}
	offers := w.offersOf(lead.ID, at)
	if len(offers) != 1 || offers[0].PartnerID != w.partners[1].ID || offers[0].Trace.Reason != market.ReasonDeal || w.queued(lead.ID) != "" {
		t.Errorf("decided, the offers are %+v", offers)
	}
	if n := len(w.offersOf(other.ID, at)); n != 1 {
		t.Errorf("the one that was handed out has %d offers", n)
	}
}

func TestALeadUnderTwoDealsGoesOnWhenOneHasEnded(t *testing.T) {
	w := newLeadWorld(t, 2)
	w.register(0, ferncliff, storetest.Now)
	second := w.register(1, ferncliff, storetest.Now.Add(time.Minute))
	at := storetest.Now.Add(time.Hour)
	lead := w.ofFerncliff(at)
	if _, err := w.WithdrawDeal(t.Context(), w.owners[1], market.DealWithdrawInput{DealID: second.ID}, at); err != nil {
		t.Fatal(err)
	}
	if offers := w.offersOf(lead.ID, at); len(offers) != 1 || offers[0].PartnerID != w.partners[0].ID {
		t.Errorf("after the other was withdrawn: %+v", offers)
	}
}
