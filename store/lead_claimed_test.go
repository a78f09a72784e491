package store_test

import (
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// from submits a lead of a number, for who is signed in or for nobody.
func (w *leadWorld) from(v market.Viewer, phone string) market.LeadID {
	w.Helper()
	in := storetest.Need()
	in.Contact.Phone = market.Right(phone)
	if v.Person != "" {
		lead, err := w.SubmitLead(w.Context(), v, in, storetest.Now)
		w.must(err)
		return lead.ID
	}
	lead, err := w.SubmitLead(w.Context(), v, in, storetest.Now)
	w.must(err)
	var id market.LeadID
	w.must(w.db.QueryRow(`SELECT id FROM lead WHERE number = $1`, lead.Number).Scan(&id))
	return id
}

// client is whose a lead is, "" for nobody's.
func (w *leadWorld) clientOf(id market.LeadID) (person market.PersonID) {
	w.Helper()
	w.must(w.db.QueryRow(`SELECT coalesce(person_id::text, '') FROM lead WHERE id = $1`, id).Scan(&person))
	return person
}

func TestWhoProvesANumberGetsTheLeadsThatNameIt(t *testing.T) {
	w := newLeadWorld(t, 0)
	nobodys, others, theirs := w.from(market.Viewer{}, storetest.Phone(1)), w.from(market.Viewer{}, storetest.Phone(2)), w.from(w.client, storetest.Phone(3))
	ada, _ := storetest.SignIn(t, w.Store, storetest.Phone(1), storetest.Now)
	bob, _ := storetest.SignIn(t, w.Store, storetest.Phone(3), storetest.Now)
	if got := w.clientOf(nobodys); got != ada.Person {
		t.Errorf("the lead that nobody submitted is %q's", got)
	}
	if got := w.clientOf(others); got != "" {
		t.Errorf("that of another number is %q's", got)
	}
	if got := w.clientOf(theirs); got != w.client.Person || got == bob.Person {
		t.Errorf("what somebody else has submitted is %q's", got)
	}
	for who, v := range map[string]market.Viewer{"ada": ada, "bob": bob} {
		if _, err := w.Lead(t.Context(), v, nobodys, storetest.Now); (err == nil) != (who == "ada") {
			t.Errorf("%s: %v", who, err)
		}
	}
	// The same number later is somebody's already, and what comes until then is theirs.
	later := w.from(market.Viewer{}, storetest.Phone(1))
	again, _ := storetest.SignIn(t, w.Store, storetest.Phone(1), storetest.Now.Add(time.Hour))
	if got := w.clientOf(later); again.Person != ada.Person || got != ada.Person {
		t.Errorf("used again the number is %s's, and its lead %q's", again.Person, got)
	}
}

// A lead that comes while its number signs in is its person's or nobody's, and with the
// next sign-in theirs.
func TestSigningInWhileLeadsComeLosesNone(t *testing.T) {
	w := newLeadWorld(t, 0)
	inParallel(4, func(i int) {
		if i == 0 {
			storetest.SignIn(t, w.Store, storetest.Phone(1), storetest.Now)
			return
		}
		w.from(market.Viewer{}, storetest.Phone(1))
	})
	v, _ := storetest.SignIn(t, w.Store, storetest.Phone(1), storetest.Now.Add(time.Hour))
	var leads int
	w.must(w.db.QueryRow(`SELECT count(*) FROM lead WHERE person_id = $1`, v.Person).Scan(&leads))
	if leads != 3 {
		t.Errorf("%d of 3 leads are theirs", leads)
	}
}

func TestWhoMayErase(t *testing.T) {
	w := newLeadWorld(t, 1)
	stranger := storetest.Person(t, w.db, "Stranger")
	proved, _ := storetest.SignIn(t, w.Store, storetest.Phone(1), storetest.Now)
	submitted, retold := w.from(w.client, storetest.Phone(1)), w.from(storetest.Person(t, w.db, "Another"), storetest.Phone(1))
	own := w.from(proved, storetest.Phone(1))
	erased := func(id market.LeadID) (gone bool) {
		w.must(w.db.QueryRow(`SELECT contact_erased_at IS NOT NULL FROM lead WHERE id = $1`, id).Scan(&gone))
		return gone
	}
	for _, test := range []struct {
		name string
		v    market.Viewer
		lead market.LeadID
		want market.Code
		gone [3]bool // submitted, retold, own
	}{
		{"a stranger", stranger, submitted, market.NotFound, [3]bool{}},
		{"a partner", w.owners[0], submitted, market.NotFound, [3]bool{}},
		{"nobody", market.Viewer{}, submitted, market.NotFound, [3]bool{}},
		{"who submitted it, their own alone", w.client, submitted, "", [3]bool{true, false, false}},
		{"who has proved the number, all that name it", proved, own, "", [3]bool{true, true, true}},
		{"the house, what is gone", w.manager, own, "", [3]bool{true, true, true}},
	} {
		if got := codeOf(second(w.EraseLead(t.Context(), test.v, market.LeadEraseInput{LeadID: test.lead}, storetest.Now))); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		if got := [3]bool{erased(submitted), erased(retold), erased(own)}; got != test.gone {
			t.Errorf("%s: erased are %v, want %v", test.name, got, test.gone)
		}
	}
}

// An address proves nothing: whoever names another's on a lead of their own erases that
// lead, and none of the other's.
func TestAnAddressAloneErasesNothingOfOthers(t *testing.T) {
	w := newLeadWorld(t, 0)
	email := "ada@shared.example.com"
	in := storetest.Need()
	in.Contact.Email = &email
	theirs, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
	w.must(err)
	other := storetest.Person(t, w.db, "Other")
	mine, err := w.SubmitLead(t.Context(), other, in, storetest.Now)
	w.must(err)
	w.must(second(w.EraseLead(t.Context(), other, market.LeadEraseInput{LeadID: mine.ID}, storetest.Now)))
	var kept bool
	w.must(w.db.QueryRow(`SELECT contact_erased_at IS NULL AND EXISTS (SELECT FROM lead_contact WHERE lead_id = id) FROM lead WHERE id = $1`, theirs.ID).Scan(&kept))
	if !kept {
		t.Error("another's lead was erased")
	}
	contacts, err := w.LeadContacts(t.Context(), w.client, []market.LeadID{theirs.ID}, storetest.Now)
	if err != nil || contacts[theirs.ID] == nil {
		t.Errorf("its client reads %v, %v", contacts, err)
	}
}
