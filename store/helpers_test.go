package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"partnergraph/market"
)

// codeOf is the code of a refusal: of the first, when there are several; "" for
// none, and the text of anything else.
func codeOf(err error) market.Code {
	var many market.Errors
	var one *market.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &many):
		return many[0].Code
	case errors.As(err, &one):
		return one.Code
	}
	return market.Code("fault: " + err.Error())
}

// fieldsOf are the paths of the fields that an error refuses, sorted.
func fieldsOf(err error) []string {
	var many market.Errors
	var one *market.Error
	fields := []string{}
	if !errors.As(err, &many) && errors.As(err, &one) {
		many = market.Errors{one}
	}
	for _, e := range many {
		fields = append(fields, strings.Join(e.Field, "."))
	}
	slices.Sort(fields)
	return fields
}

// second is the error of a call of which only that matters.
func second[T any](_ T, err error) error { return err }

// absentIs makes NotFound no error.
func absentIs(err error) error {
	if codeOf(err) == market.NotFound {
		return nil
	}
	return err
}

// ptr is a pointer to a value.
func ptr[T any](v T) *T { return &v }

// fetch reads a page of some list.
type fetch[T any] func(market.PageArgs) (*market.Page[*T], error)

// walk reads a list in pages of the size, from either end, and returns what it saw
// in the list's own order. Before each page but the first it calls between.
func walk[T any](t *testing.T, read fetch[T], size int, backward bool, between func(page int)) []*T {
	t.Helper()
	seen := []*T{}
	args := market.PageArgs{Size: size, Backward: backward}
	for n := 0; ; n++ {
		if n > 0 && between != nil {
			between(n)
		}
		page, err := read(args)
		if err != nil {
			t.Fatal(err)
		}
		if more, before := page.PageInfo.HasNextPage, page.PageInfo.HasPreviousPage; backward {
			seen = append(page.Nodes(), seen...)
			if !before {
				return seen
			}
			args.Before = *page.PageInfo.StartCursor
		} else {
			seen = append(seen, page.Nodes()...)
			if !more {
				return seen
			}
			args.After = *page.PageInfo.EndCursor
		}
	}
}
