package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// stoodStill fails unless each of the still is among the seen exactly once.
func stoodStill[K comparable](t *testing.T, what string, still []K, seen []K) {
	t.Helper()
	times := map[K]int{}
	for _, k := range seen {
		times[k]++
	}
	for _, k := range still {
		if times[k] != 1 {
			t.Errorf("%s: %v was seen %d times", what, k, times[k])
		}
	}
}

// While partners come, change their places in every order and go, those that stand still
// are neither lost nor seen twice, forward and backward, in pages of any size.
func TestPartnersThatStandStillAreSeenOnce(t *testing.T) {
	t.Parallel()
	near := &market.NearInput{Latitude: 51, Longitude: 179}
	for _, by := range []market.PartnerOrder{market.PartnersByRating, market.PartnersByName, market.PartnersByNewest, market.PartnersByDistance} {
		t.Run(string(by), func(t *testing.T) {
			t.Parallel()
			s, db := storetest.WithDB(t)
			storetest.Partners(t, db, 0, 99) // every third of them stands still
			storetest.Exec(t, db, `UPDATE partner SET latitude = -90 + 180 * random(), longitude = -180 + 360 * random() WHERE slug NOT LIKE '%7'`)
			still := []market.PartnerID{}
			for i := 0; i < 100; i += 3 {
				p, err := s.Partner(t.Context(), market.Viewer{}, market.PartnerBy{Slug: ptr(fmt.Sprint("partner-", i))})
				if err != nil {
					t.Fatal(err)
				}
				still = append(still, p.ID)
			}
			seed, next := rand.Uint64(), 100
			r := rand.New(rand.NewPCG(seed, 1))
			read := func(p market.PageArgs) (*market.Page[*market.Partner], error) {
				return s.Partners(t.Context(), market.Viewer{}, market.PartnerFilter{Near: near}, by, p)
			}
			for _, backward := range []bool{false, true, false, true} {
				seen := walk(t, read, 1+r.IntN(30), backward, func(int) {
					storetest.Partners(t, db, next, next)
					next++
					moved := 1 + 3*r.IntN(33) + r.IntN(2)
					storetest.Exec(t, db, `UPDATE partner SET rating_value = 5 * random(), name = md5(random()::text), latitude = -90 + 180 * random(), longitude = 0,
						admitted_at = admitted_at + (random() - 0.5) * interval '30 hours', state = CASE WHEN $2 THEN 'REJECTED' ELSE 'ACTIVE' END
						WHERE slug = 'partner-' || $1::int`, moved, r.IntN(4) == 0)
				})
				stoodStill(t, fmt.Sprintf("seed %d, backward %t", seed, backward), still, ids(seen))
			}
		})
	}
}

// The same of solutions, and by price.
func TestSolutionsThatStandStillAreSeenOnce(t *testing.T) {
	t.Parallel()
	price := &market.PriceFilter{Model: market.PerUserMonth, Currency: "USD"}
	for _, by := range []market.SolutionOrder{market.SolutionsByRating, market.SolutionsByTitle, market.SolutionsByNewest, market.SolutionsByPrice} {
		t.Run(string(by), func(t *testing.T) {
			t.Parallel()
			s, db := storetest.WithDB(t)
			storetest.Partners(t, db, 0, 9)
			storetest.Solutions(t, db, 0, 99, 10)
			storetest.Exec(t, db, `UPDATE solution SET plans = jsonb_set(plans, '{0,Prices,0,Amount,Minor}', to_jsonb(floor(20 * random())))`)
			still := []string{}
			for i := 0; i < 100; i += 3 {
				still = append(still, fmt.Sprint("solution-", i))
			}
			seed, next := rand.Uint64(), 100
			r := rand.New(rand.NewPCG(seed, 1))
			read := func(p market.PageArgs) (*market.Page[*market.Solution], error) {
				return s.Solutions(t.Context(), market.Viewer{}, market.SolutionFilter{Price: price}, by, p, store.With{})
			}
			for _, backward := range []bool{false, true, false, true} {
				slugs := []string{}
				for _, solution := range walk(t, read, 1+r.IntN(30), backward, func(int) {
					storetest.Solutions(t, db, next, next, 10)
					next++
					moved := 1 + 3*r.IntN(33) + r.IntN(2)
					storetest.Exec(t, db, `UPDATE solution SET rating_value = 5 * random(), original_title = md5(random()::text),
						plans = jsonb_set(plans, '{0,Prices,0,Amount,Minor}', to_jsonb(floor(20 * random()))),
						published_at = published_at + (random() - 0.5) * interval '30 hours', state = CASE WHEN $2 THEN 'DRAFT' ELSE 'PUBLISHED' END
						WHERE slug = 'solution-' || $1::int`, moved, r.IntN(4) == 0)
				}) {
					slugs = append(slugs, solution.Slug)
				}
				stoodStill(t, fmt.Sprintf("seed %d, backward %t", seed, backward), still, slugs)
			}
		})
	}
}
