package market

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// digitWords are digits as words, in English, German, Russian and Ukrainian.
var digitWords = setOf(`zero oh nought one two three four five six seven eight nine
	null eins zwei zwo drei vier fünf fuenf sechs sieben acht neun
	ноль нуль один два три четыре чотири пять п'ять шесть шість семь сім восемь вісім девять дев'ять`)

// hundredWords stand in a number after a digit, which is why they count for none.
var hundredWords = setOf("hundred thousand hundert tausend сто сотен тысяч сот тисяч")

var apostrophes = strings.NewReplacer("’", "'", "ʼ", "'")

// twiceWords stand before the digit that they repeat; plusWords before the first.
var (
	twiceWords = setOf("double triple doppel doppelt")
	plusWords  = setOf("plus плюс")
)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// spoken is a number while it is read word by word.
type spoken struct {
	from, to              int
	parts, words, hundred int
}

// isNumber reports whether it has seven digits or nearly, most of them in words. Prices
// have a hundred for every few words.
func (s spoken) isNumber() bool { return s.parts >= 6 && s.words >= 5 && s.hundred*3 <= s.words }

// spelledNumbers finds telephone numbers in words, or with some digits among them.
func spelledNumbers(low string) (found [][]int) {
	var s spoken
	end := func() {
		if s.isNumber() {
			found = append(found, []int{s.from, s.to})
		}
		s = spoken{}
	}
	for at, last := 0, ""; at < len(low); {
		gap, raw := nextWord(low[at:])
		from, word := at+len(gap), apostrophes.Replace(raw)
		to := from + len(raw)
		if s.parts > 0 && !isGap(gap) {
			end()
		}
		switch digit := digitWords[word]; {
		case digit || isShort(word):
			if s.parts == 0 {
				s.from = from
				if (plusWords[last] || twiceWords[last]) && len(gap) == 1 {
					s.from = at - len(last)
				}
			}
			s.add(digit, to)
		case s.parts > 0 && hundredWords[word]:
			s.hundred, s.to = s.hundred+1, to
		case s.parts > 0 && digitWords[strings.TrimSuffix(word, "hundert")]:
			s.add(true, to)
			s.hundred++
		case s.parts > 0 && twiceWords[word]: // goes on with the next
		default:
			end()
		}
		last, at = raw, to
	}
	end()
	return found
}

// add reads one more digit, or a few, that end somewhere.
func (s *spoken) add(word bool, to int) {
	s.parts, s.to = s.parts+1, to
	if word {
		s.words++
	}
}

// nextWord is what stands before the next word of a text, and the word.
func nextWord(text string) (gap, word string) {
	from := strings.IndexFunc(text, ofToken)
	if from < 0 {
		return text, ""
	}
	to := strings.IndexFunc(text[from:], func(c rune) bool { return !ofToken(c) })
	if to < 0 {
		to = len(text) - from
	}
	return text[:from], text[from : from+to]
}

func ofToken(c rune) bool {
	return ofWord(c) || unicode.IsDigit(c) || c == '\'' || c == '’'
}

// isGap reports whether no more than is usual stands between two digits.
func isGap(gap string) bool {
	return gap != "" && utf8.RuneCountInString(gap) <= 3 && strings.Trim(gap, " \t\r\n,.;:/-") == ""
}

// isShort reports whether a word is up to four digits.
func isShort(word string) bool {
	return len(word) > 0 && len(word) <= 4 && countDigits(word) == len(word)
}
