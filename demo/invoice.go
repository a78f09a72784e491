package demo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"partnergraph/market"
)

// item is what stands on invoices, in one language.
type item struct {
	description string
	dollars     float64
	quantities  []string
}

func (c *content) loadItems(l Lang) error {
	name := fmt.Sprintf("invoices/%s.txt", l)
	entries, err := read(name)
	if err != nil {
		return err
	}
	for _, e := range entries {
		text := map[string]string{}
		for _, block := range []string{"line", "price", "quantities"} {
			if text[block], err = e.one(block); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		dollars, err := strconv.ParseFloat(text["price"], 64)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		c.items[l] = append(c.items[l], item{text["line"], dollars, strings.Fields(text["quantities"])})
	}
	return nil
}

// Invoice is an invented invoice. Its amounts come from the same rules as those of
// a live market.
type Invoice struct {
	market.Invoice
	Index    int
	Partner  int
	Client   int
	Declined bool // whether the first try to pay it failed
	Bill     *market.Bill
}

// Invoices is how many invoices there are: those behind reviews, and others of the
// last months, of which some are open.
func (s Size) Invoices() int { return (s.Bases()+4)/5 + s.Leads }

// invoice draws the n-th invoice, without its number.
func (w *World) invoice(n int) Invoice {
	work := (w.Size.Bases() + 4) / 5
	if n < work {
		b := w.Basis(n * 5)
		i := w.bill(n*5, b.Partner, b.Client, w.workIssued(&b))
		i.PaidAt = &b.At
		return i
	}
	return w.freshInvoice(n - work)
}

// workIssued is when the invoice of a piece of work was issued.
func (w *World) workIssued(b *Basis) time.Time {
	return b.At.Add(-time.Duration(2+b.Index*37%400) * time.Hour)
}

// freshInvoice is an invoice of the last months: many of them are paid, some are
// overdue. Every third is of the partner that one can sign in for, every fourth for
// the client.
func (w *World) freshInvoice(i int) Invoice {
	r := w.rand(streamInvoice, i+1<<40)
	partner, client := w.popular(r), r.IntN(w.Size.Clients)
	if i%3 == 0 {
		partner = 0
	}
	if i%4 == 0 {
		client = 0
	}
	const while = 120 * 24 * time.Hour
	at := w.Now.Add(-while + while/time.Duration(w.Size.Leads)*time.Duration(i)).Truncate(time.Minute)
	invoice := w.bill(w.Size.Bases()+i, partner, client, at)
	invoice.Declined = chance(r, 10) && w.Now.Sub(at) > time.Hour
	if paid := at.Add(time.Duration(60+r.IntN(25*24*60)) * time.Minute); paid.Before(w.Now) && chance(r, 70) {
		invoice.PaidAt = &paid
	}
	return invoice
}

// bill writes an invoice of one to three lines in the seller's language and currency.
func (w *World) bill(index, partner, client int, at time.Time) Invoice {
	r := w.rand(streamInvoice, index)
	seller := &w.partners()[partner]
	buyer := market.OrganizationID(w.organizationID(Org{AClient, client}))
	in := market.InvoiceIssueInput{OrganizationID: &buyer, DueDays: 14, IdempotencyKey: fmt.Sprintf("demo-invoice-%d", index)}
	for _, it := range some(r, w.content.items[seller.Lang], 1+r.IntN(3)) {
		in.Lines = append(in.Lines, it.line(r, seller))
	}
	bill, err := in.Bill()
	if err != nil {
		panic(fmt.Sprintf("demo: invoice %d: %v", index, err)) // a test draws them all
	}
	return Invoice{Index: index, Partner: partner, Client: client, Bill: bill, Invoice: market.Invoice{
		ID: market.InvoiceID(w.invoiceID(index, at)), SellerID: market.PartnerID(w.partnerID(partner)), OrganizationID: &buyer,
		Year: at.Year(), State: market.InvoiceIssued, Net: bill.Net, Tax: bill.Tax, Total: bill.Total,
		IssuedAt: at, DueOn: market.DueOn(at, in.DueDays)}}
}

// taxRates are usual ones; elsewhere the demo bills without tax.
var taxRates = map[string]market.Decimal{"AT": "20", "BE": "21", "CH": "8.1", "DE": "19", "FR": "20", "GB": "20", "IT": "22",
	"NL": "21", "PL": "23", "UA": "20"}

// line is a line for that item.
func (it item) line(r *rand.Rand, seller *Partner) *market.InvoiceLineInput {
	price := amount(it.dollars*(0.7+0.6*r.Float64()), seller.Place.Currency())
	return &market.InvoiceLineInput{
		Description: it.description,
		Quantity:    market.Decimal(pick(r, it.quantities)),
		UnitPrice:   &market.MoneyInput{Amount: price.Amount(), Currency: price.Currency},
		TaxRate:     cmp.Or(taxRates[seller.Place.Country], "0"),
	}
}

func (w *World) invoiceID(index int, at time.Time) string { return w.id(anInvoice, index, at) }

// numbered are all invoices with their numbers: without gaps for each seller and
// year, later numbers for later times.
func (w *World) numbered() []Invoice {
	list := make([]Invoice, w.Size.Invoices())
	for n := range list {
		list[n] = w.invoice(n)
	}
	slices.SortStableFunc(list, func(a, b Invoice) int { return a.IssuedAt.Compare(b.IssuedAt) })
	last := map[[2]int]int{}
	for n := range list {
		i := &list[n]
		series := [2]int{i.Partner, i.Year}
		last[series]++
		i.Serial = last[series]
		if i.PaidAt != nil {
			i.State = market.InvoicePaid
		}
	}
	return list
}
