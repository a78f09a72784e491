package market

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// HoldReason is why a lead looks like spam.
type HoldReason string

// The reasons to hold a lead.
const (
	HeldForLinks   HoldReason = "LINKS"
	HeldForRepeats HoldReason = "SAME_TEXT"
	HeldForScripts HoldReason = "MIXED_SCRIPTS"
	HeldForNoise   HoldReason = "GIBBERISH"
	HeldForHaste   HoldReason = "TOO_FAST"
	HeldForTrap    HoldReason = "TRAP"
)

// LeadTraffic is what came before a lead.
type LeadTraffic struct {
	SameText int `db:"same_text"` // contacts that sent this text before, within a day
	Minute   int `db:"minute"`    // leads from the address within a minute
	Hour     int `db:"hour"`      // leads from it within an hour, this one included
	Contact  int `db:"contact"`   // leads within a day that name the number or address, whichever has more, this one included
}

// Bounds of what is ordinary. One sign alone is often somebody in a hurry, so a lead is
// held from holdFrom points on.
const (
	holdFrom      = 3
	maxLinks      = 2  // links in a brief that are no sign
	maxSameText   = 3  // contacts with one text in a day
	maxMinute     = 5  // leads from one address in a minute
	maxHour       = 15 // leads in an hour from an address where nobody is signed in
	maxContact    = 10 // leads in a day to one contact by people who are not signed in
	minSharedText = 40 // characters of a text that people do not write alike by chance
	maxWord       = 40 // letters of the longest words that languages have
)

var linkPattern = regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S|\[url|<a\s`)

// Suspicions are why the lead looks like spam, in the order of their weight; empty when
// it goes the ordinary way. Nothing is refused for them: somebody of the house looks.
func (l *Lead) Suspicions(t LeadTraffic) []HoldReason {
	text := l.Text()
	reasons, points := []HoldReason{}, 0
	suspect := func(is bool, weight int, reason HoldReason) {
		if is {
			reasons, points = append(reasons, reason), points+weight
		}
	}
	links := len(linkPattern.FindAllStringIndex(text, -1))
	suspect(links > maxLinks, 3, HeldForLinks)
	suspect(t.SameText >= maxSameText && l.SharedText() != "", 3, HeldForRepeats)
	suspect(mixedWords(text) > 1, 3, HeldForScripts)
	suspect(isNoise(text), 2, HeldForNoise)
	suspect(links > 0 && links <= maxLinks, 1, HeldForLinks)
	suspect(l.Form.trapped(), 3, HeldForTrap)
	many := l.Form.hasty() || l.PersonID == nil && (t.Hour > maxHour || t.Contact > maxContact) // nobody answers for these
	suspect(many, 3, HeldForHaste)
	suspect(!many && t.Minute >= maxMinute, 2, HeldForHaste)
	if points < holdFrom {
		return nil
	}
	return reasons
}

// Text is all that a client wrote of the need.
func (l *Lead) Text() string {
	parts := []string{l.Title}
	for _, text := range []*string{l.Goal, l.Means, l.Stages, l.Contents} {
		if text != nil {
			parts = append(parts, *text)
		}
	}
	return strings.Join(parts, "\n")
}

// SharedText is the text by which the same brief under another contact is known, without
// differences of case and white space; empty when it is so short that people write it
// alike by chance.
func (l *Lead) SharedText() string {
	text := strings.ToLower(strings.Join(strings.Fields(l.Text()), " "))
	if utf8.RuneCountInString(text) < minSharedText {
		return ""
	}
	return text
}

// mixedWords counts the words that take letters from several alphabets, as those do
// that are made to look like others.
func mixedWords(text string) (n int) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		scripts := 0
		for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek} {
			if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(script, r) }) {
				scripts++
			}
		}
		if scripts > 1 {
			n++
		}
	}
	return n
}

// isNoise reports whether a text holds what no language writes: a letter many times in a
// row, or a word longer than any, but for links.
func isNoise(text string) bool {
	for _, word := range strings.Fields(text) {
		if linkPattern.MatchString(word) {
			continue
		}
		run, letters, last := 0, 0, rune(-1)
		for _, r := range word {
			if !unicode.IsLetter(r) {
				run, letters, last = 0, 0, r
				continue
			}
			if letters++; r == last {
				run++
			} else {
				run = 1
			}
			if last = r; run > 7 || letters > maxWord && unicode.Is(unicode.Latin, r) {
				return true
			}
		}
	}
	return false
}
