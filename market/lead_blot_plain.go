package market

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reading is a text as people read it, without what hides a number or an address from
// programs only, together with where each byte of it stands in the text.
type reading struct {
	text  string
	plain string
	low   string // plain in lower case, byte by byte
	at    []int  // where the character of each byte begins in the text; nil when plain is the text
	cuts  [][]int
}

// read makes digits of other scripts, wide and small forms and signs that look alike
// plain, and leaves out what nobody sees.
func read(text string) *reading {
	r := &reading{text: text, plain: text}
	if strings.ContainsFunc(text, func(c rune) bool { return plainRune(c) != c }) {
		var plain strings.Builder
		for i, c := range text {
			if c = plainRune(c); c >= 0 {
				plain.WriteRune(c)
				for range utf8.RuneLen(c) {
					r.at = append(r.at, i)
				}
			}
		}
		r.plain = plain.String()
	}
	r.low = strings.Map(lowRune, r.plain)
	return r
}

// lowRune is a letter in lower case, if that is as long.
func lowRune(c rune) rune {
	if low := unicode.ToLower(c); utf8.RuneLen(low) == utf8.RuneLen(c) {
		return low
	}
	return c
}

// plainRune is what people take a character for; less than zero for what they do not see.
func plainRune(c rune) rune {
	switch {
	case c < 0x80:
		return c
	case c >= '！' && c <= '～':
		return c - '！' + '!'
	case unicode.IsLetter(c):
		return c
	case unicode.IsNumber(c):
		return plainDigit(c)
	case unicode.Is(unicode.Cf, c), unicode.Is(unicode.Me, c), unicode.Is(unicode.Variation_Selector, c):
		return -1
	case unicode.Is(unicode.Zs, c):
		return ' '
	case c == '\u0085', c == '\u2028', c == '\u2029':
		return '\n'
	case unicode.Is(unicode.Pd, c), c == '−', c == '⁻', c == '₋':
		return '-'
	}
	if i := slices.Index(alike, c); i >= 0 {
		return plainAlike[i]
	}
	return c
}

// alike are signs of addresses and numbers in other forms, with the plain ones.
var (
	alike      = []rune("﹫․﹒。｡⁺₊﹢⁽⁾₍₎⁄∕﹪")
	plainAlike = []rune("@....+++()()//%")
)

// plainDigit is the digit that a number sign shows, if it shows one. Each script has its
// ten in order, and some scripts stand side by side.
func plainDigit(c rune) rune {
	for _, r := range unicode.Nd.R16 {
		if c >= rune(r.Lo) && c <= rune(r.Hi) {
			return '0' + (c-rune(r.Lo))%10
		}
	}
	for _, r := range unicode.Nd.R32 {
		if c >= rune(r.Lo) && c <= rune(r.Hi) {
			return '0' + (c-rune(r.Lo))%10
		}
	}
	switch c {
	case '⁰', '₀', '⓪', '⓿':
		return '0'
	case '¹':
		return '1'
	case '²', '³':
		return c - '²' + '2'
	}
	for _, from := range []rune{'⁴' - 3, '₁', '①', '❶', '➀', '➊', '⓵'} { // each is a 1, with nine in a row
		if c >= from && c < from+9 {
			return '1' + c - from
		}
	}
	return c
}

// cut takes out what was found in the plain text. Nothing that is found later reaches
// into it.
func (r *reading) cut(found [][]int, take func(string)) {
	if len(found) == 0 {
		return
	}
	plain, low := []byte(r.plain), []byte(r.low)
	for _, f := range found {
		take(r.plain[f[0]:f[1]])
		clear(plain[f[0]:f[1]])
		clear(low[f[0]:f[1]])
		r.cuts = append(r.cuts, []int{f[0], f[1]})
	}
	r.plain, r.low = string(plain), string(low)
}

// left is the text as it was written, with a sign for each cut.
func (r *reading) left() string {
	slices.SortFunc(r.cuts, func(a, b []int) int { return a[0] - b[0] })
	var left strings.Builder
	end := 0
	for _, c := range r.cuts {
		from, to := c[0], c[1]
		if r.at != nil {
			last := r.at[to-1]
			_, size := utf8.DecodeRuneInString(r.text[last:])
			from, to = r.at[from], last+size
		}
		left.WriteString(r.text[end:from])
		left.WriteString(Blotted)
		end = to
	}
	return left.String() + r.text[end:]
}
