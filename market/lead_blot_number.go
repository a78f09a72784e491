package market

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	yearFirst = `\d{4}[-./]\d{1,2}[-./]\d{1,2}`
	dayFirst  = `\d{1,2}[-./]\s?\d{1,2}[-./]\s?\d{2,4}`
	years     = `(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d`
	hours     = `[0-2]?\d\.[0-5]\d\s?-\s?[0-2]?\d\.[0-5]\d`
	numbered  = `(?:19|20)\d\d[-./](?:0[1-9]|1[0-2])[-./]\d{1,6}` // an order's, by month
)

var (
	datePattern = regexp.MustCompile(`^(?:` + yearFirst + `(?: \d{1,2})?|` + dayFirst + `(?: \d{1,2})?|` + years + `|` + hours + `|` + numbered + `)$`)
	// dateStart is a date among other numbers; its parts are looked at more closely.
	dateStart = regexp.MustCompile(`^(?:` + hours + `|(?:19|20)\d\d[-./][01]?\d[-./][0-3]?\d|[0-3]?\d[-./]\s?[01]?\d[-./]\s?\d{2,4}|` + years + `)`)
	// thousandsPattern is an amount, as people group it: 1 200 000, 12.500.000,00.
	thousandsPattern = regexp.MustCompile(`^\d{1,3}(?:[ .,]\d{3})+(?:[.,]\d{1,2})?$`)
)

// maxDigits is how many digits a telephone number has at most (E.164).
const maxDigits = 15

// run is groups of digits with no more between them than people put into a number; each
// group is where it begins and ends.
type run struct {
	text   string
	groups [][]int
}

// numbersIn finds the telephone numbers among all groups of digits.
func numbersIn(text string) (found [][]int) {
	for i := 0; i < len(text); {
		if !isDigit(text[i]) {
			i++
			continue
		}
		r := runAt(text, i)
		i = r.end()
		r.leaveWords()
		if len(r.groups) > 0 {
			found = append(found, r.numbers()...)
		}
	}
	return found
}

