package market

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// How people write an address or a number so that programs do not see it. All is matched
// in time linear in the text.
const (
	addressName = `[\p{L}\p{N}._%+'-]+`
	hostLabel   = `[\p{L}\p{N}-]+`
	hostEnd     = `\p{L}[\p{L}\p{N}-]+`
	openBracket = `\s?[\[({<]\s?`
	shutBracket = `\s?[\])}>]\s?`
	wordDot     = `(?:dot|punkt|точка|крапка)`
	spelledDot  = `(?:\s{1,3}` + wordDot + `\s{1,3}|` + openBracket + `(?:\.|` + wordDot + `)` + shutBracket + `)`
	anyDot      = `(?:\.|` + spelledDot + `)`
	surelyAt    = `(?:\s?(?:@|%40)\s?|` + openBracket + `(?:@|at|ät|эт|ет|собака)` + shutBracket + `|\s{1,3}собака\s{1,3})`
	maybeAt     = `\s{1,3}(?:at|ät|эт|ет)\s{1,3}`

	digitWord = `(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|` +
		`null|eins|zwei|zwo|drei|vier|fünf|fuenf|sechs|sieben|acht|neun|` +
		`ноль|нуль|один|два|три|четыре|чотири|пять|п['’ʼ]ять|шесть|шість|семь|сім|восемь|вісім|девять|дев['’ʼ]ять)`
	betweenWords = `[\s,.;:/–-]{1,3}(?:(?:double|triple|doppel|doppelt)\s)?`
)

var (
	// spelledEmail is an address with signs for words. The word "at" alone stands in every
	// text, so it counts only before a host whose stops are words as well.
	spelledEmail = regexp.MustCompile(`(?i)` + addressName + `(?:` + surelyAt + hostLabel + `(?:` + anyDot + hostLabel + `)*` + anyDot + hostEnd +
		`|` + maybeAt + hostLabel + `(?:` + anyDot + hostLabel + `)*` + spelledDot + hostEnd + `)`)
	// spelledNumber is a number of seven digits at least, in words or some of them.
	spelledNumber = regexp.MustCompile(`(?i)(?:(?:plus|плюс)\s)?(?:` + digitWord + `|\d{1,4})(?:` + betweenWords + `(?:` + digitWord + `|\d{1,4})){5,17}`)
	aDigitWord    = regexp.MustCompile(`(?i)` + digitWord)
	// lookalikes is a number with letters that look like digits.
	lookalikes = regexp.MustCompile(`(?:\+|\b)[0-9OoОоlI](?:[\s()./–-]{0,2}[0-9OoОоlI]){8,16}`)
	// oddSigns is a number with signs between its digits that stand in no amount, date or
	// size; after a plus any sign is one.
	oddSigns = regexp.MustCompile(`\+\d{1,4}(?:[\s()./–,;:_*•·|~\\=-]{1,3}\d{1,9}){2,12}|\b0\d{0,5}(?:\s?[_*•·|~\\=]{1,3}\s?\d{1,6}){1,13}`)
	asDigits = strings.NewReplacer("O", "0", "o", "0", "О", "0", "о", "0", "l", "1", "I", "1")
)

// blotSpelled takes out numbers and addresses that are written so that people read them
// and programs do not.
func blotSpelled(text string, blot func(string) string) string {
	text = spelledEmail.ReplaceAllStringFunc(text, blot)
	text = replaceWhole(spelledNumber, text, func(found string) bool { return len(aDigitWord.FindAllString(found, 7)) >= 5 }, blot)
	text = replaceWhole(lookalikes, text, func(found string) bool {
		plain, digits := asDigits.Replace(found), countDigits(found)
		return plain != found && digits >= 5 && (plain[0] == '0' || plain[0] == '+') && isNumber(plain)
	}, blot)
	return replaceWhole(oddSigns, text, func(found string) bool { n := countDigits(found); return n >= 7 && n <= 17 }, blot)
}

// replaceWhole replaces what the pattern finds, unless it is part of a word, or is not what
// is looked for.
func replaceWhole(pattern *regexp.Regexp, text string, is func(string) bool, blot func(string) string) string {
	var kept strings.Builder
	end := 0
	for _, at := range pattern.FindAllStringIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		after, _ := utf8.DecodeRuneInString(text[at[1]:])
		if ofWord(before) || ofWord(after) || !is(text[at[0]:at[1]]) {
			continue
		}
		kept.WriteString(text[end:at[0]])
		kept.WriteString(blot(text[at[0]:at[1]]))
		end = at[1]
	}
	return kept.String() + text[end:]
}

// countDigits is how many digits a text has.
func countDigits(text string) (n int) {
	for _, r := range text {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}
