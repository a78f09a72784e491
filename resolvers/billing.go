package resolvers

import (
	"context"

	"partnergraph/graph"
	"partnergraph/market"
)

type invoice struct{ *Resolver }

var _ graph.InvoiceResolver = invoice{}

// Invoice resolves the fields of Invoice that are not plain.
func (r *Resolver) Invoice() graph.InvoiceResolver { return invoice{r} }

type journal struct{ *Resolver }

var _ graph.JournalResolver = journal{}

// Journal resolves the fields of Journal that are not plain.
func (r *Resolver) Journal() graph.JournalResolver { return journal{r} }

type payment struct{ *Resolver }

var _ graph.PaymentResolver = payment{}

// Payment resolves the fields of Payment that are not plain.
func (r *Resolver) Payment() graph.PaymentResolver { return payment{r} }

func (i invoice) Seller(ctx context.Context, obj *market.Invoice) (*market.Partner, error) {
	return nil, errUnbuilt
}

func (i invoice) Organization(ctx context.Context, obj *market.Invoice) (*market.Organization, error) {
	return nil, errUnbuilt
}

func (i invoice) Person(ctx context.Context, obj *market.Invoice) (*market.Person, error) {
	return nil, errUnbuilt
}

func (i invoice) Lines(ctx context.Context, obj *market.Invoice) ([]*market.InvoiceLine, error) {
	return nil, errUnbuilt
}

func (i invoice) Lead(ctx context.Context, obj *market.Invoice) (*market.Lead, error) {
	return nil, errUnbuilt
}

func (i invoice) Payments(ctx context.Context, obj *market.Invoice) ([]*market.Payment, error) {
	return nil, errUnbuilt
}

func (j journal) Invoice(ctx context.Context, obj *market.Journal) (*market.Invoice, error) {
	return nil, errUnbuilt
}

func (j journal) Entries(ctx context.Context, obj *market.Journal) ([]*market.Entry, error) {
	return nil, errUnbuilt
}

func (m mutation) InvoiceIssue(ctx context.Context, input market.InvoiceIssueInput) (*graph.InvoiceIssuePayload, error) {
	return nil, errUnbuilt
}

func (m mutation) InvoicePay(ctx context.Context, input market.InvoicePayInput) (*graph.InvoicePayPayload, error) {
	return nil, errUnbuilt
}

func (p payment) Invoice(ctx context.Context, obj *market.Payment) (*market.Invoice, error) {
	return nil, errUnbuilt
}

func (q query) Invoice(ctx context.Context, id market.NodeID) (*market.Invoice, error) {
	return nil, errUnbuilt
}

func (q query) Invoices(ctx context.Context, filter *market.InvoiceFilter, first *int, after *string, last *int, before *string) (*market.Page[*market.Invoice], error) {
	return nil, errUnbuilt
}

func (p partner) Balance(ctx context.Context, obj *market.Partner) ([]*market.Money, error) {
	return nil, errUnbuilt
}

func (p partner) Journals(ctx context.Context, obj *market.Partner, first *int, after *string, last *int, before *string) (*market.Page[*market.Journal], error) {
	return nil, errUnbuilt
}
