package market_test

import (
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

func TestADealIsProtectedForItsDays(t *testing.T) {
	t.Parallel()
	phone, odd, long := "+447700900123", "07700 900123", strings.Repeat("x", 2001)
	for name, test := range map[string]struct {
		in   market.DealRegisterInput
		want string
	}{
		"a company":               {market.DealRegisterInput{Company: "Ferncliff Ltd", Country: *market.Right("GB")}, ""},
		"with a number":           {market.DealRegisterInput{Company: "Ferncliff", Country: *market.Right("GB"), Phone: market.Right(phone)}, ""},
		"a letter":                {market.DealRegisterInput{Company: "F", Country: *market.Right("GB")}, "INVALID company"},
		"nothing to know it by":   {market.DealRegisterInput{Company: "!!", Country: *market.Right("GB")}, "INVALID company"},
		"a number of no country":  {market.DealRegisterInput{Company: "Ferncliff", Country: *market.Right("GB"), Phone: market.Right(odd)}, "INVALID phone"},
		"an address that is none": {market.DealRegisterInput{Company: "Ferncliff", Country: *market.Right("GB"), Email: &odd}, "INVALID email"},
		"in a country of none":    {market.DealRegisterInput{Company: "Ferncliff", Country: market.Typed{Wrong: "country is none."}}, "INVALID country"},
		"in no country":           {market.DealRegisterInput{Company: "Ferncliff"}, "INVALID country"},
		"a novel":                 {market.DealRegisterInput{Company: "Ferncliff", Country: *market.Right("GB"), Note: &long}, "INVALID note"},
	} {
		d, err := test.in.Deal("p", 90, noon)
		if codeAt(err) != test.want {
			t.Errorf("%s: %q, want %q", name, codeAt(err), test.want)
		}
		if err == nil && (d.State != market.DealProtected || !d.ProtectedUntil.Equal(noon.Add(90*24*time.Hour))) {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func TestADealOfAnothersCompanyIsForTheHouse(t *testing.T) {
	t.Parallel()
	rival := func(partner market.PartnerID, state market.DealState) []*market.Deal {
		return []*market.Deal{{PartnerID: partner, State: state}}
	}
	for name, test := range map[string]struct {
		rivals []*market.Deal
		open   int
		want   market.DealState
		code   string
	}{
		"alone":                      {nil, 0, market.DealProtected, ""},
		"beside another's":           {rival("q", market.DealProtected), 0, market.DealConflict, ""},
		"beside another in conflict": {rival("q", market.DealConflict), 0, market.DealConflict, ""},
		"beside its own":             {rival("p", market.DealProtected), 1, market.DealProtected, ""},
		"after another's":            {rival("q", market.DealWithdrawn), 0, market.DealProtected, ""},
		"the fiftieth":               {nil, 49, market.DealProtected, ""},
		"the fifty-first":            {nil, 50, market.DealProtected, "CONFLICT"},
	} {
		d := &market.Deal{PartnerID: "p", State: market.DealProtected}
		if err := d.Meet(test.rivals, test.open); codeAt(err) != test.code || d.State != test.want {
			t.Errorf("%s: %s, %q", name, d.State, codeAt(err))
		}
	}
}

func TestTheHouseResolvesConflicts(t *testing.T) {
	t.Parallel()
	const why = "They have met the client twice."
	for name, test := range map[string]struct {
		own, rival market.DealState
		reason     string
		want       string
	}{
		"for the first":          {market.DealProtected, market.DealConflict, why, ""},
		"for the second":         {market.DealConflict, market.DealProtected, why, ""},
		"when the first is gone": {market.DealConflict, market.DealWithdrawn, why, ""},
		"where there is none":    {market.DealProtected, market.DealProtected, why, "CONFLICT dealId"},
		"for one that is over":   {market.DealRefused, market.DealConflict, why, "CONFLICT dealId"},
		"without a reason":       {market.DealProtected, market.DealConflict, " so ", "INVALID reason"},
	} {
		d, r := &market.Deal{PartnerID: "p", State: test.own}, &market.Deal{PartnerID: "q", State: test.rival}
		err := d.Resolve([]*market.Deal{r}, test.reason, noon)
		if codeAt(err) != test.want {
			t.Errorf("%s: %q, want %q", name, codeAt(err), test.want)
		}
		if err == nil && (d.State != market.DealProtected || r.IsOpen() || *d.Resolution != why) {
			t.Errorf("%s: %+v, %+v", name, d, r)
		}
		if err != nil && (d.State != test.own || r.State != test.rival) {
			t.Errorf("%s: changed in spite of %v", name, err)
		}
	}
}

func TestALeadFallsUnderOneDealOrTheHouse(t *testing.T) {
	t.Parallel()
	deal := func(partner market.PartnerID, state market.DealState) *market.Deal {
		return &market.Deal{PartnerID: partner, State: state}
	}
	for name, test := range map[string]struct {
		deals []*market.Deal
		want  market.DealState // "" for none
	}{
		"none":                    {nil, ""},
		"one":                     {[]*market.Deal{deal("p", market.DealProtected)}, market.DealProtected},
		"two of the same partner": {[]*market.Deal{deal("p", market.DealProtected), deal("p", market.DealProtected)}, market.DealProtected},
		"two of two partners":     {[]*market.Deal{deal("p", market.DealProtected), deal("q", market.DealProtected)}, market.DealConflict},
		"one that waits":          {[]*market.Deal{deal("p", market.DealConflict)}, market.DealConflict},
		"one, and one that waits": {[]*market.Deal{deal("p", market.DealProtected), deal("q", market.DealConflict)}, market.DealConflict},
	} {
		got := market.DealFor(test.deals)
		if (got == nil) != (test.want == "") || got != nil && got.State != test.want {
			t.Errorf("%s: %+v, want %q", name, got, test.want)
		}
	}
}
