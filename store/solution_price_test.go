package store_test

import (
	"slices"
	"testing"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// priced gives a solution plans in JSON.
const priced = `UPDATE solution SET plans = $2::jsonb WHERE slug = 'solution-' || $1::int`

// What a solution costs is the lowest price of a model in a currency, in whichever plan.
func TestSolutionsByPrice(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	storetest.Partners(t, db, 0, 1)
	storetest.Solutions(t, db, 0, 4, 2) // 25 USD for a user and month
	storetest.Exec(t, db, priced, 0, `[{"Prices": [{"Model": "ONCE", "Amount": {"Minor": 100, "Currency": "USD"}}]}]`)
	storetest.Exec(t, db, priced, 1, `[{"Prices": [{"Model": "PER_USER_MONTH", "Amount": {"Minor": 9000, "Currency": "USD"}}]}, {"Prices": [{"Model": "PER_USER_MONTH", "Amount": {"Minor": 2000, "Currency": "USD"}}]}]`)
	storetest.Exec(t, db, priced, 2, `[{"Prices": [{"Model": "PER_USER_MONTH", "Amount": {"Minor": 1000, "Currency": "EUR"}}]}]`)
	storetest.Exec(t, db, priced, 4, `[{"Prices": [{"Model": "PER_USER_MONTH", "Amount": {"Minor": 2501, "Currency": "USD"}}]}]`)
	dollars := func(least, most market.Decimal) market.PriceFilter {
		f := market.PriceFilter{Model: market.PerUserMonth, Currency: "USD"}
		if least != "" {
			f.Minimum = &least
		}
		if most != "" {
			f.Maximum = &most
		}
		return f
	}
	for name, test := range map[string]struct {
		price market.PriceFilter
		want  []string
	}{
		"any price":                 {dollars("", ""), []string{"solution-1", "solution-3", "solution-4"}},
		"from a price that one has": {dollars("25", ""), []string{"solution-3", "solution-4"}},
		"a cent above it":           {dollars("25.01", ""), []string{"solution-4"}},
		"up to a price":             {dollars("", "25.00"), []string{"solution-1", "solution-3"}},
		"a price that is no lowest": {dollars("80", "100"), []string{}},
		"exactly":                   {dollars("20", "20"), []string{"solution-1"}},
		"in another currency":       {market.PriceFilter{Model: market.PerUserMonth, Currency: "EUR"}, []string{"solution-2"}},
		"of another model":          {market.PriceFilter{Model: market.Once, Currency: "USD"}, []string{"solution-0"}},
	} {
		page, err := s.Solutions(t.Context(), market.Viewer{}, market.SolutionFilter{Price: &test.price}, market.SolutionsByPrice, market.PageArgs{Size: 10, WantTotal: true}, store.With{Category: true, Partner: true})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := []string{}
		for _, solution := range page.Nodes() {
			got = append(got, solution.Slug)
		}
		if !slices.Equal(got, test.want) || page.TotalCount != len(test.want) {
			t.Errorf("%s: %v (%d), want %v", name, got, page.TotalCount, test.want)
		}
	}
	for name, f := range map[string]market.SolutionFilter{
		"no price":               {},
		"nothing in the range":   {Price: ptr(dollars("2", "1"))},
		"no amount":              {Price: ptr(dollars("2.345", ""))},
		"a currency of nobody's": {Price: &market.PriceFilter{Model: market.Once, Currency: "XXX"}},
	} {
		if _, err := s.Solutions(t.Context(), market.Viewer{}, f, market.SolutionsByPrice, market.PageArgs{Size: 10}, store.With{}); codeOf(err) != market.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
