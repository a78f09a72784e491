package market_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

func manager() *market.PersonID {
	id := market.PersonID("manager")
	return &id
}

// dealer draws the partners named, in their order, whoever had the lead left out for
// the caller to see to. Without any it finds nobody.
func dealer(partners ...market.PartnerID) market.LeadDealer {
	ids := 0
	sizes := []*market.LeadSizeRules{{Size: market.Small, Mode: market.LeadExclusive, MaxShare: 1, Hours: 24}}
	return market.LeadDealer{
		Policy: &market.LeadPolicy{Version: 7, Rules: market.LeadRules{Sizes: sizes, Rounds: 3, BoardDays: 14, WaitHours: 12, RemindAt: 0.5}},
		Draw: func(n int, _ market.DrawSeed) (*market.LeadDraw, error) {
			d := &market.LeadDraw{Policy: 7}
			for _, id := range partners[:min(n, len(partners))] {
				d.Picks = append(d.Picks, market.LeadPick{PartnerID: id, Trace: market.LeadTraceOf(market.ReasonDraw, 7)})
			}
			partners = partners[len(d.Picks):]
			return d, nil
		},
		Deal: func() (*market.Deal, error) { return nil, nil },
		NewID: func() market.DistributionID {
			ids++
			return market.DistributionID(fmt.Sprint("distribution ", ids))
		},
	}
}

// handedOut is a lead that a dealer has just begun to hand out.
func handedOut(t *testing.T, d market.LeadDealer) *market.LeadCase {
	t.Helper()
	c := &market.LeadCase{Lead: &market.Lead{ID: "lead", State: market.LeadOpen, Size: market.Small}}
	c.Begin(d, noon)
	passOn(t, c, d, noon)
	return c
}

// passOn passes on, and sees to it that doing it again changes nothing.
func passOn(t *testing.T, c *market.LeadCase, d market.LeadDealer, now time.Time) {
	t.Helper()
	if err := c.PassOn(d, now); err != nil {
		t.Fatal(err)
	}
	for i, o := range c.Offers {
		if o.ID == "" {
			o.ID = market.OfferID(fmt.Sprint("offer ", i))
		}
	}
	before := describe(c)
	if err := c.PassOn(d, now); err != nil || describe(c) != before {
		t.Errorf("done again: %v\n%s, was\n%s", err, describe(c), before)
	}
}

// describe is the case in words.
func describe(c *market.LeadCase) string {
	words := []string{string(c.Lead.State)}
	for _, o := range c.Offers {
		words = append(words, fmt.Sprintf("%s %s", o.PartnerID, o.State))
	}
	for _, d := range c.Distributions {
		outcome := market.DistributionOutcome("")
		if d.Outcome != nil {
			outcome = " " + *d.Outcome
		}
		next := ""
		if d.NextAt != nil {
			next = " until " + d.NextAt.Sub(noon).String()
		}
		words = append(words, fmt.Sprintf("%s %s%s%s", d.Mode, d.State, outcome, next))
	}
	return strings.Join(words, ", ")
}

func expect(t *testing.T, when string, c *market.LeadCase, want string) {
	t.Helper()
	if got := describe(c); got != want {
		t.Errorf("%s:\n%s, want\n%s", when, got, want)
	}
}

const (
	hour  = time.Hour
	after = time.Microsecond
)

func TestALeadIsPassedOnAtItsDeadline(t *testing.T) {
	t.Parallel()
	d := dealer("a", "b", "c", "d")
	c := handedOut(t, d)
	expect(t, "at first", c, "OFFERED, a OFFERED, EXCLUSIVE RUNNING until 12h0m0s")
	passOn(t, c, d, noon.Add(12*hour-after))
	if c.Offers[0].RemindedAt != nil {
		t.Error("reminded too early")
	}
	passOn(t, c, d, noon.Add(12*hour))
	if at := c.Offers[0].RemindedAt; at == nil || !at.Equal(noon.Add(12*hour)) {
		t.Errorf("reminded at %v", at)
	}
	expect(t, "at half of its time", c, "OFFERED, a OFFERED, EXCLUSIVE RUNNING until 24h0m0.000001s")
	passOn(t, c, d, noon.Add(24*hour))
	expect(t, "on its last moment", c, "OFFERED, a OFFERED, EXCLUSIVE RUNNING until 24h0m0.000001s")
	passOn(t, c, d, noon.Add(24*hour+after))
	expect(t, "a moment later", c, "OFFERED, a EXPIRED, b OFFERED, EXCLUSIVE RUNNING until 36h0m0.000001s")
}

