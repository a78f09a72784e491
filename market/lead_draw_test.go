package market_test

import (
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"partnergraph/market"
)

// factor is a factor of the only candidate of a draw.
func traceOf(l *market.LeadNeed, c *market.LeadCandidate) *market.LeadTrace {
	return firstPolicy().Draw(l, []*market.LeadCandidate{c}, 1, market.DrawSeed{}, noon).Picks[0].Trace
}

func TestWhatEachFactorCountsFor(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		size          market.LeadSize
		set           func(*market.LeadCandidate)
		factor        int
		value, weight float64
	}{
		"a level":               {market.Medium, func(c *market.LeadCandidate) { c.LevelWeight = 1.6 }, 0, 1.6, 1.6},
		"a level of nothing":    {market.Medium, func(c *market.LeadCandidate) { c.LevelWeight = 0 }, 0, 0, 0},
		"no reviews":            {market.Medium, func(*market.LeadCandidate) {}, 1, 3, 0.8},
		"one star":              {market.Medium, func(c *market.LeadCandidate) { c.RatingCount, c.RatingValue = 1, 1 }, 1, 1, 0.1},
		"two stars":             {market.Medium, func(c *market.LeadCandidate) { c.RatingCount, c.RatingValue = 9, 2 }, 1, 2, 0.3},
		"five stars":            {market.Medium, func(c *market.LeadCandidate) { c.RatingCount, c.RatingValue = 9, 5 }, 1, 5, 1.3},
		"no answer yet":         {market.Medium, func(*market.LeadCandidate) {}, 2, 24, 1},
		"two answers at once":   {market.Medium, func(c *market.LeadCandidate) { c.Standing.AnswerWeight = 2 }, 2, 12, 1.25},
		"silence again, again":  {market.Medium, func(c *market.LeadCandidate) { c.Standing.AnswerWeight, c.Standing.AnswerHours = 14, 72*16-48 }, 2, 72, 0.5},
		"empty hands":           {market.Medium, func(*market.LeadCandidate) {}, 3, 0, 1},
		"an offer and a work":   {market.Medium, func(c *market.LeadCandidate) { c.Standing.Open, c.Standing.Working = 1, 1 }, 3, 2, 0.8},
		"full hands":            {market.Medium, func(c *market.LeadCandidate) { c.Standing.Working = 10 }, 3, 10, 0},
		"an expert, small":      {market.Small, func(*market.LeadCandidate) {}, 4, 0, 1},
		"a newcomer, small":     {market.Small, func(c *market.LeadCandidate) { c.Competence = market.Newcomer }, 4, 2, 2},
		"a newcomer, medium":    {market.Medium, func(c *market.LeadCandidate) { c.Competence = market.Newcomer }, 4, 0, 1},
		"a newcomer at the top": {market.Small, func(c *market.LeadCandidate) { c.Competence, c.LevelWeight = market.Newcomer, 2 }, 4, 2, 1},
	} {
		l, c := anyNeed(), candidate("p")
		l.Size = test.size
		test.set(c)
		trace := traceOf(l, c)
		f := trace.Factors[test.factor]
		if !close(f.Value, test.value) || !close(f.Weight, test.weight) {
			t.Errorf("%s: %s is %v and weighs %v, want %v and %v", name, f.Name, f.Value, f.Weight, test.value, test.weight)
		}
		product := 1.0
		for _, f := range trace.Factors {
			product *= f.Weight
		}
		if !close(trace.Weight, product) || len(trace.Factors) != 5 || trace.Chance != 1 || trace.Candidates != 1 {
			t.Errorf("%s: %+v", name, trace)
		}
	}
}

func close(a, b float64) bool { return math.Abs(a-b) < 1e-12 }

