package market

import "strings"

// codeTexts are the messages that bring a code. Each fits into one SMS: 160
// characters of the basic alphabet, or 70 of any other.
var codeTexts = map[string]string{
	"en": "{code} is your Partnergraph code. It works for 5 minutes. Never tell it to anybody.",
	"de": "{code} ist Ihr Partnergraph-Code. Er gilt 5 Minuten. Geben Sie ihn niemandem weiter.",
	"ru": "{code} — код Partnergraph на 5 минут. Никому его не сообщайте.",
	"uk": "{code} — код Partnergraph на 5 хвилин. Нікому його не кажіть.",
}

// CodeText is the SMS with a code, in the first of the languages there is one in,
// else in English.
func CodeText(code string, locales []string) string {
	text := codeTexts["en"]
	for _, locale := range locales {
		language, _, _ := strings.Cut(locale, "-")
		if t, ok := codeTexts[language]; ok {
			text = t
			break
		}
	}
	return strings.Replace(text, "{code}", code, 1)
}
