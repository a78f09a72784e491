package market

import (
	"fmt"
	"strings"
	"testing"
)

func TestPostings(t *testing.T) {
	invoice := func(net, tax int64, currency Currency) *Invoice {
		return &Invoice{ID: "i", SellerID: "s", Year: 2026, Serial: 42,
			Net: Money{net, currency}, Tax: Money{tax, currency}, Total: Money{net + tax, currency}}
	}
	for name, test := range map[string]struct {
		posting     Posting
		description string
		entries     string
	}{
		"issued": {invoice(10000, 2000, "EUR").Issued(), "Invoice 2026-000042 over 120.00 EUR was issued.",
			"RECEIVABLE 120.00 EUR, REVENUE -100.00 EUR, TAX -20.00 EUR"},
		"issued without tax": {invoice(999, 0, "JPY").Issued(), "Invoice 2026-000042 over 999 JPY was issued.",
			"RECEIVABLE 999 JPY, REVENUE -999 JPY"},
		"paid (B3)": {invoice(10000, 2000, "EUR").Paid(), "Invoice 2026-000042 over 120.00 EUR was paid.",
			"BALANCE 120.00 EUR, RECEIVABLE -120.00 EUR"},
		"B8 paid": {invoice(212_500, 0, "USD").Paid(), "Invoice 2026-000042 over 2125.00 USD was paid.",
			"BALANCE 2125.00 USD, RECEIVABLE -2125.00 USD"},
	} {
		t.Run(name, func(t *testing.T) {
			var entries []string
			sum := int64(0)
			for _, e := range test.posting.Entries {
				entries = append(entries, fmt.Sprint(e.Account, " ", e.Amount))
				sum += e.Amount.Minor
			}
			if got := strings.Join(entries, ", "); got != test.entries || sum != 0 {
				t.Errorf("entries %s, which sum to %d; want %s", got, sum, test.entries)
			}
			if p := test.posting; p.Description != test.description || p.PartnerID != "s" || *p.InvoiceID != "i" {
				t.Errorf("got %+v", p)
			}
		})
	}
}

func TestReadsBooksOf(t *testing.T) {
	for name, test := range map[string]struct {
		viewer Viewer
		want   bool
	}{
		"nobody":                       {Viewer{}, false},
		"its owner":                    {Viewer{Person: "p", Organization: "o", Partner: "s", Role: Owner}, true},
		"its manager":                  {Viewer{Person: "p", Organization: "o", Partner: "s", Role: Manager}, true},
		"its editor":                   {Viewer{Person: "p", Organization: "o", Partner: "s", Role: Editor}, false},
		"its support":                  {Viewer{Person: "p", Organization: "o", Partner: "s", Role: Support}, false},
		"another partner's owner":      {Viewer{Person: "p", Organization: "o", Partner: "z", Role: Owner}, false},
		"a client":                     {Viewer{Person: "p", Organization: "o", Role: Owner}, false},
		"the house's finance people":   {Viewer{Person: "p", Organization: "h", Role: Finance, IsHouse: true}, true},
		"the house's owner":            {Viewer{Person: "p", Organization: "h", Role: Owner, IsHouse: true}, true},
		"the house's programme people": {Viewer{Person: "p", Organization: "h", Role: ProgrammeManager, IsHouse: true}, false},
		"who calls itself finance":     {Viewer{Person: "p", Organization: "o", Role: Finance}, false},
	} {
		if got := test.viewer.ReadsBooksOf("s"); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if (Viewer{Organization: "o", Role: Owner}).ReadsBooksOf("") {
		t.Error("a client reads the books of no partner")
	}
}
