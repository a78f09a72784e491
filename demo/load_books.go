package demo

import (
	"iter"
	"strconv"
	"time"

	"partnergraph/market"
)

// books are the invoices of a world with all that is booked for them.
type books struct {
	w        *World
	invoices []Invoice
}

// books numbers all invoices.
func (w *World) books() *books { return &books{w, w.numbered()} }

// seriesRows are the last numbers given out.
func (b *books) seriesRows() table {
	type series struct{ partner, year int }
	last := map[series]*Invoice{}
	var order []series
	for n := range b.invoices {
		i := &b.invoices[n]
		s := series{i.Partner, i.Year}
		if last[s] == nil {
			order = append(order, s)
		}
		last[s] = i
	}
	return table{"invoice_series", []string{"seller_id", "year", "last", "issued_at"},
		each(len(order), func(n int) []any {
			i := last[order[n]]
			return []any{string(i.SellerID), i.Year, i.Serial, i.IssuedAt}
		}), len(order)}
}

func (b *books) invoiceRows() table {
	return table{"invoice", []string{"id", "seller_id", "organization_id", "year", "serial", "state", "currency", "net_minor", "tax_minor",
		"issued_at", "due_on", "paid_at"},
		each(len(b.invoices), func(n int) []any {
			i := &b.invoices[n]
			var paid time.Time
			if i.PaidAt != nil {
				paid = *i.PaidAt
			}
			return []any{string(i.ID), string(i.SellerID), string(*i.OrganizationID), i.Year, i.Serial, string(i.State), string(i.Net.Currency),
				i.Net.Minor, i.Tax.Minor, i.IssuedAt, i.DueOn, orNull(paid)}
		}), len(b.invoices)}
}

func (b *books) lineRows() table {
	return table{"invoice_line", []string{"invoice_id", "position", "description", "quantity", "unit_price_minor", "tax_rate", "net_minor"},
		func(yield func([]any) bool) {
			for _, i := range b.invoices {
				for n, line := range i.Bill.Lines {
					if !yield([]any{string(i.ID), n, line.Description, string(line.Quantity), line.UnitPrice.Minor, string(line.TaxRate), line.Net.Minor}) {
						return
					}
				}
			}
		}, 2 * len(b.invoices)}
}

// paymentRows are the payments: one for each paid invoice, and the tries that failed.
func (b *books) paymentRows() table {
	methods := []market.PaymentMethod{market.Card, market.PayPal, market.DirectDebit, market.BankTransfer}
	return table{"payment", []string{"id", "invoice_id", "state", "minor", "currency", "method", "reference", "failure", "created_at", "settled_at"},
		func(yield func([]any) bool) {
			pay := func(i *Invoice, n int, state market.PaymentState, at time.Time, failure string) bool {
				return yield([]any{b.w.id(aPayment, 2*i.Index+n, at), string(i.ID), string(state), i.Total.Minor, string(i.Total.Currency),
					string(methods[i.Index%len(methods)]), "demo-" + strconv.Itoa(2*i.Index+n), given(failure), at, at})
			}
			for n := range b.invoices {
				i := &b.invoices[n]
				if i.Declined && !pay(i, 0, market.PaymentDeclined, i.IssuedAt.Add(5*time.Minute), "The card was declined.") {
					return
				}
				if i.PaidAt != nil && !pay(i, 1, market.PaymentSucceeded, *i.PaidAt, "") {
					return
				}
			}
		}, len(b.invoices)}
}

// posting is a journal with its identifier and time.
type posting struct {
	market.Posting
	id string
	at time.Time
}

// postings are all journals: each invoice is booked when it is issued and when it
// is paid.
func (b *books) postings() iter.Seq[posting] {
	return func(yield func(posting) bool) {
		for n := range b.invoices {
			i := &b.invoices[n]
			if !yield(posting{i.Issued(), b.w.id(aJournal, 2*i.Index, i.IssuedAt), i.IssuedAt}) {
				return
			}
			if i.PaidAt != nil && !yield(posting{i.Paid(), b.w.id(aJournal, 2*i.Index+1, *i.PaidAt), *i.PaidAt}) {
				return
			}
		}
	}
}

func (b *books) journalRows() table {
	return table{"journal", []string{"id", "partner_id", "invoice_id", "kind", "description", "posted_at"},
		func(yield func([]any) bool) {
			for p := range b.postings() {
				if !yield([]any{p.id, string(p.PartnerID), string(*p.InvoiceID), string(p.Kind), p.Description, p.at}) {
					return
				}
			}
		}, 2 * len(b.invoices)}
}

func (b *books) entryRows() table {
	return table{"entry", []string{"journal_id", "position", "partner_id", "account", "minor", "currency"},
		func(yield func([]any) bool) {
			for p := range b.postings() {
				for n, e := range p.Entries {
					if !yield([]any{p.id, n, string(p.PartnerID), string(e.Account), e.Amount.Minor, string(e.Amount.Currency)}) {
						return
					}
				}
			}
		}, 5 * len(b.invoices)}
}
