package store_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// publish publishes the rules in force again, to begin at a time.
func publish(t *testing.T, s *store.Store, from *time.Time, now time.Time) *market.LeadPolicy {
	t.Helper()
	policy, err := s.LeadPolicy(t.Context(), nil, now)
	if err != nil {
		t.Fatal(err)
	}
	in := market.LeadPolicyPublishInput{ValidFrom: from, Note: "The same again.", Rules: &policy.Rules}
	if policy, err = s.PublishLeadPolicy(t.Context(), in, now); err != nil {
		t.Fatal(err)
	}
	return policy
}

func withdraw(s *store.Store, by market.Viewer, version int, now time.Time) (*market.LeadPolicy, error) {
	return s.WithdrawLeadPolicy(context.Background(), by, market.LeadPolicyWithdrawInput{Version: version, Reason: "It was a mistake."}, now)
}

func TestANewerPolicyReplacesOneThatWasPlannedUntilItIsWithdrawn(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	house, now := storetest.ProgrammeManager(t, db), storetest.Now
	day, hour := now.AddDate(0, 0, 1), now.Add(time.Hour)
	inForce := func(at time.Time, want int) {
		t.Helper()
		if p, err := s.LeadPolicy(t.Context(), nil, at); err != nil || p.Version != want {
			t.Errorf("at %s: %+v, %v; want version %d", at, p, err, want)
		}
	}
	publish(t, s, &day, now)           // version 2
	third := publish(t, s, &hour, now) // before it
	inForce(hour.Add(-time.Microsecond), 1)
	inForce(hour, 3)
	inForce(day, 3)
	if p, err := withdraw(s, house, third.Version, hour.Add(-time.Microsecond)); err != nil || p.State(now) != market.PolicyWithdrawn {
		t.Fatal(p, err)
	}
	inForce(hour, 1)
	inForce(day.Add(-time.Microsecond), 1)
	inForce(day, 2)
	if _, err := withdraw(s, house, 2, day); codeOf(err) != market.Conflict {
		t.Errorf("what has begun is withdrawn: %v", err)
	}
	if p := publish(t, s, nil, day); p.Version != 4 || !p.ValidFrom.Equal(day) { // at once, with the second
		t.Errorf("at once: %+v", p)
	}
	inForce(day, 4)
	if _, err := withdraw(s, house, 5, now); codeOf(err) != market.NotFound {
		t.Errorf("what there is not: %v", err)
	}
}

// History is asked for at each instant when something begins, and just before.
func TestPostgresAndTheRuleAgreeOnWhichPolicyIsInForce(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	house := storetest.ProgrammeManager(t, db)
	chance := rand.New(rand.NewPCG(1, 2))
	clock := storetest.Now
	for range 60 {
		clock = clock.Add(time.Duration(chance.IntN(3)) * time.Hour)
		from := clock.Add(time.Duration(chance.IntN(8)) * time.Hour)
		p := publish(t, s, &from, clock)
		if back := p.Version - chance.IntN(3); chance.IntN(3) == 0 && back > 1 {
			if _, err := withdraw(s, house, back, clock); err != nil && codeOf(err) != market.Conflict {
				t.Fatal(err)
			}
		}
	}
	versions, err := s.LeadPolicies(t.Context())
	if err != nil || len(versions) != 61 {
		t.Fatal(len(versions), err)
	}
	seen := map[market.LeadPolicyState]int{}
	for _, one := range versions {
		for _, at := range []time.Time{one.ValidFrom.Add(-time.Microsecond), one.ValidFrom} {
			want := market.PolicyAt(versions, at)
			got, err := s.LeadPolicy(t.Context(), nil, at)
			if codeOf(err) == market.NotFound {
				err, got = nil, nil
			}
			if err != nil || (got == nil) != (want == nil) || got != nil && got.Version != want.Version {
				t.Fatalf("at %s: %+v, %v, want %+v", at, got, err, want)
			}
			for _, p := range versions {
				state := p.State(at)
				if seen[state]++; (state == market.PolicyInForce) != (p == want) {
					t.Fatalf("at %s version %d is %s", at, p.Version, state)
				}
			}
		}
	}
	for _, state := range []market.LeadPolicyState{market.PolicyPlanned, market.PolicyInForce, market.PolicyEnded, market.PolicyReplaced, market.PolicyWithdrawn} {
		if seen[state] == 0 {
			t.Errorf("none was ever %s", state)
		}
	}
}

func TestOfManyWhoWithdrawAPolicyAtOnceOneDoes(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	house, now := storetest.ProgrammeManager(t, db), storetest.Now
	later := now.Add(time.Hour)
	p := publish(t, s, &later, now)
	results := make([]error, 8)
	var wait sync.WaitGroup
	for i := range results {
		wait.Go(func() { _, results[i] = withdraw(s, house, p.Version, now) })
	}
	wait.Wait()
	done := 0
	for _, err := range results {
		switch codeOf(err) {
		case "":
			done++
		case market.Conflict:
		default:
			t.Error(err)
		}
	}
	if done != 1 {
		t.Errorf("%d withdrew it", done)
	}
	var by, why string
	if err := db.QueryRow(`SELECT withdrawn_by, withdrawal_reason FROM lead_policy WHERE version = $1`, p.Version).Scan(&by, &why); err != nil ||
		by != string(house.Person) || why != "It was a mistake." {
		t.Errorf("kept is %s, %q, %v", by, why, err)
	}
}
