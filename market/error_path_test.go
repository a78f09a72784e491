package market

import (
	"slices"
	"testing"
)

// A path is a list of names, for programs: never names joined by dots.
func TestPathsAreLists(t *testing.T) {
	var errs Errors
	errs.Add(false, "lines.0.quantity", "x")
	errs.take(Errorf(Invalid, "y").In("amount"), "plans.1.prices.0.amount")
	errs.take((*Error)(nil), "isPaused")
	errs.take(nil, "isPaused")
	want := [][]string{{"lines", "0", "quantity"}, {"plans", "1", "prices", "0", "amount", "amount"}}
	if len(errs) != 2 || !slices.Equal(errs[0].Field, want[0]) || !slices.Equal(errs[1].Field, want[1]) {
		t.Errorf("got %v, want %v", errs, want)
	}
}
