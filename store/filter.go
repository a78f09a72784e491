package store

import (
	"strings"

	"partnergraph/market"
)

// admitted are partners in the directory. Written as the partial indexes have it.
const admitted = `p.state IN ('ACTIVE', 'PAUSED')`

// addAny keeps rows whose column has any of the values; no values keep all. One
// value is compared by =, so that an index on the column gives the order too.
func addAny[T ~string](c *conditions, column string, values []T) {
	switch len(values) {
	case 0:
	case 1:
		c.filter(column+" = $?", values[0])
	default:
		c.filter(column+" = ANY($?)", values)
	}
}

// addOverlap keeps rows whose array shares an item with the values; no values keep
// all.
func addOverlap[T ~string](c *conditions, column string, values []T) {
	if len(values) > 0 {
		c.filter(column+" && $?::text[]", values)
	}
}

// addWords keeps rows whose column of words has each word of the text, or one that
// begins with it.
func addWords(c *conditions, column string, text *string) {
	if text == nil {
		return
	}
	words := market.SearchWords(*text)
	for i, word := range words {
		words[i] = "'" + word + "':*" // only letters and digits: nothing to escape
	}
	if len(words) > 0 {
		c.filter(column+` @@ lower($? COLLATE "und-x-icu")::tsquery`, strings.Join(words, " & "))
	}
}
