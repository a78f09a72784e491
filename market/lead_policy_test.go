package market_test

import (
	"math"
	"testing"
	"time"

	"partnergraph/market"
)

// firstPolicy is a policy with round numbers.
func firstPolicy() *market.LeadPolicy {
	all := []market.Competence{market.ThisProduct, market.OtherSoftware, market.Newcomer}
	size := func(size market.LeadSize, drawn, board int, floor float64) *market.LeadSizeRules {
		return &market.LeadSizeRules{Size: size, Mode: market.LeadExclusive, MaxShare: 1, Hours: 24, Drawn: all[:drawn], Board: all[:board], NewcomerFloor: floor}
	}
	return &market.LeadPolicy{Version: 1, Rules: market.LeadRules{
		Kinds: []market.PartnerKind{market.Integrator}, Newcomers: all[2:],
		Sizes:    []*market.LeadSizeRules{size(market.Small, 3, 3, 2), size(market.Medium, 2, 3, 0), size(market.Large, 1, 2, 0)},
		RadiusKm: 100, Pool: 1000, Rounds: 5, BoardDays: 14, WaitHours: 72, ReturnHours: 72, DealDays: 90, RemindAt: 0.5, LevelPower: 1,
		Rating: market.Curve{{At: 1, Weight: 0.1}, {At: 2, Weight: 0.3}, {At: 4, Weight: 1.3}}, RatingPrior: 3,
		AnswerTime: market.Curve{{At: 0, Weight: 1.5}, {At: 24, Weight: 1}, {At: 72, Weight: 0.5}}, AnswerPrior: 24, AnswerWeight: 2,
		Load: market.Curve{{At: 0, Weight: 1}, {At: 10, Weight: 0}}, CatchUpAtMost: 4,
	}}
}

func TestACurveIsStraightBetweenItsPointsAndLevelBeyond(t *testing.T) {
	t.Parallel()
	curve := market.Curve{{At: 1, Weight: 0.5}, {At: 3, Weight: 1.5}, {At: 4, Weight: 1}}
	for at, want := range map[float64]float64{0: 0.5, 1: 0.5, 2: 1, 3: 1.5, 3.5: 1.25, 4: 1, 1000: 1} {
		if got := curve.Weigh(at); got != want {
			t.Errorf("at %v the curve is %v, want %v", at, got, want)
		}
	}
}

func TestAPolicyIsRefusedWithAllThatIsWrong(t *testing.T) {
	t.Parallel()
	newest := &market.LeadPolicy{Version: 3, ValidFrom: noon.Add(time.Hour)}
	for name, test := range map[string]struct {
		from   time.Duration
		change func(*market.LeadRules)
		want   string
	}{
		"good":                             {from: 2 * time.Hour},
		"with the last, which it replaces": {from: time.Hour},
		"before it":                        {from: time.Minute},
		"from now on":                      {},
		"a moment ago":                     {from: -time.Microsecond, want: "INVALID validFrom"},
		"366 days away":                    {from: 366 * 24 * time.Hour},
		"a moment more than 366 days away": {from: 366*24*time.Hour + time.Microsecond, want: "INVALID validFrom"},
		"without a size": {from: 2 * time.Hour, want: "INVALID rules.sizes",
			change: func(r *market.LeadRules) { r.Sizes = r.Sizes[:2] }},
		"with a size twice": {from: 2 * time.Hour, want: "INVALID rules.sizes.2, INVALID rules.sizes",
			change: func(r *market.LeadRules) { r.Sizes[2] = r.Sizes[0] }},
		"sold by default": {from: 2 * time.Hour, want: "INVALID rules.sizes.0.mode",
			change: func(r *market.LeadRules) { r.Sizes[0].Mode = market.LeadSold }},
		"exclusive to several": {from: 2 * time.Hour, want: "INVALID rules.sizes.0.maxShare",
			change: func(r *market.LeadRules) { r.Sizes[0].MaxShare = 2 }},
		"with nobody to draw": {from: 2 * time.Hour, want: "INVALID rules.sizes.1.drawn",
			change: func(r *market.LeadRules) { r.Sizes[1].Drawn = nil }},
		"with a curve that turns back": {from: 2 * time.Hour, want: "INVALID rules.load.1.at",
			change: func(r *market.LeadRules) { r.Load[1].At = 0 }},
		"with a curve below nothing": {from: 2 * time.Hour, want: "INVALID rules.load.0.weight",
			change: func(r *market.LeadRules) { r.Load[0].Weight = -0.1 }},
		"with no curve and no number": {from: 2 * time.Hour, want: "INVALID rules.levelPower, INVALID rules.rating",
			change: func(r *market.LeadRules) { r.Rating, r.LevelPower = nil, math.NaN() }},
		"with a pool of ninety-nine, and no radius": {from: 2 * time.Hour, want: "INVALID rules.radiusKm, INVALID rules.pool",
			change: func(r *market.LeadRules) { r.Pool, r.RadiusKm = 99, 0 }},
	} {
		rules := firstPolicy().Rules
		if test.change != nil {
			test.change(&rules)
		}
		from := noon.Add(test.from)
		in := market.LeadPolicyPublishInput{ValidFrom: &from, Note: "What is new in it.", Rules: &rules}
		p, err := in.Policy(newest, noon)
		if codeAt(err) != test.want || err == nil && p.Version != 4 {
			t.Errorf("%s: %q, want %q", name, codeAt(err), test.want)
		}
	}
}
