package market

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
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
	atWord      = `(?:at|ät|эт|ет)`
	surelyAt    = `(?:\s?(?:@|%40)\s?|` + openBracket + `(?:@|собака|` + atWord + `)` + shutBracket + `|\s{1,3}собака\s{1,3})`
	maybeAt     = `\s{1,3}` + atWord + `\s{1,3}`
)

// All patterns are for lower case.
var (
	surelyEmail = regexp.MustCompile(addressName + surelyAt + hostLabel + `(?:` + anyDot + hostLabel + `)*` + anyDot + hostEnd)
	// maybeEmail has the word "at", which stands in every text, so it counts only before a
	// host whose stops are words as well, or with a name that is known.
	maybeEmail = regexp.MustCompile(`(` + addressName + `)` + maybeAt + `(` + hostLabel + `(?:` + anyDot + hostLabel + `)*` + anyDot + hostEnd + `)`)
	stopWord   = regexp.MustCompile(spelledDot)
	// sentenceEnd is what follows an address that ends its sentence.
	sentenceEnd = regexp.MustCompile(`^\s*(?:$|[^\p{L}\p{N}\s])`)
	// lookalikes is a number with letters that look like digits.
	lookalikes = regexp.MustCompile(`(?:\+|\b)[0-9oоli](?:[\s()./-]{0,2}[0-9oоli]){8,16}`)
	// oddSigns is a number with signs between its digits that stand in no amount, date or
	// size; after a plus any sign is one.
	oddSigns = regexp.MustCompile(`\+\d{1,4}(?:[\s()./,;:_*•·|~\\=-]{1,3}\d{1,9}){2,12}|\b0\d{0,5}(?:\s?[_*•·|~\\=]{1,3}\s?\d{1,6}){1,13}`)
	asDigits = strings.NewReplacer("o", "0", "о", "0", "l", "1", "i", "1")
)

// commonEnds are ends of hosts that are English words as well.
var commonEnds = strings.Fields("am an and are as at be but by do for from he if in is it me my no not of on or our so that the to us was we with you")

// cutSpelled takes out numbers and addresses that are written so that people read them
// and programs do not.
func (r *reading) cutSpelled(names []string, take func(string)) {
	r.cut(spelledEmails(r.low, names), take)
	r.cut(spelledNumbers(r.low), take)
	r.cut(whole(lookalikes, r.low, "+0123456789oоli \t\r\n()./-", "oоli", func(found string) bool {
		plain := asDigits.Replace(found)
		return plain != found && countDigits(found) >= 5 && (plain[0] == '0' || plain[0] == '+') && isNumber(plain)
	}), take)
	r.cut(whole(oddSigns, r.low, "+0123456789 \t\r\n()./,;:_*•·|~\\=-", "+_*•·|~\\=", func(found string) bool {
		n := countDigits(found)
		return n >= 7 && n <= maxDigits+2
	}), take)
}

// spelledEmails finds the addresses with words for signs. The patterns are looked for only
// in texts that have their words.
func spelledEmails(low string, names []string) (found [][]int) {
	if strings.Contains(low, "@") || strings.Contains(low, "%40") || strings.Contains(low, "собака") || strings.ContainsAny(low, "[({<") && hasAtWord(low) {
		found = surelyEmail.FindAllStringIndex(low, -1)
	}
	if len(found) > 0 { // the rest is found in the next round
		return found
	}
	if !hasAtWord(low) || len(names) == 0 && !stopWord.MatchString(low) {
		return nil
	}
	for _, at := range maybeEmail.FindAllStringSubmatchIndex(low, -1) {
		name, host := low[at[2]:at[3]], low[at[4]:at[5]]
		if isSpelled(host, low[at[1]:]) || isKnown(name, host, names) {
			found = append(found, at[:2])
		}
	}
	return found
}

func hasAtWord(low string) bool {
	return strings.Contains(low, "at") || strings.Contains(low, "ät") || strings.Contains(low, "эт") || strings.Contains(low, "ет")
}

// isSpelled reports whether words stand for the last stop of a host. An end that is an
// English word needs two stops, or no more words after it.
func isSpelled(host, after string) bool {
	stops := stopWord.FindAllStringIndex(host, -1)
	if len(stops) == 0 {
		return false
	}
	end := host[stops[len(stops)-1][1]:]
	if strings.Contains(end, ".") {
		return false
	}
	return !slices.Contains(commonEnds, end) || len(stops) > 1 || sentenceEnd.MatchString(after)
}

// isKnown reports whether an address is of somebody who is called so: it is a word of a
// name, or at a host that is called like all of one.
func isKnown(name, host string, names []string) bool {
	label, _, _ := strings.Cut(strings.TrimPrefix(host, "www."), ".")
	for _, known := range names {
		words := strings.Fields(strings.ToLower(known))
		joined := strings.Join(words, "")
		if len(joined) >= 4 && onlyLetters(label) == onlyLetters(joined) || len(name) >= 3 && slices.Contains(words, name) {
			return true
		}
	}
	return false
}

// onlyLetters is a name without what stands between its words.
func onlyLetters(name string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return c
		}
		return -1
	}, name)
}

// whole finds what the pattern does, unless it is part of a word, or is not what is looked
// for. It is looked for only where nothing but the signs it consists of stands, with one of
// those it needs, and seven digits or letters like them at least.
func whole(pattern *regexp.Regexp, text, signs, needs string, is func(string) bool) (found [][]int) {
	inWord := false // before i
	for i := 0; i < len(text); {
		n := strings.IndexFunc(text[i:], func(c rune) bool { return !strings.ContainsRune(signs, c) })
		if first, size := utf8.DecodeRuneInString(text[i:]); n == 0 || ofWord(first) && inWord {
			i, inWord = i+size, ofWord(first)
			continue
		}
		if n < 0 {
			n = len(text) - i
		}
		if part := text[i : i+n]; n >= 7 && strings.ContainsAny(part, needs) && countDigits(part) >= 5 {
			for _, at := range pattern.FindAllStringIndex(part, -1) {
				before, _ := utf8.DecodeLastRuneInString(text[:i+at[0]])
				after, _ := utf8.DecodeRuneInString(text[i+at[1]:])
				if !ofWord(before) && !ofWord(after) && is(part[at[0]:at[1]]) {
					found = append(found, []int{i + at[0], i + at[1]})
				}
			}
		}
		last, _ := utf8.DecodeLastRuneInString(text[:i+n])
		i, inWord = i+n, ofWord(last)
	}
	return found
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
