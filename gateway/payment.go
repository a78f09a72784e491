package gateway

import (
	"context"

	"partnergraph/market"
)

// Payments is a provider that takes money from buyers for partners.
type Payments interface {
	// Charge takes an amount, once for each idempotency key: asked again under the
	// same key it answers about the first charge. After an error it is not known
	// whether money was taken, so it is to be asked again.
	Charge(ctx context.Context, c Charge) (market.PaymentAnswer, error)
	// Status is what became of a charge, by the reference of its first answer.
	Status(ctx context.Context, reference string) (market.PaymentAnswer, error)
}

// Charge is an amount to be taken.
type Charge struct {
	IdempotencyKey string
	Amount         market.Money
	Method         market.PaymentMethod
	Description    string // for the buyer's statement
}

// Ask is what the provider says of a pending payment now. Without a reference the
// provider may not have heard of it, because the charge was cut off: so it is made,
// under the same key. It takes market.ChargeTime at most.
func Ask(ctx context.Context, p Payments, payment *market.Payment) (market.PaymentAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, market.ChargeTime)
	defer cancel()
	if payment.Reference != nil {
		return p.Status(ctx, *payment.Reference)
	}
	return p.Charge(ctx, Charge{
		IdempotencyKey: string(payment.ID),
		Amount:         payment.Amount,
		Method:         payment.Method,
		Description:    payment.Purpose(),
	})
}

// NoPayments declines everything: for production until it has a provider, since a
// sandbox would make partners believe that they were paid.
type NoPayments struct{}

// Charge declines.
func (NoPayments) Charge(context.Context, Charge) (market.PaymentAnswer, error) {
	return market.PaymentAnswer{State: market.PaymentDeclined, Failure: "This market place takes no payments yet."}, nil
}

// Status declines.
func (n NoPayments) Status(ctx context.Context, _ string) (market.PaymentAnswer, error) {
	return n.Charge(ctx, Charge{})
}
