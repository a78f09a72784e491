package store_test

import (
	"fmt"
	"slices"
	"testing"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// told are the events of a lead's changes by those whose key they have, in order.
func (w *leadWorld) told(lead market.LeadID, key string) []string {
	w.Helper()
	rows, err := w.db.Query(`SELECT detail FROM outbox WHERE topic = $1 AND key = $2 AND subject = $3 ORDER BY xid, id`,
		store.LeadUpdateTopic, key, lead)
	w.must(err)
	defer rows.Close()
	all := []string{}
	for rows.Next() {
		var text string
		w.must(rows.Scan(&text))
		all = append(all, text)
	}
	w.must(rows.Err())
	return all
}

// Who may see a lead is told of it, once each; of another's offer a partner hears nothing.
func TestEachChangeOfALeadIsToldToWhoMaySeeIt(t *testing.T) {
	w := newLeadWorld(t, 3)
	client := storetest.Owner(t, w.db, "A client")
	lead, offers := storetest.Offered(t, w.Store, w.db, client, 1, w.ids()[:2]...)
	w.must(w.decline(w.owners[0], offers[0], storetest.Now))
	w.must(w.accept(w.owners[1], offers[1], storetest.Now))
	stage := market.LeadAdvanceInput{OfferID: offers[1].ID, Stage: market.StageStarted}
	w.must(second(w.AdvanceLead(t.Context(), w.owners[1], stage, storetest.Now)))
	a, b := w.partners[0].ID, w.partners[1].ID
	all := []string{"SUBMITTED", "DISTRIBUTED", "DISTRIBUTED", fmt.Sprint("OFFERED ", a), fmt.Sprint("OFFERED ", b), fmt.Sprint("DECLINED ", a), "ACCEPTED",
		fmt.Sprint("ADVANCED ", b), "CLOSED"}
	for name, test := range map[string]struct {
		key  string
		want []string
	}{
		"who follows the lead":     {string(lead.ID), all},
		"the client":               {string(client.Organization), all},
		"the house":                {string(w.manager.Organization), all},
		"who declined":             {string(w.owners[0].Organization), []string{all[2], all[3], all[5], "ACCEPTED", "CLOSED"}},
		"who accepted":             {string(w.owners[1].Organization), []string{all[2], all[4], "ACCEPTED", all[7], "CLOSED"}},
		"a partner without offers": {string(w.owners[2].Organization), []string{}},
		"the client's person":      {string(client.Person), []string{}},
	} {
		if got := w.told(lead.ID, test.key); !slices.Equal(got, test.want) {
			t.Errorf("%s is told %v, want %v", name, got, test.want)
		}
	}
}

func TestAClientWithoutOrganisationIsToldAsAPerson(t *testing.T) {
	w := newLeadWorld(t, 0)
	lead := storetest.Lead(t, w.Store, w.client, storetest.Now)
	if got := w.told(lead.ID, string(w.client.Person)); !slices.Equal(got, []string{"SUBMITTED", "DISTRIBUTED"}) {
		t.Errorf("told %v", got)
	}
}
