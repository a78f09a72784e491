package store_test

import (
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// What pages read is added up over servers by the day (UTC), for the key and for who may
// see it.
func TestReadsOfPagesAreCountedByDay(t *testing.T) {
	t.Parallel()
	s := storetest.Loaded(t, "../resolvers/testdata/fixture.sql")
	const text, key, partner = "pgw_FixtureFixtureFixture001", market.EmbedKeyID("00000000-0000-7000-8000-000000000001"), market.PartnerID("00000000-0000-7000-8000-000000000001")
	day := time.Date(2026, time.December, 3, 23, 59, 59, 0, time.UTC)
	count := func(n int, at time.Time) {
		t.Helper()
		if err := s.CountEmbedReads(t.Context(), map[market.EmbedKeyID]int{key: n}, at); err != nil {
			t.Fatal(err)
		}
	}
	today := func(at time.Time) int {
		t.Helper()
		k, err := s.EmbedKeyInForce(t.Context(), text, at)
		if err != nil || k == nil {
			t.Fatal(k, err)
		}
		return k.ReadsToday
	}
	count(3, day)
	count(4, day)
	count(1, day.Add(time.Second)) // which is the next day
	if got, next, then := today(day), today(day.Add(time.Second)), today(day.Add(48*time.Hour)); got != 7 || next != 1 || then != 0 {
		t.Errorf("%d reads, then %d, then %d; want 7, 1, 0", got, next, then)
	}
	owner := market.Viewer{Person: "00000000-0000-7000-8000-000000000002", Organization: "00000000-0000-7000-8000-000000000002", Partner: partner, Role: market.Owner}
	usage, err := s.EmbedUsage(t.Context(), owner, []market.EmbedKeyID{key}, day.Add(time.Second))
	if days := usage[key]; err != nil || len(days) != 4 || days[0].Reads != 1 || days[1].Reads != 7 || days[3].Leads != 2 {
		t.Errorf("its owner reads %v, %v", days, err)
	}
	usage, err = s.EmbedUsage(t.Context(), owner, []market.EmbedKeyID{key}, day.AddDate(0, 0, 30))
	if days := usage[key]; err != nil || len(days) != 1 {
		t.Errorf("thirty days later it is %v, %v", days, err)
	}
	if usage, err = s.EmbedUsage(t.Context(), market.Viewer{}, []market.EmbedKeyID{key}, day); err != nil || len(usage) != 0 {
		t.Errorf("nobody reads %v, %v", usage, err)
	}
}
