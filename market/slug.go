package market

import (
	"strconv"
	"strings"
	"unicode"
)

// maxSlug bounds a slug, in characters, without the suffix that makes it unique.
const maxSlug = 60

// latin writes letters of European alphabets in the letters of addresses. A name
// does not say its language, so a letter that two read differently is written one
// way: umlauts as in German, Cyrillic г and и as in Russian. Letters stand in lower
// case.
var latin = letters(
	"a àáâãåāăąаαά", "ae äæ", "b бβ", "c çćĉċč", "ch чχ", "d ďđðдδ", "e èéêëēĕėęěеёэєεέ",
	"f фφ", "g ĝğġģгґγ", "h ĥħ", "i ìíîïĩīĭįıиіιίϊΐηή", "j ĵ", "k ķкκ", "kh х", "l ĺļľŀłлλ",
	"m мμ", "n ñńņňŉŋнν", "o òóôõōŏőоοόωώ", "oe öøœ", "p пπ", "ps ψ", "r ŕŗřрρ",
	"s śŝşšșсσς", "sh ш", "shch щ", "ss ß", "t ţťŧțтτ", "th þθ", "ts ц", "u ùúûũūŭůűųу",
	"ue ü", "v вў", "w ŵ", "x ξ", "y ýÿŷйыυύϋΰ", "ya я", "yi ї", "yu ю", "z źżžзζ", "zh ж",
	" ъь'’ʼ",
)

// letters makes a table of lines: the Latin letters, a space, what they stand for.
func letters(lines ...string) map[rune]string {
	table := map[rune]string{}
	for _, line := range lines {
		to, from, _ := strings.Cut(line, " ")
		for _, r := range from {
			table[r] = to
		}
	}
	return table
}

// Slug is a name as it stands in addresses: a to z, digits, and single hyphens, at
// most 60 characters. It is "" when no letter of the name can be written so.
func Slug(name string) string {
	var words []string
	length := 0
	for _, word := range strings.FieldsFunc(plain(name), func(r rune) bool { return r == ' ' }) {
		if length+len(word) > maxSlug {
			if len(words) == 0 {
				words = []string{word[:maxSlug]}
			}
			break
		}
		words = append(words, word)
		length += len(word) + 1
	}
	return strings.Join(words, "-")
}

// plain writes a name in a to z and digits, everything else as a space. Marks that
// follow their letter, as some keyboards send accents, are left out.
func plain(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch to, known := latin[r]; {
		case known:
			b.WriteString(to)
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// SlugTries is how many slugs are tried for a name until one is free.
const SlugTries = 12

// SlugTry is the slug to try for a name, counted from 0: first the name alone, then
// with a number, then with the end of the object's id, which is random. Where the
// name gives nothing, fallback stands for it.
func SlugTry(name, fallback, id string, try int) string {
	slug := Slug(name)
	if slug == "" {
		slug = fallback
	}
	switch {
	case try == 0:
		return slug
	case try < 9:
		return slug + "-" + strconv.Itoa(try+1)
	}
	return slug + "-" + strings.ReplaceAll(id, "-", "")[26-3*(try-9):]
}
