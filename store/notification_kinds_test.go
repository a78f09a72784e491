package store_test

import (
	"fmt"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

func TestWhomALeadOnTheBoardFitsIsToldAndItsSellerOfReturns(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 2, "100")
	now := time.Now()
	project(t, b.Store, now) // of how the buyers came to their balances
	storetest.Exec(t, b.db, `DELETE FROM notification`)
	editor, manager := storetest.Member(t, b.db, b.buyers[0], market.Editor), storetest.Member(t, b.db, b.buyers[0], market.Manager)
	abroad := storetest.Profile("Abroad")
	abroad.Languages = []string{"is"}
	_, other := storetest.Partner(t, b.Store, b.db, abroad)
	storetest.Exec(t, b.db, `UPDATE partner SET state = 'PAUSED' WHERE id = $1`, b.buyers[1].Partner)
	sale := storetest.ForSale("10", 2)
	sale.Locale = ptr("en-GB")
	lead := must(b.SubmitLead(t.Context(), b.seller, sale, now))(t)
	gone := must(b.SubmitLead(t.Context(), b.seller, sale, now))(t)
	must(b.WithdrawLeadSale(t.Context(), b.seller, market.LeadSaleWithdrawInput{LeadID: gone.ID}, now))(t)
	project(t, b.Store, now)
	for who, test := range map[string]struct {
		v    market.Viewer
		want string
	}{
		"whom it fits":               {b.buyers[0], "1 new lead on the board"},
		"their manager":              {manager, "1 new lead on the board"},
		"their editor":               {editor, ""},
		"who has paused":             {b.buyers[1], ""},
		"who speaks other languages": {other, ""},
		"its seller":                 {b.seller, ""},
	} {
		if got := sortedLines(told(t, b.Store, test.v)); got != test.want {
			t.Errorf("%s is told %q, want %q", who, got, test.want)
		}
	}
	must(b.SubmitLead(t.Context(), b.seller, sale, now))(t)
	offer := must(b.BuyLead(t.Context(), b.buyers[0], storetest.Buy(lead.ID), now))(t)
	must(b.ReturnLead(t.Context(), b.buyers[0], storetest.Return(offer.ID, market.WrongContact), now))(t)
	project(t, b.Store, now)
	if got, want := told(t, b.Store, manager), "2 new leads on the board"; got != want {
		t.Errorf("of another lead they are told %q, want %q", got, want)
	}
	if got, want := told(t, b.Store, b.seller), fmt.Sprintf("1 sold lead was returned: number %d", lead.Number); got != want {
		t.Errorf("the seller is told %q, want %q", got, want)
	}
}

func TestTheHouseIsToldOnceOfALeadThatWaitsForIt(t *testing.T) {
	w := newLeadWorld(t, 1)
	now := time.Now()
	lead := storetest.Lead(t, w.Store, w.client, now)
	project(t, w.Store, now)
	if got := told(t, w.Store, w.manager); got != "" {
		t.Errorf("of a lead on the board the house is told %q", got)
	}
	must(w.PassOnLeads(t.Context(), now.AddDate(0, 0, 15)))(t)
	storetest.Exec(t, w.db, `UPDATE lead_distribution SET ended_at = now() WHERE ended_at IS NOT NULL`)
	storetest.Exec(t, w.db, `INSERT INTO outbox (topic, key, subject, detail) SELECT 'lead_update', id, id, 'HELD' FROM lead`)
	project(t, w.Store, now)
	want := fmt.Sprintf("1 lead waits for the house: number %d", lead.Number)
	if got := told(t, w.Store, w.manager); got != want {
		t.Errorf("of a lead that nobody fits the house is told %q, want %q", got, want)
	}
	for who, v := range map[string]market.Viewer{"the client": w.client, "a partner": w.owners[0]} {
		if got := told(t, w.Store, v); got != "" {
			t.Errorf("%s is told %q of the queue", who, got)
		}
	}
	storetest.Exec(t, w.db, `UPDATE lead_distribution SET outcome = 'DEAL_CONFLICT', ended_at = now()`)
	storetest.Exec(t, w.db, `INSERT INTO outbox (topic, key, subject, detail) SELECT 'lead_update', id, id, 'DISTRIBUTED' FROM lead`)
	project(t, w.Store, now)
	if got, want := sortedLines(told(t, w.Store, w.manager)), sortedLines(want+fmt.Sprintf("; 1 conflict about a deal: lead %d", lead.Number)); got != want {
		t.Errorf("of its conflict the house is told %q, want %q", got, want)
	}
}

// Who registered the second knows from its deal; who registered the first is told.
func TestTheHouseAndTheFirstAreToldOfConflictsAboutDeals(t *testing.T) {
	w := newLeadWorld(t, 2)
	now := time.Now()
	w.register(0, ferncliff, now)
	project(t, w.Store, now)
	if got := told(t, w.Store, w.manager); got != "" {
		t.Errorf("of a deal without a rival the house is told %q", got)
	}
	w.register(1, ferncliff, now)
	project(t, w.Store, now)
	if got := told(t, w.Store, w.manager); got != "1 conflict about a deal" {
		t.Errorf("the house is told %q", got)
	}
	for i, want := range []string{"1 conflict about a deal", ""} {
		if got := told(t, w.Store, w.owners[i]); got != want {
			t.Errorf("partner %d is told %q, want %q", i, got, want)
		}
	}
}
