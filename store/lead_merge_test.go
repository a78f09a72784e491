package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// named is a need of somebody with this number.
func named(phone int, goal string) market.LeadSubmitInput {
	in := storetest.Need()
	in.Contact.Phone, in.Goal = market.Right(storetest.Phone(phone)), &goal
	return in
}

// numbered is the world with a client who signs in with the number.
func (w *leadWorld) numbered(phone int) *leadWorld {
	w.Helper()
	storetest.Exec(w, w.db, `UPDATE person SET phone = $2 WHERE id = $1`, w.client.Person, storetest.Phone(phone))
	return w
}

// asHouse is a lead as the house sees it.
func (w *leadWorld) asHouse(id market.LeadID) *market.Lead {
	w.Helper()
	lead, err := w.Lead(w.Context(), w.manager, id, storetest.Now)
	w.must(err)
	return lead
}

func TestASecondLeadOfTheSameNumberIsMerged(t *testing.T) {
	for name, test := range map[string]struct {
		phone int
		after time.Duration
		ended bool
		want  market.LeadState
	}{
		"of the same number":       {phone: 1, want: market.LeadMerged},
		"on the last day":          {phone: 1, after: market.MergeWithin - time.Second, want: market.LeadMerged},
		"after that":               {phone: 1, after: market.MergeWithin, want: market.LeadOpen},
		"of another number":        {phone: 2, want: market.LeadOpen},
		"when the first has ended": {phone: 1, ended: true, want: market.LeadOpen},
	} {
		t.Run(name, func(t *testing.T) {
			w := newLeadWorld(t, 0)
			first, err := w.SubmitLead(t.Context(), w.client, named(1, "A till."), storetest.Now)
			w.must(err)
			if test.ended {
				w.must(second(w.WithdrawLead(t.Context(), w.client, market.LeadWithdrawInput{LeadID: first.ID}, storetest.Now)))
			}
			again, err := w.SubmitLead(t.Context(), w.client, named(test.phone, "And a scale."), storetest.Now.Add(test.after))
			w.must(err)
			if again.Number == first.Number || again.State != test.want {
				t.Fatalf("number %d is %s", again.Number, again.State)
			}
			found, err := w.LeadDistributions(t.Context(), w.manager, []market.LeadID{again.ID}, storetest.Now)
			w.must(err)
			if merged := test.want == market.LeadMerged; merged != (found[again.ID] == nil) || merged != (again.MergedInto != nil && *again.MergedInto == first.ID) {
				t.Errorf("it goes out as %v, into %v", found[again.ID], again.MergedInto)
			}
		})
	}
}

// What the second says and the first does not is added; nothing that was said is lost.
func TestWhatATwinAddsIsKept(t *testing.T) {
	w := newLeadWorld(t, 0).numbered(1)
	first, err := w.SubmitLead(t.Context(), w.client, named(1, "A till."), storetest.Now)
	w.must(err)
	more := named(1, "And a scale.")
	more.City = ptr("Leeds")
	again, err := w.SubmitLead(t.Context(), market.Viewer{}, more, storetest.Now)
	w.must(err)
	if again.Number == 0 || again.State != "" || again.MergedInto != nil {
		t.Errorf("a stranger is told %+v", again)
	}
	whole := w.asHouse(first.ID)
	if *whole.Goal != "A till.\n\nAnd a scale." || *whole.City != "Leeds" {
		t.Errorf("it says %q in %q", *whole.Goal, *whole.City)
	}
	found, err := w.CorrectionsOfLeads(t.Context(), w.manager, []market.LeadID{first.ID})
	w.must(err)
	if len(found[first.ID]) != 2 || *found[first.ID][0].Before != "A till." {
		t.Errorf("%d corrections", len(found[first.ID]))
	}
	if got := w.history(w.manager, first.ID); !slices.ContainsFunc(got, func(e string) bool { return e == "SYSTEM MERGED" || len(e) > 13 && e[:13] == "SYSTEM MERGED" }) {
		t.Errorf("its history is %q", got)
	}
}

