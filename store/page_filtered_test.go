package store_test

import (
	"context"
	"testing"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// looked bounds the rows of a catalogue of many that a filtered page may read: the
// window, and what the page itself and some hits take.
const many, looked = 8_000, 800

// A page that is filtered never reads the whole catalogue, whether nothing meets the
// filter or nearly everything: it is planned before that is known.
func TestFilteredPageReadsLittle(t *testing.T) {
	t.Parallel()
	s := catalogueOfMany(t)
	for name, test := range map[string]struct {
		filter market.SolutionFilter
		rows   int
	}{
		"a language of none":                       {market.SolutionFilter{Languages: []string{"zu"}}, 0},
		"an industry of none":                      {market.SolutionFilter{Industries: []string{"zzz"}}, 0},
		"a price model of none":                    {market.SolutionFilter{PriceModels: []market.PriceModel{market.PriceModel("NONE")}}, 0},
		"a category of none":                       {market.SolutionFilter{Category: ptr("nonsense")}, 0},
		"a partner who is none":                    {market.SolutionFilter{PartnerID: ptr(market.PartnerID("00000000-0000-0000-0000-000000000000"))}, 0},
		"a rating of none":                         {market.SolutionFilter{MinimumRating: ptr(5.0)}, 0},
		"a rating of most, and a language of none": {market.SolutionFilter{MinimumRating: ptr(0.1), Languages: []string{"zu"}}, 0},
		"a word of none":                           {market.SolutionFilter{Text: ptr("zzzzq")}, 0},
		"a word of all and one of none":            {market.SolutionFilter{Text: ptr("titel zzzzq")}, 0},
		"a word of one":                            {market.SolutionFilter{Text: ptr("titel7998")}, 1},
		"a rating of most":                         {market.SolutionFilter{MinimumRating: ptr(0.1)}, 20},
		"a price model of most":                    {market.SolutionFilter{PriceModels: []market.PriceModel{market.FlatMonth}}, 20},
	} {
		for _, by := range []market.SolutionOrder{market.SolutionsByRating, market.SolutionsByTitle, market.SolutionsByNewest} {
			for _, backward := range []bool{false, true} {
				if backward && by == market.SolutionsByRating && test.rows == 20 {
					continue // the thousand rated lowest do not meet it: all others are hits
				}
				rows, read := readFor(t, s, func(ctx context.Context, s *store.Store) (int, error) {
					page, err := s.Solutions(ctx, market.Viewer{}, test.filter, by, market.PageArgs{Size: 20, Backward: backward}, store.With{})
					if err != nil {
						return 0, err
					}
					return len(page.Edges), nil
				})
				if rows != test.rows || read > looked {
					t.Errorf("%s by %s, backward %t: %d rows, want %d; %d of %d read, want at most %d", name, by, backward, rows, test.rows, read, many, looked)
				}
			}
		}
	}
}

// catalogueOfMany is one of solutions as long as they are: Postgres would rather read
// a short table than an index.
func catalogueOfMany(t *testing.T) *store.Store {
	t.Helper()
	s, db := storetest.WithDB(t)
	storetest.Partners(t, db, 0, 49)
	storetest.Solutions(t, db, 1, many, 50)
	storetest.Exec(t, db, `UPDATE solution SET draft = jsonb_build_object('Padding',
		(SELECT string_agg(md5(slug || i), '') FROM generate_series(1, 30) AS i))`)
	storetest.Exec(t, db, `VACUUM ANALYZE solution`)
	storetest.Exec(t, db, `VACUUM ANALYZE partner`)
	return s
}

// readFor is what f returns, and how many solutions were read for it.
func readFor(t *testing.T, s *store.Store, f func(context.Context, *store.Store) (int, error)) (rows, read int) {
	t.Helper()
	err := s.InTx(t.Context(), func(s *store.Store) (err error) {
		before, err := s.RowsRead(t.Context(), "solution")
		if err != nil {
			return err
		}
		if rows, err = f(t.Context(), s); err != nil {
			return err
		}
		read, err = s.RowsRead(t.Context(), "solution")
		read -= before // what the connection did before may not be told apart
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows, read
}
