package market

import (
	"fmt"
	"slices"
	"time"
)

// JournalKind is what a journal records.
type JournalKind string

// The kinds of journals.
const (
	JournalInvoiceIssued JournalKind = "INVOICE_ISSUED"
	JournalInvoicePaid   JournalKind = "INVOICE_PAID"
	JournalToppedUp      JournalKind = "TOPPED_UP"
	JournalLeadBought    JournalKind = "LEAD_BOUGHT"     // in the buyer's books,
	JournalLeadSold      JournalKind = "LEAD_SOLD"       // with this one in the seller's
	JournalLeadReturned  JournalKind = "LEAD_RETURNED"   // in the buyer's books,
	JournalLeadTakenBack JournalKind = "LEAD_TAKEN_BACK" // with this one in the seller's
)

// AccountKind is an account of a partner's books.
type AccountKind string

// The accounts.
const (
	Receivable AccountKind = "RECEIVABLE"
	Revenue    AccountKind = "REVENUE"
	Tax        AccountKind = "TAX"
	Balance    AccountKind = "BALANCE"
	Leads      AccountKind = "LEADS"
	PaidIn     AccountKind = "PAID_IN"
)

// Journal is an entry in a partner's books: it sums to zero in each currency and
// is never changed.
type Journal struct {
	ID        JournalID   `db:"id"`
	PartnerID PartnerID   `db:"partner_id"`
	InvoiceID *InvoiceID  `db:"invoice_id"`
	OfferID   *OfferID    `db:"offer_id"`   // of a lead that was bought
	PaymentID *PaymentID  `db:"payment_id"` // of a top-up
	Kind      JournalKind `db:"kind"`
	PostedAt  time.Time   `db:"posted_at"`
	// Description says what happened, in a sentence.
	Description string `db:"description"`
}

// Entry is a line of a journal: positive for debit, negative for credit.
type Entry struct {
	JournalID JournalID   `db:"journal_id"`
	Account   AccountKind `db:"account"`
	Amount    Money       `db:"amount"`
}

// Posting is a journal with its entries, ready to be booked.
type Posting struct {
	Kind        JournalKind
	PartnerID   PartnerID
	InvoiceID   *InvoiceID
	OfferID     *OfferID
	PaymentID   *PaymentID
	Description string
	Entries     []Entry
}

// Issued books the invoice in its seller's books: the client owes the total, which
// is the seller's sale and the state's tax.
func (i *Invoice) Issued() Posting {
	return i.posting(JournalInvoiceIssued, "issued",
		Entry{Account: Receivable, Amount: i.Total},
		Entry{Account: Revenue, Amount: i.Net.Negative()},
		Entry{Account: Tax, Amount: i.Tax.Negative()})
}

// Paid books the payment of the invoice: the whole claim becomes the seller's
// balance, and no fee is taken (B3).
func (i *Invoice) Paid() Posting {
	return i.posting(JournalInvoicePaid, "paid",
		Entry{Account: Balance, Amount: i.Total},
		Entry{Account: Receivable, Amount: i.Total.Negative()})
}

// posting leaves out the entries of nothing, such as no tax.
func (i *Invoice) posting(kind JournalKind, verb string, entries ...Entry) Posting {
	entries = slices.DeleteFunc(entries, func(e Entry) bool { return e.Amount.Minor == 0 })
	description := fmt.Sprintf("Invoice %s over %s was %s.", i.Number(), i.Total, verb)
	return Posting{Kind: kind, PartnerID: i.SellerID, InvoiceID: &i.ID, Description: description, Entries: entries}
}

// ReadsBooksOf reports whether the viewer may read a partner's books: its owners
// and managers, and the house's finance people.
func (v Viewer) ReadsBooksOf(p PartnerID) bool {
	v = v.In(BillingRead)
	return v.Is(Audience(Finance)) || v.Partner != "" && v.Partner == p && v.Is(Audience(Owner), Audience(Manager))
}

// IsNode marks an object with an identity.
func (*Journal) IsNode() {}
