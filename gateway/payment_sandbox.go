package gateway

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"partnergraph/market"
)

// SandboxPayments plays a provider. The last two digits of the amount in minor units
// decide: 02 is declined, 03 needs some seconds and then succeeds, anything else
// succeeds. It keeps nothing: what it must remember is in its references, so that
// several servers, and one that was started again, say the same.
type SandboxPayments struct {
	Now   func() time.Time
	Needs time.Duration // what 03 needs
}

// SandboxTime is what a slow charge usually needs.
const SandboxTime = 4 * time.Second

const sandbox = "sandbox"

// Charge answers by the amount.
func (s SandboxPayments) Charge(_ context.Context, c Charge) (market.PaymentAnswer, error) {
	answer := market.PaymentAnswer{State: market.PaymentSucceeded, Reference: sandbox + "_" + c.IdempotencyKey}
	switch c.Amount.Minor % 100 {
	case 2:
		answer.State, answer.Failure = market.PaymentDeclined, "The sandbox declines amounts that end in 02."
	case 3:
		answer.State = market.PaymentPending
		answer.Reference += fmt.Sprintf("_%d", s.Now().Add(s.Needs).UnixMilli())
	}
	return answer, nil
}

// Status is what became of a charge. It fails for references that are not its own.
func (s SandboxPayments) Status(_ context.Context, reference string) (market.PaymentAnswer, error) {
	parts := strings.Split(reference, "_")
	if len(parts) != 3 || parts[0] != sandbox {
		return market.PaymentAnswer{}, fmt.Errorf("the sandbox knows no charge %q", reference)
	}
	ready, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return market.PaymentAnswer{}, fmt.Errorf("the sandbox knows no charge %q", reference)
	}
	answer := market.PaymentAnswer{State: market.PaymentSucceeded, Reference: reference}
	if s.Now().Before(time.UnixMilli(ready)) {
		answer.State = market.PaymentPending
	}
	return answer, nil
}