func TestADeclinedLeadGoesOnAndNeverBack(t *testing.T) {
	t.Parallel()
	d := dealer("a", "b", "c", "d")
	c := handedOut(t, d)
	for range 2 {
		if err := c.Decline(c.Offers[len(c.Offers)-1], market.NoCapacity, noon.Add(hour)); err != nil {
			t.Fatal(err)
		}
		passOn(t, c, d, noon.Add(hour))
	}
	expect(t, "declined twice", c, "OFFERED, a DECLINED, b DECLINED, c OFFERED, EXCLUSIVE RUNNING until 13h0m0s")
	if err := c.Decline(c.Offers[2], market.NoCapacity, noon.Add(hour)); err != nil {
		t.Fatal(err)
	}
	passOn(t, c, d, noon.Add(hour))
	expect(t, "after as many rounds as the policy has", c, "OPEN, a DECLINED, b DECLINED, c DECLINED, "+
		"EXCLUSIVE DONE DECLINED_BY_ALL, BOARD RUNNING until 337h0m0s")
	passOn(t, c, d, noon.Add(337*hour-after))
	expect(t, "on its last moment on the board", c, "OPEN, a DECLINED, b DECLINED, c DECLINED, "+
		"EXCLUSIVE DONE DECLINED_BY_ALL, BOARD RUNNING until 337h0m0s")
	passOn(t, c, d, noon.Add(337*hour))
	expect(t, "after it", c, "OPEN, a DECLINED, b DECLINED, c DECLINED, EXCLUSIVE DONE DECLINED_BY_ALL, BOARD DONE DECLINED_BY_ALL")
}

func TestALeadThatFitsNobodyGoesToTheBoardAndThenToTheHouse(t *testing.T) {
	t.Parallel()
	d := dealer()
	c := handedOut(t, d)
	expect(t, "at first", c, "OPEN, EXCLUSIVE DONE NOBODY_FITS, BOARD RUNNING until 336h0m0s")
	passOn(t, c, d, noon.Add(336*hour))
	expect(t, "two weeks later", c, "OPEN, EXCLUSIVE DONE NOBODY_FITS, BOARD DONE NOBODY_FITS")
}

func TestALeadWaitsForPartnersToOpen(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		opens time.Duration
		want  string
	}{
		"soon":                        {3 * hour, "OPEN, EXCLUSIVE RUNNING until 3h0m0s"},
		"as late as the policy waits": {12 * hour, "OPEN, EXCLUSIVE RUNNING until 12h0m0s"},
		"a moment later":              {12*hour + after, "OPEN, EXCLUSIVE DONE NOBODY_FITS, BOARD RUNNING until 336h0m0s"},
	} {
		d := dealer()
		opening := noon.Add(test.opens)
		d.Draw = func(int, market.DrawSeed) (*market.LeadDraw, error) { return &market.LeadDraw{Opening: &opening}, nil }
		expect(t, name, handedOut(t, d), test.want)
	}
}

