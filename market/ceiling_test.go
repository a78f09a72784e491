package market_test

import (
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

func TestCeilings(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	within, over := now.Add(-time.Hour+time.Millisecond), now.Add(-time.Hour)
	for name, test := range map[string]struct {
		load market.Load
		hold bool
		says string // "" for none
	}{
		"nothing before":                             {},
		"full in all":                                {load: market.Load{FullAll: &within, Known: true}, says: "in all just now. Try again from 2026-11-21T12:00:01Z on."},
		"full in all, an hour ago":                   {load: market.Load{FullAll: &over}},
		"full for the country":                       {load: market.Load{FullCode: &within, Known: true}, says: "this country"},
		"full for the country, an hour ago":          {load: market.Load{FullCode: &over}},
		"full for the network":                       {load: market.Load{FullNetwork: &within, Known: true}, says: "your network"},
		"full for the network, an hour ago":          {load: market.Load{FullNetwork: &over}},
		"the latest of two":                          {load: market.Load{FullAll: &within, FullNetwork: &now}, says: "your network and those beside it just now. Try again from 2026-11-21T13:00:00Z on."},
		"the last quarter, a stranger":               {load: market.Load{NearAll: &within}, hold: true},
		"the last quarter, known":                    {load: market.Load{NearAll: &within, Known: true}},
		"the last quarter, an hour ago":              {load: market.Load{NearAll: &over}},
		"the last quarter of a country, a stranger":  {load: market.Load{NearCode: &within}, hold: true},
		"the last quarter of a country, known":       {load: market.Load{NearCode: &within, Known: true}},
		"the last quarter of a country, an hour ago": {load: market.Load{NearCode: &over}},
		"a stranger and full":                        {load: market.Load{NearAll: &within, FullAll: &within}, says: "in all just now. Try again from 2026-11-21T12:00:01Z on."},
	} {
		hold, err := test.load.Check(now)
		if hold != test.hold || (err == nil) != (test.says == "") || err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: held %v, %v", name, hold, err)
		}
	}
}

func TestOpenShare(t *testing.T) {
	for ceiling, want := range map[int]int{1: 1, 3: 3, 4: 3, 8: 6, 2000: 1500} {
		if got := market.Open(ceiling); got != want {
			t.Errorf("of %d: %d, want %d", ceiling, got, want)
		}
	}
}

func TestWideNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.1": "192.0.2.0/24", "192.0.2.255": "192.0.2.0/24", "192.0.3.0": "192.0.3.0/24",
		"2001:db8:1:2::/64": "2001:db8:1::/48", "2001:db8:1:ffff::/64": "2001:db8:1::/48", "2001:db8:2::/64": "2001:db8:2::/48",
		"": "", "@": "@",
	} {
		if got := market.WideNetwork(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

func TestCallingCode(t *testing.T) {
	for phone, want := range map[string]string{
		"+447700900001": "44", "+12025550100": "1", "+77012345678": "7", "+380501234567": "380", "+4930123456": "49",
		"+35312345678": "353", "+886212345678": "886", "+86101234567": "86", "+": "", "": "", "+4": "4", "+35": "35",
	} {
		if got := market.CallingCode(phone); got != want {
			t.Errorf("%s: %q, want %q", phone, got, want)
		}
	}
}
