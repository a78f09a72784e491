package resolvers

import (
	"context"
	"log/slog"

	"partnergraph/auth"
	"partnergraph/gateway"
	"partnergraph/graph"
	"partnergraph/loaders"
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
	return loaders.For(ctx).Partner.Load(obj.SellerID)
}

func (i invoice) Organization(ctx context.Context, obj *market.Invoice) (*market.Organization, error) {
	if obj.OrganizationID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Organization.Load(*obj.OrganizationID)
}

func (i invoice) Person(ctx context.Context, obj *market.Invoice) (*market.Person, error) {
	if obj.PersonID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Person.Load(*obj.PersonID)
}

func (i invoice) Lines(ctx context.Context, obj *market.Invoice) ([]*market.InvoiceLine, error) {
	return loaders.For(ctx).InvoiceLines.Load(obj.ID)
}

func (i invoice) Lead(ctx context.Context, obj *market.Invoice) (*market.Lead, error) {
	if obj.LeadID == nil {
		return nil, nil
	}
	return absent(loaders.For(ctx).Lead.Load(*obj.LeadID))
}

func (i invoice) Payments(ctx context.Context, obj *market.Invoice) ([]*market.Payment, error) {
	return loaders.For(ctx).InvoicePayments.Load(obj.ID)
}

func (j journal) Invoice(ctx context.Context, obj *market.Journal) (*market.Invoice, error) {
	if obj.InvoiceID == nil {
		return nil, nil
	}
	return absent(loaders.For(ctx).Invoice.Load(*obj.InvoiceID))
}

func (j journal) Payment(ctx context.Context, obj *market.Journal) (*market.Payment, error) {
	if obj.PaymentID == nil {
		return nil, nil
	}
	return absent(loaders.For(ctx).Payment.Load(*obj.PaymentID))
}

func (j journal) Entries(ctx context.Context, obj *market.Journal) ([]*market.Entry, error) {
	return loaders.For(ctx).Entries.Load(obj.ID)
}

func (p partner) Balance(ctx context.Context, obj *market.Partner) ([]*market.Money, error) {
	return loaders.For(ctx).Balance.Load(obj.ID)
}

func (p partner) Journals(ctx context.Context, obj *market.Partner, first *int, after *string, last *int, before *string) (*market.Page[*market.Journal], error) {
	args, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return loaders.For(ctx).PartnerJournals.Load(loaders.PartnerJournalsKey{Parent: obj.ID, Page: args})
}

func (p payment) Invoice(ctx context.Context, obj *market.Payment) (*market.Invoice, error) {
	if obj.InvoiceID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Invoice.Load(*obj.InvoiceID)
}

func (p payment) Partner(ctx context.Context, obj *market.Payment) (*market.Partner, error) {
	if obj.PartnerID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Partner.Load(*obj.PartnerID)
}

func (m mutation) InvoiceIssue(ctx context.Context, input market.InvoiceIssueInput) (*graph.InvoiceIssuePayload, error) {
	invoice, err := m.Store.IssueInvoice(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.InvoiceIssuePayload{Invoice: invoice, UserErrors: errs}, err
}

func (m mutation) InvoicePay(ctx context.Context, input market.InvoicePayInput) (*graph.InvoicePayPayload, error) {
	payload := &graph.InvoicePayPayload{}
	payment, err := m.charge(ctx, func(v market.Viewer) (*market.Payment, error) {
		return m.Store.StartPayment(ctx, v, input, m.Now())
	})
	if err == nil {
		payload.Payment = payment
		payload.Invoice, err = loaders.For(ctx).Invoice.Load(*payment.InvoiceID)
	}
	if err == nil {
		err = payment.Refusal()
	}
	payload.UserErrors, err = mend(err)
	return payload, err
}

func (m mutation) BalanceTopUp(ctx context.Context, input market.BalanceTopUpInput) (*graph.BalanceTopUpPayload, error) {
	payload := &graph.BalanceTopUpPayload{}
	payment, err := m.charge(ctx, func(v market.Viewer) (*market.Payment, error) {
		return m.Store.StartTopUp(ctx, v, input, m.Now())
	})
	if err == nil {
		payload.Payment = payment
		payload.Partner, err = loaders.For(ctx).Partner.Load(*payment.PartnerID)
	}
	if err == nil {
		err = payment.Refusal()
	}
	payload.UserErrors, err = mend(err)
	return payload, err
}

// charge starts a payment and asks the provider, outside of any transaction. What is
// cut off in between is completed by a job, or by the next call with the same key.
// The buyer may hang up: the answer is noted all the same.
func (m mutation) charge(ctx context.Context, start func(market.Viewer) (*market.Payment, error)) (*market.Payment, error) {
	payment, err := start(auth.Viewer(ctx))
	if err != nil || payment.State != market.PaymentPending {
		return payment, err
	}
	ctx = context.WithoutCancel(ctx)
	answer, err := gateway.Ask(ctx, m.Payments, payment)
	if err != nil {
		slog.WarnContext(ctx, "the payment provider gave no answer; a job asks again", "payment", payment.ID, "error", err)
		return payment, nil
	}
	return m.Store.SettlePayment(ctx, payment.ID, answer, m.Now())
}

func (q query) Invoice(ctx context.Context, id market.NodeID) (*market.Invoice, error) {
	if id.Kind != market.InvoiceNode {
		return nil, nil
	}
	return absent(q.Store.Invoice(ctx, auth.Viewer(ctx), market.InvoiceID(id.UUID)))
}

func (q query) Invoices(ctx context.Context, filter *market.InvoiceFilter, first *int, after *string, last *int, before *string) (*market.Page[*market.Invoice], error) {
	args, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return q.Store.Invoices(ctx, auth.Viewer(ctx), filter, args)
}
