package market

import "time"

// ChargeTime is how long the payment provider has to answer a charge, and AskPause
// how long it is left alone in between: longer, so that nobody asks about a charge
// that is still on its way.
const (
	ChargeTime = 10 * time.Second
	AskPause   = 15 * time.Second
)

// Between two questions about a pending payment passes as much time as it has been
// pending: a card takes seconds, a direct debit days.
const (
	minAskAfter = 2 * time.Second
	maxAskAfter = time.Hour
)

// PaymentAnswer is what a payment provider says of a charge.
type PaymentAnswer struct {
	State     PaymentState
	Reference string // the provider's name for the charge
	Failure   string // why it was declined, a sentence for the buyer
}

// Check fails with Invalid when the input can not be meant.
func (in InvoicePayInput) Check() error {
	var errs Errors
	checkIdempotencyKey(&errs, in.IdempotencyKey)
	return errs.Err()
}

// Pay begins a payment of the whole invoice at now. It fails with Conflict when the
// invoice is paid, or when another payment of it is under way.
func (i *Invoice) Pay(id PaymentID, method PaymentMethod, underWay bool, now time.Time) (*Payment, error) {
	switch {
	case i.State == InvoicePaid:
		return nil, Errorf(Conflict, "This invoice was paid on %s.", i.PaidAt.UTC().Format(time.DateOnly)).In("invoiceId")
	case underWay:
		return nil, Errorf(Conflict, "A payment of this invoice is under way; wait for it to end.").In("invoiceId")
	}
	ask := now.Add(AskPause)
	return &Payment{ID: id, InvoiceID: &i.ID, State: PaymentPending, Amount: i.Total, Method: method, CreatedAt: now, AskAt: &ask}, nil
}

// Settle notes the provider's answer at now, and reports whether it paid the
// invoice. The first final answer stands: another one changes nothing.
func (p *Payment) Settle(a PaymentAnswer, now time.Time) (paid bool) {
	if p.State != PaymentPending {
		return false
	}
	if a.Reference != "" {
		p.Reference = &a.Reference
	}
	switch a.State {
	case PaymentSucceeded:
		p.State, p.SettledAt, p.AskAt = a.State, &now, nil
	case PaymentDeclined:
		p.State, p.SettledAt, p.AskAt, p.Failure = a.State, &now, nil, &a.Failure
	default:
		ask := now.Add(min(max(now.Sub(p.CreatedAt), minAskAfter), maxAskAfter))
		p.AskAt = &ask
	}
	return p.State == PaymentSucceeded
}

// Refusal is the provider's, nil when the payment was not declined.
func (p *Payment) Refusal() error {
	if p.State != PaymentDeclined {
		return nil
	}
	return Errorf(Declined, "The payment was declined: %s Try another method, with a new idempotencyKey.", *p.Failure)
}
