package store_test

import (
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

func TestBalanceIsToppedUpOnceAndOnlyWhenMoneyCame(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 1, "1")
	owner := b.buyers[0]
	in := storetest.TopUp("150.00")
	p, err := b.StartTopUp(t.Context(), owner, in, now)
	if err != nil || p.State != market.PaymentPending || p.InvoiceID != nil || *p.PartnerID != owner.Partner || p.Amount.Minor != 15000 {
		t.Fatalf("started %+v, %v", p, err)
	}
	for _, step := range []struct {
		answer market.PaymentAnswer
		state  market.PaymentState
		minor  int64 // the balance then
	}{
		{needsTime, market.PaymentPending, 100},
		{succeeded, market.PaymentSucceeded, 15100},
		{succeeded, market.PaymentSucceeded, 15100},
		{declined, market.PaymentSucceeded, 15100},
	} {
		p, err := b.SettlePayment(t.Context(), p.ID, step.answer, now.Add(time.Minute))
		if err != nil || p.State != step.state || b.balance(t, owner) != step.minor {
			t.Errorf("after %s: %+v, %v; balance %d, want %d", step.answer.State, p, err, b.balance(t, owner), step.minor)
		}
	}
	again, err := b.StartTopUp(t.Context(), owner, in, now.Add(time.Hour))
	if err != nil || again.ID != p.ID || again.State != market.PaymentSucceeded {
		t.Errorf("the same again is %+v, %v", again, err)
	}
	in.Amount.Amount = "151.00"
	_, err = b.StartTopUp(t.Context(), owner, in, now)
	refused(t, err, market.Conflict, "idempotencyKey")

	p, err = b.StartTopUp(t.Context(), owner, storetest.TopUp("77.00"), now)
	if err == nil {
		p, err = b.SettlePayment(t.Context(), p.ID, declined, now)
	}
	if err != nil || p.State != market.PaymentDeclined || *p.Failure == "" || b.balance(t, owner) != 15100 {
		t.Errorf("declined: %+v, %v, balance %d", p, err, b.balance(t, owner))
	}
	storetest.BalancedBooks(t, b.db)
}

func TestTopUpIsTheBusinessOfItsPartnerAlone(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 2, "1")
	owner, other := b.buyers[0], b.buyers[1]
	p, err := b.StartTopUp(t.Context(), owner, storetest.TopUp("150.00"), now)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		v    market.Viewer
		sees bool
	}{
		"its owner":               {owner, true},
		"its manager":             {storetest.Member(t, b.db, owner, market.Manager), true},
		"its editor":              {storetest.Member(t, b.db, owner, market.Editor), false},
		"the finance people":      {storetest.Finance(t, b.db), true},
		"another partner":         {other, false},
		"a client":                {storetest.Owner(t, b.db, "Client 2"), false},
		"nobody":                  {market.Viewer{}, false},
		"a token without billing": {market.Viewer{Person: owner.Person, Organization: owner.Organization, Partner: owner.Partner, Role: market.Owner, APIToken: "t", Scopes: []market.Scope{market.LeadsRead}}, false},
	} {
		seen, err := b.PaymentsByID(t.Context(), test.v, []market.PaymentID{p.ID})
		if err != nil || (len(seen) == 1) != test.sees {
			t.Errorf("%s sees %d payments, %v", name, len(seen), err)
		}
	}
	for name, v := range map[string]market.Viewer{"an editor": storetest.Member(t, b.db, owner, market.Editor), "a client": storetest.Owner(t, b.db, "Client 3")} {
		if _, err := b.StartTopUp(t.Context(), v, storetest.TopUp("150.00"), now); codeOf(err) != market.Forbidden {
			t.Errorf("%s tops up: %v", name, err)
		}
	}
}

// Twins wait for each other at the key; what the provider says of each is noted once.
func TestTwinsOfATopUpAreOne(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 1, "1")
	in, ids, wait := storetest.TopUp("20.00"), make([]market.PaymentID, 16), sync.WaitGroup{}
	for i := range ids {
		wait.Go(func() {
			p, err := b.StartTopUp(t.Context(), b.buyers[0], in, now)
			if err == nil {
				p, err = b.SettlePayment(t.Context(), p.ID, succeeded, now)
			}
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = p.ID
		})
	}
	wait.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("twins are %s and %s", id, ids[0])
		}
	}
	if got := b.balance(t, b.buyers[0]); got != 2100 {
		t.Errorf("the balance is %d", got)
	}
	storetest.BalancedBooks(t, b.db)
}

func TestTopUpsAtOnceAreBounded(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 1, "1")
	var begun, throttled int
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range 2 * market.MaxTopUpsUnderWay {
		wait.Go(func() {
			_, err := b.StartTopUp(t.Context(), b.buyers[0], storetest.TopUp("20.00"), now)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				begun++
			case codeOf(err) == market.Throttled:
				throttled++
			default:
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if begun != market.MaxTopUpsUnderWay || throttled != market.MaxTopUpsUnderWay {
		t.Errorf("%d began, %d were throttled", begun, throttled)
	}
}
