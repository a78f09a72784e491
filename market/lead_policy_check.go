package market

import (
	"math"
	"strconv"
	"time"
)

// LeadPolicyPublishInput is the input of leadPolicyPublish.
type LeadPolicyPublishInput struct {
	ValidFrom *time.Time // nil for now
	Note      string
	Rules     *LeadRules
}

// maxPolicyAhead is how long before it begins a version can be published.
const maxPolicyAhead = 366 * 24 * time.Hour

// Policy is the version that the input publishes at now, after the newest there is. It
// takes the place of those that begin when it does, or later. It fails with all that is
// wrong with it.
func (in LeadPolicyPublishInput) Policy(newest *LeadPolicy, now time.Time) (*LeadPolicy, error) {
	var errs Errors
	p := &LeadPolicy{Version: 1, ValidFrom: now, Rules: *in.Rules}
	p.Note = checkText(&errs, "note", in.Note, 10, 1000)
	if in.ValidFrom != nil {
		p.ValidFrom = *in.ValidFrom
	}
	errs.Add(!p.ValidFrom.Before(now), "validFrom", "validFrom lies in the past: leave it out for a policy that begins at once.")
	errs.Add(!p.ValidFrom.After(now.Add(maxPolicyAhead)), "validFrom", "validFrom lies more than 366 days ahead.")
	if newest != nil {
		p.Version = newest.Version + 1
	}
	p.Rules.check(&errs)
	return p, errs.Err()
}

// Check fails with all that is wrong with the rules.
func (r *LeadRules) Check() error {
	var errs Errors
	r.check(&errs)
	return errs.Err()
}

func (r *LeadRules) check(errs *Errors) {
	checkSet(errs, "rules.kinds", r.Kinds, 1)
	checkSet(errs, "rules.newcomers", r.Newcomers, 0)
	checkWhole(errs, "rules.radiusKm", r.RadiusKm, 1, 20_000)
	checkWhole(errs, "rules.pool", r.Pool, 100, 5000)
	checkWhole(errs, "rules.rounds", r.Rounds, 0, 50)
	checkWhole(errs, "rules.boardDays", r.BoardDays, 0, 90)
	checkWhole(errs, "rules.waitHours", r.WaitHours, 0, 168)
	checkWhole(errs, "rules.returnHours", r.ReturnHours, 1, 720)
	checkWhole(errs, "rules.dealDays", r.DealDays, 1, 730)
	checkReal(errs, "rules.remindAt", r.RemindAt, 0.1, 0.9)
	checkReal(errs, "rules.levelPower", r.LevelPower, 0, 4)
	checkReal(errs, "rules.ratingPrior", r.RatingPrior, 1, 5)
	checkReal(errs, "rules.answerPrior", r.AnswerPrior, 0, 336)
	checkReal(errs, "rules.answerWeight", r.AnswerWeight, 0.1, 100)
	checkReal(errs, "rules.catchUpAtMost", r.CatchUpAtMost, 1, 1024)
	Curve(r.Rating).check(errs, "rules.rating", 5)
	Curve(r.AnswerTime).check(errs, "rules.answerTime", 336)
	Curve(r.Load).check(errs, "rules.load", 10_000)
	r.checkSizes(errs)
}

// checkSizes asks for the rules of each size, once.
func (r *LeadRules) checkSizes(errs *Errors) {
	seen := map[LeadSize]bool{}
	for i, s := range r.Sizes {
		at := pathOf("rules.sizes", i)
		errs.Add(!seen[s.Size], at, "%s stands here twice.", s.Size)
		seen[s.Size] = true
		errs.Add(s.Mode != LeadSold, at+".mode", "mode must be EXCLUSIVE, SHARED or BOARD: only who sells a lead has it SOLD.")
		checkWhole(errs, at+".maxShare", s.MaxShare, 1, 20)
		errs.Add(s.Mode != LeadExclusive || s.MaxShare == 1, at+".maxShare", "maxShare must be 1 with EXCLUSIVE, which is one partner at a time; choose SHARED for more.")
		checkWhole(errs, at+".hours", s.Hours, 1, 336)
		checkReal(errs, at+".newcomerFloor", s.NewcomerFloor, 0, 100)
		checkSet(errs, at+".drawn", s.Drawn, 1)
		checkSet(errs, at+".board", s.Board, 1)
	}
	for _, size := range []LeadSize{Small, Medium, Large} {
		errs.Add(seen[size], "rules.sizes", "sizes must have rules for %s.", size)
	}
}

// maxPoints is how many points a curve has, at most.
const maxPoints = 20

// check refuses a curve that does not go from left to right, or weighs less than
// nothing.
func (c Curve) check(errs *Errors, field string, most float64) {
	errs.Add(len(c) >= 1 && len(c) <= maxPoints, field, "A curve has 1 to %d points; this has %d.", maxPoints, len(c))
	for i, p := range c {
		checkReal(errs, pathOf(field, i)+".at", p.At, 0, most)
		checkReal(errs, pathOf(field, i)+".weight", p.Weight, 0, 100)
		errs.Add(i == 0 || p.At > c[i-1].At, pathOf(field, i)+".at", "at must be more than that of the point before.")
	}
}

// checkSet refuses a list that has too few items, or one of them twice.
func checkSet[T ~string](errs *Errors, field string, list []T, least int) {
	errs.Add(len(list) >= least, field, "Name one at least.")
	seen := map[T]bool{}
	for i, item := range list {
		errs.Add(!seen[item], pathOf(field, i), "%s stands here twice.", item)
		seen[item] = true
	}
}

func checkWhole(errs *Errors, field string, n, least, most int) {
	errs.Add(n >= least && n <= most, field, "This must be from %d to %d; it is %d.", least, most, n)
}

// checkReal refuses a number out of bounds, and what is none.
func checkReal(errs *Errors, field string, x, least, most float64) {
	say := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	errs.Add(!math.IsNaN(x) && x >= least && x <= most, field, "This must be from %s to %s; it is %s.", say(least), say(most), say(x))
}