func TestADrawCatchesUpWithThePast(t *testing.T) {
	t.Parallel()
	ahead, even, behind := candidate("a"), candidate("b"), candidate("c")
	ahead.Standing.Received, even.Standing.Received, behind.Standing.Received = 9, 5, 0
	picks := firstPolicy().Draw(anyNeed(), []*market.LeadCandidate{ahead, even, behind}, 3, market.DrawSeed{7}, noon).Picks
	want := map[market.PartnerID][2]float64{"a": {5, 1.0 / 4}, "b": {5, 1}, "c": {5, 4}} // 15 leads for three, of equal weight
	for _, p := range picks {
		if !close(p.Trace.Due, want[p.PartnerID][0]) || !close(p.Trace.CatchUp, want[p.PartnerID][1]) || !close(p.Trace.Chance, want[p.PartnerID][1]/5.25) {
			t.Errorf("%s: %+v, want due and catching up %v", p.PartnerID, p.Trace, want[p.PartnerID])
		}
	}
}

func TestZeroWeightsStillFindSomebody(t *testing.T) {
	t.Parallel()
	nothing := func(id market.PartnerID) *market.LeadCandidate {
		c := candidate(id)
		c.LevelWeight = 0
		return c
	}
	all := []*market.LeadCandidate{nothing("a"), nothing("b"), nothing("c")}
	won := map[market.PartnerID]int{}
	for i := range 3000 {
		d := firstPolicy().Draw(anyNeed(), all, 1, market.DrawSeed{}.Round(i), noon)
		won[d.Picks[0].PartnerID]++
		if !close(d.Picks[0].Trace.Chance, 1.0/3) {
			t.Fatalf("the chance is %v", d.Picks[0].Trace.Chance)
		}
	}
	for id, n := range won { // 1,000 of 3,000 at a third each: five standard deviations are 129
		if n < 871 || n > 1129 {
			t.Errorf("%s was drawn %d times", id, n)
		}
	}
	for i := range 100 { // who weighs something comes before who weighs nothing
		d := firstPolicy().Draw(anyNeed(), append(all, candidate("z")), 2, market.DrawSeed{}.Round(i), noon)
		if d.Picks[0].PartnerID != "z" || len(d.Picks) != 2 {
			t.Fatalf("%v came before one with weight", d.Picks[0])
		}
	}
}

func TestTheSameSeedDrawsTheSame(t *testing.T) {
	t.Parallel()
	market1 := simulated(300)
	reversed := slices.Clone(market1)
	slices.Reverse(reversed)
	for i := range 50 {
		seed := market.DrawSeed{1}.Round(i)
		a, b := firstPolicy().Draw(anyNeed(), market1, 5, seed, noon), firstPolicy().Draw(anyNeed(), reversed, 5, seed, noon)
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("drawn again in another order: %+v, then %+v", a.Picks, b.Picks)
		}
		c := firstPolicy().Draw(anyNeed(), market1, 5, market.DrawSeed{2}.Round(i), noon)
		if reflect.DeepEqual(a.Picks, c.Picks) {
			t.Fatal("another seed draws the same five")
		}
		without := slices.DeleteFunc(slices.Clone(market1), func(c *market.LeadCandidate) bool { return c.PartnerID == a.Picks[0].PartnerID })
		if d := firstPolicy().Draw(anyNeed(), without, 4, seed, noon); i == 0 && len(d.Picks) != 4 {
			t.Fatalf("without the first: %+v", d.Picks)
		}
	}
}

func TestWhoIsClosedWaitsForTheOpening(t *testing.T) {
	t.Parallel()
	closed, later := candidate("a"), candidate("b")
	closed.Preferences = market.LeadPreferences{TimeZone: ptrTo("UTC"), Days: []market.Weekday{"SATURDAY"}, OpensAt: 15 * 60, ClosesAt: 1440}
	later.Preferences = market.LeadPreferences{TimeZone: ptrTo("UTC"), Days: []market.Weekday{"SUNDAY"}, OpensAt: 0, ClosesAt: 1440}
	d := firstPolicy().Draw(anyNeed(), []*market.LeadCandidate{later, closed}, 1, market.DrawSeed{}, noon)
	if len(d.Picks) != 0 || d.Candidates != 0 || d.Opening == nil || !d.Opening.Equal(noon.Add(3*time.Hour).Truncate(time.Hour)) {
		t.Errorf("all closed: %+v, opening %v", d, d.Opening)
	}
	if d := firstPolicy().Draw(anyNeed(), nil, 1, market.DrawSeed{}, noon); len(d.Picks) != 0 || d.Opening != nil {
		t.Errorf("nobody: %+v", d)
	}
}
