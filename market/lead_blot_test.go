package market_test

import (
	"strings"
	"testing"

	"partnergraph/market"
)

func TestNumbersAndAddressesAreBlottedOut(t *testing.T) {
	t.Parallel()
	for _, number := range []string{
		"+447700900123", "+44 7700 900123", "+44 (0)7700 900 123", "0044 7700 900123", "00447700900123", "07700 900123", "07700-900-123",
		"07700.900.123", "07700/900123", "(07700) 900 123", "+44-7700-900123", "447700900123", "+44 77 00 90 01 23", "+44 7700 900123",
		"kim@client.example.com", "Kim.Sample+crm@client.example.com", "kim [at] client.example.com", "кім@приклад.example",
		"٠٧٧٠٠٩٠٠١٢٣", "০৭৭০০৯০০১২৩", "０７７００ ９００１２３", "07700\u2011900\u2011123", "07700\u2009900123", "07\u200b700\u200b900123", "kim＠client.example.com", "kim@cli\u200bent.example.com",
	} {
		for _, frame := range []string{"%", "Call % today.", "Ring me (%), please", "tel:%", "Number: %;\nthen", "%, or write"} {
			text := strings.Replace(frame, "%", number, 1)
			got, taken := market.Blot(text)
			if !strings.Contains(got, market.Blotted) || strings.ContainsAny(got, "0123456789@") || len(taken) != 1 {
				t.Errorf("%q: %q, %q", text, got, taken)
			}
		}
	}
}

func TestOrdinaryNumbersStay(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"A budget of 120000 EUR", "12 500 000", "about 1.200.000,00 €", "€ 1 200 000", "$120,000.50", "between 10000 and 20000",
		"by 2026-12-24", "on 2026-11-22 10:00", "on 22.11.2026 10:00", "१२ दुकानें — सब", "zwölf\u00a0Läden", "on 24.12.2026", "from 01/02/2026", "in 2025-2026", "2025/2026", "since 1998", "part 4711-0815", "article AB-1234567890",
		"order #1234567890123", "10 users, 3 shops, 250 articles", "version 1.2.3.4", "9 to 17 on 5 days", "ISO 27001", "50% of 100000", "a@b", "@home", "R2-D2",
		"we have 100 employees and 3000 customers", "24/7",
	} {
		if got, taken := market.Blot(text); got != text || taken != nil {
			t.Errorf("%q: %q, %q", text, got, taken)
		}
	}
}

func TestNamesAreBlottedOutWhereTheyStandWhole(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text, name, want string
	}{
		"a person, in any case":         {"ask kim sample first", "Kim Sample", "ask […] first"},
		"a company":                     {"Tarnwick sells tea", "Tarnwick", "[…] sells tea"},
		"a word that is no name":        {"a shop for tea", "Shop", "a shop for tea"},
		"three letters":                 {"ABC and more", "ABC", "ABC and more"},
		"a company of signs of regexps": {"at Tarn (Wick) + Co", "Tarn (Wick) + Co", "at […]"},
	} {
		if got, _ := market.Blot(test.text, test.name); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestWhatIsBlottedOutIsKeptWithTheContact(t *testing.T) {
	t.Parallel()
	goal, company := "Call +44 7700 900123 or kim@client.example.com at Tarnwick", "Tarnwick"
	in := market.LeadSubmitInput{Size: market.Small, Goal: &goal, Contact: &market.LeadContactInput{Name: "Kim Sample", Email: new(string), Company: &company}}
	*in.Contact.Email = "kim@client.example.com"
	lead, contact, err := in.Lead(market.Viewer{}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Call […] or […] at […]"; *lead.Goal != want || lead.Title != want {
		t.Errorf("%q, %q", *lead.Goal, lead.Title)
	}
	if got := strings.Join(contact.Details, "|"); got != "kim@client.example.com|+44 7700 900123|Tarnwick" {
		t.Errorf("details %q", got)
	}
}