// Somebody else who is signed in and names a known number has a lead like any other, and
// so has who chooses a partner, who may be nobody: neither learns of the first, nor brings
// it to a partner. The house sees what may be the same.
func TestNobodyLearnsWhoseNumberIsKnown(t *testing.T) {
	w := newLeadWorld(t, 1)
	first, err := w.SubmitLead(t.Context(), w.client, named(1, "A till."), storetest.Now)
	w.must(err)
	stranger := storetest.Owner(t, w.db, "Stranger")
	lead, err := w.SubmitLead(t.Context(), stranger, named(1, "A till, too."), storetest.Now)
	w.must(err)
	other, err := w.SubmitLead(t.Context(), stranger, named(2, "A till, too."), storetest.Now)
	w.must(err)
	if lead.State != other.State || !slices.Equal(w.history(stranger, lead.ID), w.history(stranger, other.ID)) {
		t.Errorf("a known number is %s, another %s", lead.State, other.State)
	}
	chosen := named(1, "A scale.")
	chosen.PartnerID = &w.partners[0].ID
	w.must(second(w.SubmitLead(t.Context(), market.Viewer{}, chosen, storetest.Now)))
	offers, err := w.OffersOfLeads(t.Context(), w.manager, []market.LeadID{first.ID}, storetest.Now)
	w.must(err)
	if whole := w.asHouse(first.ID); *whole.Goal != "A till." || slices.ContainsFunc(offers[first.ID], func(o *market.LeadOffer) bool { return o.Trace.Reason == market.ReasonClientChoice }) {
		t.Errorf("the first says %q, and has %d offers", *whole.Goal, len(offers[first.ID]))
	}
	same, err := w.DuplicatesOfLeads(t.Context(), w.manager, []market.LeadID{first.ID})
	w.must(err)
	if len(same[first.ID]) != 2 {
		t.Errorf("%d may be the same", len(same[first.ID]))
	}
}

// Who names a number that is not theirs, and waits for its holder, gets nothing: neither
// what the holder asks nor whom to call, signed in or as the partner of their choice.
func TestWhoNamesANumberFirstTakesNothingIn(t *testing.T) {
	for name, plant := range map[string]func(*leadWorld, *market.LeadSubmitInput) market.Viewer{
		"signed in": func(w *leadWorld, _ *market.LeadSubmitInput) market.Viewer {
			return storetest.Owner(w, w.db, "Stranger")
		},
		"for a partner": func(w *leadWorld, in *market.LeadSubmitInput) market.Viewer {
			in.PartnerID = &w.partners[0].ID
			return market.Viewer{}
		},
		"as the partner": func(w *leadWorld, in *market.LeadSubmitInput) market.Viewer {
			in.PartnerID = &w.partners[0].ID
			return w.owners[0]
		},
		"of another size": func(_ *leadWorld, in *market.LeadSubmitInput) market.Viewer {
			in.Size = market.Large
			return market.Viewer{}
		},
		"of another country": func(_ *leadWorld, in *market.LeadSubmitInput) market.Viewer {
			in.Country = market.Right("AQ")
			return market.Viewer{}
		},
		"in another language": func(_ *leadWorld, in *market.LeadSubmitInput) market.Viewer {
			in.Locale = ptr("sw")
			return market.Viewer{}
		},
		"with an address as well": func(w *leadWorld, in *market.LeadSubmitInput) market.Viewer {
			in.Contact.Email = ptr("ada@client.example.com")
			return storetest.Owner(w, w.db, "Stranger")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newLeadWorld(t, 1)
			in := named(1, "A plant.")
			v := plant(w, &in)
			w.must(second(w.SubmitLead(t.Context(), v, in, storetest.Now)))
			real := named(1, "We leave in March.")
			real.Country = market.Right("GB")
			w.must(second(w.SubmitLead(t.Context(), market.Viewer{}, real, storetest.Now)))
			w.must(second(w.SubmitLead(t.Context(), w.manager, real, storetest.Now))) // the holder has called the house as well
			var merged int
			w.must(w.db.QueryRow(`SELECT count(*) FROM lead l JOIN lead o ON o.id = l.merged_into WHERE o.goal LIKE 'A plant.%'`).Scan(&merged))
			if merged != 0 {
				t.Errorf("%d leads of the holder are in the plant", merged)
			}
		})
	}
}

