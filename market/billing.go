package market

import (
	"fmt"
	"time"
)

// InvoiceState is where an invoice stands.
type InvoiceState string

// The states of an invoice.
const (
	InvoiceIssued InvoiceState = "ISSUED"
	InvoicePaid   InvoiceState = "PAID"
)

// PaymentState is what became of a payment.
type PaymentState string

// The states of a payment.
const (
	PaymentPending   PaymentState = "PENDING"
	PaymentSucceeded PaymentState = "SUCCEEDED"
	PaymentDeclined  PaymentState = "DECLINED"
)

// PaymentMethod is how an invoice is paid (B16).
type PaymentMethod string

// The methods of payment.
const (
	Card         PaymentMethod = "CARD"
	PayPal       PaymentMethod = "PAYPAL"
	DirectDebit  PaymentMethod = "DIRECT_DEBIT"
	BankTransfer PaymentMethod = "BANK_TRANSFER"
)

// Invoice is what a partner asks a client to pay.
type Invoice struct {
	ID             InvoiceID       `db:"id"`
	SellerID       PartnerID       `db:"seller_id"`
	OrganizationID *OrganizationID `db:"organization_id"` // the buyer, or
	PersonID       *PersonID       `db:"person_id"`       // the person who buys for itself
	LeadID         *LeadID         `db:"lead_id"`
	Year           int             `db:"year"`
	Serial         int             `db:"serial"` // without gaps for seller and year
	State          InvoiceState    `db:"state"`
	Net            Money           `db:"net"`
	Tax            Money           `db:"tax"`
	Total          Money           `db:"total"`
	IssuedAt       time.Time       `db:"issued_at"`
	DueOn          time.Time       `db:"due_on"` // a day
	PaidAt         *time.Time      `db:"paid_at"`
}

// InvoiceLine is a line of an invoice.
type InvoiceLine struct {
	InvoiceID   InvoiceID `db:"invoice_id"`
	Description string    `db:"description"`
	Quantity    Decimal   `db:"quantity"`
	UnitPrice   Money     `db:"unit_price"`
	TaxRate     Decimal   `db:"tax_rate"` // percent
	Net         Money     `db:"net"`
}

// Payment is a try to pay an invoice, or to top up a partner's balance.
type Payment struct {
	ID        PaymentID     `db:"id"`
	InvoiceID *InvoiceID    `db:"invoice_id"` // what it pays, or
	PartnerID *PartnerID    `db:"partner_id"` // whose balance it tops up
	State     PaymentState  `db:"state"`
	Amount    Money         `db:"amount"`
	Method    PaymentMethod `db:"method"`
	Reference *string       `db:"reference"` // the provider's
	Failure   *string       `db:"failure"`
	CreatedAt time.Time     `db:"created_at"`
	AskAt     *time.Time    `db:"ask_at"` // when to ask the provider again, nil when settled
	SettledAt *time.Time    `db:"settled_at"`
}

// Number is the number on the invoice: the year, and the serial in six digits.
func (i *Invoice) Number() string { return fmt.Sprintf("%d-%06d", i.Year, i.Serial) }

// IsNode marks an object with an identity.
func (*Invoice) IsNode() {}

// IsNode marks an object with an identity.
func (*Payment) IsNode() {}

// InvoiceFilter narrows a list of invoices; what is empty does not.
type InvoiceFilter struct {
	States       []InvoiceState
	IsIssuedByUs *bool
}

// InvoiceLineInput is a line of an invoice.
type InvoiceLineInput struct {
	Description string
	Quantity    Decimal
	UnitPrice   *MoneyInput
	TaxRate     Decimal // percent
}

// InvoiceIssueInput is the input of invoiceIssue.
type InvoiceIssueInput struct {
	LeadID         *LeadID
	OrganizationID *OrganizationID
	PersonID       *PersonID
	Lines          []*InvoiceLineInput
	DueDays        int
	IdempotencyKey string
}

// InvoicePayInput is the input of invoicePay.
type InvoicePayInput struct {
	InvoiceID      InvoiceID
	Method         PaymentMethod
	IdempotencyKey string
}
