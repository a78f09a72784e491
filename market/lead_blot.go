package market

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Blotted stands where something was that tells who a client is.
const Blotted = "[…]"

// emailPattern is an address as programs read it, and with its sign in brackets.
var emailPattern = regexp.MustCompile(`[\p{L}\p{N}._%+'-]+(?:@|\s?[\[(]at[\])]\s?)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)

// blotRounds is how often a text is looked through: what is taken out may have hidden
// more beside it.
const blotRounds = 6

// Blot takes telephone numbers, e-mail addresses and the names of who is to be called
// out of a text that is shown before anybody may know the client. It returns what is
// left, and what was taken. A number is one by its form: it begins as an international
// or a national one, or stands in groups; amounts, dates, years and part numbers stay.
// What is left has nothing that a second call would take: a text that shows yet another
// number each time was made to do so, and nothing of it is left.
func Blot(text string, names ...string) (blotted string, taken []string) {
	text = strings.ToValidUTF8(text, "\uFFFD")
	take := func(found string) {
		if found = strings.TrimSpace(found); !slices.Contains(taken, found) {
			taken = append(taken, found)
		}
	}
	for range blotRounds {
		left := blotOnce(text, names, take)
		if left == text {
			return text, taken
		}
		text = left
	}
	take(text)
	return Blotted, taken
}

// blotOnce looks through a text for addresses, then for numbers, then for names.
func blotOnce(text string, names []string, take func(string)) string {
	r := read(text)
	if strings.Contains(r.plain, "@") || strings.ContainsAny(r.plain, "[(") && strings.Contains(r.plain, "at") {
		r.cut(emailPattern.FindAllStringIndex(r.plain, -1), take)
	}
	r.cut(numbersIn(r.plain), take)
	r.cutSpelled(names, take)
	for _, name := range names {
		if p := namePattern(read(name).plain); p != nil {
			r.cut(p.FindAllStringIndex(r.plain, -1), take)
		}
	}
	return r.left()
}

// namePattern finds a name where it stands by itself. A name of one word may be an
// ordinary one, so it counts only as it was written, and with four letters or more.
func namePattern(name string) *regexp.Regexp {
	words := strings.Fields(name)
	if utf8.RuneCountInString(name) < 4 || len(words) == 0 || strings.ContainsRune(name, 0) {
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
