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
// refuses line breaks, other control characters, and what cannot be seen or turns
// the direction of the text around it, by which one name could be made to look like
// another, or like none.
func checkLine(errs *Errors, field, text string, min, max int) string {
	before := len(*errs)
	text = checkText(errs, field, text, min, max)
	if len(*errs) == before {
		name := field[strings.LastIndexByte(field, '.')+1:]
		errs.Add(isPlain(text), field, "%s must be one line without control characters and invisible ones.", name)
	}
	return text
}

// blanks are letters and marks that show nothing.
const blanks = "\u034f\u115f\u1160\u2800\u3164\uffa0"

// isPlain reports whether each character of a line may stand in it.
func isPlain(line string) bool { return visible(line) == line }

// visible is a line without the characters that do not show themselves. The two joiners
// do not, but some languages cannot be written without them: they stay inside a word.
func visible(line string) string {
	var kept strings.Builder
	runes := []rune(line)
	for i, r := range runes {
		isJoiner := r == '\u200c' || r == '\u200d'
		if isJoiner && i > 0 && i < len(runes)-1 && ofWord(runes[i-1]) && ofWord(runes[i+1]) || !isJoiner && shows(r) {
			kept.WriteRune(r)
		}
	}
	return kept.String()
}

func shows(r rune) bool {
	return !unicode.IsControl(r) && !unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) && !strings.ContainsRune(blanks, r)
}

// ofWord reports whether r is a letter, or a mark on one.
func ofWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }
