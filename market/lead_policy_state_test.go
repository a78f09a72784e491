package market_test

import (
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

// policies are versions from 1 on that begin so many hours after noon, each with when
// the first of the newer ones begins, but for those that are withdrawn.
func policies(withdrawn int, hours ...int) (versions []*market.LeadPolicy) {
	for i := len(hours); i > 0; i-- {
		p := &market.LeadPolicy{Version: i, ValidFrom: noon.Add(time.Duration(hours[i-1]) * time.Hour)}
		if i == withdrawn {
			p.WithdrawnAt = &noon
		}
		for _, newer := range versions {
			if newer.WithdrawnAt == nil && (p.NextFrom == nil || newer.ValidFrom.Before(*p.NextFrom)) {
				p.NextFrom = &newer.ValidFrom
			}
		}
		versions = append(versions, p)
	}
	return versions
}

// Versions begin at hours after noon; each test is some hours after noon, or just before.
func TestThePolicyInForceIsTheHighestThatHasBegun(t *testing.T) {
	t.Parallel()
	const moment = time.Microsecond
	for name, test := range map[string]struct {
		versions []*market.LeadPolicy
		at       time.Duration
		want     int    // 0 for none
		states   string // of the versions, from the first
	}{
		"before the first":                           {policies(0, 1), time.Hour - moment, 0, "PLANNED"},
		"when the first begins":                      {policies(0, 1), time.Hour, 1, "IN_FORCE"},
		"just before the second":                     {policies(0, 0, 1), time.Hour - moment, 1, "IN_FORCE PLANNED"},
		"when the second begins":                     {policies(0, 0, 1), time.Hour, 2, "ENDED IN_FORCE"},
		"long after the second does":                 {policies(0, 0, 1), 9000 * time.Hour, 2, "ENDED IN_FORCE"},
		"when a newer one begins before it":          {policies(0, 0, 2, 1), time.Hour, 3, "ENDED REPLACED IN_FORCE"},
		"when the one replaced was to begin":         {policies(0, 0, 2, 1), 2 * time.Hour, 3, "ENDED REPLACED IN_FORCE"},
		"when two begin at once":                     {policies(0, 0, 1, 1), time.Hour, 3, "ENDED REPLACED IN_FORCE"},
		"just before two begin at once":              {policies(0, 0, 1, 1), time.Hour - moment, 1, "IN_FORCE REPLACED PLANNED"},
		"when the one withdrawn was to begin":        {policies(2, 0, 1), time.Hour, 1, "IN_FORCE WITHDRAWN"},
		"when what replaced it is withdrawn":         {policies(3, 0, 2, 1), 2 * time.Hour, 2, "ENDED IN_FORCE WITHDRAWN"},
		"just before that":                           {policies(3, 0, 2, 1), 2*time.Hour - moment, 1, "IN_FORCE PLANNED WITHDRAWN"},
		"with a third planned after the second ends": {policies(0, 0, 1, 2), time.Hour, 2, "ENDED IN_FORCE PLANNED"},
	} {
		at, got, states := noon.Add(test.at), 0, []string{}
		if p := market.PolicyAt(test.versions, at); p != nil {
			got = p.Version
		}
		for _, p := range test.versions {
			states = append([]string{string(p.State(at))}, states...)
		}
		if got != test.want || strings.Join(states, " ") != test.states {
			t.Errorf("%s: %d is in force, want %d; %s, want %s", name, got, test.want, states, test.states)
		}
	}
}

func TestAPolicyIsValidUntilANewerOneBegins(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		versions []*market.LeadPolicy
		want     []int // hours after noon for each version, from the first; 0 for no end
	}{
		"the only one":           {policies(0, 0), []int{0}},
		"with another planned":   {policies(0, 0, 1), []int{1, 0}},
		"with one replaced":      {policies(0, 0, 2, 1), []int{1, 0, 0}},
		"with one withdrawn":     {policies(2, 0, 1), []int{0, 0}},
		"with two one by one":    {policies(0, 0, 1, 2), []int{1, 2, 0}},
		"with two at an instant": {policies(0, 0, 1, 1), []int{1, 0, 0}},
	} {
		for i, hours := range test.want {
			got := test.versions[len(test.versions)-1-i].ValidUntil()
			if (got == nil) != (hours == 0) || got != nil && !got.Equal(noon.Add(time.Duration(hours)*time.Hour)) {
				t.Errorf("%s: version %d is valid until %v", name, i+1, got)
			}
		}
	}
}

func TestAPolicyIsWithdrawnOnlyBeforeItBegins(t *testing.T) {
	t.Parallel()
	const why = "It forgot the freelancers."
	for name, test := range map[string]struct {
		begins    time.Duration // after now
		withdrawn bool
		reason    string
		want      string
	}{
		"a moment before":  {begins: time.Microsecond, reason: " " + why},
		"when it begins":   {reason: why, want: "CONFLICT version"},
		"after it began":   {begins: -time.Hour, reason: why, want: "CONFLICT version"},
		"a second time":    {begins: time.Hour, withdrawn: true, reason: why, want: "CONFLICT version"},
		"without a reason": {begins: time.Hour, reason: "Mistake", want: "INVALID reason"},
		"with two faults":  {reason: "Mistake", want: "INVALID reason, CONFLICT version"},
	} {
		p := &market.LeadPolicy{Version: 2, ValidFrom: noon.Add(test.begins)}
		if test.withdrawn {
			p.WithdrawnAt = &noon
		}
		err := p.Withdraw("by", test.reason, noon)
		if codeAt(err) != test.want || err == nil && (*p.WithdrawnByID != "by" || *p.WithdrawalReason != why || !p.WithdrawnAt.Equal(noon)) {
			t.Errorf("%s: %q, want %q: %+v", name, codeAt(err), test.want, p)
		}
	}
}

func TestWhyAPolicyIsWithdrawnTellsNobodyWhomToCall(t *testing.T) {
	t.Parallel()
	p := &market.LeadPolicy{Version: 2, ValidFrom: noon.Add(time.Hour)}
	if err := p.Withdraw("by", "Ask Kim on 07700 900123 or kim@client.example.com.", noon); err != nil {
		t.Fatal(err)
	}
	if want := "Ask Kim on […] or […]."; *p.WithdrawalReason != want {
		t.Errorf("%q, want %q", *p.WithdrawalReason, want)
	}
}
