package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

//go:generate go tool dataloaden InvoiceLoader partnergraph/market.InvoiceID *partnergraph/market.Invoice
//go:generate go tool dataloaden InvoiceLinesLoader partnergraph/market.InvoiceID []*partnergraph/market.InvoiceLine
//go:generate go tool dataloaden InvoicePaymentsLoader partnergraph/market.InvoiceID []*partnergraph/market.Payment
//go:generate go tool dataloaden PaymentLoader partnergraph/market.PaymentID *partnergraph/market.Payment
//go:generate go tool dataloaden JournalLoader partnergraph/market.JournalID *partnergraph/market.Journal
//go:generate go tool dataloaden EntriesLoader partnergraph/market.JournalID []*partnergraph/market.Entry
//go:generate go tool dataloaden BalanceLoader partnergraph/market.PartnerID []*partnergraph/market.Money
//go:generate go tool dataloaden PartnerJournalsLoader partnergraph/loaders.PartnerJournalsKey *partnergraph/market.JournalConnection

// PartnerJournalsKey is a page of a partner's books.
type PartnerJournalsKey = pageKey[market.PartnerID, struct{}]

// billingLoaders load what belongs to billing.go.
type billingLoaders struct {
	Invoice         *InvoiceLoader
	InvoiceLines    *InvoiceLinesLoader
	InvoicePayments *InvoicePaymentsLoader
	Payment         *PaymentLoader
	Journal         *JournalLoader
	Entries         *EntriesLoader
	Balance         *BalanceLoader         // nil where the viewer may not see it
	PartnerJournals *PartnerJournalsLoader // nil where the viewer may not see them
}

func newBillingLoaders(ctx context.Context, s *store.Store, v market.Viewer) billingLoaders {
	return billingLoaders{
		Invoice:         NewInvoiceLoader(InvoiceLoaderConfig{Fetch: batch(ctx, "invoice", withViewer(v, s.InvoicesByID)), Wait: Wait, MaxBatch: 200}),
		InvoiceLines:    NewInvoiceLinesLoader(InvoiceLinesLoaderConfig{Fetch: batch(ctx, "line", orNone(s.InvoiceLines)), Wait: Wait, MaxBatch: 200}),
		InvoicePayments: NewInvoicePaymentsLoader(InvoicePaymentsLoaderConfig{Fetch: batch(ctx, "payment", orNone(s.InvoicePayments)), Wait: Wait, MaxBatch: 200}),
		Payment:         NewPaymentLoader(PaymentLoaderConfig{Fetch: batch(ctx, "payment", withViewer(v, s.PaymentsByID)), Wait: Wait, MaxBatch: 200}),
		Journal:         NewJournalLoader(JournalLoaderConfig{Fetch: batch(ctx, "journal", withViewer(v, s.JournalsByID)), Wait: Wait, MaxBatch: 200}),
		Entries:         NewEntriesLoader(EntriesLoaderConfig{Fetch: batch(ctx, "entry", orNone(withViewer(v, s.Entries))), Wait: Wait, MaxBatch: 200}),
		Balance:         NewBalanceLoader(BalanceLoaderConfig{Fetch: batch(ctx, "balance", orNone(withViewer(v, s.Balances))), Wait: Wait, MaxBatch: 200}),
		PartnerJournals: NewPartnerJournalsLoader(PartnerJournalsLoaderConfig{
			Fetch: batch(ctx, "journal", orNone(pages(unordered(
				func(ctx context.Context, partners []market.PartnerID, p market.PageArgs) (map[market.PartnerID]*market.JournalConnection, error) {
					return s.Journals(ctx, v, partners, p)
				})))), Wait: Wait, MaxBatch: 200}),
	}
}
