package market

import (
	"fmt"
	"strconv"
	"strings"
)

// PublicNumber is the number that something is known by. It is made of numbers, so that
// nothing else can stand in a text.
type PublicNumber struct {
	Year   int `db:"year"` // of an invoice's, else 0
	Serial int `db:"serial"`
}

// String is the number as it is written: 17, or 2026-000042.
func (n PublicNumber) String() string {
	if n.Year != 0 {
		return fmt.Sprintf("%04d-%06d", n.Year, n.Serial)
	}
	return strconv.Itoa(n.Serial)
}

// News is all that a text is made of. It has no field that could hold what people are
// called, wrote or can be reached at.
type News struct {
	Kind   NotificationKind
	Number PublicNumber // zero for none, or for several
	Count  int
}

// Text is what the news says in a language that NotificationLocale has chosen.
func (n News) Text(locale string) string {
	language := notificationLanguages[locale]
	words := language.kinds[n.Kind]
	text := strconv.Itoa(n.Count) + " " + words.forms[language.plural(n.Count)]
	if n.Number != (PublicNumber{}) {
		text += fmt.Sprintf(words.where, n.Number)
	}
	return text
}

// NotificationLocale is the first of the languages that there are texts in, else English.
func NotificationLocale(locales []string) string {
	for _, locale := range locales {
		language, _, _ := strings.Cut(strings.ToLower(locale), "-")
		if _, ok := notificationLanguages[language]; ok {
			return language
		}
	}
	return "en"
}

// Summary puts what is of one kind into one piece of news, in the order of their first.
func Summary(news []News) []News {
	var short []News
	places := map[NotificationKind]int{}
	for _, n := range news {
		at, seen := places[n.Kind]
		if !seen {
			places[n.Kind] = len(short)
			short = append(short, n)
			continue
		}
		short[at].Count += n.Count
		if short[at].Number != n.Number {
			short[at].Number = PublicNumber{}
		}
	}
	return short
}

// SMSText is the message with the news: in one line, with a link where there is one.
func SMSText(news []News, link, locale string) string {
	var parts []string
	for _, n := range Summary(news) {
		parts = append(parts, n.Text(locale))
	}
	text := "Partnergraph: " + strings.Join(parts, "; ") + "."
	if link != "" {
		text += " " + link
	}
	return text
}

// MailSubject is the subject of a mail with the news.
func MailSubject(news []News, locale string) string {
	short := Summary(news)
	if len(short) == 1 {
		return "Partnergraph: " + short[0].Text(locale)
	}
	count := 0
	for _, n := range short {
		count += n.Count
	}
	language := notificationLanguages[locale]
	return "Partnergraph: " + strconv.Itoa(count) + " " + language.events[language.plural(count)]
}

// MailLine is a line of a mail: the news, and where to see it and to stop such mails;
// both are left out where there is no site to link to.
type MailLine struct {
	News              News
	See, Unsubscribed string
}

// MailText is the text of a mail with the news.
func MailText(lines []MailLine, locale string) string {
	language := notificationLanguages[locale]
	var b strings.Builder
	stops := []MailLine{}
	for i, line := range lines {
		b.WriteString(line.News.Text(locale) + "\n")
		if line.See != "" {
			b.WriteString(line.See + "\n")
		}
		b.WriteString("\n")
		if line.Unsubscribed != "" && !stopsKind(lines[:i], line.News.Kind) {
			stops = append(stops, line)
		}
	}
	if len(stops) > 0 {
		b.WriteString("--\n" + language.stop + "\n")
	}
	for _, line := range stops {
		b.WriteString(language.kinds[line.News.Kind].name + ": " + line.Unsubscribed + "\n")
	}
	return b.String()
}

func stopsKind(lines []MailLine, kind NotificationKind) bool {
	for _, line := range lines {
		if line.News.Kind == kind {
			return true
		}
	}
	return false
}

// MailCode is the mail with a code for an address.
func MailCode(code, locale string) (subject, text string) {
	language := notificationLanguages[locale]
	return language.codeSubject, strings.Replace(language.code, "{code}", code, 1)
}
