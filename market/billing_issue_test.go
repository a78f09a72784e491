package market

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// issue is an input of one line: one piece at 100.00 EUR, taxed at 20 %.
func issue(change ...func(*InvoiceIssueInput)) InvoiceIssueInput {
	buyer := PersonID("buyer")
	in := InvoiceIssueInput{PersonID: &buyer, DueDays: 14, IdempotencyKey: "12345678", Lines: []*InvoiceLineInput{
		{Description: "Audit", Quantity: "1", UnitPrice: &MoneyInput{"100.00", "EUR"}, TaxRate: "20"},
	}}
	for _, f := range change {
		f(&in)
	}
	return in
}

// lines are the lines of a bill, each as "quantity × price + tax %".
func lines(currency Currency, each ...string) func(*InvoiceIssueInput) {
	return func(in *InvoiceIssueInput) {
		in.Lines = nil
		for _, text := range each {
			var quantity, price, tax Decimal
			if _, err := fmt.Sscanf(text, "%s × %s + %s", &quantity, &price, &tax); err != nil {
				panic(err)
			}
			in.Lines = append(in.Lines, &InvoiceLineInput{"Work", quantity, &MoneyInput{price, currency}, tax})
		}
	}
}

func TestBillAddsUp(t *testing.T) {
	for name, test := range map[string]struct {
		currency        Currency
		lines           []string
		net, tax, total Decimal
	}{
		"one line":                       {"EUR", []string{"1 × 100 + 20"}, "100.00", "20.00", "120.00"},
		"B8: 5 users and a set-up":       {"USD", []string{"5 × 25 + 0", "1 × 2000 + 0"}, "2125.00", "0.00", "2125.00"},
		"B9: own product for 7 users":    {"USD", []string{"7 × 40 + 0"}, "280.00", "0.00", "280.00"},
		"B11: services":                  {"USD", []string{"125 × 80 + 0"}, "10000.00", "0.00", "10000.00"},
		"a quarter of an hour":           {"EUR", []string{"0.25 × 95.50 + 0"}, "23.88", "0.00", "23.88"}, // 23.875
		"a tie goes to the even cent":    {"EUR", []string{"0.5 × 0.05 + 0", "0.5 × 0.07 + 0"}, "0.06", "0.00", "0.06"},
		"four decimals":                  {"EUR", []string{"0.0001 × 100 + 0", "1 × 1 + 0"}, "1.01", "0.00", "1.01"},
		"tax rounded once for each rate": {"EUR", []string{"1 × 0.05 + 10", "1 × 0.05 + 10", "1 × 0.05 + 10"}, "0.15", "0.02", "0.17"}, // 0.015, not 3 × 0.00
		"rates apart":                    {"EUR", []string{"1 × 0.05 + 10", "1 × 0.05 + 30"}, "0.10", "0.02", "0.12"},                  // 0.005 and 0.015
		"equal rates, written apart":     {"EUR", []string{"1 × 0.05 + 10", "1 × 0.10 + 10.00"}, "0.15", "0.02", "0.17"},
		"odd rate":                       {"EUR", []string{"1 × 100 + 19.99"}, "100.00", "19.99", "119.99"},
		"all tax":                        {"EUR", []string{"1 × 0.01 + 100"}, "0.01", "0.01", "0.02"},
		"a line for nothing":             {"EUR", []string{"1 × 0 + 20", "1 × 1 + 20"}, "1.00", "0.20", "1.20"},
		"yen":                            {"JPY", []string{"3 × 333 + 10"}, "999", "100", "1099"}, // 99.9
		"dinars":                         {"KWD", []string{"1 × 0.125 + 4"}, "0.125", "0.005", "0.130"},
		"the largest":                    {"JPY", []string{"1 × 9223372036854 + 0"}, "9223372036854", "0", "9223372036854"},
	} {
		t.Run(name, func(t *testing.T) {
			bill, err := issue(lines(test.currency, test.lines...)).Bill()
			if err != nil {
				t.Fatal(err)
			}
			if bill.Net.Amount() != test.net || bill.Tax.Amount() != test.tax || bill.Total.Amount() != test.total {
				t.Errorf("%s + %s = %s, want %s + %s = %s", bill.Net, bill.Tax, bill.Total, test.net, test.tax, test.total)
			}
			if bill.Total.Currency != test.currency || bill.Tax.Currency != test.currency {
				t.Errorf("in %s and %s", bill.Total.Currency, bill.Tax.Currency)
			}
		})
	}
}

