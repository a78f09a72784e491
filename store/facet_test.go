package store_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lib/pq"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// seen is what a facet says of each value: how many, and whether it is selected.
type seen map[string]string

// facetsSeen are facets without their names, and without the order.
func facetsSeen(facets market.Facets) map[market.FacetName]seen {
	all := map[market.FacetName]seen{}
	for name, values := range facets {
		all[name] = seen{}
		for _, v := range values {
			all[name][v.Value] = fmt.Sprint(v.Count, " ", v.IsSelected)
		}
	}
	return all
}

// dimension is a facet counted the slow way: what a row has, which of the rows the
// filter keeps, and what it names.
type dimension[R, F any] struct {
	name   market.FacetName
	has    func(R) []string
	keeps  func(F, R) bool
	chosen func(F) []string
	all    bool
}

// bruteFacets counts each facet by looking at every row.
func bruteFacets[R, F any](rows []R, f F, dimensions []dimension[R, F], others func(F, R) bool) map[market.FacetName]seen {
	all := map[market.FacetName]seen{}
	for _, d := range dimensions {
		counts, isChosen := map[string]int{}, map[string]bool{}
		for _, v := range d.chosen(f) {
			isChosen[v], counts[v] = true, 0
		}
		for _, r := range rows {
			kept := others(f, r)
			for _, other := range dimensions {
				if other.name != d.name || d.all {
					kept = kept && other.keeps(f, r)
				}
			}
			if !kept {
				continue
			}
			for _, v := range d.has(r) {
				counts[v]++
			}
		}
		all[d.name] = seen{}
		for v, n := range counts {
			all[d.name][v] = fmt.Sprint(n, " ", isChosen[v])
		}
	}
	return all
}

// pick is up to two of the values, mostly none.
func pick[T any](r *rand.Rand, values ...T) []T {
	if r.IntN(4) > 0 {
		return nil
	}
	r.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
	return values[:1+r.IntN(2)]
}

// maybe is one of the values, mostly none.
func maybe[T any](r *rand.Rand, values ...T) *T {
	if r.IntN(4) > 0 {
		return nil
	}
	return &values[r.IntN(len(values))]
}

func keepsAny(chosen []string, has ...string) bool {
	return len(chosen) == 0 || slices.ContainsFunc(chosen, func(v string) bool { return slices.Contains(has, v) })
}

// starsOf are the marks that a rating reaches, among whole stars and the one chosen.
func starsOf(rating float64, chosen *float64) (marks []string) {
	for _, mark := range []float64{1, 2, 3, 4} {
		if rating >= mark {
			marks = append(marks, fmt.Sprint(mark))
		}
	}
	if chosen != nil && rating >= *chosen && *chosen != float64(int(*chosen)) {
		marks = append(marks, fmt.Sprint(*chosen))
	}
	return marks
}

func rated(f *float64) []string {
	if f == nil {
		return nil
	}
	return []string{fmt.Sprint(*f)}
}

func strs[T ~string](values []T) (texts []string) {
	for _, v := range values {
		texts = append(texts, string(v))
	}
	return texts
}

// partnerRow is a partner as the test reads it, without our code.
type partnerRow struct {
	state, country, city, competence, level, name string
	languages, industries, kinds, services        []string
	rating                                        float64
}

