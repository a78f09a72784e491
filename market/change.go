package market

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Cleared are the fields of an input that were given as null, which empties them,
// as against those left out, which stay.
type Cleared []string

// check refuses to empty a field that always has a value.
func (c Cleared) check(errs *Errors, optional ...string) {
	for _, field := range c {
		errs.Add(slices.Contains(optional, field), field, "%s cannot be empty; leave it out to keep it as it is.", field)
	}
}

// changeOptional is the new value of a field that may be empty.
func changeOptional[T any](old, new *T, cleared Cleared, field string) *T {
	switch {
	case slices.Contains(cleared, field):
		return nil
	case new != nil:
		return new
	}
	return old
}

// change is the new value of a list: each item once, in the order given, at least
// least; the old one when the new one is left out.
func change[T comparable](errs *Errors, field string, old, new []T, least int) []T {
	if new == nil {
		return old
	}
	items := []T{}
	for _, item := range new[:min(len(new), maxItems)] {
		if !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	errs.Add(len(new) >= least, field, "%s needs at least %d.", field, least)
	errs.Add(len(new) <= maxItems, field, "%s can have at most %d.", field, maxItems)
	return items
}

// checkKnown refuses codes that are not among the known ones.
func checkKnown(errs *Errors, field string, codes, known []string) {
	for i, code := range codes {
		errs.Add(slices.Contains(known, code), pathOf(field, i), "There is no %.40q here; the query %s lists what there is.", code, field)
	}
}

// take appends a refusal at the field with a path such as plans.0.prices, if err is one.
func (e *Errors) take(err error, path string) {
	var refusal *Error
	if errors.As(err, &refusal) && refusal != nil {
		*e = append(*e, refusal.In(strings.Split(path, ".")...))
	}
}

// pathOf is the path of an item in a list of an input.
func pathOf(list string, i int) string { return list + "." + strconv.Itoa(i) }

func partsWords(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
