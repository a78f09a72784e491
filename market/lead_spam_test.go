package market_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

func TestALeadIsHeldForWhatSpamLooksLike(t *testing.T) {
	t.Parallel()
	const link = " https://shop.example.com/a"
	for name, test := range map[string]struct {
		goal    string
		traffic market.LeadTraffic
		form    *market.LeadForm
		want    []market.HoldReason
	}{
		"an ordinary need":                    {goal: "Fewer lost orders in two shops, before Easter if we can."},
		"in another alphabet":                 {goal: "Нам нужен учёт на двух складах и обмен с 1C."},
		"with an abbreviation in another":     {goal: "Учёт в CRM и на веб-сайте, обмен с ERP-системой."},
		"two links":                           {goal: "Like these:" + link + link},
		"three links":                         {goal: "Like these:" + link + link + link, want: []market.HoldReason{market.HeldForLinks}},
		"two links in haste":                  {goal: link + link, traffic: market.LeadTraffic{Minute: 5}, want: []market.HoldReason{market.HeldForLinks, market.HeldForHaste}},
		"two links, not quite in haste":       {goal: link + link, traffic: market.LeadTraffic{Minute: 4}},
		"the sixteenth within an hour":        {goal: "Tills", traffic: market.LeadTraffic{Hour: 16}, want: []market.HoldReason{market.HeldForHaste}},
		"the fifteenth":                       {goal: "Tills", traffic: market.LeadTraffic{Hour: 15}},
		"the eleventh to a contact in a day":  {goal: "Tills", traffic: market.LeadTraffic{Contact: 11}, want: []market.HoldReason{market.HeldForHaste}},
		"the tenth":                           {goal: "Tills", traffic: market.LeadTraffic{Contact: 10}},
		"a form filled in in three seconds":   {goal: "Tills", form: &market.LeadForm{Took: 3 * time.Second}},
		"a form filled in faster":             {goal: "Tills", form: &market.LeadForm{Took: 3*time.Second - 1}, want: []market.HoldReason{market.HeldForHaste}},
		"what people do not see, filled in":   {goal: "Tills", form: &market.LeadForm{Took: time.Minute, Trapped: true}, want: []market.HoldReason{market.HeldForTrap}},
		"haste alone":                         {goal: "Tills", traffic: market.LeadTraffic{Minute: 100}},
		"a text that three contacts had sent": {goal: strings.Repeat("Buy it. ", 6), traffic: market.LeadTraffic{SameText: 3}, want: []market.HoldReason{market.HeldForRepeats}},
		"a text that two had sent":            {goal: strings.Repeat("Buy it. ", 6), traffic: market.LeadTraffic{SameText: 2}},
		"a short text that many had sent":     {goal: "A till", traffic: market.LeadTraffic{SameText: 100}},
		"one word of two alphabets":           {goal: "A pаypal till"}, // the first a is Cyrillic
		"two such words":                      {goal: "A pаypal lоgin", want: []market.HoldReason{market.HeldForScripts}},
		"a letter without end, in haste":      {goal: "aaaaaaaa", traffic: market.LeadTraffic{Minute: 5}, want: []market.HoldReason{market.HeldForNoise, market.HeldForHaste}},
		"seven letters alike, in haste":       {goal: "aaaaaaa", traffic: market.LeadTraffic{Minute: 5}},
		"a word too long, in haste":           {goal: strings.Repeat("ab", 21), traffic: market.LeadTraffic{Minute: 5}, want: []market.HoldReason{market.HeldForNoise, market.HeldForHaste}},
		"the longest word, in haste":          {goal: strings.Repeat("ab", 20), traffic: market.LeadTraffic{Minute: 5}},
	} {
		l := &market.Lead{Title: "A need", State: market.LeadOpen, Goal: &test.goal, Form: test.form}
		got := l.Suspicions(test.traffic)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
		l.Hold(got)
		if (l.State == market.LeadHeld) != (len(test.want) > 0) || len(l.HoldReasons()) != len(test.want) {
			t.Errorf("%s: %s for %v", name, l.State, l.HoldReasons())
		}
	}
}
