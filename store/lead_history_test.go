package store_test

import (
	"slices"
	"testing"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// history is what the viewer reads of a lead, in words: on whose side, what, by whom if told, and the note.
func (w *leadWorld) history(v market.Viewer, id market.LeadID) (lines []string) {
	w.Helper()
	found, err := w.HistoryOfLeads(w.Context(), v, []market.LeadID{id})
	w.must(err)
	for _, e := range found[id] {
		line := string(e.Party) + " " + string(e.Kind)
		if e.Detail != nil {
			line += " " + *e.Detail
		}
		if e.PersonID != nil {
			line += " by name"
		}
		if e.Note != nil {
			line += ": " + *e.Note
		}
		lines = append(lines, line)
	}
	return lines
}

// Each reads of the history of a lead what concerns it, and only the house all.
func TestHistoryShowsWhatConcernsItsReader(t *testing.T) {
	w := newLeadWorld(t, 3)
	org := storetest.Owner(t, w.db, "A client")
	submitter := storetest.Member(t, w.db, org, market.Support)
	lead, offers := storetest.Offered(t, w.Store, w.db, submitter, 2, w.ids()[:2]...)
	w.must(w.accept(w.owners[0], offers[0], storetest.Now))
	storetest.Exec(t, w.db, `DELETE FROM lead_history`)
	tell := func(v market.Viewer, kind market.LeadChange, partner market.PartnerID, detail string, note *string) {
		w.must(w.TellNoting(t.Context(), v, lead.ID, market.LeadNews{Change: kind, Partner: partner}, detail, note))
	}
	tell(submitter, market.ChangeSubmitted, "", "", nil)
	tell(market.Viewer{}, market.ChangeHeld, "", "LINKS", nil)
	tell(w.manager, market.ChangeReleased, "", "", ptr("Known."))
	tell(w.owners[0], market.ChangeAccepted, "", "", nil) // told to all, and yet by one
	tell(w.owners[0], market.ChangeNoted, w.partners[0].ID, "", ptr("Rang twice."))
	tell(w.owners[1], market.ChangeDeclined, w.partners[1].ID, "", ptr("Too far."))
	tell(org, market.ChangeCorrected, "", "", ptr("Two shops."))

	all := []string{"CLIENT SUBMITTED by name", "SYSTEM HELD LINKS", "HOUSE RELEASED by name: Known.", "PARTNER ACCEPTED by name",
		"PARTNER NOTED by name: Rang twice.", "PARTNER DECLINED by name: Too far.", "CLIENT CORRECTED by name: Two shops."}
	client := []string{all[0], "PARTNER ACCEPTED", "PARTNER DECLINED", all[6]}
	declined := []string{"CLIENT SUBMITTED", all[5], "CLIENT CORRECTED: Two shops."}
	for name, test := range map[string]struct {
		who  market.Viewer
		want []string
	}{
		"nobody":                         {market.Viewer{}, nil},
		"a programme manager":            {w.manager, all},
		"the client":                     {org, client},
		"who submitted it":               {submitter, client},
		"the partner that accepted":      {w.owners[0], []string{"CLIENT SUBMITTED", all[3], all[4], "CLIENT CORRECTED: Two shops."}},
		"the partner that declined":      {w.owners[1], declined},
		"an editor of it":                {storetest.Member(t, w.db, w.owners[1], market.Editor), nil},
		"a partner that never had it":    {w.owners[2], nil},
		"a client of something else":     {storetest.Owner(t, w.db, "Another"), nil},
		"its token, which reads leads":   {market.Viewer{Person: w.owners[1].Person, APIToken: "x", Scopes: []market.Scope{market.LeadsRead}, Organization: w.owners[1].Organization, Partner: w.partners[1].ID, Role: market.Owner}, declined},
		"its token, which reads no lead": {market.Viewer{Person: w.owners[1].Person, APIToken: "x", Organization: w.owners[1].Organization, Partner: w.partners[1].ID, Role: market.Owner}, nil},
	} {
		if got := w.history(test.who, lead.ID); !slices.Equal(got, test.want) {
			t.Errorf("%s reads\n%q, want\n%q", name, got, test.want)
		}
	}
	w.must(w.ForgetHistory(t.Context(), lead.ID))
	if got := w.history(w.manager, lead.ID); len(got) != len(all) || got[4] != "PARTNER NOTED by name" {
		t.Errorf("after it was forgotten: %q", got)
	}
}

// A long history shows its end.
func TestHistoryShowsItsNewest(t *testing.T) {
	w := newLeadWorld(t, 0)
	lead := storetest.Lead(t, w.Store, w.client, storetest.Now)
	for range 200 {
		w.must(w.TellNoting(t.Context(), market.Viewer{}, lead.ID, market.LeadNews{Change: market.ChangeReminded}, "", nil))
	}
	got := w.history(w.manager, lead.ID)
	if len(got) != 200 || slices.Contains(got, "CLIENT SUBMITTED by name") {
		t.Errorf("%d entries, the first is %s", len(got), got[0])
	}
}
