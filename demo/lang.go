package demo

// Lang is one of the languages in which the demo is written.
type Lang int

// The languages of the demo.
const (
	English Lang = iota
	German
	Russian
	Ukrainian
)

// Langs lists them all.
var Langs = []Lang{English, German, Russian, Ukrainian}

// String is the BCP 47 tag.
func (l Lang) String() string { return [...]string{"en", "de", "ru", "uk"}[l] }

// langOf reads a tag; ok is false for a language that the demo is not written in.
func langOf(tag string) (l Lang, ok bool) {
	for _, l := range Langs {
		if l.String() == tag {
			return l, true
		}
	}
	return 0, false
}

// Texts is one text in the languages that somebody wrote it in; the others are empty.
type Texts [4]string

// In is the text in a language, or in the first language that has one.
func (t Texts) In(l Lang) string {
	if t[l] != "" {
		return t[l]
	}
	for _, s := range t {
		if s != "" {
			return s
		}
	}
	return ""
}

// Langs lists the languages in which there is a text.
func (t Texts) Langs() []Lang {
	var has []Lang
	for _, l := range Langs {
		if t[l] != "" {
			has = append(has, l)
		}
	}
	return has
}
