package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// numbersOf are the numbers in the slugs of the fixtures.
func numbersOf(solutions []*market.Solution) []string {
	numbers := []string{}
	for _, s := range solutions {
		numbers = append(numbers, strings.TrimPrefix(s.Slug, "solution-"))
	}
	return numbers
}

// Each filter against the rule by which the fixtures were made.
func TestSolutionFilters(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	storetest.Partners(t, db, 0, 9)
	storetest.Solutions(t, db, 0, 79, 10)
	page, err := s.Partners(t.Context(), market.Viewer{}, market.PartnerFilter{Text: ptr("No3")}, market.PartnersByName, market.PageArgs{Size: 1})
	if err != nil {
		t.Fatal(err)
	}
	three := page.Nodes()[0].ID
	published, drafted := market.SolutionPublished, market.SolutionDrafted
	for name, test := range map[string]struct {
		filter market.SolutionFilter
		want   func(i int) bool
	}{
		"nothing":                  {market.SolutionFilter{}, func(int) bool { return true }},
		"a category with children": {market.SolutionFilter{Category: ptr("erp-logistics")}, func(i int) bool { return i%5 < 3 }},
		"a category below":         {market.SolutionFilter{Category: ptr("purchasing")}, func(i int) bool { return i%5 == 2 }},
		"no category":              {market.SolutionFilter{Category: ptr("nonsense")}, func(int) bool { return false }},
		"a partner":                {market.SolutionFilter{PartnerID: &three}, func(i int) bool { return i%10 == 3 }},
		"a language":               {market.SolutionFilter{Languages: []string{"de", "fr"}}, func(i int) bool { return i%6 == 0 }},
		"a price model":            {market.SolutionFilter{PriceModels: []market.PriceModel{market.Once, market.PerHour}}, func(i int) bool { return i%4 == 0 }},
		"an industry":              {market.SolutionFilter{Industries: []string{"banking"}}, func(i int) bool { return i%7 != 0 && i%2 == 1 }},
		"at least a rating":        {market.SolutionFilter{MinimumRating: ptr(2.4)}, func(i int) bool { return i%8 >= 4 }},
		"a word of another text":   {market.SolutionFilter{Text: ptr("LAGERBEST назва")}, func(i int) bool { return i%6 == 0 }},
		"a word of one title":      {market.SolutionFilter{Text: ptr("titel12")}, func(i int) bool { return i == 12 }},
		"wildcards":                {market.SolutionFilter{Text: ptr("%ager%")}, func(int) bool { return false }},
		"the state of all":         {market.SolutionFilter{State: &published}, func(int) bool { return true }},
		"the state of none":        {market.SolutionFilter{State: &drafted}, func(int) bool { return false }},
		"all at once": {market.SolutionFilter{Category: ptr("crm"), Languages: []string{"uk"}, PriceModels: []market.PriceModel{market.FlatMonth}, Text: ptr("складі")},
			func(i int) bool { return i%5 >= 3 && i%4 != 0 }},
	} {
		page, err := s.Solutions(t.Context(), market.Viewer{}, test.filter, market.SolutionsByTitle, market.PageArgs{Size: 100, WantTotal: true}, store.With{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := []string{}
		for i := range 80 {
			if test.want(i) {
				want = append(want, fmt.Sprint(i))
			}
		}
		got := numbersOf(page.Nodes())
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || page.TotalCount != len(want) {
			t.Errorf("%s: got %v (%d), want %v", name, got, page.TotalCount, want)
		}
	}
	if _, err := s.Solutions(t.Context(), market.Viewer{}, market.SolutionFilter{Text: ptr(strings.Repeat("ä", 201))}, market.SolutionsByTitle, market.PageArgs{Size: 1}, store.With{}); codeOf(err) != market.Invalid {
		t.Errorf("a text too long: %v", err)
	}
}

// Every order, both ways, in pages that end between equal keys, gives the whole
// list; and rows that come meanwhile make nothing be lost or repeated.
func TestSolutionPages(t *testing.T) {
	t.Parallel()
	for order, less := range map[market.SolutionOrder]func(a, b *market.Solution) bool{
		market.SolutionsByRating: func(a, b *market.Solution) bool { return a.Rating.Value >= b.Rating.Value },
		market.SolutionsByTitle:  func(a, b *market.Solution) bool { return titleRank(a) <= titleRank(b) },
		market.SolutionsByNewest: func(a, b *market.Solution) bool { return !a.PublishedAt.Before(*b.PublishedAt) },
	} {
		t.Run(string(order), func(t *testing.T) {
			t.Parallel()
			s, db := storetest.WithDB(t)
			storetest.Partners(t, db, 0, 3)
			storetest.Solutions(t, db, 0, 49, 4)
			read := func(p market.PageArgs) (*market.Page[*market.Solution], error) {
				return s.Solutions(t.Context(), market.Viewer{}, market.SolutionFilter{}, order, p, store.With{Partner: true})
			}
			page, err := read(market.PageArgs{Size: 100})
			if err != nil {
				t.Fatal(err)
			}
			nodes := page.Nodes()
			want := numbersOf(nodes)
			for i := range nodes[1:] {
				if !less(nodes[i], nodes[i+1]) {
					t.Errorf("%s stands before %s", nodes[i].SortTitle, nodes[i+1].SortTitle)
				}
			}
			for _, size := range []int{1, 7, 49, 50, 51} {
				for _, backward := range []bool{false, true} {
					if got := numbersOf(walk(t, read, size, backward, nil)); !slices.Equal(got, want) {
						t.Errorf("pages of %d, backward %v: %v, want %v", size, backward, got, want)
					}
				}
			}
			for i, backward := range []bool{false, true} {
				next := 100 * (i + 1)
				got := numbersOf(walk(t, read, 7, backward, func(int) {
					if next%100 < 30 {
						storetest.Solutions(t, db, next, next+4, 4)
						next += 5
					}
				}))
				if got = slices.DeleteFunc(got, func(n string) bool { return len(n) > 2 }); !slices.Equal(got, want) {
					t.Errorf("with rows coming meanwhile, backward %v: %v, want %v", backward, got, want)
				}
			}
		})
	}
}

// titleRank is where a title of the fixtures stands for its readers.
func titleRank(s *market.Solution) int {
	return slices.Index([]string{"lager", "запас", "склад"}, strings.Fields(s.SortTitle)[0])
}

// Many partners' solutions come in one statement, two with the counts, and each
// page is the one its partner has alone.
func TestPartnerSolutions(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	storetest.Partners(t, db, 0, 9)
	storetest.Solutions(t, db, 0, 39, 9) // the tenth has none
	list, err := s.Partners(t.Context(), market.Viewer{}, market.PartnerFilter{}, market.PartnersByName, market.PageArgs{Size: 10})
	if err != nil {
		t.Fatal(err)
	}
	ids := []market.PartnerID{}
	for _, p := range list.Nodes() {
		ids = append(ids, p.ID)
	}
	for _, args := range []market.PageArgs{{Size: 3}, {Size: 3, WantTotal: true}, {Size: 2, Backward: true, WantTotal: true}} {
		var statements atomic.Int64
		pages, err := s.PartnerSolutions(store.CountStatements(t.Context(), &statements), market.Viewer{}, ids, market.SolutionsByTitle, args)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[bool]int64{false: 1, true: 2}[args.WantTotal]; statements.Load() != want {
			t.Errorf("%+v took %d statements, want %d", args, statements.Load(), want)
		}
		for _, id := range ids {
			alone, err := s.Solutions(t.Context(), market.Viewer{}, market.SolutionFilter{PartnerID: &id}, market.SolutionsByTitle, args, store.With{})
			if err != nil {
				t.Fatal(err)
			}
			if page := pages[id]; !slices.Equal(numbersOf(page.Nodes()), numbersOf(alone.Nodes())) || page.TotalCount != alone.TotalCount || page.PageInfo.HasNextPage != alone.PageInfo.HasNextPage {
				t.Errorf("%+v: %v of %d, want %v of %d", args, numbersOf(page.Nodes()), page.TotalCount, numbersOf(alone.Nodes()), alone.TotalCount)
			}
		}
	}
}

// What is read together with solutions is what its own lookups read.
func TestSolutionsWithTheirPartnerAndCategory(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	storetest.Partners(t, db, 0, 3)
	storetest.Solutions(t, db, 0, 9, 4)
	v := market.Viewer{Locales: []string{"uk"}}
	var statements atomic.Int64
	page, err := s.Solutions(store.CountStatements(t.Context(), &statements), v, market.SolutionFilter{}, market.SolutionsByRating, market.PageArgs{Size: 20}, store.With{Category: true, Partner: true})
	if err != nil || statements.Load() != 1 || len(page.Edges) != 10 {
		t.Fatalf("%d solutions in %d statements, %v", len(page.Edges), statements.Load(), err)
	}
	for _, solution := range page.Nodes() {
		partner, err := s.Partner(t.Context(), v, market.PartnerBy{ID: &solution.PartnerID})
		if err != nil || fmt.Sprintf("%+v", flat(partner)) != fmt.Sprintf("%+v", flat(solution.Partner)) {
			t.Errorf("the partner is %+v, want %+v (%v)", solution.Partner, partner, err)
		}
		categories, err := s.CategoriesByID(t.Context(), v, []market.CategoryID{solution.CategoryID})
		if c := categories[solution.CategoryID]; err != nil || c.Name != solution.Category.Name || c.Locale != "uk" || c.Slug != solution.Category.Slug {
			t.Errorf("the category is %+v, want %+v (%v)", solution.Category, c, err)
		}
		if len(solution.Plans) != 1 || solution.Plans[0].Prices[0].Amount.Minor != 2500 {
			t.Errorf("plans are %+v", solution.Plans)
		}
	}
}

// flat is a partner without pointers, for comparing.
func flat(p *market.Partner) any {
	level, admitted := *p.Level, p.AdmittedAt.UTC()
	c := *p
	c.Level, c.AdmittedAt, c.AppliedAt = nil, nil, c.AppliedAt.UTC()
	return struct {
		market.Partner
		level    market.Level
		admitted any
	}{c, level, admitted}
}

func TestCategoryTree(t *testing.T) {
	t.Parallel()
	s := storetest.New(t)
	v := market.Viewer{Locales: []string{"de-CH", "de"}}
	top, err := s.Categories(t.Context(), v)
	if err != nil || len(top) != 10 || top[0].Name != "Vertrieb und Marketing" || top[0].ParentID != nil || top[4].Slug != "erp-logistics" {
		t.Fatalf("at the top are %+v, %v", top, err)
	}
	ids := []market.CategoryID{}
	for _, c := range top {
		ids = append(ids, c.ID)
	}
	children, err := s.CategoryChildren(t.Context(), v, ids)
	if err != nil || len(children) != 10 {
		t.Fatal(children, err)
	}
	below := []string{}
	for _, c := range children[top[4].ID] {
		below = append(below, c.Name)
		if *c.ParentID != top[4].ID {
			t.Errorf("%s is below %s", c.Name, *c.ParentID)
		}
	}
	if want := []string{"Lager", "Einkauf", "Produktion", "Lieferung und Transport"}; !slices.Equal(below, want) {
		t.Errorf("below are %v, want %v", below, want)
	}
	for locale, want := range map[string]string{"ru": "Продажи и маркетинг", "uk": "Продажі та маркетинг", "fr": "Sales and marketing"} {
		top, err := s.Categories(t.Context(), market.Viewer{Locales: []string{locale}})
		if err != nil || top[0].Name != want {
			t.Errorf("%s: %v, %v", locale, top[0], err)
		}
	}
}

// Industries stand by their names in the reader's language; levels by rank.
func TestReference(t *testing.T) {
	t.Parallel()
	s := storetest.New(t)
	for locale, want := range map[string]string{"en": "Agriculture", "de": "Banken", "ru": "Автомобили и автосервис", "uk": "Автомобілі та автосервіс"} {
		industries, err := s.Industries(t.Context(), market.Viewer{Locales: []string{locale}})
		if err != nil || len(industries) != 20 || industries[0].Name != want || industries[0].Locale != locale || industries[19].Rank != 20 {
			t.Errorf("%s begins with %+v, %v", locale, industries[0], err)
		}
	}
	levels, err := s.Levels(t.Context())
	if err != nil || len(levels) != 4 || levels[0].Code != "REGISTERED" || levels[3].LeadWeight != "2.00" {
		t.Errorf("levels are %+v, %v", levels, err)
	}
}