func partnerRows(t *testing.T, db *sql.DB) (rows []partnerRow) {
	t.Helper()
	read, err := db.Query(`SELECT state, country, city, competence, level, name, languages, industries, kinds, services, rating_value FROM partner`)
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	for read.Next() {
		var r partnerRow
		if err := read.Scan(&r.state, &r.country, &r.city, &r.competence, &r.level, &r.name, pq.Array(&r.languages),
			pq.Array(&r.industries), pq.Array(&r.kinds), pq.Array(&r.services), &r.rating); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	return rows
}

// The facets of the directory are what one gets by counting row by row, whatever is
// filtered and however partners have changed.
func TestPartnerFacetsAreCountedRight(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	storetest.Partners(t, db, 0, 119)
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	type (
		P = partnerRow
		F = market.PartnerFilter
	)
	dimensions := func(f F) []dimension[P, F] {
		return []dimension[P, F]{
			{name: market.FacetCountries, has: func(p P) []string { return []string{p.country} }, keeps: func(f F, p P) bool { return keepsAny(f.Countries, p.country) }, chosen: func(f F) []string { return f.Countries }},
			{name: market.FacetCities, has: func(p P) []string { return []string{cityOf(p.city)} },
				keeps: func(f F, p P) bool { return f.City == nil || strings.EqualFold(*f.City, p.city) },
				chosen: func(f F) []string {
					return slices.DeleteFunc([]string{cityOf(given(f.City))}, func(c string) bool { return c == "" })
				}},
			{name: market.FacetLanguages, has: func(p P) []string { return p.languages }, keeps: func(f F, p P) bool { return keepsAny(f.Languages, p.languages...) }, chosen: func(f F) []string { return f.Languages }},
			{name: market.FacetIndustries, has: func(p P) []string { return p.industries }, keeps: func(f F, p P) bool { return keepsAny(f.Industries, p.industries...) }, chosen: func(f F) []string { return f.Industries }},
			{name: market.FacetKinds, has: func(p P) []string { return p.kinds }, keeps: func(f F, p P) bool { return keepsAny(strs(f.Kinds), p.kinds...) }, chosen: func(f F) []string { return strs(f.Kinds) }},
			{name: market.FacetServices, all: true, has: func(p P) []string { return p.services }, chosen: func(f F) []string { return strs(f.Services) },
				keeps: func(f F, p P) bool {
					return !slices.ContainsFunc(strs(f.Services), func(v string) bool { return !slices.Contains(p.services, v) })
				}},
			{name: market.FacetCompetences, has: func(p P) []string { return []string{p.competence} }, keeps: func(f F, p P) bool { return keepsAny(strs(f.Competences), p.competence) }, chosen: func(f F) []string { return strs(f.Competences) }},
			{name: market.FacetLevels, has: func(p P) []string { return []string{p.level} }, keeps: func(f F, p P) bool { return keepsAny(f.Levels, p.level) }, chosen: func(f F) []string { return f.Levels }},
			{name: market.FacetRatings, has: func(p P) []string { return starsOf(p.rating, f.MinimumRating) },
				keeps: func(f F, p P) bool { return f.MinimumRating == nil || p.rating >= *f.MinimumRating }, chosen: func(f F) []string { return rated(f.MinimumRating) }},
		}
	}
	for range 120 {
		storetest.Exec(t, db, `UPDATE partner SET country = (ARRAY['DE', 'UA', 'GB'])[1 + $1::int % 3], city = (ARRAY['Köln', 'KÖLN', 'Leeds'])[1 + $1::int % 3],
			state = (ARRAY['ACTIVE', 'PAUSED', 'APPLIED'])[1 + $1::int % 3], rating_value = $1::int % 50 / 10.0, services = CASE WHEN $1::int % 2 = 0 THEN ARRAY['AUDIT', 'TRAINING'] ELSE '{}' END
			WHERE id = md5('partner' || $2::int)::uuid`, r.IntN(1000), r.IntN(120))
		f := F{
			Countries: pick(r, "DE", "UA", "GB", "FR"), City: maybe(r, "köln", "Leeds", "Nowhere"), Languages: pick(r, "de", "uk", "fr"),
			Industries: pick(r, "retail", "law", "zzz"), Kinds: pick(r, market.Integrator, market.Freelancer, market.Recruiter),
			Services: pick(r, market.SupportService, market.Audit, market.Training), Competences: pick(r, market.Newcomer, market.ThisProduct),
			Levels: pick(r, "GOLD", "SILVER", "NONE"), MinimumRating: maybe(r, 1.0, 2.0, 2.7, 4.0, 5.0), State: maybe(r, market.PartnerActive, market.PartnerPaused),
			Text: maybe(r, "birke", "ahorn"),
		}
		if r.IntN(4) == 0 {
			f = F{Countries: f.Countries, MinimumRating: f.MinimumRating} // what is kept, and not counted
		}
		dims := dimensions(f)
		wanted := []market.FacetName{}
		for _, d := range dims {
			if r.IntN(3) > 0 {
				wanted = append(wanted, d.name)
			}
		}
		got, err := s.PartnerFacets(t.Context(), market.Viewer{Locales: []string{"de"}}, f, wanted)
		if err != nil {
			t.Fatal(err)
		}
		want := bruteFacets(partnerRows(t, db), f, dims, func(f F, p P) bool {
			return (f.State == nil && (p.state == "ACTIVE" || p.state == "PAUSED") || f.State != nil && string(*f.State) == p.state) &&
				(f.Text == nil || strings.HasPrefix(strings.ToLower(p.name), *f.Text))
		})
		sameFacets(t, seed, f, wanted, foldCities(got), want)
	}
}

// cityOf is a city in the case that the test compares.
func cityOf(city string) string { return strings.ToUpper(city) }

// foldCities puts the cities of facets into that case.
func foldCities(facets market.Facets) market.Facets {
	for _, v := range facets[market.FacetCities] {
		v.Value = cityOf(v.Value)
	}
	return facets
}

func given[T any](v *T) (zero T) {
	if v != nil {
		return *v
	}
	return zero
}

func sameFacets(t *testing.T, seed uint64, f any, wanted []market.FacetName, facets market.Facets, want map[market.FacetName]seen) {
	t.Helper()
	got := facetsSeen(facets)
	for name := range got {
		if !slices.Contains(wanted, name) {
			t.Fatalf("seed %d: %s was not asked for", seed, name)
		}
	}
	for _, name := range wanted {
		if fmt.Sprint(got[name]) != fmt.Sprint(want[name]) && len(got[name])+len(want[name]) > 0 {
			t.Fatalf("seed %d: %s under %+v:\n got %v\nwant %v", seed, name, f, got[name], want[name])
		}
	}
}

// solutionRow is a solution as the test reads it.
type solutionRow struct {
	id, partner, category, parent   string
	locales, industries, models     []string
	hosting                         sql.NullString
	trial, minimum, maximum         int
	isFreemium, hasExport, isListed bool
	rating                          float64
}

func solutionRows(t *testing.T, db *sql.DB) (rows []solutionRow) {
	t.Helper()
	read, err := db.Query(`SELECT s.id, s.partner_id, c.slug, coalesce(up.slug, ''), s.locales, s.industries, s.price_models, s.hosting_country, s.trial_days,
		coalesce(s.minimum_users, 0), coalesce(s.maximum_users, 1000000), s.is_freemium, s.has_export,
		s.state = 'PUBLISHED' AND p.state IN ('ACTIVE', 'PAUSED'), s.rating_value
		FROM solution s JOIN partner p ON p.id = s.partner_id JOIN category c ON c.id = s.category_id LEFT JOIN category up ON up.id = c.parent_id`)
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	for read.Next() {
		var r solutionRow
		if err := read.Scan(&r.id, &r.partner, &r.category, &r.parent, pq.Array(&r.locales), pq.Array(&r.industries), pq.Array(&r.models), &r.hosting,
			&r.trial, &r.minimum, &r.maximum, &r.isFreemium, &r.hasExport, &r.isListed, &r.rating); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	return rows
}

// flagged is a dimension of yes and no.
func flagged(name market.FacetName, is func(solutionRow) bool, want func(market.SolutionFilter) *bool) dimension[solutionRow, market.SolutionFilter] {
	return dimension[solutionRow, market.SolutionFilter]{name: name,
		has:   func(s solutionRow) []string { return []string{strconv.FormatBool(is(s))} },
		keeps: func(f market.SolutionFilter, s solutionRow) bool { return want(f) == nil || *want(f) == is(s) },
		chosen: func(f market.SolutionFilter) []string {
			if want(f) == nil {
				return nil
			}
			return []string{strconv.FormatBool(*want(f))}
		}}
}

// solutionDimensions are the facets of the catalogue, the slow way.
func solutionDimensions(f market.SolutionFilter) []dimension[solutionRow, market.SolutionFilter] {
	type (
		S = solutionRow
		F = market.SolutionFilter
	)
	return []dimension[S, F]{
		{name: market.FacetCategories, has: func(s S) []string {
			return slices.DeleteFunc([]string{s.category, s.parent}, func(c string) bool { return c == "" })
		},
			keeps: func(f F, s S) bool { return keepsAny(f.AllCategories(), s.category, s.parent) }, chosen: F.AllCategories},
		{name: market.FacetLanguages, has: func(s S) []string { return s.locales }, keeps: func(f F, s S) bool { return keepsAny(f.Languages, s.locales...) }, chosen: func(f F) []string { return f.Languages }},
		{name: market.FacetIndustries, has: func(s S) []string { return s.industries }, keeps: func(f F, s S) bool { return keepsAny(f.Industries, s.industries...) }, chosen: func(f F) []string { return f.Industries }},
		{name: market.FacetPriceModels, has: func(s S) []string { return s.models }, keeps: func(f F, s S) bool { return keepsAny(strs(f.PriceModels), s.models...) }, chosen: func(f F) []string { return strs(f.PriceModels) }},
		{name: market.FacetHostingCountries, has: func(s S) []string {
			if !s.hosting.Valid {
				return nil
			}
			return []string{s.hosting.String}
		}, keeps: func(f F, s S) bool { return keepsAny(f.HostingCountries, s.hosting.String) }, chosen: func(f F) []string { return f.HostingCountries }},
		flagged(market.FacetHasTrial, func(s S) bool { return s.trial > 0 }, func(f F) *bool { return f.HasTrial }),
		flagged(market.FacetIsFreemium, func(s S) bool { return s.isFreemium }, func(f F) *bool { return f.IsFreemium }),
		flagged(market.FacetHasExport, func(s S) bool { return s.hasExport }, func(f F) *bool { return f.HasExport }),
		{name: market.FacetRatings, has: func(s S) []string { return starsOf(s.rating, f.MinimumRating) },
			keeps: func(f F, s S) bool { return f.MinimumRating == nil || s.rating >= *f.MinimumRating }, chosen: func(f F) []string { return rated(f.MinimumRating) }},
	}
}

// The facets of the catalogue are what one gets by counting row by row, and so are its
// pages.
func TestSolutionFacetsAreCountedRight(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	storetest.Partners(t, db, 0, 19)
	storetest.Solutions(t, db, 0, 119, 20)
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	for range 120 {
		storetest.Exec(t, db, `UPDATE solution SET hosting_country = (ARRAY['DE', 'UA', NULL])[1 + $1::int % 3], trial_days = $1::int % 2 * 14, is_freemium = $1::int % 3 = 0,
			has_export = $1::int % 5 < 2, minimum_users = nullif($1::int % 4 * 10, 0), maximum_users = CASE WHEN $1::int % 3 = 1 THEN 100 END, rating_value = $1::int % 50 / 10.0,
			state = CASE WHEN $1::int % 7 = 0 THEN 'DRAFT' ELSE 'PUBLISHED' END WHERE id = md5('solution' || $2::int)::uuid`, r.IntN(1000), r.IntN(120))
		storetest.Exec(t, db, `UPDATE partner SET state = (ARRAY['ACTIVE', 'PAUSED', 'REJECTED'])[1 + $1::int % 3] WHERE id = md5('partner' || $2::int)::uuid`, r.IntN(9), r.IntN(20))
		f := market.SolutionFilter{
			Category: maybe(r, "erp-logistics", "crm", "nonsense"), Categories: pick(r, "warehouse", "loyalty"), Languages: pick(r, "de", "uk"),
			PriceModels: pick(r, market.Once, market.FlatMonth), Industries: pick(r, "retail", "zzz"), HostingCountries: pick(r, "DE", "UA", "FR"),
			HasTrial: maybe(r, true, false), IsFreemium: maybe(r, true, false), HasExport: maybe(r, true, false), Users: maybe(r, 1, 25, 100, 101),
			MinimumRating: maybe(r, 1.0, 2.7, 5.0),
		}
		if r.IntN(4) == 0 {
			f = market.SolutionFilter{Categories: f.Categories, HasTrial: f.HasTrial} // what is kept, and not counted
		}
		wanted, dims := []market.FacetName{}, solutionDimensions(f)
		for _, d := range dims {
			if r.IntN(3) > 0 {
				wanted = append(wanted, d.name)
			}
		}
		got, err := s.SolutionFacets(t.Context(), market.Viewer{}, f, wanted)
		if err != nil {
			t.Fatal(err)
		}
		others := func(f market.SolutionFilter, s solutionRow) bool {
			return s.isListed && (f.Users == nil || s.minimum <= *f.Users && *f.Users <= s.maximum)
		}
		rows := solutionRows(t, db)
		sameFacets(t, seed, f, wanted, got, bruteFacets(rows, f, dims, others))
		sameTotal(t, s, f, rows, dims, others)
	}
}

// sameTotal fails unless the list has as many as there are rows that meet the filter.
func sameTotal(t *testing.T, s *store.Store, f market.SolutionFilter, rows []solutionRow, dims []dimension[solutionRow, market.SolutionFilter], others func(market.SolutionFilter, solutionRow) bool) {
	t.Helper()
	want := 0
	for _, row := range rows {
		kept := others(f, row)
		for _, d := range dims {
			kept = kept && d.keeps(f, row)
		}
		if kept {
			want++
		}
	}
	page, err := s.Solutions(t.Context(), market.Viewer{}, f, market.SolutionsByRating, market.PageArgs{Size: 100, WantTotal: true}, store.With{})
	if err != nil || page.TotalCount != want || len(page.Edges) != min(want, 100) {
		t.Fatalf("%+v: %v, %d of them, want %d", f, err, page.TotalCount, want)
	}
}

// What is counted may be kept until a partner changes: nothing in it depends on the time
// or on what tells of no change.
func TestFacetsMayBeKept(t *testing.T) {
	t.Parallel()
	s := storetest.New(t)
	if err := s.LearnTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]market.PartnerFilter{"kept": {}, "counted": {Languages: []string{"de"}, Levels: []string{"GOLD"}}} {
		ctx, read := store.Reading(t.Context())
		if _, err := s.PartnerFacets(ctx, market.Viewer{}, f, []market.FacetName{market.FacetLanguages, market.FacetLevels}); err != nil {
			t.Fatal(err)
		}
		if read := read(); read.Closed || read.Timed || len(read.Tags) == 0 {
			t.Errorf("%s: %+v", name, read)
		}
	}
}