func TestASharedLeadIsOfferedToAsManyAsAreMissing(t *testing.T) {
	t.Parallel()
	d := dealer("a", "b", "c", "d", "e")
	d.Policy.Rules.Sizes[0].Mode, d.Policy.Rules.Sizes[0].MaxShare = market.LeadShared, 3
	c := handedOut(t, d)
	expect(t, "at first", c, "OFFERED, a OFFERED, b OFFERED, c OFFERED, SHARED RUNNING until 12h0m0s")
	if err := c.Accept(c.Offers[0], noon); err != nil {
		t.Fatal(err)
	}
	if err := c.Decline(c.Offers[1], market.TooSmall, noon); err != nil {
		t.Fatal(err)
	}
	passOn(t, c, d, noon)
	expect(t, "one accepted, one declined", c, "ACCEPTED, a ACCEPTED, b DECLINED, c OFFERED, d OFFERED, SHARED RUNNING until 12h0m0s")
	for _, o := range c.Offers[2:] {
		if err := c.Accept(o, noon); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, "all shares taken", c, "ACCEPTED, a ACCEPTED, b DECLINED, c ACCEPTED, d ACCEPTED, SHARED DONE TAKEN")
}

// What is for sale runs until its time is over, also while all copies are sold, for one
// may come back.
func TestWhatNobodyHasBoughtIsOver(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		offers []*market.LeadOffer
		age    time.Duration
		want   string
	}{
		"on its last moment":       {nil, 10*hour - after, "OPEN, SOLD RUNNING until 10h0m0s"},
		"nobody has bought it":     {nil, 10 * hour, "CLOSED, SOLD DONE CLOSED"},
		"while all copies are out": {[]*market.LeadOffer{accepted("o", market.StageStarted)}, hour, "ACCEPTED,  ACCEPTED, SOLD RUNNING until 10h0m0s"},
		"somebody has bought it":   {[]*market.LeadOffer{accepted("o", market.StageStarted)}, 10 * hour, "CLOSED,  ACCEPTED, SOLD DONE TAKEN"},
	} {
		until := noon.Add(10 * hour)
		c := leadCase(1, test.offers...)
		c.Lead.State = market.LeadOpen
		c.Distributions = []*market.LeadDistribution{{Mode: market.LeadSold, MaxShare: 1, State: market.DistributionRunning, NextAt: &until}}
		passOn(t, c, dealer(), noon.Add(test.age))
		expect(t, name, c, test.want)
	}
}

// With the last of several shares nobody is withdrawn who may still answer, and a lead
// that some have is not over while more may come.
func TestASharedLeadWithSharesLeftGoesToTheBoard(t *testing.T) {
	t.Parallel()
	d := dealer("a")
	d.Policy.Rules.Sizes[0].Mode, d.Policy.Rules.Sizes[0].MaxShare = market.LeadShared, 2
	c := handedOut(t, d)
	if err := c.Accept(c.Offers[0], noon); err != nil {
		t.Fatal(err)
	}
	if err := c.Advance(c.Offers[0], market.LeadAdvanceInput{Stage: market.StageStarted}, noon); err != nil {
		t.Fatal(err)
	}
	passOn(t, c, d, noon.Add(24*hour))
	expect(t, "one share left", c, "ACCEPTED, a ACCEPTED, SHARED DONE DECLINED_BY_ALL, BOARD RUNNING until 360h0m0s")
	passOn(t, c, d, noon.Add(360*hour))
	expect(t, "nobody came", c, "CLOSED, a ACCEPTED, SHARED DONE DECLINED_BY_ALL, BOARD DONE TAKEN")
}

func TestWhatTheClientChoseComesFirst(t *testing.T) {
	t.Parallel()
	d := dealer("b")
	chosen := market.PartnerID("a")
	c := &market.LeadCase{Lead: &market.Lead{ID: "lead", State: market.LeadOpen, Size: market.Small, PartnerID: &chosen}}
	in := market.LeadOfferInput{PartnerIDs: []market.PartnerID{"a"}, MaxShare: 1, Hours: 48}
	if _, err := c.Offer(d, in, nil, map[market.PartnerID]*market.Invitee{"a": {ID: "a", State: market.PartnerActive}}, noon); err != nil {
		t.Fatal(err)
	}
	if c.Offers[0].Trace.Reason != market.ReasonClientChoice {
		t.Errorf("trace %+v", c.Offers[0].Trace)
	}
	c.Offers[0].ID = "first"
	passOn(t, c, d, noon.Add(48*hour))
	expect(t, "on its last moment", c, "OFFERED, a OFFERED, EXCLUSIVE RUNNING until 48h0m0.000001s")
	passOn(t, c, d, noon.Add(48*hour+after))
	expect(t, "a moment later", c, "OFFERED, a EXPIRED, b OFFERED, EXCLUSIVE DONE DECLINED_BY_ALL, EXCLUSIVE RUNNING until 60h0m0.000001s")
}

