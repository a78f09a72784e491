package store

import (
	"slices"
	"strings"
	"testing"
)

// Whatever is sent as a cursor, what is read of it has as many parts as the order's key
// has columns, and is what a cursor of ours would say.
func FuzzCursor(f *testing.F) {
	for _, key := range [][]string{{"4.5", "018f0a5d-ac96-774b-bcce-b302099a8057"}, {"", ""}, {"ß\u202e", "'; --"}, {"\x00", "NaN"}} {
		f.Add(formatCursor("rating", key))
	}
	for _, text := range []string{"", "W10", "WyJyYXRpbmciXQ", "bnVsbA", "eyJhIjoxfQ", strings.Repeat("W", 513), "////", "W1tbW1tbW1tbW1tb"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		key, err := parseCursor(cursor, "rating", 2)
		if err != nil {
			if err.Message == "" || strings.Contains(err.Message, "json") || strings.Contains(err.Message, "base64") {
				t.Errorf("%q is refused with %q", cursor, err.Message)
			}
			return
		}
		if len(key) != 2 || len(cursor) > MaxCursor {
			t.Errorf("%q is read as %q", cursor, key)
		}
		again, err := parseCursor(formatCursor("rating", key), "rating", 2)
		if formatted := formatCursor("rating", key); len(formatted) <= MaxCursor && (err != nil || !slices.Equal(again, key)) {
			t.Errorf("%q is read as %q, and again as %q, %v", cursor, key, again, err)
		}
		if _, err := parseCursor(cursor, "name", 2); err == nil {
			t.Errorf("%q is a cursor of two orders", cursor)
		}
	})
}
