package market

import (
	"errors"
	"testing"
	"time"
)

func TestPay(t *testing.T) {
	open := &Invoice{ID: "i", State: InvoiceIssued, Total: Money{12000, "EUR"}}
	p, err := open.Pay("p", Card, false, noon)
	if err != nil {
		t.Fatal(err)
	}
	if p.ID != "p" || *p.InvoiceID != "i" || p.State != PaymentPending || p.Amount != open.Total || p.Method != Card || !p.CreatedAt.Equal(noon) {
		t.Errorf("got %+v", p)
	}
	if pause := p.AskAt.Sub(noon); pause <= ChargeTime {
		t.Errorf("asks again after %s, while the charge may take %s", pause, ChargeTime)
	}
	paid := &Invoice{ID: "i", State: InvoicePaid, PaidAt: &noon}
	for name, refused := range map[string]func() (*Payment, error){
		"paid":      func() (*Payment, error) { return paid.Pay("p", Card, false, noon) },
		"under way": func() (*Payment, error) { return open.Pay("p", Card, true, noon) },
	} {
		var e *Error
		if _, err := refused(); !errors.As(err, &e) || e.Code != Conflict || e.Field[0] != "invoiceId" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSettle(t *testing.T) {
	for name, test := range map[string]struct {
		answers []PaymentAnswer
		state   PaymentState
		paid    bool // by the last answer
	}{
		"succeeds":             {[]PaymentAnswer{{State: PaymentSucceeded, Reference: "r"}}, PaymentSucceeded, true},
		"declined":             {[]PaymentAnswer{{State: PaymentDeclined, Reference: "r", Failure: "No money."}}, PaymentDeclined, false},
		"needs time":           {[]PaymentAnswer{{State: PaymentPending, Reference: "r"}}, PaymentPending, false},
		"no answer":            {[]PaymentAnswer{{Reference: "r"}}, PaymentPending, false},
		"needs time, succeeds": {[]PaymentAnswer{{State: PaymentPending, Reference: "r"}, {State: PaymentSucceeded}}, PaymentSucceeded, true},
		"succeeds twice":       {[]PaymentAnswer{{State: PaymentSucceeded, Reference: "r"}, {State: PaymentSucceeded, Reference: "s"}}, PaymentSucceeded, false},
		"declined, then paid":  {[]PaymentAnswer{{State: PaymentDeclined, Reference: "r"}, {State: PaymentSucceeded, Reference: "s"}}, PaymentDeclined, false},
		"paid, then declined":  {[]PaymentAnswer{{State: PaymentSucceeded, Reference: "r"}, {State: PaymentDeclined, Reference: "s"}}, PaymentSucceeded, false},
		"declined, needs time": {[]PaymentAnswer{{State: PaymentDeclined, Reference: "r"}, {State: PaymentPending, Reference: "s"}}, PaymentDeclined, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := &Payment{State: PaymentPending, CreatedAt: noon}
			paid := false
			for _, a := range test.answers {
				paid = p.Settle(a, noon)
			}
			if p.State != test.state || paid != test.paid || *p.Reference != "r" {
				t.Errorf("is %s (%s), paid %t", p.State, *p.Reference, paid)
			}
			if settled := p.State != PaymentPending; (p.SettledAt != nil) != settled || (p.AskAt == nil) != settled {
				t.Errorf("settled at %v, asked at %v", p.SettledAt, p.AskAt)
			}
			if declined := p.State == PaymentDeclined; (p.Failure != nil) != declined || (p.Refusal() != nil) != declined {
				t.Errorf("failure %v, refusal %v", p.Failure, p.Refusal())
			}
		})
	}
}

func TestAsksLessAndLessOften(t *testing.T) {
	for age, want := range map[time.Duration]time.Duration{
		-time.Second:            2 * time.Second, // the clocks of two servers differ
		0:                       2 * time.Second,
		2 * time.Second:         2 * time.Second,
		time.Minute:             time.Minute,
		time.Hour + time.Second: time.Hour,
		72 * time.Hour:          time.Hour,
	} {
		p := &Payment{State: PaymentPending, CreatedAt: noon.Add(-age)}
		p.Settle(PaymentAnswer{}, noon)
		if got := p.AskAt.Sub(noon); got != want {
			t.Errorf("after %s pending: asks in %s, want %s", age, got, want)
		}
	}
}
