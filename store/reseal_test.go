package store_test

import (
	"database/sql"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"partnergraph/market"
	"partnergraph/seal"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// withSecret is the world's store with other keys.
func (w *leadWorld) withSecret(url string, keys *seal.Keys) *store.Store {
	w.Helper()
	s, err := store.Open(w.Context(), url, store.Options{Connections: 3, Keys: keys})
	w.must(err)
	w.Cleanup(func() { s.Close() })
	return s
}

// After a change of the secret and a reseal, the earlier one is of no use any more, and
// nothing else has changed: whom to call is read, and known again.
func TestResealedDataNeedsThePresentSecretOnly(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w := &leadWorld{T: t, Store: storetest.Open(t, url), db: db, manager: storetest.ProgrammeManager(t, db), client: storetest.Person(t, db, "Client")}
	_, owner := storetest.Partner(t, w.Store, db, storetest.Profile("Partner"))
	w.owners = []market.Viewer{owner}
	now := storetest.Now
	deal := w.register(0, ferncliff, now)
	first, err := w.SubmitLead(t.Context(), w.client, named(1, "A till."), now)
	w.must(err)
	gone, err := w.SubmitLead(t.Context(), w.client, named(2, "A scale."), now)
	w.must(err)
	w.must(second(w.EraseLead(t.Context(), w.manager, market.LeadEraseInput{LeadID: gone.ID}, now)))

	changing := w.withSecret(url, seal.New("the next", "the secret of tests"))
	for _, want := range []int{2, 0} { // the client and who the deal names; once
		if people, err := changing.Reseal(t.Context()); err != nil || people != want {
			t.Fatalf("%d people are resealed, want %d: %v", people, want, err)
		}
	}
	w.Store = w.withSecret(url, seal.New("the next"))
	w.must(w.CheckSecret(t.Context()))
	contacts, err := w.LeadContacts(t.Context(), w.manager, []market.LeadID{first.ID}, now)
	w.must(err)
	if c := contacts[first.ID]; c == nil || c.Phone == nil || *c.Phone != storetest.Phone(1) {
		t.Errorf("the contact reads %+v", c)
	}
	again, err := w.SubmitLead(t.Context(), w.client, named(1, "And a scale."), now.Add(time.Hour))
	w.must(err)
	if again.MergedInto == nil || *again.MergedInto != first.ID {
		t.Errorf("a second lead of the number is %s, into %v", again.State, again.MergedInto)
	}
	for name, test := range map[string]struct {
		contact market.LeadContactInput
		country string
	}{
		"company":                {market.LeadContactInput{Name: "Bo", Phone: market.Right(storetest.Phone(3)), Company: ptr("Ferncliff")}, "GB"},
		"company and no country": {market.LeadContactInput{Name: "Di", Phone: market.Right(storetest.Phone(4)), Company: ptr("Ferncliff")}, ""},
		"number":                 {market.LeadContactInput{Name: "Cy", Phone: ferncliff.Phone}, "GB"},
	} {
		if state, partner := w.fallsUnder(test.contact, test.country, now.Add(time.Hour)); state != market.DealProtected || partner != deal.PartnerID {
			t.Errorf("a lead with the deal's %s falls under a deal that is %q", name, state)
		}
	}
}

// More people than one transaction sees to are resealed as well, and two who do it at
// once do not do it twice.
func TestResealGoesOnUntilAllAreDone(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s := storetest.Open(t, url)
	const people = 1201
	for range people {
		row, err := s.SubjectRow(uuid.NewString())
		if err != nil {
			t.Fatal(err)
		}
		storetest.Exec(t, db, `INSERT INTO data_subject (id, wrapped_key) VALUES ($1, $2)`, row...)
	}
	var done [2]int
	var errs [2]error
	var group sync.WaitGroup
	for i := range done {
		changing, err := store.Open(t.Context(), url, store.Options{Connections: 2, Keys: seal.New("the next", "the secret of tests")})
		if err != nil {
			t.Fatal(err)
		}
		defer changing.Close()
		group.Go(func() { done[i], errs[i] = changing.Reseal(t.Context()) })
	}
	group.Wait()
	if err := errors.Join(errs[:]...); err != nil || done[0]+done[1] != people {
		t.Errorf("%d are resealed, want %d: %v", done, people, err)
	}
}
