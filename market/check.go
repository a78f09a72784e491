package market

import (
	"strings"
	"unicode/utf8"
)

// checkText refuses a text of an input that has not min to max characters, counted
// without the white space around it, or that no database of ours can keep.
func checkText(errs *Errors, field, text string, min, max int) {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		errs.Add(false, field, "This holds bytes that are no text; send UTF-8 without null characters.")
		return
	}
	n := utf8.RuneCountInString(strings.TrimSpace(text))
	switch {
	case n < min && n == 0:
		errs.Add(false, field, "This is missing; it needs %d to %d characters.", min, max)
	case n < min || n > max:
		errs.Add(false, field, "This has %d characters; it needs %d to %d.", n, min, max)
	}
}