// A stranger withdraws and corrects a lead that goes on as somebody else's like any other,
// which that one does not notice. Whose own goes on is told which to withdraw.
func TestALeadThatGoesOnAsAnotherIsWithdrawn(t *testing.T) {
	w := newLeadWorld(t, 0)
	first, err := w.SubmitLead(t.Context(), w.client, named(1, "A till."), storetest.Now)
	w.must(err)
	stranger := storetest.Owner(t, w.db, "Stranger")
	lead, err := w.SubmitLead(t.Context(), stranger, named(1, "A till, too."), storetest.Now)
	w.must(err)
	w.must(second(w.MergeLead(t.Context(), w.manager, market.LeadMergeInput{LeadID: lead.ID, IntoID: first.ID, Reason: "The same shop."}, storetest.Now)))
	in := market.LeadWithdrawInput{LeadID: lead.ID}
	if lead, err = w.WithdrawLead(t.Context(), stranger, in, storetest.Now); err != nil || lead.State != market.LeadClosed || lead.EndedAt == nil {
		t.Fatalf("%v, %v", lead, err)
	}
	refused(t, second(w.WithdrawLead(t.Context(), stranger, in, storetest.Now)), market.Conflict, "leadId")
	correction := market.LeadCorrectInput{LeadID: lead.ID, Goal: ptr("Two tills.")}
	refused(t, second(w.CorrectLead(t.Context(), stranger, correction, storetest.Now)), market.Conflict, "leadId")
	if twin, whole := w.asHouse(lead.ID), w.asHouse(first.ID); twin.State != market.LeadMerged || whole.State != market.LeadOpen {
		t.Errorf("the house sees %s and %s", twin.State, whole.State)
	}
	again, err := w.SubmitLead(t.Context(), w.client, named(1, "A scale."), storetest.Now)
	w.must(err)
	refused(t, second(w.WithdrawLead(t.Context(), w.client, market.LeadWithdrawInput{LeadID: again.ID}, storetest.Now)), market.Conflict, "leadId")
}

func TestAPartnerChosenInTheSecondIsOfferedTheFirst(t *testing.T) {
	w := newLeadWorld(t, 2)
	in := named(1, "A till.")
	in.PartnerID = &w.partners[0].ID
	first, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
	w.must(err)
	in = named(1, "A till.")
	in.PartnerID = &w.partners[1].ID
	again, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
	w.must(err)
	offers, err := w.OffersOfLeads(t.Context(), w.manager, []market.LeadID{first.ID, again.ID}, storetest.Now)
	w.must(err)
	if len(offers[again.ID]) != 0 || len(offers[first.ID]) != 2 {
		t.Fatalf("%d and %d offers", len(offers[first.ID]), len(offers[again.ID]))
	}
	for i, o := range offers[first.ID] {
		if o.PartnerID != w.partners[i].ID || o.State != market.OfferOffered {
			t.Errorf("offer %d: %s to %s", i, o.State, o.PartnerID)
		}
	}
}

// Of twins at once one is the original, and all others are merged into it.
func TestTwinsAtOnceAreOneLead(t *testing.T) {
	w := newLeadWorld(t, 0)
	ids := make([]market.LeadID, 8)
	var group sync.WaitGroup
	for i := range ids {
		group.Go(func() {
			if lead, err := w.SubmitLead(t.Context(), w.client, named(1, "A till."), storetest.Now); err == nil {
				ids[i] = lead.ID
			} else {
				t.Error(err)
			}
		})
	}
	group.Wait()
	originals, into := 0, map[market.LeadID]int{}
	for _, id := range ids {
		if lead := w.asHouse(id); lead.MergedInto == nil {
			originals++
		} else {
			into[*lead.MergedInto]++
		}
	}
	if originals != 1 || len(into) != 1 {
		t.Errorf("%d originals; merged into %v", originals, into)
	}
}

