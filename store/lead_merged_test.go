package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// said is what the viewer reads of the contacts of the leads that were merged into one:
// their addresses and documents, and none of those that it sees without a contact.
func (w *leadWorld) said(v market.Viewer, whole market.LeadID) string {
	w.Helper()
	parts, err := w.MergedIntoLeads(w.Context(), v, []market.LeadID{whole})
	w.must(err)
	contacts, err := w.LeadContacts(w.Context(), v, parts[whole], storetest.Now)
	w.must(err)
	seen, err := w.LeadsByID(w.Context(), v, parts[whole], storetest.Now)
	w.must(err)
	var all []string
	for _, id := range parts[whole] {
		if seen[id] == nil || contacts[id] == nil || !seen[id].IsContactOpen || seen[id].State != market.LeadMerged || *seen[id].MergedInto != whole {
			w.Fatalf("it lists %v with %v", seen[id], contacts[id])
		}
		all = append(all, strings.Join(append([]string{*contacts[id].Email}, contacts[id].Attachments...), " "))
	}
	return strings.Join(all, ", ")
}

// again is a lead of the same number with another address, and a document.
func again(phone int, email string) market.LeadSubmitInput {
	in := named(phone, "And a scale.")
	in.Contact.Email, in.Attachments = &email, []string{"https://files.example.com/plan.pdf"}
	return in
}

// Who accepted a lead reads what was merged into it, and each contact is logged as its
// own; who was only offered it, declined it or gave it back, reads nothing of it.
func TestWhoHasALeadReadsWhatWasMergedIntoIt(t *testing.T) {
	w := newLeadWorld(t, 3).numbered(1)
	first, err := w.SubmitLead(t.Context(), w.client, named(1, "A till."), storetest.Now)
	w.must(err)
	offer := market.LeadOfferInput{LeadID: first.ID, PartnerIDs: w.ids(), MaxShare: 3, Hours: 24, Reason: ptr("For a test.")}
	w.must(second(w.OfferLead(t.Context(), w.manager, offer, storetest.Now)))
	for _, o := range w.offersOf(first.ID, storetest.Now) {
		switch o.PartnerID {
		case w.partners[0].ID:
			w.must(w.accept(w.owners[0], o, storetest.Now))
		case w.partners[2].ID:
			w.must(w.decline(w.owners[2], o, storetest.Now))
		}
	}
	const stranger = "ada@other.example.com"
	w.must(second(w.SubmitLead(t.Context(), market.Viewer{}, again(1, stranger), storetest.Now)))
	own, err := w.SubmitLead(t.Context(), w.client, again(1, "ada@own.example.com"), storetest.Now.Add(time.Second))
	w.must(err)

	const plan = " https://files.example.com/plan.pdf"
	whole := stranger + plan + ", ada@own.example.com" + plan
	for name, test := range map[string]struct {
		v    market.Viewer
		want string
		logs int
	}{
		"who accepted it":          {w.owners[0], whole, 1},
		"the house":                {w.manager, whole, 1},
		"its client, of its own":   {w.client, "ada@own.example.com" + plan, 0},
		"who has not answered":     {w.owners[1], "", 0},
		"who declined it":          {w.owners[2], "", 0},
		"support of who accepted":  {storetest.Member(t, w.db, w.owners[0], market.Support), "", 0},
		"somebody else":            {storetest.Person(t, w.db, "Somebody"), "", 0},
		"nobody":                   {market.Viewer{}, "", 0},
		"who accepted it, as none": {market.Viewer{Person: w.owners[0].Person}, "", 0},
	} {
		before := w.reveals(own.ID)
		if got := w.said(test.v, first.ID); got != test.want {
			t.Errorf("%s reads %q", name, got)
		}
		if got := len(w.reveals(own.ID)) - len(before); got != test.logs {
			t.Errorf("%s is logged %d times", name, got)
		}
	}
	if got := w.history(w.owners[0], first.ID); !slices.Contains(got, fmt.Sprintf("SYSTEM MERGED %d", own.Number)) {
		t.Errorf("who accepted it is told %q", got)
	}
	storetest.Exec(t, w.db, `UPDATE lead_offer SET state = 'RETURNED', returned_at = now(), return_reason = 'SPAM' WHERE state = 'ACCEPTED'`)
	if got := w.said(w.owners[0], first.ID); got != "" {
		t.Errorf("who gave it back reads %q", got)
	}
}

// Who accepted only the one that was merged reads nothing of the other, nor of what else
// was merged into that.
func TestWhatWasMergedReadsNothingOfTheWhole(t *testing.T) {
	w := newLeadWorld(t, 1).numbered(1)
	part, offers := storetest.Offered(t, w.Store, w.db, w.client, 1, w.ids()...)
	w.must(w.accept(w.owners[0], offers[0], storetest.Now))
	whole, err := w.SubmitLead(t.Context(), market.Viewer{}, named(1, "A till."), storetest.Now)
	w.must(err)
	w.must(w.db.QueryRow(`SELECT id FROM lead WHERE number = $1`, whole.Number).Scan(&whole.ID))
	w.must(second(w.SubmitLead(t.Context(), market.Viewer{}, again(1, "ada@other.example.com"), storetest.Now)))
	w.must(second(w.MergeLead(t.Context(), w.manager, market.LeadMergeInput{LeadID: part.ID, IntoID: whole.ID, Reason: "The same shop."}, storetest.Now)))
	if got := w.said(w.owners[0], whole.ID); strings.Contains(got, "other") {
		t.Errorf("it reads %q", got)
	}
	if _, err := w.Lead(t.Context(), w.owners[0], whole.ID, storetest.Now); codeOf(err) != market.NotFound {
		t.Errorf("it sees the other: %v", err)
	}
}