// runAt is the run that begins with a digit. A line break ends it, but for a number that
// begins as one and goes on in the next line.
func runAt(text string, at int) run {
	r, digits := run{text: text}, 0
	for {
		from := at
		for at < len(text) && isDigit(text[at]) {
			at++
		}
		r.groups, digits = append(r.groups, []int{from, at}), digits+at-from
		next := at
		for next < len(text) && next < at+3 && strings.IndexByte(" \t\r\n()./-", text[next]) >= 0 {
			next++
		}
		if next == len(text) || !isDigit(text[next]) {
			return r
		}
		if strings.ContainsAny(text[at:next], "\r\n") && (digits >= 10 || !r.begins(0) || r.text[r.start(0)] == '(') {
			return r
		}
		at = next
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (r run) end() int { return r.groups[len(r.groups)-1][1] }

// start is where a number that begins with a group does: at its plus, or its bracket
// when that is shut before the run ends.
func (r run) start(group int) int {
	at := r.groups[group][0]
	if before := r.text[:at]; strings.HasSuffix(before, "(") && strings.Contains(r.text[at:min(at+20, r.end())], ")") {
		at--
	}
	for _, plus := range []string{"+", "+ "} {
		if strings.HasSuffix(r.text[:at], plus) {
			return at - len(plus)
		}
	}
	return at
}

// begins reports whether a number begins with a group for sure: with 0 and a digit, a plus,
// or an area in brackets.
func (r run) begins(group int) bool {
	at := r.groups[group][0]
	return r.start(group) < at || r.text[at] == '0' && r.groups[group][1] > at+1
}

// leaveWords leaves out the groups at both ends that are part of a word, of a number of
// something else, or of a price.
func (r *run) leaveWords() {
	at := r.start(0)
	before, size := utf8.DecodeLastRuneInString(r.text[:at])
	if size > 0 && (ofWord(before) || strings.ContainsRune("-#€$£", before)) {
		r.groups = r.groups[r.joined(0, 1):]
	}
	if len(r.groups) == 0 {
		return
	}
	after, size := utf8.DecodeRuneInString(r.text[r.end():])
	if size > 0 && (ofWord(after) || strings.ContainsRune("€$£%", after) && !r.begins(0)) {
		r.groups = r.groups[:len(r.groups)-r.joined(len(r.groups)-1, -1)]
	}
}

// joined is how many groups stand together from one on, in a direction, with no space.
func (r run) joined(from, step int) int {
	n := 1
	for i := from + step; i >= 0 && i < len(r.groups); i += step {
		if left, right := min(i, i-step), max(i, i-step); strings.ContainsAny(r.text[r.groups[left][1]:r.groups[right][0]], " \t") {
			break
		}
		n++
	}
	return n
}

// numbers are the telephone numbers of a run: it is one, or it has more digits than one
// can have, and is several, with what stands between them.
func (r run) numbers() (found [][]int) {
	last := len(r.groups)
	if r.isNumber(0, last) {
		return [][]int{{r.start(0), r.end()}}
	}
	if r.digits(0, last) < maxDigits || r.isList(0, last) {
		return nil
	}
	for i := 0; i < last; {
		if to := r.date(i); to > i {
			i = to
			continue
		}
		if r.begins(i) {
			to := r.certain(i)
			if r.digits(i, to) >= 7 {
				found = append(found, []int{r.start(i), r.groups[to-1][1]})
			} else if n := len(found); n > 0 && r.text[r.groups[i][0]] == '0' {
				found[n-1][1] = r.groups[to-1][1] // the rest of the number before
			}
			i = to
			continue
		}
		to := i + 1
		for to < last && !r.begins(to) && r.date(to) == to {
			to++
		}
		found = append(found, r.bare(i, to)...)
		i = to
	}
	return found
}

// date is the group after a date that begins with one, or that group itself.
func (r run) date(group int) int {
	from, to := r.groups[group][0], r.groups[group][1]
	if group+1 == len(r.groups) || to-from > 4 || strings.IndexByte("-./ ", r.text[to]) < 0 {
		return group
	}
	if at := dateStart.FindStringIndex(r.text[from:min(from+30, r.end())]); at != nil {
		for i := group; i < min(group+6, len(r.groups)); i++ {
			if r.groups[i][1] == from+at[1] {
				return i + 1
			}
		}
	}
	return group
}

// certain is the group after a number that begins for sure: as many as it can have, and
// before the next that begins so, when it has enough.
func (r run) certain(from int) int {
	most := maxDigits - 1
	switch first := r.text[r.start(from):]; {
	case strings.HasPrefix(first, "00"):
		most = maxDigits + 2
	case first[0] != '0':
		most = maxDigits
	}
	to := from + 1
	for digits := r.digits(from, to); to < len(r.groups); to++ {
		more := r.digits(to, to+1)
		if digits+more > most || digits >= 9 && (r.begins(to) || r.date(to) > to) {
			break
		}
		digits += more
	}
	return to
}

// bare finds the numbers among groups of which none begins as one for sure: those in one
// group; all, if they are one, or several that are alike.
func (r run) bare(from, to int) (found [][]int) {
	if r.isNumber(from, to) || r.alike(from, to) {
		return [][]int{{r.start(from), r.groups[to-1][1]}}
	}
	for i := from; i < to; i++ {
		if r.isNumber(i, i+1) {
			found = append(found, r.groups[i])
		}
	}
	return found
}

// alike reports whether groups are several numbers with as many digits each, which
// begin alike, and are no list.
func (r run) alike(from, to int) bool {
	all := r.digits(from, to)
	if r.isList(from, to) {
		return false
	}
	for size := 10; size <= maxDigits && size*2 <= all; size++ {
		if all%size == 0 && r.parts(from, to, size) {
			return true
		}
	}
	return false
}

// parts reports whether groups fall into numbers of that many digits that begin alike.
func (r run) parts(from, to, size int) bool {
	first, digits := r.text[r.groups[from][0]:], 0
	for i := from; i < to; i++ {
		if group := r.text[r.groups[i][0]:]; digits == 0 && !strings.HasPrefix(group, first[:2]) {
			return false
		}
		if digits += r.digits(i, i+1); digits > size {
			return false
		} else if digits == size {
			digits = 0
		}
	}
	return digits == 0
}

// isList reports whether groups are prices, sizes, years or the like: they rise or fall,
// and are about as long as each other; or all have one length, or are thousands.
func (r run) isList(from, to int) bool {
	if to-from < 3 {
		return false
	}
	rise, fall, thousands := true, true, true
	short, long := 99, 0
	for i := from; i < to; i++ {
		g := r.text[r.groups[i][0]:r.groups[i][1]]
		short, long = min(short, len(g)), max(long, len(g))
		if g[0] == '0' && len(g) != 2 && g != "0" && g != "000" || r.start(i) < r.groups[i][0] {
			return false
		}
		thousands = thousands && (len(g) == 3 || len(g) < 3 && g[0] != '0' && i+1 < to && r.digits(i+1, i+2) == 3)
		if i > from {
			before := r.text[r.groups[i-1][0]:r.groups[i-1][1]]
			order := len(g) - len(before)
			if order == 0 {
				order = strings.Compare(g, before)
			}
			rise, fall = rise && order > 0, fall && order < 0
		}
	}
	if rise || fall {
		return long-short <= 1 || to-from >= 6
	}
	return thousands || r.digits(from, to) > maxDigits && short == long && short >= 3
}

// digits is how many digits groups have.
func (r run) digits(from, to int) (n int) {
	for _, g := range r.groups[from:to] {
		n += g[1] - g[0]
	}
	return n
}

// isNumber reports whether groups are a telephone number: an international one, or a
// national one, which begins with 0 or an area in brackets.
func (r run) isNumber(from, to int) bool {
	text := r.text[r.start(from):r.groups[to-1][1]]
	if digits := r.digits(from, to); digits < 7 || digits > maxDigits+2 { // which spares the patterns
		return false
	}
	return isNumber(text) && (r.begins(from) || !r.isList(from, to))
}

// isNumber reports whether digits in groups have the form of a telephone number.
func isNumber(text string) bool {
	if datePattern.MatchString(text) || thousandsPattern.MatchString(text) {
		return false
	}
	switch n := countDigits(text); {
	case slices.ContainsFunc([]string{"+", "00", "("}, func(p string) bool { return strings.HasPrefix(text, p) }):
		return n >= 7 && n <= maxDigits+2
	case strings.HasPrefix(text, "0"):
		return n >= 7 && n < maxDigits
	default: // a bare international number, as programs write it, or one in groups
		return n >= 10 && n <= maxDigits
	}
}
