package market

import (
	"math"
	"time"
)

// Allowance is a bucket of points: it holds Capacity at most and is refilled steadily.
type Allowance struct {
	Capacity  int // points
	PerSecond int // points
}

// leases is how many leases fit into a bucket.
const leases = 20

// Lease is how many points a server takes at once beyond those it needs.
func (a Allowance) Lease() int { return a.Capacity / leases }

// After is what a bucket holds that held level points some time ago.
func (a Allowance) After(level float64, elapsed time.Duration) float64 {
	if elapsed > 0 {
		level += elapsed.Seconds() * float64(a.PerSecond)
	}
	return min(level, float64(a.Capacity))
}

// Wait is how long a bucket that holds level points needs until it holds need; 0 when
// it does.
func (a Allowance) Wait(level float64, need int) time.Duration {
	missing := min(float64(need), float64(a.Capacity)) - level
	if missing <= 0 {
		return 0
	}
	return time.Duration(math.Ceil(missing / float64(a.PerSecond) * float64(time.Second)))
}
