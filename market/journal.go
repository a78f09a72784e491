package market

import "time"

// JournalKind is what a journal records.
type JournalKind string

// The kinds of journals.
const (
	JournalInvoiceIssued JournalKind = "INVOICE_ISSUED"
	JournalInvoicePaid   JournalKind = "INVOICE_PAID"
)

// AccountKind is an account of a partner's books.
type AccountKind string

// The accounts.
const (
	Receivable AccountKind = "RECEIVABLE"
	Revenue    AccountKind = "REVENUE"
	Tax        AccountKind = "TAX"
	Balance    AccountKind = "BALANCE"
)

// Journal is an entry in a partner's books: it sums to zero in each currency and
// is never changed.
type Journal struct {
	ID        JournalID   `db:"id"`
	PartnerID PartnerID   `db:"partner_id"`
	InvoiceID *InvoiceID  `db:"invoice_id"`
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

// IsNode marks an object with an identity.
func (*Journal) IsNode() {}