// Who knows a number plants nothing after the tenth, signed in nothing at all; what the
// house has merged is read in any case.
func TestStrangersPlantLittle(t *testing.T) {
	w := newLeadWorld(t, 2).numbered(1)
	in := named(1, "A till.")
	in.PartnerID = &w.partners[0].ID
	first, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
	w.must(err)
	w.must(w.accept(w.owners[0], w.offersOf(first.ID, storetest.Now)[0], storetest.Now))
	for n := range market.MaxAdditions + 2 {
		at := storetest.Now.Add(time.Duration(n) * 25 * time.Hour)
		w.must(second(w.SubmitLead(t.Context(), market.Viewer{}, again(1, fmt.Sprintf("%d@other.example.com", n)), at)))
	}
	got := w.said(w.owners[0], first.ID)
	if strings.Count(got, "@") != market.MaxAdditions || !strings.HasPrefix(got, "0@") || strings.Contains(got, fmt.Sprint(market.MaxAdditions)+"@") {
		t.Errorf("it reads %q", got)
	}
	if all := w.said(w.manager, first.ID); strings.Count(all, "@") != market.MaxAdditions+2 {
		t.Errorf("the house reads %q", all)
	}
	stranger := storetest.Owner(t, w.db, "Stranger")
	signedIn, err := w.SubmitLead(t.Context(), stranger, again(1, "signed-in@other.example.com"), storetest.Now.AddDate(0, 0, 20))
	w.must(err)
	chosen := again(1, "chosen@other.example.com")
	chosen.PartnerID = &w.partners[1].ID
	w.must(second(w.SubmitLead(t.Context(), market.Viewer{}, chosen, storetest.Now.AddDate(0, 0, 20))))
	if now := w.said(w.owners[0], first.ID); now != got {
		t.Errorf("of the signed in it reads %q", now)
	}
	w.must(second(w.MergeLead(t.Context(), w.manager, market.LeadMergeInput{LeadID: signedIn.ID, IntoID: first.ID, Reason: "The same shop."}, storetest.Now)))
	if got := w.said(w.owners[0], first.ID); !strings.Contains(got, "signed-in@") {
		t.Errorf("merged by the house it reads %q", got)
	}
	if seen, err := w.Lead(t.Context(), stranger, signedIn.ID, storetest.Now); err != nil || seen.State == market.LeadMerged || seen.MergedInto != nil {
		t.Errorf("who submitted it is told %v, %v", seen, err)
	}
}

// What was merged opens for nobody after an erasure: of the whole, also where a stranger's
// keeps its own contact, and of a part.
func TestNothingMergedIsReadAfterAnErasure(t *testing.T) {
	w := newLeadWorld(t, 1)
	in := named(1, "A till.")
	in.PartnerID = &w.partners[0].ID
	first, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
	w.must(err)
	w.must(w.accept(w.owners[0], w.offersOf(first.ID, storetest.Now)[0], storetest.Now))
	other, err := w.SubmitLead(t.Context(), storetest.Owner(t, w.db, "Stranger"), again(1, "ada@other.example.com"), storetest.Now)
	w.must(err)
	w.must(second(w.MergeLead(t.Context(), w.manager, market.LeadMergeInput{LeadID: other.ID, IntoID: first.ID, Reason: "The same shop."}, storetest.Now)))
	parts, err := w.MergedIntoLeads(t.Context(), w.owners[0], []market.LeadID{first.ID})
	w.must(err)
	w.must(second(w.EraseLead(t.Context(), w.client, market.LeadEraseInput{LeadID: first.ID}, storetest.Now)))
	part := parts[first.ID][0]
	if w.said(w.manager, first.ID) == "" {
		t.Fatal("the stranger's contact is gone, so this shows nothing")
	}
	for what, id := range map[string]market.LeadID{"the whole": first.ID, "the part": part} {
		contacts, err := w.LeadContacts(t.Context(), w.owners[0], []market.LeadID{id}, storetest.Now)
		if err != nil || len(contacts) > 0 {
			t.Errorf("%s is still read: %v, %v", what, contacts, err)
		}
	}
	if got := w.said(w.owners[0], first.ID); got != "" {
		t.Errorf("it reads %q", got)
	}
	w.must(second(w.EraseLead(t.Context(), w.manager, market.LeadEraseInput{LeadID: part}, storetest.Now)))
	if got := w.asHouse(part); got.ContactErasedAt == nil || got.Goal != nil {
		t.Errorf("the part says %+v", got)
	}
}
