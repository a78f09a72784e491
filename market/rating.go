package market

import (
	"math"
	"time"
)

// The rating formula, version 1 (R2): what is taken as given before the first
// review, and how fast a review loses weight.
const (
	RatingFormula = "1"
	priorWeight   = 7.0
	priorScore    = 3.5
	ratingHalving = 18 * 730 * time.Hour // 18 months of 730 hours
)

// Rating is the Bayesian mean of published reviews in stars from 1 to 5: prior
// weight 7 at 3.5, each review halved in weight every 18 months (PRODUCT R2).
// It is 0 when there are none.
type Rating struct {
	Value float64    `db:"value"`
	Count int        `db:"count"`
	AsOf  *time.Time `db:"as_of"`
}

// Formula is the version of the formula.
func (Rating) Formula() string { return RatingFormula }

// Score is what a review adds to a rating: its stars, and when it was written.
type Score struct {
	Stars int       `db:"score"`
	At    time.Time `db:"created_at"`
}

// Rate is the rating of the scores at now, rounded to four decimals so that it is
// the same on every machine. The order of the scores does not matter beyond that.
func Rate(scores []*Score, now time.Time) Rating {
	if len(scores) == 0 {
		return Rating{}
	}
	weight, sum := priorWeight, priorWeight*priorScore
	for _, s := range scores {
		age := max(now.Sub(s.At), 0)
		w := math.Exp2(-float64(age) / float64(ratingHalving))
		weight += w
		sum += w * float64(s.Stars)
	}
	return Rating{math.Round(sum/weight*1e4) / 1e4, len(scores), &now}
}
