package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// way is what a viewer sees of the stages of an offer: each with the minutes in it.
func (w *leadWorld) way(who market.Viewer, id market.OfferID, at time.Time) string {
	w.Helper()
	stages, err := w.StagesOfOffers(w.Context(), who, []market.OfferID{id}, at)
	w.must(err)
	parts := []string{}
	for _, s := range stages[id] {
		part := string(s.Stage)
		if s.Seconds != nil {
			part += fmt.Sprint(" ", *s.Seconds/60)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

func TestTheStagesOfAnOfferAreKept(t *testing.T) {
	w := newLeadWorld(t, 2)
	_, offers := storetest.Offered(t, w.Store, w.db, w.client, 2, w.ids()...)
	o := offers[0]
	at := func(minutes int) time.Time { return storetest.Now.Add(time.Duration(minutes) * time.Minute) }
	if got := w.way(w.owners[0], o.ID, at(1)); got != "" {
		t.Errorf("before it was accepted: %s", got)
	}
	w.must(w.accept(w.owners[0], o, at(10)))
	sum := &market.MoneyInput{Amount: "900", Currency: "EUR"}
	for _, step := range []struct {
		minutes int
		in      market.LeadAdvanceInput
	}{{40, market.LeadAdvanceInput{Stage: market.StageContacted}}, {100, market.LeadAdvanceInput{Stage: market.StageEstimated, Estimate: sum}}} {
		step.in.OfferID = o.ID
		w.must(second(w.AdvanceLead(t.Context(), w.owners[0], step.in, at(step.minutes))))
	}
	for who, v := range map[string]market.Viewer{"the partner": w.owners[0], "the house": w.manager, "the client": w.client} {
		if got := w.way(v, o.ID, at(130)); got != "ACCEPTED 30, CONTACTED 60, ESTIMATED 30" {
			t.Errorf("%s sees %q", who, got)
		}
	}
	if got := w.way(w.owners[1], o.ID, at(130)); got != "" {
		t.Errorf("another partner sees %q", got)
	}
	words, cause := "Too dear for them.", market.LostToPrice
	in := market.LeadAdvanceInput{OfferID: o.ID, Stage: market.StageLost, LostReason: &words, LostCause: &cause}
	w.must(second(w.AdvanceLead(t.Context(), w.owners[0], in, at(160))))
	if got := w.way(w.owners[0], o.ID, at(999)); got != "ACCEPTED 30, CONTACTED 60, ESTIMATED 60, LOST" {
		t.Errorf("in the end: %q", got)
	}
	for who, test := range map[string]struct {
		viewer market.Viewer
		sees   bool
	}{"the partner": {w.owners[0], true}, "the house": {w.manager, true}, "the client": {w.client, false}} {
		seen, err := w.LeadOffer(t.Context(), test.viewer, o.ID, at(999))
		w.must(err)
		if got := seen.LostCause != nil && *seen.LostCause == cause && seen.Estimate() != nil; got != test.sees {
			t.Errorf("%s sees %v of %+v", who, got, seen)
		}
	}
}

// What was loaded, or written before there was a history, is known at its ends.
func TestStagesOfAnOfferThatComesWithALaterOne(t *testing.T) {
	w := newLeadWorld(t, 1)
	lead := storetest.Lead(t, w.Store, w.client, storetest.Now)
	const id = market.OfferID("00000000-0000-7000-8000-000000000901")
	storetest.Exec(t, w.db, `INSERT INTO lead_offer (id, lead_id, partner_id, state, sent_at, deadline, answered_at, stage, stage_at)
		VALUES ($1, $2, $3, 'ACCEPTED', $4::timestamptz, $4, $4, 'PLANNED', $4::timestamptz + interval '1 hour')`, id, lead.ID, w.partners[0].ID, storetest.Now)
	if got := w.way(w.owners[0], id, storetest.Now.Add(90*time.Minute)); got != "ACCEPTED 60, PLANNED 30" {
		t.Errorf("the way is %q", got)
	}
}

func TestTheWayEndsWithAReturn(t *testing.T) {
	w := newLeadWorld(t, 1)
	_, offers := storetest.Offered(t, w.Store, w.db, w.client, 1, w.ids()...)
	w.must(w.accept(w.owners[0], offers[0], storetest.Now))
	storetest.Exec(t, w.db, `UPDATE lead_offer SET state = 'RETURNED', returned_at = $2, return_reason = 'SPAM' WHERE id = $1`,
		offers[0].ID, storetest.Now.Add(20*time.Minute))
	if got := w.way(w.owners[0], offers[0].ID, storetest.Now.Add(time.Hour)); got != "ACCEPTED 20" {
		t.Errorf("the way is %q", got)
	}
}