func TestBillRefuses(t *testing.T) {
	line := func(change func(*InvoiceLineInput)) func(*InvoiceIssueInput) {
		return func(in *InvoiceIssueInput) { change(in.Lines[0]) }
	}
	organization, lead := OrganizationID("o"), LeadID("l")
	for name, test := range map[string]struct {
		change func(*InvoiceIssueInput)
		want   string // the fields, "" for success
	}{
		"nobody buys":          {func(in *InvoiceIssueInput) { in.PersonID = nil }, "-"},
		"two buy":              {func(in *InvoiceIssueInput) { in.OrganizationID = &organization }, "-"},
		"three buy":            {func(in *InvoiceIssueInput) { in.OrganizationID, in.LeadID = &organization, &lead }, "-"},
		"an organisation buys": {func(in *InvoiceIssueInput) { in.PersonID, in.OrganizationID = nil, &organization }, ""},
		"a lead's client buys": {func(in *InvoiceIssueInput) { in.PersonID, in.LeadID = nil, &lead }, ""},

		"no lines":  {lines("EUR"), "lines"},
		"100 lines": {lines("EUR", slices.Repeat([]string{"1 × 1 + 0"}, 100)...), ""},
		"101 lines": {lines("EUR", slices.Repeat([]string{"1 × 1 + 0"}, 101)...), "lines"},
		"two currencies": {func(in *InvoiceIssueInput) {
			lines("EUR", "1 × 1 + 0", "1 × 1 + 0")(in)
			in.Lines[1].UnitPrice.Currency = "USD"
		}, "lines.1.unitPrice.currency"},
		"due at once":     {func(in *InvoiceIssueInput) { in.DueDays = 0 }, ""},
		"due yesterday":   {func(in *InvoiceIssueInput) { in.DueDays = -1 }, "dueDays"},
		"due in 90 days":  {func(in *InvoiceIssueInput) { in.DueDays = 90 }, ""},
		"due in 91 days":  {func(in *InvoiceIssueInput) { in.DueDays = 91 }, "dueDays"},
		"a short key":     {func(in *InvoiceIssueInput) { in.IdempotencyKey = "1234567" }, "idempotencyKey"},
		"the longest key": {func(in *InvoiceIssueInput) { in.IdempotencyKey = strings.Repeat("ы", 100) }, ""},
		"a long key":      {func(in *InvoiceIssueInput) { in.IdempotencyKey = strings.Repeat("k", 101) }, "idempotencyKey"},
		"a null key":      {func(in *InvoiceIssueInput) { in.IdempotencyKey = "1234\x005678" }, "idempotencyKey"},

		"no description":      {line(func(l *InvoiceLineInput) { l.Description = " " }), "lines.0.description"},
		"a long description":  {line(func(l *InvoiceLineInput) { l.Description = strings.Repeat("x", 501) }), "lines.0.description"},
		"no quantity":         {line(func(l *InvoiceLineInput) { l.Quantity = "0.0000" }), "lines.0.quantity"},
		"a negative quantity": {line(func(l *InvoiceLineInput) { l.Quantity = "-1" }), "lines.0.quantity"},
		"five decimals":       {line(func(l *InvoiceLineInput) { l.Quantity = "1.00001" }), "lines.0.quantity"},
		"a negative price":    {line(func(l *InvoiceLineInput) { l.UnitPrice.Amount = "-0.01" }), "lines.0.unitPrice.amount"},
		"three decimals":      {line(func(l *InvoiceLineInput) { l.UnitPrice.Amount = "0.001" }), "lines.0.unitPrice.amount"},
		"priced in gold":      {line(func(l *InvoiceLineInput) { l.UnitPrice.Currency = "XAU" }), "lines.0.unitPrice.currency"},
		"negative tax":        {line(func(l *InvoiceLineInput) { l.TaxRate = "-0.01" }), "lines.0.taxRate"},
		"all tax":             {line(func(l *InvoiceLineInput) { l.TaxRate = "100" }), ""},
		"more than all tax":   {line(func(l *InvoiceLineInput) { l.TaxRate = "100.01" }), "lines.0.taxRate"},
		"tax of 3 decimals":   {line(func(l *InvoiceLineInput) { l.TaxRate = "19.995" }), "lines.0.taxRate"},
		"a line too large":    {lines("JPY", "1.0001 × 9223372036854 + 0"), "lines.0"},

		"nothing to pay":           {lines("EUR", "1 × 0 + 20"), "lines"},
		"rounded to nothing":       {lines("EUR", "0.0001 × 1 + 20"), "lines"},
		"a total too large":        {lines("JPY", "1 × 9223372036854 + 0", "1 × 1 + 0"), "lines"},
		"a total too large by tax": {lines("JPY", "1 × 9223372036854 + 1"), "lines"},
		"100 of the largest":       {lines("JPY", slices.Repeat([]string{"1 × 9223372036854 + 100"}, 100)...), "lines"},
		"all that is wrong at once": {func(in *InvoiceIssueInput) {
			in.PersonID, in.DueDays, in.Lines[0].Quantity, in.Lines[0].TaxRate = nil, 100, "0", "x"
		}, "- dueDays lines.0.quantity lines.0.taxRate"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := issue(test.change).Bill()
			if got := fields(t, err); got != test.want {
				t.Errorf("refused for %q, want %q", got, test.want)
			}
		})
	}
}

// fields are the fields that are refused as Invalid, "-" for one about no field.
func fields(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var errs Errors
	if !errors.As(err, &errs) {
		t.Fatalf("%v are not Errors", err)
	}
	paths := []string{}
	for _, e := range errs {
		if e.Code != Invalid {
			t.Errorf("%s is %s", e, e.Code)
		}
		path := strings.Join(e.Field, ".")
		if path == "" {
			path = "-"
		}
		paths = append(paths, path)
	}
	return strings.Join(paths, " ")
}

func TestDueOnIsADayInUTC(t *testing.T) {
	kyiv := time.FixedZone("Kyiv", 2*60*60)
	for issued, want := range map[time.Time]string{
		time.Date(2026, 12, 31, 23, 59, 59, 999, time.UTC): "2027-01-14",
		time.Date(2027, 1, 1, 1, 59, 0, 0, kyiv):           "2027-01-14",
		time.Date(2027, 1, 1, 2, 0, 0, 0, kyiv):            "2027-01-15",
		time.Date(2028, 2, 15, 12, 0, 0, 0, time.UTC):      "2028-02-29",
	} {
		if got := DueOn(issued, 14); got.Format(time.DateOnly) != want || got.Hour() != 0 {
			t.Errorf("issued %s, due %s, want %s", issued, got, want)
		}
	}
}