func TestTheHouseOverridesWithAReason(t *testing.T) {
	t.Parallel()
	invitees := map[market.PartnerID]*market.Invitee{"x": {ID: "x", State: market.PartnerActive}, "y": {ID: "y", State: market.PartnerActive}}
	d := dealer("a", "b")
	c := handedOut(t, d)
	in := market.LeadOfferInput{PartnerIDs: []market.PartnerID{"x"}, MaxShare: 1, Hours: 10}
	if _, err := c.Offer(d, in, manager(), invitees, noon); codeAt(err) != "CONFLICT reason" {
		t.Errorf("without a reason: %v", err)
	}
	expect(t, "without a reason", c, "OFFERED, a OFFERED, EXCLUSIVE RUNNING until 12h0m0s")
	why := "They asked for them."
	in.Reason = &why
	if _, err := c.Offer(d, in, manager(), invitees, noon); err != nil {
		t.Fatal(err)
	}
	expect(t, "with one", c, "OFFERED, a WITHDRAWN, x OFFERED, EXCLUSIVE STOPPED OVERRIDDEN, EXCLUSIVE RUNNING until 5h0m0s")
	in = market.LeadOfferInput{PartnerIDs: []market.PartnerID{"y"}, MaxShare: 2, Hours: 10}
	if _, err := c.Offer(d, in, manager(), invitees, noon); err != nil {
		t.Fatal(err)
	}
	expect(t, "once more", c, "OFFERED, a WITHDRAWN, x OFFERED, y OFFERED, EXCLUSIVE STOPPED OVERRIDDEN, "+
		"EXCLUSIVE STOPPED OVERRIDDEN, SHARED RUNNING until 5h0m0s")
	passOn(t, c, d, noon.Add(11*hour))
	expect(t, "when nobody has answered", c, "OPEN, a WITHDRAWN, x EXPIRED, y EXPIRED, EXCLUSIVE STOPPED OVERRIDDEN, "+
		"EXCLUSIVE STOPPED OVERRIDDEN, SHARED DONE DECLINED_BY_ALL")
}

