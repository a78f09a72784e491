package market

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Blotted stands where something was that tells who a client is.
const Blotted = "[…]"

var (
	emailPattern = regexp.MustCompile(`[\p{L}\p{N}._%+'-]+(?:@|\s?[\[(]at[\])]\s?)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)
	// digitsPattern is what may be a telephone number: digits in groups, with what
	// people put between them.
	digitsPattern = regexp.MustCompile(`(?:\+\s?)?\(?\d(?:[\s\x{a0}\x{202f}()./–-]{0,3}\d){5,17}`)
	datePattern   = regexp.MustCompile(`^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}(?: \d{1,2})?|\d{1,2}[-./]\s?\d{1,2}[-./]\s?\d{2,4}(?: \d{1,2})?|(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d)$`)
	// thousandsPattern is an amount, as people group it: 1 200 000, 12.500.000,00.
	thousandsPattern = regexp.MustCompile(`^\d{1,3}(?:[ \x{a0}\x{202f}.,]\d{3})+(?:[.,]\d{1,2})?$`)
)

// Blot takes telephone numbers, e-mail addresses and the names of who is to be called
// out of a text that is shown before anybody may know the client. It returns what is
// left, and what was taken. A number is one by its form: it begins as an international
// or a national one, or stands in groups; amounts, dates, years and part numbers stay.
func Blot(text string, names ...string) (blotted string, taken []string) {
	if plain := plainly(text); plain != text { // written so that only people read it
		if left, taken := Blot(plain, names...); len(taken) > 0 {
			return left, taken
		}
	}
	blot := func(found string) string {
		if found = strings.TrimSpace(found); !slices.Contains(taken, found) {
			taken = append(taken, found)
		}
		return Blotted
	}
	text = emailPattern.ReplaceAllStringFunc(text, blot)
	text = blotNumbers(text, blot)
	text = blotSpelled(text, blot)
	for _, name := range names {
		if p := namePattern(name); p != nil {
			text = p.ReplaceAllStringFunc(text, blot)
		}
	}
	return text, taken
}

// plainly is a text without what hides a number or an address from programs and not from
// people: digits of other scripts, wide forms, and characters that nobody sees.
func plainly(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Nd, r):
			return '0' + digitOf(r)
		case unicode.Is(unicode.Cf, r):
			return -1
		case r == '＠', r == '﹫':
			return '@'
		case unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.Is(unicode.Pd, r):
			return '-'
		}
		return r
	}, text)
}

// digitOf is the value of a decimal digit: each script has its ten in order, from one
// that no digit stands before.
func digitOf(r rune) rune {
	n := rune(0)
	for unicode.Is(unicode.Nd, r-n-1) {
		n++
	}
	return n % 10 // some scripts stand side by side
}

// blotNumbers takes out what is a telephone number among all groups of digits.
func blotNumbers(text string, blot func(string) string) string {
	var kept strings.Builder
	end := 0
	for _, at := range digitsPattern.FindAllStringIndex(text, -1) {
		if text[at[0]] == '(' && !strings.Contains(text[at[0]:at[1]], ")") { // of the sentence, not of the number
			at[0]++
		}
		found := text[at[0]:at[1]]
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		after, _ := utf8.DecodeRuneInString(text[at[1]:])
		if ofWord(before) || ofWord(after) || before == '-' || before == '#' || strings.ContainsRune("€$£%", after) || strings.ContainsRune("€$£", before) || !isNumber(found) {
			continue
		}
		kept.WriteString(text[end:at[0]])
		kept.WriteString(blot(found))
		end = at[1]
	}
	return kept.String() + text[end:]
}

// isNumber reports whether digits in groups are a telephone number: an international
// one, or a national one, which begins with 0 or an area in brackets.
func isNumber(text string) bool {
	text = strings.TrimSpace(text)
	if datePattern.MatchString(text) || thousandsPattern.MatchString(text) {
		return false
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	switch n := len(digits); {
	case strings.HasPrefix(text, "+"), strings.HasPrefix(text, "00"), strings.HasPrefix(text, "("):
		return n >= 7 && n <= 17
	case strings.HasPrefix(text, "0"):
		return n >= 7 && n <= 14
	default: // a bare international number, as programs write it, or one in groups
		return n >= 10 && n <= 15
	}
}

// namePattern finds a name where it stands by itself. A name of one word may be an
// ordinary one, so it counts only as it was written, and with four letters or more.
func namePattern(name string) *regexp.Regexp {
	words := strings.Fields(name)
	if utf8.RuneCountInString(name) < 4 {
		return nil
	}
	for i, w := range words {
		words[i] = regexp.QuoteMeta(w)
	}
	fold := ""
	if len(words) > 1 {
		fold = "(?i)"
	}
	p, err := regexp.Compile(fold + strings.Join(words, `\s+`))
	if err != nil {
		return nil // of bytes that are no text
	}
	return p
}

// names are what a contact is called; those of nobody are none.
func (c *LeadContact) names() (names []string) {
	if c == nil {
		return nil
	}
	if len(strings.Fields(c.Name)) >= 2 { // a first name is in every text
		names = append(names, c.Name)
	}
	if c.Company != nil {
		names = append(names, *c.Company, withoutForm(*c.Company))
	}
	if words := strings.Fields(c.Name); len(words) >= 2 { // after the company, which may be called so
		names = append(names, words[len(words)-1])
	}
	return names
}

// blotted is a text, if there is one, of which nobody keeps what was taken out.
func blotted(text *string, names ...string) *string {
	if text == nil {
		return nil
	}
	left, _ := Blot(*text, names...)
	return &left
}

// blot takes what tells who the client is out of the texts of a lead, and keeps it with
// the contact.
func (l *Lead) blot(c *LeadContact) {
	names := c.names()
	take := func(text string) string {
		blotted, taken := Blot(text, names...)
		for _, t := range taken {
			if !slices.Contains(c.Details, t) {
				c.Details = append(c.Details, t)
			}
		}
		return blotted
	}
	l.Title = take(l.Title)
	texts := []**string{&l.Goal, &l.Means, &l.Stages, &l.Contents, &l.City}
	if l.Sale != nil {
		texts = append(texts, &l.Sale.Terms) // which everybody reads who might buy it
	}
	for _, text := range texts {
		if *text != nil {
			blotted := take(**text)
			*text = &blotted
		}
	}
}
