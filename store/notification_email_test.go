package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// mailed is a code on its way to an address of the viewer's.
func mailed(v market.Viewer, email string, at time.Time) *market.EmailChallenge {
	return &market.EmailChallenge{
		Hash: storetest.Secret(), PersonID: v.Person, Email: email, Address: "192.0.2.1", CodeSum: []byte("code"), CreatedAt: at, ExpiresAt: at.Add(market.CodeLife),
	}
}

// email is the viewer's; "" for none.
func email(t *testing.T, s *store.Store, v market.Viewer) string {
	t.Helper()
	if found := must(s.Email(t.Context(), v))(t); found != nil {
		return *found
	}
	return ""
}

func TestAnAddressIsKeptWhenItsCodeComesBack(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	alma, bert := storetest.Person(t, db, "Alma"), storetest.Person(t, db, "Bert")
	now, most := storetest.Now, market.DefaultCeilings()
	c := mailed(alma, "alma@example.com", now)
	if err := s.StartEmail(t.Context(), alma, c, most); err != nil {
		t.Fatal(err)
	}
	if got := email(t, s, alma); got != "" {
		t.Errorf("before the code came back %q is kept", got)
	}
	_, err := s.FinishEmail(t.Context(), bert, c.Hash, []byte("code"), now)
	refused(t, err, market.NotFound, "challenge")
	_, err = s.FinishEmail(t.Context(), alma, c.Hash, []byte("wrong"), now)
	refused(t, err, market.Invalid, "code")
	if got := must(s.FinishEmail(t.Context(), alma, c.Hash, []byte("code"), now))(t); got != "alma@example.com" || email(t, s, alma) != got {
		t.Errorf("kept is %q, %q", got, email(t, s, alma))
	}
	_, err = s.FinishEmail(t.Context(), alma, c.Hash, []byte("code"), now)
	refused(t, err, market.Expired, "challenge")
	if got := email(t, s, bert); got != "" {
		t.Errorf("another's is %q", got)
	}
	if got := email(t, s, market.Viewer{Person: alma.Person, APIToken: "00000000-0000-7000-8000-000000000001"}); got != "" {
		t.Errorf("a token is shown %q", got)
	}

	again := mailed(alma, "new@example.com", now.Add(time.Hour))
	if err := s.StartEmail(t.Context(), alma, again, most); err != nil {
		t.Fatal(err)
	}
	must(s.FinishEmail(t.Context(), alma, again.Hash, []byte("code"), now.Add(time.Hour)))(t)
	if got := email(t, s, alma); got != "new@example.com" {
		t.Errorf("in its place is %q", got)
	}
	if gone, err := s.RemoveEmail(t.Context(), bert, market.ViewerEmailRemoveInput{}); err != nil || gone != nil || email(t, s, alma) == "" {
		t.Errorf("another's removal: %v, left is %q", err, email(t, s, alma))
	}
	earlier, last := "a@example.com", " New@example.com"
	if _, err := s.RemoveEmail(t.Context(), alma, market.ViewerEmailRemoveInput{Email: &earlier}); codeOf(err) != market.NotFound || email(t, s, alma) == "" {
		t.Errorf("removal of an address that went before: %v, left is %q", err, email(t, s, alma))
	}
	if gone, err := s.RemoveEmail(t.Context(), alma, market.ViewerEmailRemoveInput{Email: &last}); err != nil || gone == nil || *gone != "new@example.com" || email(t, s, alma) != "" {
		t.Errorf("removed: %v, left is %q", err, email(t, s, alma))
	}
}

func TestAnEarlierCodeEndsAndWrongOnesCount(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	alma, now, most := storetest.Person(t, db, "Alma"), storetest.Now, market.DefaultCeilings()
	first, latest := mailed(alma, "a@example.com", now), mailed(alma, "b@example.com", now.Add(market.SendPause))
	for _, c := range []*market.EmailChallenge{first, latest} {
		if err := s.StartEmail(t.Context(), alma, c, most); err != nil {
			t.Fatal(err)
		}
	}
	later := now.Add(market.SendPause + time.Second)
	refused(t, second(s.FinishEmail(t.Context(), alma, first.Hash, []byte("code"), later)), market.Expired, "challenge")
	var trying sync.WaitGroup
	for range 3 * market.CodeTries {
		trying.Go(func() { _, _ = s.FinishEmail(t.Context(), alma, latest.Hash, []byte("wrong"), later) })
	}
	trying.Wait()
	refused(t, second(s.FinishEmail(t.Context(), alma, latest.Hash, []byte("code"), later)), market.Throttled, "challenge")
}

// Limits count for all people together, so that nobody's mailbox is flooded by many, and
// also when all come at once.
func TestLimitsOfCodesByMail(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now, most := storetest.Now, market.DefaultCeilings()
	var mu sync.Mutex
	var asking sync.WaitGroup
	sent := 0
	for i := range 8 {
		v := storetest.Person(t, db, fmt.Sprint("Person ", i))
		asking.Go(func() {
			if s.StartEmail(t.Context(), v, mailed(v, "Victim@example.com", now), most) == nil {
				mu.Lock()
				sent++
				mu.Unlock()
			}
		})
	}
	asking.Wait()
	if sent != 1 {
		t.Errorf("%d codes were sent to one address at once", sent)
	}
	alma := storetest.Person(t, db, "Alma")
	refused(t, s.StartEmail(t.Context(), alma, mailed(alma, "VICTIM@example.com", now.Add(market.SendPause-time.Second)), most), market.Throttled, "email")
	for i := range market.EmailSends {
		c := mailed(alma, fmt.Sprintf("a%d@example.com", i), now.Add(time.Duration(i+1)*time.Hour))
		c.Address = fmt.Sprint("192.0.2.", i+10)
		if err := s.StartEmail(t.Context(), alma, c, most); err != nil {
			t.Fatal(i, err)
		}
	}
	c := mailed(alma, "more@example.com", now.Add(12*time.Hour))
	refused(t, s.StartEmail(t.Context(), alma, c, most), market.Throttled, "email")
	storetest.Exec(t, db, `UPDATE email_challenge SET failed_at = created_at WHERE email = 'a3@example.com'`)
	if err := s.StartEmail(t.Context(), alma, c, most); err != nil {
		t.Errorf("a code that could not be sent counts: %v", err)
	}
	if err := s.FailEmail(t.Context(), alma, c.Hash, now.Add(12*time.Hour)); err != nil {
		t.Fatal(err)
	}
	refused(t, second(s.FinishEmail(t.Context(), alma, c.Hash, []byte("code"), now.Add(12*time.Hour))), market.Expired, "challenge")
}