func TestTheHouseHandsOutAsItSays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		mode     market.LeadMode
		maxShare int
		want     string
	}{
		"to the board":   {market.LeadBoard, 4, "OPEN, a WITHDRAWN, EXCLUSIVE STOPPED OVERRIDDEN, BOARD RUNNING until 336h0m0s"},
		"to two":         {market.LeadShared, 2, "OFFERED, a WITHDRAWN, b OFFERED, c OFFERED, EXCLUSIVE STOPPED OVERRIDDEN, SHARED RUNNING until 5h0m0s"},
		"to one anew":    {market.LeadExclusive, 1, "OFFERED, a WITHDRAWN, b OFFERED, EXCLUSIVE STOPPED OVERRIDDEN, EXCLUSIVE RUNNING until 5h0m0s"},
		"to none at all": {market.LeadShared, 0, ""},
	} {
		d := dealer("a", "b", "c")
		c := handedOut(t, d)
		err := c.Distribute(d, market.LeadDistributeInput{Mode: test.mode, MaxShare: test.maxShare, Hours: 10, Reason: "because"}, "manager", noon)
		if test.want == "" {
			if codeAt(err) != "CONFLICT maxShare" {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		passOn(t, c, d, noon)
		expect(t, name, c, test.want)
	}
	over := leadCase(1)
	over.Lead.State = market.LeadClosed
	err := over.Distribute(dealer(), market.LeadDistributeInput{Mode: market.LeadBoard, MaxShare: 1}, "manager", noon)
	if codeAt(err) != "CONFLICT leadId" {
		t.Errorf("a lead that is over: %v", err)
	}
}

func TestHowTheHouseHandsOutHasBounds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		in   market.LeadDistributeInput
		want string
	}{
		"least":         {market.LeadDistributeInput{Mode: market.LeadExclusive, MaxShare: 1, Hours: 1, Reason: "12345"}, ""},
		"most":          {market.LeadDistributeInput{Mode: market.LeadBoard, MaxShare: 20, Hours: 336, Reason: strings.Repeat("x", 1000)}, ""},
		"too little":    {market.LeadDistributeInput{Mode: market.LeadBoard, Reason: "1234"}, "INVALID maxShare, INVALID hours, INVALID reason"},
		"too much":      {market.LeadDistributeInput{Mode: market.LeadShared, MaxShare: 21, Hours: 337, Reason: strings.Repeat("x", 1001)}, "INVALID maxShare, INVALID hours, INVALID reason"},
		"one, but many": {market.LeadDistributeInput{Mode: market.LeadExclusive, MaxShare: 2, Hours: 1, Reason: "12345"}, "INVALID maxShare"},
		"for sale":      {market.LeadDistributeInput{Mode: market.LeadSold, MaxShare: 1, Hours: 1, Reason: "12345"}, "INVALID mode"},
	} {
		if got := codeAt(test.in.Check()); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestWhatIsOnTheBoardIsTakenWhileThereAreShares(t *testing.T) {
	t.Parallel()
	d := dealer()
	d.Policy.Rules.Sizes[0].MaxShare = 2
	c := handedOut(t, d)
	trace := market.LeadTraceOf(market.ReasonClaim, 7)
	claim := func(partner market.PartnerID) string {
		_, err := c.Claim(partner, trace, noon)
		if err == nil {
			return ""
		}
		return codeAt(err)
	}
	got := []string{claim("a"), claim("a"), claim("b"), claim("c")}
	if want := []string{"", "CONFLICT", "", "CONFLICT"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	expect(t, "at the end", c, "ACCEPTED, a ACCEPTED, b ACCEPTED, EXCLUSIVE DONE NOBODY_FITS, BOARD DONE TAKEN")
	held := handedOut(t, dealer())
	held.Lead.State = "HELD"
	if _, err := held.Claim("a", trace, noon); err == nil || err.Code != market.Conflict {
		t.Errorf("a lead that is held back: %v", err)
	}
	drawn := handedOut(t, dealer("b"))
	if _, err := drawn.Claim("a", trace, noon); err == nil || err.Code != market.Conflict {
		t.Errorf("a lead that is not on the board: %v", err)
	}
}

func TestAnOfferIsSeenOnceAndWhileItWaits(t *testing.T) {
	t.Parallel()
	o := offered("o")
	o.View(noon.Add(hour))
	o.View(noon.Add(2 * hour))
	if o.ViewedAt == nil || !o.ViewedAt.Equal(noon.Add(hour)) {
		t.Errorf("seen at %v", o.ViewedAt)
	}
	late := offered("o")
	if late.View(late.Deadline.Add(after)); late.ViewedAt != nil {
		t.Error("seen after its deadline")
	}
}

func TestALeadThatIsOverIsNotHandedOut(t *testing.T) {
	t.Parallel()
	d := dealer("a", "b")
	c := handedOut(t, d)
	c.Close(noon)
	passOn(t, c, d, noon.Add(48*hour))
	expect(t, "closed", c, "CLOSED, a WITHDRAWN, EXCLUSIVE DONE CLOSED")
	held := handedOut(t, d)
	held.Lead.State = "HELD"
	passOn(t, held, d, noon)
	expect(t, "held", held, "HELD, b OFFERED, EXCLUSIVE DONE CLOSED")
}
