package market_test

import (
	"testing"

	"partnergraph/market"
)

// forBoard is a dealer whose policy has small leads on the board, three of whom may take
// one, and who finds that deal.
func forBoard(deal *market.Deal) market.LeadDealer {
	d := dealer()
	*d.Policy.Rules.Sizes[0] = market.LeadSizeRules{Size: market.Small, Mode: market.LeadBoard, MaxShare: 3, Hours: 24}
	d.Deal = func() (*market.Deal, error) { return deal, nil }
	return d
}

func TestALeadForTheBoardGoesToTheDealsPartnerFirst(t *testing.T) {
	t.Parallel()
	d := forBoard(&market.Deal{PartnerID: "a", State: market.DealProtected})
	c := handedOut(t, d)
	expect(t, "at first", c, "OFFERED, a OFFERED, EXCLUSIVE RUNNING until 12h0m0s")
	if got := c.Offers[0].Trace.Reason; got != market.ReasonDeal {
		t.Errorf("the trace says %s", got)
	}
	if err := c.Decline(c.Offers[0], market.NoCapacity, noon.Add(hour)); err != nil {
		t.Fatal(err)
	}
	passOn(t, c, d, noon.Add(hour))
	expect(t, "when it has declined", c, "OPEN, a DECLINED, EXCLUSIVE DONE DECLINED_BY_ALL, BOARD RUNNING until 337h0m0s")
	if c.Lead.MaxShare != 3 {
		t.Errorf("%d may take it from the board", c.Lead.MaxShare)
	}
}

func TestALeadForTheBoardUnderTwoDealsWaitsForTheHouse(t *testing.T) {
	t.Parallel()
	c := handedOut(t, forBoard(&market.Deal{PartnerID: "a", State: market.DealConflict}))
	expect(t, "under two deals", c, "OPEN, EXCLUSIVE DONE DEAL_CONFLICT")
}

func TestALeadForTheBoardUnderNoDealComesThere(t *testing.T) {
	t.Parallel()
	c := handedOut(t, forBoard(nil))
	expect(t, "under no deal", c, "OPEN, EXCLUSIVE DONE NOBODY_FITS, BOARD RUNNING until 336h0m0s")
}

// Whom the client chose comes before a deal, and a deal before the board.
func TestAfterTheClientsChoiceTheDealComesBeforeTheBoard(t *testing.T) {
	t.Parallel()
	d := forBoard(&market.Deal{PartnerID: "a", State: market.DealProtected})
	chosen := market.PartnerID("x")
	c := &market.LeadCase{Lead: &market.Lead{ID: "lead", State: market.LeadOpen, Size: market.Small, PartnerID: &chosen}}
	in := market.LeadOfferInput{PartnerIDs: []market.PartnerID{"x"}, MaxShare: 1, Hours: 48}
	if _, err := c.Offer(d, in, nil, map[market.PartnerID]*market.Invitee{"x": {ID: "x", State: market.PartnerActive}}, noon); err != nil {
		t.Fatal(err)
	}
	c.Offers[0].ID = "first"
	if err := c.Decline(c.Offers[0], market.NoCapacity, noon.Add(hour)); err != nil {
		t.Fatal(err)
	}
	passOn(t, c, d, noon.Add(hour))
	expect(t, "when the chosen has declined", c, "OFFERED, x DECLINED, a OFFERED, EXCLUSIVE DONE DECLINED_BY_ALL, EXCLUSIVE RUNNING until 13h0m0s")
}
