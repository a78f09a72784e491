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

// asked asks for a code to a number from an address, and says what became of it.
func asked(t *testing.T, s *store.Store, phone, address string, most market.Ceilings, at time.Time) market.CodeOutcome {
	t.Helper()
	c := storetest.Challenge(phone, at)
	if address != "" {
		c.Address = address
	}
	err := s.StartSignIn(t.Context(), c, most)
	if refused := c.Outcome == market.CodeCeiling || c.Outcome == market.CodeThrottled; refused != (codeOf(err) == market.Throttled) || !refused && err != nil {
		t.Fatalf("%s, and %v", c.Outcome, err)
	}
	return c.Outcome
}

func TestCeilingsOfCodes(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	known := func(n int) string { return storetest.Phone(900 + n) }
	for n := range 4 {
		storetest.SignIn(t, s, known(n), now.Add(-2*time.Hour))
	}
	most := market.Ceilings{All: 8, CallingCode: 8, Network: 100, Address: 100} // 6 are for everybody
	for n := range 6 {
		if got := asked(t, s, storetest.Phone(n), "", most, now.Add(time.Duration(n)*time.Minute)); got != market.CodeSent {
			t.Fatalf("stranger %d: %s", n, got)
		}
	}
	later := now.Add(10 * time.Minute)
	for i, step := range []struct {
		phone string
		at    time.Time
		want  market.CodeOutcome
	}{
		{storetest.Phone(10), later, market.CodeHeld},
		{known(0), later, market.CodeSent},
		{storetest.Phone(11), later, market.CodeHeld}, // and takes nothing from the known
		{known(1), later, market.CodeSent},
		{known(2), later, market.CodeCeiling}, // the same for all
		{storetest.Phone(12), later, market.CodeCeiling},
		{known(2), now.Add(time.Hour - time.Millisecond), market.CodeCeiling},
		{known(2), now.Add(time.Hour), market.CodeSent}, // an hour after the first
		{storetest.Phone(13), now.Add(time.Hour), market.CodeCeiling},
		{storetest.Phone(13), now.Add(time.Hour + time.Minute), market.CodeHeld},
		{storetest.Phone(14), now.Add(2 * time.Hour), market.CodeSent},
	} {
		if got := asked(t, s, step.phone, "", most, step.at); got != step.want {
			t.Errorf("step %d: %s, want %s", i, got, step.want)
		}
	}
}

// What is held back is answered as what is sent: a second one has to wait as well.
func TestAHeldCodeCountsForItsNumber(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	most := market.Ceilings{All: 4, CallingCode: 4, Network: 100, Address: 100}
	for n := range 3 {
		asked(t, s, storetest.Phone(n), "", most, now)
	}
	if got := asked(t, s, storetest.Phone(9), "", most, now); got != market.CodeHeld {
		t.Fatal(got)
	}
	if got := asked(t, s, storetest.Phone(9), "", most, now.Add(time.Minute-time.Millisecond)); got != market.CodeThrottled {
		t.Errorf("less than a minute later: %s", got)
	}
}

func TestEachCallingCodeHasACeiling(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	most := market.Ceilings{All: 100, CallingCode: 1, Network: 100, Address: 100}
	for phone, want := range map[string]market.CodeOutcome{storetest.Phone(1): market.CodeSent, "+380000000001": market.CodeSent} {
		if got := asked(t, s, phone, "", most, now); got != want {
			t.Errorf("the first to %s: %s", phone, got)
		}
	}
	if got := asked(t, s, storetest.Phone(2), "", most, now); got != market.CodeCeiling {
		t.Errorf("one more: %s", got)
	}
}

func TestEachWideNetworkHasACeiling(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	most := market.Ceilings{All: 100, CallingCode: 100, Network: 3, Address: 100}
	for n, network := range []string{"2001:db8:1:%x::/64", "192.0.2.%d"} {
		for i := range 3 {
			if got := asked(t, s, storetest.Phone(100*n+i), fmt.Sprintf(network, i), most, now); got != market.CodeSent {
				t.Errorf("%s, %d: %s", network, i, got)
			}
		}
		if got := asked(t, s, storetest.Phone(100*n+10), fmt.Sprintf(network, 9), most, now.Add(time.Hour-time.Millisecond)); got != market.CodeCeiling {
			t.Errorf("one more of %s: %s", network, got)
		}
		if got := asked(t, s, storetest.Phone(100*n+10), fmt.Sprintf(network, 9), most, now.Add(time.Hour)); got != market.CodeSent {
			t.Errorf("%s, an hour later: %s", network, got)
		}
	}
	if got := asked(t, s, storetest.Phone(500), "2001:db8:2::/64", most, now); got != market.CodeSent {
		t.Errorf("another /48: %s", got)
	}
}

func TestCeilingsHoldAtOnce(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	var lock sync.Mutex
	became := map[market.CodeOutcome]int{}
	atOnce(20, func(i int) error {
		c := storetest.Challenge(storetest.Phone(i), now)
		err := s.StartSignIn(t.Context(), c, market.Ceilings{All: 8, CallingCode: 100, Network: 100, Address: 100})
		lock.Lock()
		defer lock.Unlock()
		became[c.Outcome]++
		return err
	})
	if became[market.CodeSent] != 6 || became[market.CodeHeld] != 14 {
		t.Errorf("of twenty strangers under a ceiling of 8: %v", became)
	}
}
