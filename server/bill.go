package server

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/market"
	"partnergraph/server/quota"
)

// bill is what an operation costs, and what is left to its payer.
type bill struct {
	payer     *payer
	bucket    int // of the payer's, the one told of: the first, or the one that refused
	requested int // points; 0 when nobody has looked at the operation
	balance   quota.Balance
	at        time.Time
}

func (b *bill) kind() string                { return b.payer.kinds[b.bucket] }
func (b *bill) allowance() market.Allowance { return b.payer.chain[b.bucket].Allowance }

const billed = "bill" // in the statistics of an operation

func billOf(op *graphql.OperationContext) *bill {
	b, _ := op.Stats.GetExtension(billed).(*bill)
	return b
}

// broke refuses an operation whose payer has nothing left, before it is parsed.
func (e graphExecutor) broke(ctx context.Context, p *payer) (*graphql.OperationContext, gqlerror.List) {
	balance, empty := e.quota.Empty(ctx, p.chain)
	if empty < 0 {
		return nil, nil
	}
	b := &bill{payer: p, bucket: empty, balance: balance, at: time.Now()}
	b.balance.Retry = max(balance.Retry, b.allowance().Wait(0, 1))
	op := &graphql.OperationContext{DisableIntrospection: true, Stats: graphql.Stats{OperationStart: graphql.GetStartTime(ctx)}}
	op.Stats.SetExtension(billed, b)
	return op, gqlerror.List{b.throttled()}
}

// charge takes what an operation costs from its payer. What was refused for itself
// costs a point, because refusing it was work; what is refused here costs nothing.
func (e graphExecutor) charge(ctx context.Context, p *payer, op *graphql.OperationContext, cost int, refused bool) *gqlerror.Error {
	price := cost
	if refused {
		price, cost = 1, max(cost, 1)
	}
	balance, at, err := e.quota.Pay(ctx, p.chain, price)
	if err != nil { // the caller has left
		return (&fault{code: codeTimeout, message: "The operation was given up before it began."}).graphql()
	}
	b := &bill{p, at, cost, balance, time.Now()}
	op.Stats.SetExtension(billed, b)
	if balance.Retry > 0 && !refused {
		return b.throttled()
	}
	return nil
}

// pay takes points from whoever the context is of, and waits until there are enough.
// It fails when the context ends before.
func (e graphExecutor) pay(ctx context.Context, points int) error {
	p := e.config.payerOf(ctx)
	for {
		balance, _, err := e.quota.Pay(ctx, p.chain, points)
		if err != nil || balance.Retry == 0 {
			return err
		}
		select {
		case <-time.After(balance.Retry):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// throttled says when to try again.
func (b *bill) throttled() *gqlerror.Error {
	wait, what := seconds(b.balance.Retry), "any operation"
	if b.requested > 0 {
		what = fmt.Sprintf("this operation costs %d points", b.requested)
	}
	message := fmt.Sprintf("Too much at once: %s, and this %s has %d left. Try again in %d s.", what, b.kind(), b.balance.Remaining, wait)
	if b.requested == 0 {
		message = fmt.Sprintf("Too much at once: this %s has no points left. Try again in %d s.", b.kind(), wait)
	}
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": codeThrottled, "retryAfter": wait}}
}

// seconds rounds up, so that whoever waits as long waits long enough.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

// show puts the bill into an answer. Events of a subscription carry none: they are
// free, and the same for everybody who listens.
func show(op *graphql.OperationContext, response *graphql.Response) {
	b := billOf(op)
	if response == nil || b == nil || op.Operation != nil && op.Operation.Operation == ast.Subscription && response.Data != nil {
		return
	}
	if response.Extensions == nil {
		response.Extensions = map[string]any{}
	}
	response.Extensions["cost"] = map[string]any{
		"requested": b.requested,
		"limit":     b.allowance().Capacity,
		"remaining": b.balance.Remaining,
		"resetAt":   b.at.Add(b.balance.Full).UTC().Truncate(time.Second).Add(time.Second).Format(time.RFC3339),
	}
}

// tell says the bill in the header of an answer, as draft 10 of the IETF's RateLimit
// header fields has it: the policy, and what is left of it until it is whole again.
func tell(header http.Header, op *graphql.OperationContext) {
	b := billOf(op)
	if b == nil {
		return
	}
	a := b.allowance()
	header.Set("RateLimit-Policy", fmt.Sprintf(`"%s";q=%d;qu="points";w=%d`, b.kind(), a.Capacity, seconds(a.Wait(0, a.Capacity))))
	header.Set("RateLimit", fmt.Sprintf(`"%s";r=%d;t=%d`, b.kind(), b.balance.Remaining, seconds(b.balance.Full)))
	if b.balance.Retry > 0 {
		header.Set("Retry-After", strconv.Itoa(seconds(b.balance.Retry)))
	}
}
