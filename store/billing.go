package store

import (
	"context"

	"partnergraph/market"
)

const (
	invoiceColumns = `invoice.id, invoice.seller_id, invoice.organization_id, invoice.person_id, invoice.lead_id,
		invoice.year, invoice.serial, invoice.state,
		invoice.net_minor AS "net.minor", invoice.currency AS "net.currency",
		invoice.tax_minor AS "tax.minor", invoice.currency AS "tax.currency",
		invoice.net_minor + invoice.tax_minor AS "total.minor", invoice.currency AS "total.currency",
		invoice.issued_at, invoice.due_on, invoice.paid_at`
	lineColumns = `line.invoice_id, line.description, line.quantity,
		line.unit_price_minor AS "unit_price.minor", invoice.currency AS "unit_price.currency", line.tax_rate,
		line.net_minor AS "net.minor", invoice.currency AS "net.currency"`
	paymentColumns = `payment.id, payment.invoice_id, payment.partner_id, payment.state,
		payment.minor AS "amount.minor", payment.currency AS "amount.currency",
		payment.method, payment.reference, payment.failure, payment.created_at, payment.ask_at, payment.settled_at`
)

// issuedTo are the conditions for invoices that the viewer has received, and may
// pay: as a person, or as an owner or manager of the organisation acted for.
func issuedTo(c *conditions, v market.Viewer) []string {
	v = v.In(market.BillingRead)
	clauses := []string{}
	if self := v.Self(); self != "" {
		clauses = append(clauses, c.fill(`invoice.person_id = $?`, []any{self}))
	}
	if v.Is(market.Audience(market.Owner), market.Audience(market.Manager)) {
		clauses = append(clauses, c.fill(`invoice.organization_id = $?`, []any{v.Organization}))
	}
	return clauses
}

// issuedBy are the conditions for invoices that the viewer's partner has issued.
func issuedBy(c *conditions, v market.Viewer) []string {
	if v.Partner == "" || !v.ReadsBooksOf(v.Partner) {
		return nil
	}
	return []string{c.fill(`invoice.seller_id = $?`, []any{v.Partner})}
}

// visibleInvoices are the conditions of which an invoice that the viewer may see
// meets at least one: it has issued or received it, or keeps the house's finances.
func visibleInvoices(c *conditions, v market.Viewer) []string {
	if v.In(market.BillingRead).Is(market.Audience(market.Finance)) {
		return []string{`true`}
	}
	return append(issuedBy(c, v), issuedTo(c, v)...)
}

// invoicesWhere reads the invoices that meet the conditions, without any order.
func (s *Store) invoicesWhere(ctx context.Context, c conditions) ([]*market.Invoice, error) {
	return all[market.Invoice](ctx, s, `SELECT `+invoiceColumns+` FROM invoice WHERE `+c.sql(), c.args...)
}

// Invoice is the invoice with the id. It fails with NotFound when there is none, or
// the viewer may not see it.
func (s *Store) Invoice(ctx context.Context, v market.Viewer, id market.InvoiceID) (*market.Invoice, error) {
	c := conditions{}
	c.add(`invoice.id = $?`, id)
	c.add(anyOf(visibleInvoices(&c, v)))
	return one[market.Invoice](ctx, s, `SELECT `+invoiceColumns+` FROM invoice WHERE `+c.sql(), c.args...)
}

// InvoicesByID are the invoices with the ids that the viewer may see.
func (s *Store) InvoicesByID(ctx context.Context, v market.Viewer, ids []market.InvoiceID) (map[market.InvoiceID]*market.Invoice, error) {
	c := conditions{}
	c.add(`invoice.id = ANY($?::uuid[])`, ids)
	c.add(anyOf(visibleInvoices(&c, v)))
	invoices, err := s.invoicesWhere(ctx, c)
	return byKey(invoices, func(i *market.Invoice) market.InvoiceID { return i.ID }), err
}

var invoicesByNewest = order[market.Invoice]{
	name: "invoice.newest", columns: []string{"invoice.issued_at", "invoice.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
	key: func(i *market.Invoice) []string { return []string{keyTime(i.IssuedAt), string(i.ID)} },
}

// Invoices reads a page of the invoices that the viewer may see, newest first.
func (s *Store) Invoices(ctx context.Context, v market.Viewer, f *market.InvoiceFilter, p market.PageArgs) (*market.Page[*market.Invoice], error) {
	l := list[market.Invoice]{columns: invoiceColumns, from: `invoice`, order: invoicesByNewest}
	switch {
	case f == nil || f.IsIssuedByUs == nil:
		l.parts = visibleInvoices(&l.where, v)
	case *f.IsIssuedByUs:
		l.parts = issuedBy(&l.where, v)
	default:
		l.parts = issuedTo(&l.where, v)
	}
	if len(l.parts) == 0 {
		l.parts = []string{`false`}
	}
	if f != nil {
		addAny(&l.where, `invoice.state`, f.States)
	}
	return pageOf(ctx, s, l, p)
}

// InvoiceLines are the lines of each invoice, in their order. Who may see the
// invoice may see them.
func (s *Store) InvoiceLines(ctx context.Context, invoices []market.InvoiceID) (map[market.InvoiceID][]*market.InvoiceLine, error) {
	lines, err := all[market.InvoiceLine](ctx, s, `
		SELECT `+lineColumns+` FROM invoice_line line JOIN invoice ON invoice.id = line.invoice_id
		WHERE line.invoice_id = ANY($1::uuid[])
		ORDER BY line.invoice_id, line.position`, invoices)
	return groupBy(lines, func(l *market.InvoiceLine) market.InvoiceID { return l.InvoiceID }), err
}

// InvoicePayments are the payments of each invoice, oldest first. Who may see the
// invoice may see them.
func (s *Store) InvoicePayments(ctx context.Context, invoices []market.InvoiceID) (map[market.InvoiceID][]*market.Payment, error) {
	payments, err := all[market.Payment](ctx, s, `
		SELECT `+paymentColumns+` FROM payment
		WHERE payment.invoice_id = ANY($1::uuid[])
		ORDER BY payment.invoice_id, payment.created_at, payment.id`, invoices)
	return groupBy(payments, func(p *market.Payment) market.InvoiceID { return *p.InvoiceID }), err
}

// visiblePayments are the conditions of which a payment that the viewer may see meets
// at least one: it may see its invoice, or reads the books of the partner that it tops up.
func visiblePayments(c *conditions, v market.Viewer) []string {
	clauses := visibleInvoices(c, v)
	if v.Partner != "" && v.ReadsBooksOf(v.Partner) {
		clauses = append(clauses, c.fill(`payment.partner_id = $?`, []any{v.Partner}))
	}
	return clauses
}

// PaymentsByID are the payments with the ids that the viewer may see.
func (s *Store) PaymentsByID(ctx context.Context, v market.Viewer, ids []market.PaymentID) (map[market.PaymentID]*market.Payment, error) {
	c := conditions{}
	c.add(`payment.id = ANY($?::uuid[])`, ids)
	c.add(anyOf(visiblePayments(&c, v)))
	payments, err := all[market.Payment](ctx, s, `SELECT `+paymentColumns+`
		FROM payment LEFT JOIN invoice ON invoice.id = payment.invoice_id WHERE `+c.sql(), c.args...)
	return byKey(payments, func(p *market.Payment) market.PaymentID { return p.ID }), err
}
