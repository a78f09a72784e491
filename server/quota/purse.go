package quota

import (
	"time"

	"partnergraph/market"
)

// purse is what a server holds of a key, and knows of its bucket.
type purse struct {
	gate   chan struct{} // whoever fills it may look at the rest
	lease  int           // points taken and not spent
	until  time.Time     // when the lease ends
	lapsed int           // points of leases that have ended: the next take puts them back
	debt   int           // points owed for what has run: the next to be paid
	level  float64       // of the bucket, when it was heard of last
	heard  time.Time     // zero when it never was: then it counts as full
}

// lapse ends a lease that is over.
func (p *purse) lapse(now time.Time) {
	if !now.Before(p.until) {
		p.lapsed, p.lease = p.lapsed+p.lease, 0
	}
}

// estimate is what the bucket holds, unless other servers have taken from it.
func (p *purse) estimate(a market.Allowance, now time.Time) float64 {
	if p.heard.IsZero() {
		return float64(a.Capacity)
	}
	return a.After(p.level+float64(p.lapsed), now.Sub(p.heard))
}

// paid settles what was owed, as far as due went beyond cost.
func (p *purse) paid(cost, due int) { p.debt += cost - due }

// balance says what is left, and how long to wait for need points.
func (p *purse) balance(a market.Allowance, now time.Time, need int) Balance {
	left := min(p.estimate(a, now)+float64(p.lease), float64(a.Capacity))
	free := left - float64(p.debt)
	b := Balance{Remaining: max(int(free), 0), Full: a.Wait(free, a.Capacity)}
	if need > 0 {
		b.Retry = max(a.Wait(left, need), time.Millisecond)
	}
	return b
}
