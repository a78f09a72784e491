//go:build linux

package bench_test

import (
	"slices"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// manyFacets makes partners as different as they would be: four of five in one country,
// in a hundred cities, with half a dozen services and two industries each.
const manyFacets = `UPDATE partner SET rating_value = round((5 * random())::numeric, 4),
	country = CASE WHEN random() < 0.8 THEN 'DE' ELSE chr(65 + floor(26 * random())::int) || chr(65 + floor(3 * random())::int) END,
	city = 'City ' || floor(100 * random()),
	kinds = CASE WHEN random() < 0.8 THEN '{INTEGRATOR,DEVELOPER}' ELSE '{FREELANCER}' END::text[],
	services = ARRAY(SELECT DISTINCT (ARRAY['IMPLEMENTATION', 'INTEGRATION', 'CUSTOMISING', 'SUPPORT', 'AUDIT', 'IN_HOUSE_SYSTEMS', 'MOBILE_APPS',
		'MIGRATION', 'HOSTING', 'DEMO_INSTALLATION', 'TRAINING'])[1 + floor(11 * random() + 0 * length(slug))::int] FROM generate_series(1, 6)),
	industries = ARRAY(SELECT DISTINCT (ARRAY['retail', 'banking', 'law', 'media', 'travel'])[1 + floor(5 * random() + 0 * length(slug))::int] FROM generate_series(1, 3))`

// How long do all facets of 24,000 partners and of 25,000 solutions take, kept and
// counted? Beside the first page with its total, and beside reading the rows once.
func BenchmarkFacets(b *testing.B) {
	s, db := storetest.WithDB(b)
	storetest.Exec(b, db, `SELECT setseed(0.5)`)
	storetest.Partners(b, db, 0, 23_999)
	storetest.Exec(b, db, manyFacets)
	storetest.Solutions(b, db, 0, 24_999, 24_000)
	storetest.Exec(b, db, `VACUUM FULL ANALYZE`)
	partners := []market.FacetName{market.FacetCountries, market.FacetCities, market.FacetLanguages, market.FacetIndustries, market.FacetKinds,
		market.FacetServices, market.FacetCompetences, market.FacetLevels, market.FacetRatings}
	solutions := []market.FacetName{market.FacetCategories, market.FacetLanguages, market.FacetIndustries, market.FacetPriceModels,
		market.FacetHostingCountries, market.FacetHasTrial, market.FacetIsFreemium, market.FacetHasExport, market.FacetRatings}
	for name, f := range map[string]market.PartnerFilter{
		"all partners": {}, "partners of a country": {Countries: []string{"DE"}}, "partners of a city": {City: ptr("City 7")},
		"partners of three filters": {Countries: []string{"DE"}, Services: []market.Service{market.Audit}, Levels: []string{"GOLD"}},
	} {
		b.Run(name, func(b *testing.B) {
			benchFacets(b, s, func() (market.Facets, error) { return s.PartnerFacets(b.Context(), market.Viewer{}, f, partners) })
		})
	}
	for name, f := range map[string]market.SolutionFilter{"all solutions": {}, "solutions of a language": {Languages: []string{"uk"}}, "solutions of a category": {Categories: []string{"crm"}}} {
		b.Run(name, func(b *testing.B) {
			benchFacets(b, s, func() (market.Facets, error) { return s.SolutionFacets(b.Context(), market.Viewer{}, f, solutions) })
		})
	}
	b.Run("a page of partners with its total", func(b *testing.B) {
		benchFacets(b, s, func() (market.Facets, error) {
			_, err := s.Partners(b.Context(), market.Viewer{}, market.PartnerFilter{}, market.PartnersByRating, market.PageArgs{Size: 20, WantTotal: true})
			return market.Facets{market.FacetRatings: nil}, err
		})
	})
	b.Run("reading all partners once", func(b *testing.B) {
		benchFacets(b, s, func() (market.Facets, error) {
			_, err := db.ExecContext(b.Context(), `SELECT count(services), count(country) FROM partner WHERE state IN ('ACTIVE', 'PAUSED')`)
			return market.Facets{market.FacetRatings: nil}, err
		})
	})
}

func ptr[T any](v T) *T { return &v }

// benchFacets measures each count, for the median.
func benchFacets(b *testing.B, s *store.Store, count func() (market.Facets, error)) {
	took := []time.Duration{}
	before := backends(b, s)
	for b.Loop() {
		from := time.Now()
		facets, err := count()
		took = append(took, time.Since(from))
		if err != nil || len(facets) == 0 {
			b.Fatal(facets, err)
		}
	}
	b.ReportMetric(median(took), "ms/median")
	b.ReportMetric(float64(slices.Min(took).Microseconds())/1000, "ms/least")
	b.ReportMetric((backends(b, s)-before).Seconds()*1000/float64(len(took)), "ms-cpu-postgres")
}
