package market_test

import (
	"testing"
	"time"

	"partnergraph/market"
)

func TestAllowance(t *testing.T) {
	a := market.Allowance{Capacity: 1000, PerSecond: 50}
	for name, test := range map[string]struct{ got, want any }{
		"a second refills":                {a.After(100, time.Second), 150.0},
		"a part of a second, a part":      {a.After(100, 10*time.Millisecond), 100.5},
		"it is full":                      {a.After(990, time.Second), 1000.0},
		"a clock that goes back":          {a.After(100, -time.Second), 100.0},
		"more than full is full":          {a.After(2000, 0), 1000.0},
		"nothing to wait for":             {a.Wait(100, 100), time.Duration(0)},
		"a point to wait for":             {a.Wait(99, 100), 20 * time.Millisecond},
		"from nothing to full":            {a.Wait(0, 1000), 20 * time.Second},
		"more than there ever is":         {a.Wait(0, 5000), 20 * time.Second},
		"a lease is a twentieth":          {a.Lease(), 50},
		"after the wait, there is enough": {a.After(99.5, a.Wait(99.5, 100)) >= 100, true},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %v, want %v", name, test.got, test.want)
		}
	}
}
