package gateway_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"partnergraph/gateway"
	"partnergraph/market"
)

// bill is the invoice that is paid here.
var bill = market.InvoiceID("invoice")

func TestSandboxAnswersByTheAmount(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for minor, want := range map[int64]market.PaymentState{
		1:      market.PaymentSucceeded,
		2:      market.PaymentDeclined,
		3:      market.PaymentPending,
		4:      market.PaymentSucceeded,
		12_500: market.PaymentSucceeded,
		12_502: market.PaymentDeclined,
		12_503: market.PaymentPending,
		20_300: market.PaymentSucceeded,
	} {
		for _, currency := range []market.Currency{"EUR", "JPY", "KWD"} {
			sandbox := gateway.SandboxPayments{Now: func() time.Time { return now }, Needs: 4 * time.Second}
			p := &market.Payment{ID: "key", InvoiceID: &bill, State: market.PaymentPending, Amount: market.Money{Minor: minor, Currency: currency}}
			answer, err := gateway.Ask(t.Context(), sandbox, p)
			if err != nil || answer.State != want || answer.Reference == "" || (answer.Failure != "") != (want == market.PaymentDeclined) {
				t.Errorf("%d %s: %+v, %v; want %s", minor, currency, answer, err, want)
			}
			if want != market.PaymentPending {
				continue
			}
			for after, want := range map[time.Duration]market.PaymentState{
				4*time.Second - time.Millisecond: market.PaymentPending,
				4 * time.Second:                  market.PaymentSucceeded,
			} {
				again := gateway.SandboxPayments{Now: func() time.Time { return now.Add(after) }} // another server
				p.Reference = &answer.Reference
				if later, err := gateway.Ask(t.Context(), again, p); err != nil || later.State != want || later.Reference != answer.Reference {
					t.Errorf("after %s: %+v, %v; want %s", after, later, err, want)
				}
			}
		}
	}
}

func TestSandboxRefusesForeignReferences(t *testing.T) {
	for _, reference := range []string{"", "pi_123_456", "sandbox_key", "sandbox_key_soon", "sandbox_key_1_2"} {
		if answer, err := (gateway.SandboxPayments{Now: time.Now}).Status(t.Context(), reference); err == nil {
			t.Errorf("%q is %+v", reference, answer)
		}
	}
}

// lost is a provider that is never heard of.
type lost struct{}

func (lost) Charge(ctx context.Context, _ gateway.Charge) (market.PaymentAnswer, error) {
	deadline, bounded := ctx.Deadline()
	if !bounded || time.Until(deadline) > market.ChargeTime {
		return market.PaymentAnswer{State: market.PaymentSucceeded}, nil
	}
	return market.PaymentAnswer{}, errors.New("lost")
}

func (l lost) Status(ctx context.Context, _ string) (market.PaymentAnswer, error) {
	return l.Charge(ctx, gateway.Charge{})
}

func TestAskIsBounded(t *testing.T) {
	reference := "r"
	for _, p := range []*market.Payment{{ID: "key", InvoiceID: &bill}, {ID: "key", InvoiceID: &bill, Reference: &reference}} {
		if answer, err := gateway.Ask(t.Context(), lost{}, p); err == nil {
			t.Errorf("asked without a bound: %+v", answer)
		}
	}
}

func TestNoPaymentsAreDeclined(t *testing.T) {
	reference := "r"
	for _, p := range []*market.Payment{{ID: "key", InvoiceID: &bill}, {ID: "key", InvoiceID: &bill, Reference: &reference}} {
		answer, err := gateway.Ask(t.Context(), gateway.NoPayments{}, p)
		if err != nil || answer.State != market.PaymentDeclined || answer.Failure == "" {
			t.Errorf("%+v, %v", answer, err)
		}
	}
}
