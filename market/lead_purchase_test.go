package market_test

import (
	"testing"
	"time"

	"partnergraph/market"
)

// onSale is a lead for 40.00 EUR in two copies, which can be returned within 72 hours, and
// its buyer who can just pay.
func onSale() (*market.LeadCase, *market.LeadSale, market.LeadBuyer) {
	c := leadCase(2)
	s := &market.LeadSale{LeadID: c.Lead.ID, SellerID: "seller", Price: market.Money{Minor: 4000, Currency: "EUR"}, Copies: 2,
		ReturnHours: 72, CreatedAt: noon, EndsAt: noon.Add(market.SaleLife)}
	c.BeginSale(dealer(), s)
	return c, s, market.LeadBuyer{ID: "buyer", State: market.PartnerActive, Offer: "offer", Spendable: s.Price}
}

func TestALeadIsBoughtByWhoMayAndCanPay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*market.LeadCase, *market.LeadSale, *market.LeadBuyer)
		age    time.Duration
		want   string
	}{
		"with just enough":       {nil, 0, ""},
		"with a cent too little": {func(_ *market.LeadCase, _ *market.LeadSale, b *market.LeadBuyer) { b.Spendable.Minor-- }, 0, "CONFLICT"},
		"with enough that is held": {func(_ *market.LeadCase, _ *market.LeadSale, b *market.LeadBuyer) {
			b.Spendable.Minor, b.Held = 0, b.Spendable
		}, 0, "CONFLICT"},
		"by its seller":            {func(_ *market.LeadCase, s *market.LeadSale, b *market.LeadBuyer) { s.SellerID = b.ID }, 0, "CONFLICT"},
		"by a partner that pauses": {func(_ *market.LeadCase, _ *market.LeadSale, b *market.LeadBuyer) { b.State = market.PartnerPaused }, 0, "CONFLICT"},
		"by who had it": {func(c *market.LeadCase, _ *market.LeadSale, _ *market.LeadBuyer) {
			c.Offers = append(c.Offers, &market.LeadOffer{PartnerID: "buyer", State: market.OfferReturned})
		}, 0, "CONFLICT"},
		"the last copy":                     {func(_ *market.LeadCase, s *market.LeadSale, _ *market.LeadBuyer) { s.Used = 1 }, 0, ""},
		"when no copy is left":              {func(_ *market.LeadCase, s *market.LeadSale, _ *market.LeadBuyer) { s.Used = 2 }, 0, "CONFLICT"},
		"on the last moment of its sale":    {nil, market.SaleLife, ""},
		"a moment after it":                 {nil, market.SaleLife + after, "EXPIRED"},
		"after its seller has withdrawn it": {func(_ *market.LeadCase, s *market.LeadSale, _ *market.LeadBuyer) { s.EndedAt = &noon }, 0, "EXPIRED"},
		"when it is held":                   {func(c *market.LeadCase, _ *market.LeadSale, _ *market.LeadBuyer) { c.Lead.State = market.LeadHeld }, 0, "CONFLICT"},
		"when it is over":                   {func(c *market.LeadCase, _ *market.LeadSale, _ *market.LeadBuyer) { c.Lead.State = market.LeadClosed }, 0, "CONFLICT"},
	} {
		c, s, b := onSale()
		if test.change != nil {
			test.change(c, s, &b)
		}
		offers, used := len(c.Offers), s.Used
		o, err := c.Buy(s, b, noon.Add(test.age))
		switch {
		case err != nil && (string(err.Code) != test.want || o != nil || len(c.Offers) != offers || s.Used != used):
			t.Errorf("%s: %v, want %q and no change", name, err, test.want)
		case err == nil && (test.want != "" || o.State != market.OfferAccepted || *o.Price() != s.Price || s.Used != used+1 || c.Lead.State != market.LeadAccepted):
			t.Errorf("%s: %+v, lead %s", name, o, c.Lead.State)
		}
	}
}

