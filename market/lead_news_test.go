package market_test

import (
	"slices"
	"testing"
	"time"

	"partnergraph/market"
)

func TestNewsComesBackAsItWasKept(t *testing.T) {
	for _, n := range []market.LeadNews{{Change: market.ChangeSubmitted}, {Change: market.ChangeOffered, Partner: "a-partner"}} {
		if back := market.ReadLeadNews(n.Detail()); back != n {
			t.Errorf("%+v came back as %+v", n, back)
		}
	}
}

func TestWhatBecomesOfOffersIsNews(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	offers := func() []*market.LeadOffer {
		return []*market.LeadOffer{
			{ID: "1", PartnerID: "a", State: market.OfferOffered, Deadline: now.Add(time.Hour)},
			{ID: "2", PartnerID: "b", State: market.OfferOffered, Deadline: now.Add(time.Hour)},
		}
	}
	const all = market.PartnerID("")
	for name, test := range map[string]struct {
		share int
		do    func(*market.LeadCase)
		want  []market.LeadNews
	}{
		"nothing happens": {1, func(*market.LeadCase) {}, nil},
		"the last share is taken": {1, func(c *market.LeadCase) { c.Accept(c.Offers[0], now) },
			[]market.LeadNews{{market.ChangeAccepted, all}, {market.ChangeWithdrawn, "b"}}},
		"one of two shares is taken": {2, func(c *market.LeadCase) { c.Accept(c.Offers[0], now) },
			[]market.LeadNews{{market.ChangeAccepted, all}}},
		"the second of two is taken": {2, func(c *market.LeadCase) { c.Accept(c.Offers[0], now); c.Accept(c.Offers[1], now) },
			[]market.LeadNews{{market.ChangeAccepted, all}, {market.ChangeAccepted, all}}},
		"one declines": {1, func(c *market.LeadCase) { c.Decline(c.Offers[0], market.TooSmall, now) },
			[]market.LeadNews{{market.ChangeDeclined, "a"}}},
		"nobody answers": {1, func(c *market.LeadCase) { c.Expire(now.Add(2 * time.Hour)) },
			[]market.LeadNews{{market.ChangeExpired, "a"}, {market.ChangeExpired, "b"}}},
	} {
		c := &market.LeadCase{Lead: &market.Lead{State: market.LeadOffered, MaxShare: test.share}, Offers: offers()}
		before := c.Copy()
		test.do(c)
		if got := c.NewsSince(before); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestTheEndOfTheWorkIsNewsForAll(t *testing.T) {
	now, accepted := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), market.StageAccepted
	c := &market.LeadCase{Lead: &market.Lead{State: market.LeadAccepted, MaxShare: 1},
		Offers: []*market.LeadOffer{{ID: "1", PartnerID: "a", State: market.OfferAccepted, Stage: &accepted, StageAt: &now}}}
	before := c.Copy()
	if err := c.Advance(c.Offers[0], market.LeadAdvanceInput{Stage: market.StageStarted}, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	want := []market.LeadNews{{Change: market.ChangeAdvanced, Partner: "a"}, {Change: market.ChangeClosed}}
	if got := c.NewsSince(before); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
