package market

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// legalForms are the words that say what kind of company one is, not which, written
// without stops: of the countries where most clients are.
var legalForms = strings.Fields(`
	ab ag aps as asa bv bvba cic co company corp corporation cv doo eg eirl ek ent fop gbr gesmbh gmbh ggmbh
	hf inc incorporated ivs jsc kda kft kg kgaa ks limited llc llp lp ltd ltda mbh nv ohg oy oyj
	partg partgmbb plc pllc pte pty pvt sa sab sapi sarl sas sasu sca se sia sl sll slu snc spa spj spk srl srls sro tov ug uab
	ооо оао зао пао ао ип тов тзов фоп ат пат прат пп еоод оод ад haftungsbeschränkt`)

// CompanyKey is the name of a company as all ways to write it are: in lower case,
// without punctuation and without legal forms before and after it, with its country,
// for the same name in two countries is two companies. It is empty when nothing is
// left of the name.
func CompanyKey(name string, country *string) string {
	words := companyWords(name)
	isForm := func(w string) bool { return w == "and" || slices.Contains(legalForms, w) }
	kept := words
	for len(kept) > 0 && isForm(kept[len(kept)-1]) {
		kept = kept[:len(kept)-1]
	}
	for len(kept) > 0 && isForm(kept[0]) {
		kept = kept[1:]
	}
	if len(kept) == 0 { // a company may be called Company
		kept = words
	}
	key := strings.Join(kept, " ")
	if key != "" && country != nil {
		key += ", " + strings.ToUpper(*country)
	}
	return key
}

// withoutForm is a name as it was written, without the legal form at its end.
func withoutForm(name string) string {
	words := strings.Fields(name)
	for len(words) > 1 && slices.Contains(legalForms, strings.ToLower(strings.NewReplacer(".", "", ",", "").Replace(words[len(words)-1]))) {
		words = words[:len(words)-1]
	}
	return strings.TrimRight(strings.Join(words, " "), ",")
}

// companyWords are the words of a name in lower case. Letters between stops are one
// word, as in S.r.l.; an ampersand is the word and.
func companyWords(name string) []string {
	var text strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			text.WriteRune(r)
		case r == '.', r == '\'', r == '’', r == '`', r == '´':
		case r == '&', r == '+':
			text.WriteString(" and ")
		default:
			text.WriteByte(' ')
		}
	}
	words := joinLetters(strings.Fields(text.String()))
	if n := len(words); n > 2 && words[n-1] == "zoo" && words[n-2] == "sp" { // sp. z o.o.
		words = words[:n-2]
	}
	return words
}

// joinLetters makes one word of letters that stand alone one after the other: "s. r. o."
// and "S.R.O." are the same.
func joinLetters(words []string) (joined []string) {
	alone := false
	for _, w := range words {
		isLetter := utf8.RuneCountInString(w) == 1 || w == "oo"
		if isLetter && alone {
			joined[len(joined)-1] += w
		} else {
			joined = append(joined, w)
		}
		alone = isLetter
	}
	return joined
}
