package market

import (
	"fmt"
	"time"
)

// The bounds of an invoice.
const (
	MaxInvoiceLines = 100
	MaxDueDays      = 90
)

// How the numbers of a line are counted: quantities in ten-thousandths, tax rates
// in hundredths of a percent.
const (
	quantityPlaces, quantityScale = 4, 10_000
	ratePlaces, rateScale         = 2, 100 * 100
)

// MayInvoice reports whether a partner in this state may issue invoices: whoever is
// admitted, also while it rests.
func (s PartnerState) MayInvoice() bool { return s == PartnerActive || s == PartnerPaused }

// Buyer is whom an invoice is for: an organisation or a person. Neither is set for
// a client who was not signed in.
type Buyer struct {
	OrganizationID *OrganizationID `db:"organization_id"`
	PersonID       *PersonID       `db:"person_id"`
	IsSeller       bool            `db:"is_seller"` // the selling organisation, or a member of it
}

// Check fails with Invalid when nobody is known to buy, and when seller and buyer
// are one: such an invoice, once paid, would be the basis of a review.
func (b Buyer) Check() error {
	switch {
	case b.OrganizationID == nil && b.PersonID == nil:
		return Errorf(Invalid, "The client of this lead was not signed in; name the organisation or person that buys instead.")
	case b.IsSeller:
		return Errorf(Invalid, "Nobody issues invoices to themselves.")
	}
	return nil
}

// Bill is what an invoice asks for.
type Bill struct {
	Lines           []*InvoiceLine
	Net, Tax, Total Money
}

// Bill reads the input and adds up its lines. It fails with all that is wrong.
func (in InvoiceIssueInput) Bill() (*Bill, error) {
	var errs Errors
	if in.buyers() != 1 {
		errs = append(errs, Errorf(Invalid, "Say who buys by exactly one of leadId, organizationId and personId."))
	}
	errs.Add(in.DueDays >= 0 && in.DueDays <= MaxDueDays, "dueDays", "dueDays must be from 0 to %d.", MaxDueDays)
	checkIdempotencyKey(&errs, in.IdempotencyKey)
	if n := len(in.Lines); n < 1 || n > MaxInvoiceLines {
		errs.Add(false, "lines", "An invoice has 1 to %d lines; this has %d.", MaxInvoiceLines, n)
		return nil, errs.Err()
	}
	bill, rates := &Bill{}, map[int64]int64{} // net by tax rate
	for i, line := range in.Lines {
		path := fmt.Sprintf("lines.%d", i)
		read, rate := line.read(&errs, path)
		errs.Add(line.UnitPrice.Currency == in.Lines[0].UnitPrice.Currency, path+".unitPrice.currency",
			"An invoice is in one currency; its first line is in %s.", in.Lines[0].UnitPrice.Currency)
		bill.Lines = append(bill.Lines, read)
		rates[rate] += read.Net.Minor
	}
	if len(errs) == 0 {
		bill.add(&errs, rates)
	}
	return bill, errs.Err()
}

// buyers counts those who are said to buy.
func (in InvoiceIssueInput) buyers() (n int) {
	for _, given := range []bool{in.LeadID != nil, in.OrganizationID != nil, in.PersonID != nil} {
		if given {
			n++
		}
	}
	return n
}

// read is the line with its net amount, and its tax rate as a whole number.
func (in *InvoiceLineInput) read(errs *Errors, path string) (*InvoiceLine, int64) {
	description := checkText(errs, path+".description", in.Description, 1, 500)
	quantity, err := in.Quantity.Scaled(quantityPlaces)
	errs.take(err, path+".quantity")
	errs.Add(err != nil || quantity > 0, path+".quantity", "quantity must be above 0.")
	price, err := in.UnitPrice.Money()
	errs.take(err, path+".unitPrice")
	errs.Add(price.Minor >= 0, path+".unitPrice.amount", "amount must not be below 0.")
	rate, err := in.TaxRate.Scaled(ratePlaces)
	errs.take(err, path+".taxRate")
	errs.Add(rate >= 0 && rate <= rateScale, path+".taxRate", "taxRate must be from 0 to 100 percent.")
	net, err := price.Times(quantity, quantityScale)
	errs.take(err, path)
	return &InvoiceLine{Description: description, Quantity: in.Quantity, UnitPrice: price, TaxRate: in.TaxRate, Net: net}, rate
}

// add sums the lines. Tax is rounded once for each rate, not for each line, as it
// is declared to the state. MaxInvoiceLines times MaxMinor stays within 64 bits.
func (b *Bill) add(errs *Errors, rates map[int64]int64) {
	currency := b.Lines[0].Net.Currency
	b.Net, b.Tax = Money{0, currency}, Money{0, currency}
	for rate, net := range rates {
		tax, _ := mulDivHalfEven(net, rate, rateScale) // never more than net
		b.Net.Minor += net
		b.Tax.Minor += tax
	}
	b.Total = Money{b.Net.Minor + b.Tax.Minor, currency}
	errs.Add(b.Total.Minor <= MaxMinor, "lines", "The total is too large.")
	errs.Add(b.Total.Minor > 0, "lines", "There is nothing to pay: the total must be above 0.")
}

// checkIdempotencyKey refuses a key that is not 8 to 100 characters.
func checkIdempotencyKey(errs *Errors, key string) { checkText(errs, "idempotencyKey", key, 8, 100) }

// DueOn is the last day to pay what was issued at a moment, as its midnight in UTC.
func DueOn(issued time.Time, days int) time.Time {
	return issued.UTC().Truncate(24*time.Hour).AddDate(0, 0, days)
}
