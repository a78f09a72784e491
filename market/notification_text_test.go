package market_test

import (
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"partnergraph/market"
)

var notificationLocales = []string{"en", "de", "ru", "uk"}

// Every kind has words in every language, with another form for each plural that
// Unicode's CLDR knows there, and its number where it has one.
func TestNotificationsSpeakEveryLanguageInItsPlurals(t *testing.T) {
	t.Parallel()
	for _, locale := range notificationLocales {
		for _, kind := range market.NotificationKinds {
			forms := map[plural.Form]string{}
			for count := 1; count <= 125; count++ {
				text := market.News{Kind: kind, Count: count}.Text(locale)
				number, words, _ := strings.Cut(text, " ")
				if number != strconv.Itoa(count) || words == "" || strings.ContainsAny(text, "%{}") {
					t.Fatalf("%s in %s says %q for %d", kind, locale, text, count)
				}
				form := plural.Cardinal.MatchPlural(language.Make(locale), count, 0, 0, 0, 0)
				if said := forms[form]; said != "" && said != words {
					t.Fatalf("%s in %s says %q for %d, and %q for others of that plural", kind, locale, words, count, said)
				}
				forms[form] = words
			}
			if distinct := len(set(forms)); distinct != len(forms) {
				t.Errorf("%s in %s has %d texts for %d plurals", kind, locale, distinct, len(forms))
			}
			text := market.News{Kind: kind, Number: market.PublicNumber{Serial: 17}, Count: 1}.Text(locale)
			numbered := kind != market.NotifyLeadOnBoard && kind != market.NotifyReviewReceived
			if strings.HasSuffix(text, "17") != numbered {
				t.Errorf("%s in %s of number 17 says %q", kind, locale, text)
			}
		}
	}
}

func set(forms map[plural.Form]string) map[string]bool {
	texts := map[string]bool{}
	for _, text := range forms {
		texts[text] = true
	}
	return texts
}

// What a text is made of has no field that a name, number of a telephone, title or
// address would fit into: numbers, and words of a list.
func TestNothingOfPeopleFitsIntoANotification(t *testing.T) {
	t.Parallel()
	var strange func(reflect.Type) []string
	strange = func(of reflect.Type) (found []string) {
		for i := range of.NumField() {
			switch f := of.Field(i); {
			case f.Type.Kind() == reflect.Struct:
				found = append(found, strange(f.Type)...)
			case f.Type.Kind() != reflect.Int && f.Type != reflect.TypeFor[market.NotificationKind]():
				found = append(found, f.Name+" "+f.Type.String())
			}
		}
		return found
	}
	if found := strange(reflect.TypeFor[market.News]()); len(found) > 0 {
		t.Errorf("a notification can hold %v", found)
	}
	for _, locale := range notificationLocales {
		for _, kind := range market.NotificationKinds {
			news := []market.News{{Kind: kind, Number: market.PublicNumber{Serial: 7}, Count: 2}}
			for what, text := range map[string]string{
				"SMS":     market.SMSText(news, "", locale),
				"subject": market.MailSubject(news, locale),
				"mail":    market.MailText([]market.MailLine{{News: news[0]}}, locale),
			} {
				digits := strings.Map(func(r rune) rune {
					if unicode.IsDigit(r) {
						return r
					}
					return -1
				}, text)
				if strings.Trim(digits, "27") != "" || strings.ContainsAny(text, "@+") {
					t.Errorf("%s of %s in %s holds something else: %q", what, kind, locale, text)
				}
			}
		}
	}
}

func TestNotificationTexts(t *testing.T) {
	t.Parallel()
	thread := func(number, count int) market.News {
		return market.News{Kind: market.NotifyThreadReply, Number: market.PublicNumber{Serial: number}, Count: count}
	}
	paid := market.News{Kind: market.NotifyInvoicePaid, Number: market.PublicNumber{Year: 2026, Serial: 42}, Count: 1}
	for name, test := range map[string]struct{ got, want string }{
		"several in one thread":     {thread(17, 3).Text("en"), "3 new replies in thread 17"},
		"in Russian":                {thread(17, 22).Text("ru"), "22 новых ответа в теме 17"},
		"an invoice":                {paid.Text("de"), "1 Rechnung wurde bezahlt: Nummer 2026-000042"},
		"an SMS of two threads":     {market.SMSText([]market.News{thread(17, 3), paid, thread(18, 1)}, "", "en"), "Partnergraph: 4 new replies; 1 invoice was paid: number 2026-000042."},
		"an SMS with a link":        {market.SMSText([]market.News{thread(17, 1)}, "https://www.example.com/n", "en"), "Partnergraph: 1 new reply in thread 17. https://www.example.com/n"},
		"the subject of one":        {market.MailSubject([]market.News{thread(17, 1)}, "uk"), "Partnergraph: 1 нова відповідь у темі 17"},
		"the subject of several":    {market.MailSubject([]market.News{thread(17, 4), paid}, "uk"), "Partnergraph: 5 новин"},
		"the nearest language":      {market.NotificationLocale([]string{"fr", "de-AT", "en"}), "de"},
		"no language that is known": {market.NotificationLocale([]string{"fr"}), "en"},
		"no language":               {market.NotificationLocale(nil), "en"},
		"a mail without a site":     {market.MailText([]market.MailLine{{News: thread(17, 1)}}, "en"), "1 new reply in thread 17\n\n"},
		"a mail that can be stopped": {market.MailText([]market.MailLine{{thread(17, 1), "https://s/1", "https://s/u"}, {thread(18, 1), "https://s/2", "https://s/u"}}, "en"),
			"1 new reply in thread 17\nhttps://s/1\n\n1 new reply in thread 18\nhttps://s/2\n\n--\nYou chose to get these mails. To get no more of a kind:\nReplies in the forum: https://s/u\n"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", name, test.got, test.want)
		}
	}
	for _, locale := range notificationLocales {
		if subject, text := market.MailCode("12345678", locale); subject == "" || !strings.HasPrefix(text, "12345678 ") {
			t.Errorf("the mail with a code in %s is %q, %q", locale, subject, text)
		}
	}
}