func TestABoughtLeadIsReturnedWithinItsWindow(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*market.LeadOffer)
		reason market.ReturnReason
		age    time.Duration
		want   string
		left   int // copies, afterwards
	}{
		"at once":                          {nil, market.Unreachable, 0, "", 1},
		"known already: the copy is free":  {nil, market.DuplicateLead, 0, "", 2},
		"on its last moment":               {nil, market.Unreachable, 72 * time.Hour, "", 1},
		"a moment after it":                {nil, market.Unreachable, 72*time.Hour + after, "EXPIRED", 1},
		"when its work was agreed":         {func(o *market.LeadOffer) { *o.Stage = market.StageContracted }, market.Unreachable, 0, "CONFLICT", 1},
		"when its work has begun":          {func(o *market.LeadOffer) { *o.Stage = market.StageStarted }, market.Unreachable, 0, "CONFLICT", 1},
		"when it was lost":                 {func(o *market.LeadOffer) { *o.Stage = market.StageLost }, market.Unreachable, 0, "", 1},
		"when it was estimated":            {func(o *market.LeadOffer) { *o.Stage = market.StageEstimated }, market.Unreachable, 0, "", 1},
		"when it was returned":             {func(o *market.LeadOffer) { o.State, o.ReturnedAt = market.OfferReturned, &noon }, market.Unreachable, 0, "CONFLICT", 1},
		"when it was not bought but taken": {func(o *market.LeadOffer) { o.PriceMinor, o.PriceCurrency = nil, nil }, market.Unreachable, 0, "CONFLICT", 1},
	} {
		c, s, b := onSale()
		o, err := c.Buy(s, b, noon)
		if err != nil {
			t.Fatal(err)
		}
		if test.change != nil {
			test.change(o)
		}
		before := *o
		err = c.TakeBack(s, o, market.LeadReturnInput{Reason: test.reason}, noon.Add(test.age))
		switch {
		case err != nil && (string(err.Code) != test.want || *o != before):
			t.Errorf("%s: %v, want %q and no change", name, err, test.want)
		case err == nil && (test.want != "" || o.State != market.OfferReturned || *o.ReturnReason != test.reason):
			t.Errorf("%s: %+v", name, o)
		}
		if s.CopiesLeft() != test.left {
			t.Errorf("%s: %d copies are left", name, s.CopiesLeft())
		}
	}
}

// What one books the other books against, and a return books all of it back.
func TestAPurchaseAndItsReturnSumToNothing(t *testing.T) {
	t.Parallel()
	c, s, b := onSale()
	o, err := c.Buy(s, b, noon)
	if err != nil {
		t.Fatal(err)
	}
	bought, returned := o.Bought(s, 1), o.Returned(s, 1)
	balances := map[market.PartnerID]int64{}
	for i, p := range append(bought[:], returned[:]...) {
		sum := int64(0)
		for _, e := range p.Entries {
			sum += e.Amount.Minor
			if e.Account == market.Balance {
				balances[p.PartnerID] += e.Amount.Minor
			}
		}
		if sum != 0 || *p.OfferID != o.ID {
			t.Errorf("journal %s sums to %d", p.Kind, sum)
		}
		if i == 1 && (balances["buyer"] != -4000 || balances["seller"] != 4000) {
			t.Errorf("after the purchase: %v", balances)
		}
	}
	if balances["buyer"] != 0 || balances["seller"] != 0 {
		t.Errorf("after the return: %v", balances)
	}
}

func TestPricesOnlyFallAndTheirBounds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		amount   market.Decimal
		currency market.Currency
		age      time.Duration
		want     string
	}{
		"by a cent":           {"39.99", "EUR", 0, ""},
		"not at all":          {"40.00", "EUR", 0, "INVALID"},
		"up":                  {"40.01", "EUR", 0, "INVALID"},
		"to a cent":           {"0.01", "EUR", 0, ""},
		"to nothing":          {"0", "EUR", 0, "INVALID"},
		"in another currency": {"39.00", "USD", 0, "INVALID"},
		"on the last moment":  {"39.00", "EUR", market.SaleLife, ""},
		"after it":            {"39.00", "EUR", market.SaleLife + after, "CONFLICT"},
	} {
		_, s, _ := onSale()
		before := *s
		err := s.Lower(market.LeadSaleLowerInput{Price: &market.MoneyInput{Amount: test.amount, Currency: test.currency}}, noon.Add(test.age))
		got := ""
		switch e := err.(type) {
		case *market.Error:
			got = string(e.Code)
		case market.Errors:
			got = string(e[0].Code)
		}
		if got != test.want || err != nil && *s != before || err == nil && s.Price.Amount() != test.amount {
			t.Errorf("%s: %v, %s", name, err, s.Price)
		}
	}
}
