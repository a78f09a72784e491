package market_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"partnergraph/market"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

const halving = 18 * 730 * time.Hour

// stars makes scores of one age.
func stars(age time.Duration, all ...int) (scores []*market.Score) {
	for _, n := range all {
		scores = append(scores, &market.Score{Stars: n, At: noon.Add(-age)})
	}
	return scores
}

func TestRate(t *testing.T) {
	for name, test := range map[string]struct {
		scores []*market.Score
		want   float64
		count  int
	}{
		"no review":                     {nil, 0, 0},
		"one of 5 stars":                {stars(0, 5), 3.6875, 1},         // (24.5+5)/8
		"one of 1 star":                 {stars(0, 1), 3.1875, 1},         // (24.5+1)/8
		"one of 5 stars, 18 months old": {stars(halving, 5), 3.6, 1},      // (24.5+2.5)/7.5
		"36 months old":                 {stars(2*halving, 5), 3.5517, 1}, // (24.5+1.25)/7.25
		"seven of 5: as much as given":  {stars(0, 5, 5, 5, 5, 5, 5, 5), 4.25, 7},
		"good once, bad now":            {append(stars(halving, 5, 5), stars(0, 1, 1)...), 3.15, 4}, // (24.5+5+2)/10
		"bad once, good now":            {append(stars(halving, 1, 1), stars(0, 5, 5)...), 3.55, 4}, // (24.5+1+10)/10
		"one from a clock that is late": {stars(-time.Hour, 5), 3.6875, 1},
	} {
		t.Run(name, func(t *testing.T) {
			got := market.Rate(test.scores, noon)
			if got.Value != test.want || got.Count != test.count || (got.AsOf == nil) != (test.count == 0) {
				t.Errorf("%v of %d, want %v of %d", got.Value, got.Count, test.want, test.count)
			}
		})
	}
}

// For any history: the rating lies between its scores and the prior, does not
// depend on the order of the rows, and one more review moves it toward that review.
func TestRateProperties(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for range 500 {
		scores := []*market.Score{}
		low, high := 3.5, 3.5
		for range 1 + r.IntN(40) {
			s := stars(time.Duration(r.Int64N(int64(5*halving))), 1+r.IntN(5))
			low, high = min(low, float64(s[0].Stars)), max(high, float64(s[0].Stars))
			scores = append(scores, s...)
		}
		rated := market.Rate(scores, noon)
		if rated.Value < low-1e-4 || rated.Value > high+1e-4 || rated.Count != len(scores) {
			t.Fatalf("%v of %d, scores and prior are %v to %v", rated.Value, rated.Count, low, high)
		}
		shuffled := slices.Clone(scores)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if again := market.Rate(shuffled, noon); math.Abs(again.Value-rated.Value) > 1e-4 {
			t.Fatalf("%v in one order, %v in another", rated.Value, again.Value)
		}
		best, worst := market.Rate(append(stars(0, 5), scores...), noon), market.Rate(append(stars(0, 1), scores...), noon)
		if best.Value < rated.Value || worst.Value > rated.Value || worst.Value >= best.Value {
			t.Fatalf("%v becomes %v after 5 stars, %v after 1", rated.Value, best.Value, worst.Value)
		}
	}
}
