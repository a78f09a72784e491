package market

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkText refuses a text that cannot be stored or read, or that has fewer than
// min or more than max characters between its first and last visible one. It
// returns what is to be stored: the text without white space around it.
func checkText(errs *Errors, field, text string, min, max int) string {
	text = strings.TrimSpace(text)
	name := field[strings.LastIndexByte(field, '.')+1:]
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		errs.Add(false, field, "%s must be UTF-8 text without null characters.", name)
		return text
	}
	n := utf8.RuneCountInString(text)
	visible := min == 0 || strings.ContainsFunc(text, unicode.IsGraphic)
	switch {
	case min == 0:
		errs.Add(n <= max, field, "%s must have at most %d characters; this has %d.", name, max, n)
	case !visible:
		errs.Add(false, field, "%s is missing: give %d to %d characters.", name, min, max)
	default:
		errs.Add(n >= min && n <= max, field, "%s must have %d to %d characters; this has %d.", name, min, max, n)
	}
	return text
}

// checkLine is checkText for names and titles, which stand in one line: it also
// refuses line breaks, other control characters, and marks that turn the direction
// of the text around them, by which one name could be made to look like another.
func checkLine(errs *Errors, field, text string, min, max int) string {
	before := len(*errs)
	text = checkText(errs, field, text, min, max)
	if len(*errs) == before {
		name := field[strings.LastIndexByte(field, '.')+1:]
		errs.Add(!strings.ContainsFunc(text, breaksLine), field, "%s must be one line without control characters.", name)
	}
	return text
}

func breaksLine(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' ||
		r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}