// The house merges what only names the same company. Who accepted the one keeps it, and
// nothing is merged in a circle, nor through one that was merged.
func TestTheHouseMergesLeads(t *testing.T) {
	w := newLeadWorld(t, 2)
	a, offers := storetest.Offered(t, w.Store, w.db, w.client, 2, w.ids()...)
	w.must(w.accept(w.owners[0], offers[0], storetest.Now))
	b, c := storetest.Lead(t, w.Store, w.client, storetest.Now), storetest.Lead(t, w.Store, w.client, storetest.Now)
	merge := func(from, into market.LeadID) error {
		return second(w.MergeLead(t.Context(), w.manager, market.LeadMergeInput{LeadID: from, IntoID: into, Reason: "The same shop."}, storetest.Now))
	}
	w.must(merge(a.ID, b.ID))
	if got := w.asHouse(a.ID); got.State != market.LeadMerged || *got.MergedInto != b.ID {
		t.Errorf("it is %s", got.State)
	}
	if w.offer(offers[0].ID, storetest.Now).State != market.OfferAccepted || w.offer(offers[1].ID, storetest.Now).State != market.OfferWithdrawn {
		t.Error("its offers are not as they should be")
	}
	for name, err := range map[string]error{"again": merge(a.ID, c.ID), "in a circle": merge(b.ID, a.ID)} {
		if codeOf(err) != market.Conflict {
			t.Errorf("merged %s: %v", name, err)
		}
	}
	if err := merge(b.ID, b.ID); codeOf(err) != market.Invalid {
		t.Errorf("into itself: %v", err)
	}
	w.must(merge(b.ID, c.ID))
	if got := w.asHouse(a.ID); *got.MergedInto != c.ID {
		t.Error("the first is not in the last")
	}
}

func TestTheHouseIsShownWhatMayBeTheSame(t *testing.T) {
	w := newLeadWorld(t, 0)
	of := func(company string) *market.Lead {
		in := storetest.Need()
		in.Contact.Company = &company
		lead, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
		w.must(err)
		return lead
	}
	a, b, c := of("Sample Bakery Ltd"), of("sample bakery ltd."), of("Another Shop")
	for name, test := range map[string]struct {
		v    market.Viewer
		want []market.LeadID
	}{"the house": {w.manager, []market.LeadID{b.ID}}, "the client": {w.client, nil}} {
		found, err := w.DuplicatesOfLeads(t.Context(), test.v, []market.LeadID{a.ID, c.ID})
		w.must(err)
		if !slices.Equal(found[a.ID], test.want) || len(found[c.ID]) != 0 {
			t.Errorf("%s is shown %v", name, found)
		}
	}
}

// A lead that was held is looked at when it is released, because another may have come.
func TestAHeldLeadIsMergedWhenItIsReleased(t *testing.T) {
	w := newLeadWorld(t, 1)
	held, err := w.SubmitLead(t.Context(), w.client, named(1, "https://a.example.com https://b.example.com https://c.example.com"), storetest.Now)
	w.must(err)
	first, err := w.SubmitLead(t.Context(), w.client, named(1, "A till."), storetest.Now)
	w.must(err)
	if first.State == market.LeadMerged {
		t.Fatal("what is held takes nothing in")
	}
	released, err := w.ReleaseLead(t.Context(), w.manager, market.LeadReleaseInput{LeadID: held.ID}, storetest.Now.Add(time.Hour))
	w.must(err)
	if released.State != market.LeadMerged || released.MergedInto == nil || *released.MergedInto != first.ID || len(w.offersOf(held.ID, storetest.Now)) != 0 {
		t.Errorf("released it is %s into %v", released.State, released.MergedInto)
	}
	if whole := w.asHouse(first.ID); !strings.HasPrefix(*whole.Goal, "A till.\n\n") {
		t.Errorf("the first says %q", *whole.Goal)
	}
}

