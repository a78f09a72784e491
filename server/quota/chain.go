package quota

import (
	"context"

	"partnergraph/market"
)

// Bucket is one of those that something is paid from.
type Bucket struct {
	Key       string
	Allowance market.Allowance
}

// Pay takes cost points from each bucket of a chain, or from none: what the first
// gave is given back when a later one has too little. It says what is left of the
// first, or of the one that refuses, whose place is at.
func (q *Quota) Pay(ctx context.Context, chain []Bucket, cost int) (left Balance, at int, err error) {
	for i, b := range chain {
		balance, err := q.Spend(ctx, b.Key, b.Allowance, cost)
		if err != nil || balance.Retry > 0 {
			q.Return(chain[:i], cost)
			return balance, i, err
		}
		if i == 0 {
			left = balance
		}
	}
	return left, 0, nil
}

// Return gives back what was paid and not used. It stays with this server, for the
// next who spend, and goes to the bucket when nobody does.
func (q *Quota) Return(chain []Bucket, points int) {
	for _, b := range chain {
		p := q.purse(b.Key)
		p.gate <- struct{}{} // held for a second at most
		p.lapse(q.now())
		if q.now().Before(p.until) {
			p.lease += points
		} else {
			p.lapsed += points
		}
		<-p.gate
	}
}

// Owe takes points for what has run already. What a bucket does not hold is owed:
// nothing more is paid from it at this server before that is, up to a whole bucket.
func (q *Quota) Owe(ctx context.Context, chain []Bucket, points int) {
	for _, b := range chain {
		p := q.purse(b.Key)
		p.gate <- struct{}{}
		p.debt = min(p.debt+points, b.Allowance.Capacity)
		q.spend(ctx, b.Key, p, b.Allowance, 0)
		<-p.gate
	}
}

// Empty is the place of the first bucket without a point, as far as this server
// knows without asking; -1 when there is none, with what is left of the first.
func (q *Quota) Empty(ctx context.Context, chain []Bucket) (left Balance, at int) {
	for i, b := range chain {
		balance := q.Left(ctx, b.Key, b.Allowance)
		if balance.Remaining < 1 {
			return balance, i
		}
		if i == 0 {
			left = balance
		}
	}
	return left, -1
}
