package store_test

import (
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// Neither a client's choice nor the house's goes to a partner in its pause; both are told,
// and a lead without a choice is not lost by it.
func TestNoLeadIsOfferedInAPauseByDates(t *testing.T) {
	w := newLeadWorld(t, 1)
	from, until := storetest.Now.Add(time.Hour), storetest.Now.Add(3*time.Hour)
	w.must(second(w.SetLeadPreferences(t.Context(), w.owners[0], market.LeadPreferencesSetInput{ClosesAt: 24 * 60, Countries: []string{}, Days: []market.Weekday{},
		PausedFrom: &from, PausedUntil: &until}, storetest.Now)))
	for n, test := range map[int]struct {
		at   time.Time
		want bool
	}{
		1: {from.Add(-time.Microsecond), true},
		2: {from, false},
		3: {until.Add(-time.Microsecond), false},
		4: {until, true},
	} {
		chosen := named(n, "A till.")
		chosen.PartnerID = &w.partners[0].ID
		if _, err := w.SubmitLead(t.Context(), w.client, chosen, test.at); (err == nil) != test.want || err != nil && codeOf(err) != market.Conflict {
			t.Errorf("chosen %v into the pause: %v", test.at.Sub(from), err)
		}
		lead, err := w.SubmitLead(t.Context(), w.client, named(n+10, "A till."), test.at)
		w.must(err)
		_, err = w.OfferLead(t.Context(), w.manager, market.LeadOfferInput{LeadID: lead.ID, PartnerIDs: []market.PartnerID{w.partners[0].ID}, MaxShare: 1, Hours: 24, Reason: ptr("They know it.")}, test.at)
		if (err == nil) != test.want || err != nil && codeOf(err) != market.Conflict {
			t.Errorf("offered %v into the pause: %v", test.at.Sub(from), err)
		}
	}
}
