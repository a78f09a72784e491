package resolvers_test

import (
	"strings"
	"testing"
)

// Where no size is asked for, a page has 20 items, or its limit where that is less.
func TestPagesWithoutASizeKeepTheirLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const request = `{ partners { nodes { id } pageInfo { hasNextPage } } levels { code } }`
	for limit, want := range map[int]int{0: 2, 1: 1, 100: 2} {
		w.resolver.PageLimit = limit
		response, _ := w.ask(t.Context(), "nobody", request)
		if got := strings.Count(string(response.Data), `"partner_`); got != want || len(response.Errors) > 0 {
			t.Errorf("limit %d: %d partners, want %d: %v", limit, got, want, response.Errors)
		}
	}
}
