package auth

import (
	"slices"

	"golang.org/x/text/language"
)

// maxLocale is the longest tag that is taken, as in arguments (BCP 47 recommends to
// allow for 35 characters).
const maxLocale = 35

// maxLocales bounds how many languages of a request are looked at.
const maxLocales = 10

// anyLanguage is what the parser makes of `*`: no wish.
var anyLanguage = language.MustParse("mul")

// Locales are the languages that serve a reader of the locale, nearest first:
// itself, then what it is a variety of. `pt-BR` gives pt-BR, pt.
func Locales(locale string) []string {
	tag, err := language.Parse(locale)
	locales := []string{}
	for ; err == nil && tag != language.Und && tag != anyLanguage; tag = tag.Parent() {
		if s := tag.String(); !slices.Contains(locales, s) {
			locales = append(locales, s)
		}
	}
	return locales
}

// AcceptedLocales are the languages of an Accept-Language header, best first. A
// header that cannot be read names none.
func AcceptedLocales(header string) []string {
	if len(header) > 500 {
		return nil
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return nil
	}
	locales := []string{}
	for _, tag := range tags[:min(len(tags), maxLocales)] {
		for _, l := range Locales(tag.String()) {
			if len(l) > maxLocale {
				continue
			}
			if !slices.Contains(locales, l) {
				locales = append(locales, l)
			}
		}
	}
	return locales
}
