// Package quota spends points from buckets that several servers share. The truth of
// a bucket is a row in the database; a server takes a lease of points from it and
// spends that by itself, so that most operations need no statement.
//
// What a key spends in any time T is at most Capacity + T·PerSecond, and a lease for
// each server besides: the points that were out already when the bucket was full. The
// other way, what idle servers hold is out of reach of the others, a lease each, until
// a server that hears of the key again gives it back; after Life it spends no old lease.
package quota

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"partnergraph/market"
)

const (
	// Life is how long a lease may be spent.
	Life = 5 * time.Second
	// patience is how long the database may take to give points, and how long it is
	// left alone after it did not.
	patience = time.Second
	// keep is how long a key is remembered at least, unless there are many.
	keep = 2 * Life
	many = 50_000
)

// Take takes need points from the bucket of a key, and up to extra more, after it put
// back what is not needed, as store.TakePoints does. It grants nothing, or need at least.
type Take func(ctx context.Context, key string, a market.Allowance, need, extra, back int) (granted int, level float64, err error)

// Quota is what one server knows of the buckets. It remembers those of the last
// seconds only: strangers must not fill the memory with keys.
type Quota struct {
	take Take
	now  func() time.Time
	log  *slog.Logger

	mu         sync.Mutex
	young, old map[string]*purse
	turned     time.Time
	down       time.Time // until when the database is left alone
}

// New spends by take. Without one the buckets are this server's own.
func New(take Take, now func() time.Time, log *slog.Logger) *Quota {
	return &Quota{take: take, now: now, log: log, young: map[string]*purse{}, turned: now()}
}

// Balance is what is left of a bucket.
type Balance struct {
	Remaining int           // points
	Full      time.Duration // until the bucket is full
	Retry     time.Duration // until there is enough; 0 when there was
}

// Spend takes cost points from the bucket of a key. Without enough it takes nothing,
// so that asking again and again does not put the end off; Retry says when there will
// be. It fails only when ctx ends while others wait for the same key.
func (q *Quota) Spend(ctx context.Context, key string, a market.Allowance, cost int) (Balance, error) {
	p := q.purse(key)
	select {
	case p.gate <- struct{}{}:
		defer func() { <-p.gate }()
	case <-ctx.Done():
		return Balance{}, ctx.Err()
	}
	return q.spend(ctx, key, p, a, cost), nil
}

// spend is Spend for whoever holds the purse. What the key owes is paid first.
func (q *Quota) spend(ctx context.Context, key string, p *purse, a market.Allowance, cost int) Balance {
	now := q.now()
	p.lapse(now)
	due := min(cost+p.debt, a.Capacity)
	need := due - p.lease
	switch {
	case need <= 0:
		p.lease -= due
		p.paid(cost, due)
	case !p.heard.IsZero() && now.Sub(p.heard) < patience && p.estimate(a, now) < float64(need):
		return p.balance(a, now, due) // it was empty a moment ago
	case q.take == nil || q.isDown(now):
		return q.alone(p, a, cost, due)
	default:
		return q.refill(ctx, key, p, a, cost, due)
	}
	return p.balance(a, now, 0)
}

// refill asks the database for what is missing, and a lease besides. A caller who
// leaves meanwhile does not lose the points: they are in the purse.
func (q *Quota) refill(ctx context.Context, key string, p *purse, a market.Allowance, cost, due int) Balance {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	need := due - p.lease
	granted, level, err := q.take(ctx, key, a, need, a.Lease(), p.lapsed)
	if err != nil {
		q.goDown(ctx, err)
		return q.alone(p, a, cost, due)
	}
	now := q.now()
	p.level, p.heard, p.lapsed = level, now, 0
	if granted < need {
		return p.balance(a, now, due)
	}
	p.lease, p.until = p.lease+granted-due, now.Add(Life)
	p.paid(cost, due)
	return p.balance(a, now, 0)
}

// alone spends while the database does not answer, from what was in the bucket when
// it was heard of last, refilled by this server's clock. Of a key that was not heard
// of there is a lease, so that an outage opens no new full buckets.
func (q *Quota) alone(p *purse, a market.Allowance, cost, due int) Balance {
	now := q.now()
	if p.heard.IsZero() && q.take != nil {
		p.level, p.heard = float64(a.Lease()), now
	}
	level, need := p.estimate(a, now), float64(due-p.lease)
	if level < need {
		return p.balance(a, now, due)
	}
	p.level, p.heard, p.lapsed, p.lease = level-need, now, 0, 0
	p.paid(cost, due)
	return p.balance(a, now, 0)
}

func (q *Quota) isDown(now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return now.Before(q.down)
}

func (q *Quota) goDown(ctx context.Context, err error) {
	q.log.WarnContext(ctx, "limits: the database gives no points; this server counts alone", "error", err)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.down = q.now().Add(patience)
}

// Left is what Spend would find, as far as this server knows without asking.
func (q *Quota) Left(ctx context.Context, key string, a market.Allowance) Balance {
	b, err := q.Spend(ctx, key, a, 0)
	if err != nil {
		return Balance{Remaining: 1} // nobody reads it
	}
	return b
}

func (q *Quota) purse(key string) *purse {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now := q.now(); now.Sub(q.turned) > keep || len(q.young) > many {
		q.young, q.old, q.turned = map[string]*purse{}, q.young, now
	}
	p := q.young[key]
	if p == nil {
		if p = q.old[key]; p == nil {
			p = &purse{gate: make(chan struct{}, 1)}
		}
		q.young[key] = p
	}
	return p
}
