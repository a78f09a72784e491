package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// slugsOf are the slugs of a page of partners, with the prefix of the fixtures cut.
func slugsOf(page *market.Page[*market.Partner]) []string {
	slugs := []string{}
	for _, p := range page.Nodes() {
		slugs = append(slugs, strings.TrimPrefix(p.Slug, "partner-"))
	}
	return slugs
}

// Each filter against the rule by which the fixtures were made.
func TestPartnerFilters(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	storetest.Partners(t, db, 0, 59)
	two, nine := 1.8, 9.0
	paused := market.PartnerPaused
	for name, test := range map[string]struct {
		filter market.PartnerFilter
		want   func(i int) bool
	}{
		"nothing":                {market.PartnerFilter{}, func(int) bool { return true }},
		"one country":            {market.PartnerFilter{Countries: []string{"UA"}}, func(i int) bool { return i%3 == 1 }},
		"two countries":          {market.PartnerFilter{Countries: []string{"UA", "GB"}}, func(i int) bool { return i%3 != 0 }},
		"a city in other case":   {market.PartnerFilter{City: ptr(" ŁÓDŹ ")}, func(i int) bool { return i%4 == 3 }},
		"a Cyrillic city":        {market.PartnerFilter{City: ptr("київ")}, func(i int) bool { return i%4 == 1 }},
		"a city with a wildcard": {market.PartnerFilter{City: ptr("K%")}, func(int) bool { return false }},
		"any of two languages":   {market.PartnerFilter{Languages: []string{"fr", "de"}}, func(i int) bool { return i%4 == 0 }},
		"an industry":            {market.PartnerFilter{Industries: []string{"law"}}, func(i int) bool { return i%3 == 2 }},
		"any of two kinds":       {market.PartnerFilter{Kinds: []market.PartnerKind{market.MarketingPartner, market.Recruiter}}, func(i int) bool { return i%3 == 0 }},
		"all of two services":    {market.PartnerFilter{Services: []market.Service{market.Audit, market.SupportService}}, func(i int) bool { return i%2 == 0 }},
		"competences":            {market.PartnerFilter{Competences: []market.Competence{market.ThisProduct, market.Newcomer}}, func(i int) bool { return i%3 != 1 }},
		"a level":                {market.PartnerFilter{Levels: []string{"GOLD"}}, func(i int) bool { return i%4 == 3 }},
		"at least a rating":      {market.PartnerFilter{MinimumRating: &two}, func(i int) bool { return i%6 >= 2 }},
		"more than any rating":   {market.PartnerFilter{MinimumRating: &nine}, func(int) bool { return false }},
		"a state":                {market.PartnerFilter{State: &paused}, func(i int) bool { return i%10 == 3 }},
		"a word of the name":     {market.PartnerFilter{Text: ptr("ёлка")}, func(i int) bool { return i%5 == 3 }},
		"words of name and city": {market.PartnerFilter{Text: ptr("köln  AHORN")}, func(i int) bool { return i%4 == 0 && i%5 == 0 }},
		"a word of a summary":    {market.PartnerFilter{Text: ptr("No17")}, func(i int) bool { return i == 17 }},
		"beginning of a word":    {market.PartnerFilter{Text: ptr("крамн zyp")}, func(i int) bool { return i%5 == 4 }},
		"the middle of a word":   {market.PartnerFilter{Text: ptr("amn")}, func(int) bool { return false }},
		"what no word is":        {market.PartnerFilter{Text: ptr("%_'\\ &|!")}, func(int) bool { return true }},
		"quotes and operators":   {market.PartnerFilter{Text: ptr(`'ahorn' & !"birke"`)}, func(int) bool { return false }},
		"all at once": {market.PartnerFilter{Countries: []string{"DE"}, Kinds: []market.PartnerKind{market.Integrator}, MinimumRating: &two, Text: ptr("shops")},
			func(i int) bool { return i%3 == 0 && i%6 >= 2 }},
	} {
		page, err := s.Partners(t.Context(), market.Viewer{}, test.filter, market.PartnersByRating, market.PageArgs{Size: 100, WantTotal: true})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := []string{}
		for i := range 60 {
			if test.want(i) {
				want = append(want, fmt.Sprint(i))
			}
		}
		got := slugsOf(page)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || page.TotalCount != len(want) {
			t.Errorf("%s: got %v (%d), want %v", name, got, page.TotalCount, want)
		}
	}
	for name, f := range map[string]market.PartnerFilter{
		"a text too long":  {Text: ptr(strings.Repeat("ä", 201))},
		"no text":          {Text: ptr("a\x00b")},
		"a city too long":  {City: ptr(strings.Repeat("ä", 81))},
		"a null character": {Countries: []string{"\x00"}},
		"a list too long":  {Levels: make([]string, 301)},
	} {
		if _, err := s.Partners(t.Context(), market.Viewer{}, f, market.PartnersByRating, market.PageArgs{Size: 10}); codeOf(err) != market.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every order, both ways, in pages that end between equal keys, gives the whole
// list; and rows that come meanwhile make nothing be lost or repeated.
func TestPartnerPages(t *testing.T) {
	t.Parallel()
	for order, less := range map[market.PartnerOrder]func(a, b *market.Partner) bool{
		market.PartnersByRating: func(a, b *market.Partner) bool { return a.Rating.Value >= b.Rating.Value },
		market.PartnersByName:   func(a, b *market.Partner) bool { return rank(a.Name) <= rank(b.Name) },
		market.PartnersByNewest: func(a, b *market.Partner) bool { return !a.AdmittedAt.Before(*b.AdmittedAt) },
	} {
		t.Run(string(order), func(t *testing.T) {
			t.Parallel()
			s, db := storetest.WithDB(t)
			storetest.Partners(t, db, 0, 49)
			read := func(p market.PageArgs) (*market.Page[*market.Partner], error) {
				return s.Partners(t.Context(), market.Viewer{}, market.PartnerFilter{}, order, p)
			}
			page, err := read(market.PageArgs{Size: 100})
			if err != nil {
				t.Fatal(err)
			}
			want := slugsOf(page)
			nodes := page.Nodes()
			for i := range nodes[1:] {
				if !less(nodes[i], nodes[i+1]) {
					t.Errorf("%s stands before %s", nodes[i].Name, nodes[i+1].Name)
				}
			}
			for _, size := range []int{1, 7, 49, 50, 51} {
				for _, backward := range []bool{false, true} {
					if got := bySlug(walk(t, read, size, backward, nil)); !slices.Equal(got, want) {
						t.Errorf("pages of %d, backward %v: %v, want %v", size, backward, got, want)
					}
				}
			}
			for i, backward := range []bool{false, true} {
				next := 100 * (i + 1)
				got := bySlug(walk(t, read, 7, backward, func(int) {
					if next%100 < 30 {
						storetest.Partners(t, db, next, next+4)
						next += 5
					}
				}))
				if got = slices.DeleteFunc(got, func(slug string) bool { return len(slug) > 2 }); !slices.Equal(got, want) {
					t.Errorf("with rows coming meanwhile, backward %v: %v, want %v", backward, got, want)
				}
			}
		})
	}
}

func bySlug(partners []*market.Partner) []string {
	slugs := []string{}
	for _, p := range partners {
		slugs = append(slugs, strings.TrimPrefix(p.Slug, "partner-"))
	}
	return slugs
}

// rank is where a name of the fixtures stands for its readers: Latin before
// Cyrillic, whatever the case, accents beside their letter.
func rank(name string) int {
	return slices.Index([]string{"Ahorn", "birke", "Čedar", "Zypresse", "Ёлка"}, strings.Fields(name)[0])
}

func TestPartnerCursorsOfOtherLists(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	storetest.Partners(t, db, 0, 9)
	page, err := s.Partners(t.Context(), market.Viewer{}, market.PartnerFilter{}, market.PartnersByName, market.PageArgs{Size: 3})
	if err != nil {
		t.Fatal(err)
	}
	for name, cursor := range map[string]string{
		"of another order": *page.PageInfo.EndCursor,
		"nonsense":         "nonsense",
		"half a cursor":    (*page.PageInfo.EndCursor)[:8],
		"of no number":     "WyJwYXJ0bmVyL3JhdGluZyIsIngiLCJ5Il0", // ["partner/rating","x","y"]
	} {
		_, err := s.Partners(t.Context(), market.Viewer{}, market.PartnerFilter{}, market.PartnersByRating, market.PageArgs{Size: 3, After: cursor})
		if codeOf(err) != market.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Applicants have no time of admission; the newest application comes first.
func TestNewestApplicants(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	storetest.Partners(t, db, 0, 20)
	storetest.Exec(t, db, `UPDATE partner SET state = 'APPLIED', admitted_at = NULL WHERE city = 'Leeds'`)
	applied := market.PartnerApplied
	read := func(p market.PageArgs) (*market.Page[*market.Partner], error) {
		return s.Partners(t.Context(), storetest.ProgrammeManager(t, db), market.PartnerFilter{State: &applied}, market.PartnersByNewest, p)
	}
	for _, backward := range []bool{false, true} {
		got := walk(t, read, 2, backward, nil)
		if len(got) != 5 || !slices.IsSortedFunc(got, func(a, b *market.Partner) int { return b.AppliedAt.Compare(a.AppliedAt) }) {
			t.Errorf("got %v", bySlug(got))
		}
	}
}
