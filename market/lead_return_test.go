package market_test

import (
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

// window is how long leads can be returned in these tests.
const window = 72 * time.Hour

func TestALeadIsReturnedWhileItsTimeRuns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		offer *market.LeadOffer
		age   time.Duration
		want  string
	}{
		"at once":                {accepted("o", market.StageAccepted), 0, ""},
		"after a call":           {accepted("o", market.StageEstimated), hour, ""},
		"on its last moment":     {accepted("o", market.StageAccepted), window, ""},
		"a moment after it":      {accepted("o", market.StageAccepted), window + after, "EXPIRED"},
		"when it was agreed":     {accepted("o", market.StageContracted), 0, "CONFLICT"},
		"when work has begun":    {accepted("o", market.StageStarted), 0, "CONFLICT"},
		"when it was lost":       {accepted("o", market.StageLost), 0, "CONFLICT"},
		"before it was taken":    {offered("o"), 0, "CONFLICT"},
		"when it was given back": {&market.LeadOffer{State: market.OfferReturned, ReturnedAt: &noon}, 0, "CONFLICT"},
	} {
		c := leadCase(1, test.offer)
		before := *test.offer
		err := c.Return(dealer(), test.offer, market.LeadReturnInput{Reason: market.Unreachable}, window, noon.Add(test.age))
		if err == nil && (test.want != "" || test.offer.State != market.OfferReturned) {
			t.Errorf("%s: %+v", name, test.offer)
		}
		if err != nil && (codeAt(err) != test.want || *test.offer != before) {
			t.Errorf("%s: %v, want %q and no change", name, err, test.want)
		}
	}
}

func TestAReturnedLeadGoesToTheHouseOrToSomebodyElse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		reason market.ReturnReason
		want   string
	}{
		"nobody can do anything with it": {market.WrongContact, "OPEN, a RETURNED, EXCLUSIVE DONE TAKEN, EXCLUSIVE DONE RETURNED"},
		"it is another's trade":          {market.NotAsDescribed, "OFFERED, a RETURNED, b OFFERED, EXCLUSIVE DONE TAKEN, EXCLUSIVE RUNNING until 12h0m0s"},
	} {
		d := dealer("a", "b")
		c := handedOut(t, d)
		if err := c.Accept(c.Offers[0], noon); err != nil {
			t.Fatal(err)
		}
		if err := c.Return(d, c.Offers[0], market.LeadReturnInput{Reason: test.reason}, window, noon); err != nil {
			t.Fatal(err)
		}
		passOn(t, c, d, noon)
		expect(t, name, c, test.want)
	}
}

// While others have it, a share that was returned is there to be taken again.
func TestAReturnedShareIsHandedOutAgain(t *testing.T) {
	t.Parallel()
	d := dealer("a", "b", "c")
	d.Policy.Rules.Sizes[0].Mode, d.Policy.Rules.Sizes[0].MaxShare = market.LeadShared, 2
	c := handedOut(t, d)
	if err := c.Accept(c.Offers[0], noon); err != nil {
		t.Fatal(err)
	}
	if err := c.Return(d, c.Offers[0], market.LeadReturnInput{Reason: market.NotAsDescribed}, window, noon); err != nil {
		t.Fatal(err)
	}
	passOn(t, c, d, noon)
	expect(t, "returned", c, "OFFERED, a RETURNED, b OFFERED, c OFFERED, SHARED RUNNING until 12h0m0s")
}

func TestAReturnSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		in   market.LeadReturnInput
		want string
	}{
		"a reason":               {market.LeadReturnInput{Reason: market.SpamLead, IdempotencyKey: "12345678"}, ""},
		"another without a note": {market.LeadReturnInput{Reason: market.OtherReturn, IdempotencyKey: "12345678"}, "INVALID note"},
		"another with a note":    {market.LeadReturnInput{Reason: market.OtherReturn, Note: ptr("No."), IdempotencyKey: "12345678"}, ""},
		"a novel":                {market.LeadReturnInput{Reason: market.SpamLead, Note: ptr(strings.Repeat("x", 1001)), IdempotencyKey: "12345678"}, "INVALID note"},
		"no key":                 {market.LeadReturnInput{Reason: market.SpamLead}, "INVALID idempotencyKey"},
	} {
		if got := codeAt(test.in.Check()); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
