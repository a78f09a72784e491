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

	"partnergraph/auth"
	"partnergraph/market"
	"partnergraph/server/quota"
)

// Allowances are the buckets out of which operations are paid, by who sends them.
type Allowances struct {
	Token   market.Allowance // an API token, whoever made it
	Person  market.Allowance // signed in, whatever the address
	Address market.Allowance // nobody signed in
}

// DefaultAllowances are what production runs with: several pages a second for each
// reader, a burst that loads a whole application at once, and twice that for a
// partner's own servers.
func DefaultAllowances() Allowances {
	return Allowances{
		Token:   market.Allowance{Capacity: 10_000, PerSecond: 200},
		Person:  market.Allowance{Capacity: 5000, PerSecond: 100},
		Address: market.Allowance{Capacity: 5000, PerSecond: 100},
	}
}

// payer is whose bucket an operation is paid from.
type payer struct {
	kind, id  string
	allowance market.Allowance
}

func (p payer) key() string { return p.kind + " " + p.id }

// payerOf is the most specific that is known of a sender.
func (c *Config) payerOf(ctx context.Context) payer {
	who := c.Identity(ctx)
	for _, p := range []payer{
		{"token", who.Token, c.Allowances.Token},
		{"person", who.Person, c.Allowances.Person},
	} {
		if p.id != "" {
			return p
		}
	}
	if key := embedKeyOf(ctx); key != nil { // each reader of a page: one must not empty it for the others
		return payer{"embed key", key.ID + " " + addressOf(ctx), c.Allowances.Address}
	}
	return payer{"address", addressOf(ctx), c.Allowances.Address}
}

type addressKey struct{}

// withAddress notes where a request comes from, for whoever pays by address.
func withAddress(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), addressKey{}, auth.Network(r.RemoteAddr)))
}

func addressOf(ctx context.Context) string {
	address, _ := ctx.Value(addressKey{}).(string)
	return address
}

// bill is what an operation costs, and what is left to its payer.
type bill struct {
	payer     payer
	requested int // points; 0 when nobody has looked at the operation
	balance   quota.Balance
	at        time.Time
}

const billed = "bill" // in the statistics of an operation

func billOf(op *graphql.OperationContext) *bill {
	b, _ := op.Stats.GetExtension(billed).(*bill)
	return b
}

// broke refuses an operation whose payer has nothing left, before it is parsed.
func (e graphExecutor) broke(ctx context.Context, p payer) (*graphql.OperationContext, gqlerror.List) {
	b := &bill{payer: p, balance: e.quota.Left(ctx, p.key(), p.allowance), at: time.Now()}
	if b.balance.Remaining >= 1 {
		return nil, nil
	}
	b.balance.Retry = p.allowance.Wait(0, 1)
	op := &graphql.OperationContext{DisableIntrospection: true, Stats: graphql.Stats{OperationStart: graphql.GetStartTime(ctx)}}
	op.Stats.SetExtension(billed, b)
	return op, gqlerror.List{b.throttled()}
}

// charge takes what an operation costs from its payer. What was refused for itself
// costs a point, because refusing it was work; what is refused here costs nothing.
func (e graphExecutor) charge(ctx context.Context, p payer, op *graphql.OperationContext, cost int, refused bool) *gqlerror.Error {
	price := cost
	if refused {
		price, cost = 1, max(cost, 1)
	}
	balance, err := e.quota.Spend(ctx, p.key(), p.allowance, price)
	if err != nil { // the caller has left
		return (&fault{code: codeTimeout, message: "The operation was given up before it began."}).graphql()
	}
	b := &bill{p, cost, balance, time.Now()}
	op.Stats.SetExtension(billed, b)
	if balance.Retry > 0 && !refused {
		return b.throttled()
	}
	return nil
}

// throttled says when to try again.
func (b *bill) throttled() *gqlerror.Error {
	wait, what := seconds(b.balance.Retry), "any operation"
	if b.requested > 0 {
		what = fmt.Sprintf("this operation costs %d points", b.requested)
	}
	message := fmt.Sprintf("Too much at once: %s, and this %s has %d left. Try again in %d s.", what, b.payer.kind, b.balance.Remaining, wait)
	if b.requested == 0 {
		message = fmt.Sprintf("Too much at once: this %s has no points left. Try again in %d s.", b.payer.kind, wait)
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
		"limit":     b.payer.allowance.Capacity,
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
	a := b.payer.allowance
	header.Set("RateLimit-Policy", fmt.Sprintf(`"%s";q=%d;qu="points";w=%d`, b.payer.kind, a.Capacity, seconds(a.Wait(0, a.Capacity))))
	header.Set("RateLimit", fmt.Sprintf(`"%s";r=%d;t=%d`, b.payer.kind, b.balance.Remaining, seconds(b.balance.Full)))
	if b.balance.Retry > 0 {
		header.Set("Retry-After", strconv.Itoa(seconds(b.balance.Retry)))
	}
}
