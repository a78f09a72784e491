package loaders

import (
	"context"
	"slices"
	"testing"

	"partnergraph/market"
)

func TestPagesReadsEqualPagesInOneStatement(t *testing.T) {
	type key = pageKey[market.BoardID, market.ThreadOrder]
	two, three := market.PageArgs{Size: 2}, market.PageArgs{Size: 3}
	var calls [][]market.BoardID
	load := pages(func(_ context.Context, boards []market.BoardID, by market.ThreadOrder, p market.PageArgs) (map[market.BoardID]*market.Page[int], error) {
		calls = append(calls, slices.Sorted(slices.Values(boards)))
		found := map[market.BoardID]*market.Page[int]{}
		for _, b := range boards {
			found[b] = &market.Page[int]{TotalCount: p.Size*10 + len(by)}
		}
		return found, nil
	})
	keys := []key{
		{"a", market.ThreadsByNewest, two}, {"b", market.ThreadsByNewest, two},
		{"a", market.ThreadsByNewest, three}, {"a", market.ThreadsByActivity, two},
	}
	found, err := load(t.Context(), keys)
	if err != nil {
		t.Fatal(err)
	}
	if len(calls) != 3 {
		t.Errorf("read %v: want a and b together, the other two apart", calls)
	}
	for _, k := range keys {
		if want := k.Page.Size*10 + len(k.Order); found[k] == nil || found[k].TotalCount != want {
			t.Errorf("page of %v = %v, want %d", k, found[k], want)
		}
	}
}