// A release does not make a held lead the house's own.
func TestAHeldLeadOfAnotherIsNotMergedByItsRelease(t *testing.T) {
	w := newLeadWorld(t, 0).numbered(1)
	first, err := w.SubmitLead(t.Context(), w.client, named(1, "A till."), storetest.Now)
	w.must(err)
	stranger := storetest.Owner(t, w.db, "Stranger")
	held, err := w.SubmitLead(t.Context(), stranger, named(1, "https://a.example.com https://b.example.com https://c.example.com"), storetest.Now)
	w.must(err)
	released, err := w.ReleaseLead(t.Context(), w.manager, market.LeadReleaseInput{LeadID: held.ID}, storetest.Now)
	w.must(err)
	if released.State == market.LeadMerged || *w.asHouse(first.ID).Goal != "A till." {
		t.Errorf("released it is %s, and the first says %q", released.State, *w.asHouse(first.ID).Goal)
	}
}

// Where the client is comes with the second; from the eleventh on nothing is added.
func TestWhatManyAddIsBounded(t *testing.T) {
	w := newLeadWorld(t, 0).numbered(1)
	first, err := w.SubmitLead(t.Context(), w.client, named(1, "A till."), storetest.Now)
	w.must(err)
	for n := range market.MaxAdditions + 2 {
		in := named(1, fmt.Sprintf("Thing %c.", 'A'+n))
		in.Latitude, in.Longitude = ptr(50.0+float64(n)), ptr(8.0)
		again, err := w.SubmitLead(t.Context(), market.Viewer{}, in, storetest.Now.Add(time.Duration(n)*25*time.Hour))
		w.must(err)
		if again.Number == 0 {
			t.Errorf("addition %d has no number", n)
		}
	}
	whole := w.asHouse(first.ID)
	if !strings.HasSuffix(*whole.Goal, "Thing J.") || whole.Latitude == nil || *whole.Latitude != 50 {
		t.Errorf("it says %q at %v", *whole.Goal, whole.Latitude)
	}
	var merged int
	w.must(w.db.QueryRow(`SELECT count(*) FROM lead WHERE merged_into = $1`, first.ID).Scan(&merged))
	if merged != market.MaxAdditions+2 {
		t.Errorf("%d are merged", merged)
	}
}

// A lead that waits and may be the same as another one is in the queue for that.
func TestTheQueueSaysWhatMayBeTheSame(t *testing.T) {
	w := newLeadWorld(t, 0)
	of := func(phone int, company string) *market.Lead {
		in := named(phone, "A till.")
		in.Contact.Email, in.Contact.Company = nil, &company
		lead, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
		w.must(err)
		return lead
	}
	a, b, other := of(1, "Sample Bakery Ltd"), of(2, "sample bakery ltd."), of(3, "Another Shop")
	late := storetest.Now.AddDate(0, 0, 30) // none has been taken from the board
	w.must(second(w.PassOnLeads(t.Context(), storetest.Now)))
	w.must(second(w.PassOnLeads(t.Context(), late)))
	for id, want := range map[market.LeadID]market.LeadQueueReason{
		a.ID: market.QueueDuplicate, b.ID: market.QueueDuplicate, other.ID: market.QueueNobodyFits,
	} {
		if got := w.queued(id); got != want {
			t.Errorf("it waits as %q, want %s", got, want)
		}
	}
	w.must(second(w.MergeLead(t.Context(), w.manager, market.LeadMergeInput{LeadID: b.ID, IntoID: a.ID, Reason: "The same bakery."}, late)))
	if got := w.queued(a.ID); got != market.QueueNobodyFits {
		t.Errorf("what is left waits as %q", got)
	}
}
