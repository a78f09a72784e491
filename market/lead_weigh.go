package market

import "math"

// weighing is what a candidate is worth for a lead, factor by factor.
type weighing [5]LeadTraceFactor

func (w weighing) product() float64 {
	return w[0].Weight * w[1].Weight * w[2].Weight * w[3].Weight * w[4].Weight
}

// weigh looks at a candidate by the rules, before what it had is looked at.
func (r *LeadRules) weigh(size *LeadSizeRules, c *LeadCandidate) weighing {
	stars := c.RatingValue
	if c.RatingCount == 0 {
		stars = r.RatingPrior
	}
	hours := (r.AnswerPrior*r.AnswerWeight + c.Standing.AnswerHours) / (r.AnswerWeight + c.Standing.AnswerWeight)
	inHand := float64(c.Standing.InHand())
	level, answer := math.Pow(c.LevelWeight, r.LevelPower), Curve(r.AnswerTime).Weigh(hours)
	lift, floor := 1.0, 0.0
	if r.IsNewcomer(c.Competence) {
		floor = size.NewcomerFloor
	}
	if earned := level * answer; earned > 0 && earned < floor {
		lift = floor / earned
	}
	return weighing{
		{FactorLevel, c.LevelWeight, level},
		{FactorRating, stars, Curve(r.Rating).Weigh(stars)},
		{FactorAnswerTime, hours, answer},
		{FactorLoad, inHand, Curve(r.Load).Weigh(inHand)},
		{FactorNewcomer, floor, lift},
	}
}

// sums are what a draw adds up over its candidates.
type sums struct {
	weights, received, shares float64
	candidates                int
}

// due is how many leads a ticket should have had, this one included, and what catching
// up with that multiplies its weight by. When no weight is above zero, all are alike.
func (p *LeadPolicy) due(t *ticket, s sums) (part, due, catchUp float64) {
	part = 1 / float64(s.candidates)
	if s.weights > 0 {
		part = t.weight / s.weights
	}
	due = (s.received + 1) * part
	most := p.Rules.CatchUpAtMost
	return part, due, min(max(math.Exp2(due-t.candidate.Standing.Received), 1/most), most)
}

// catchUp compares what each candidate had with what it should have had.
func (p *LeadPolicy) catchUp(tickets []ticket) sums {
	s := sums{candidates: len(tickets)}
	for i := range tickets {
		s.weights += tickets[i].weight
		s.received += tickets[i].candidate.Standing.Received
	}
	for i := range tickets {
		part, _, catchUp := p.due(&tickets[i], s)
		tickets[i].share = part * catchUp
		s.shares += tickets[i].share
	}
	return s
}

// trace says why a ticket has the chance that it has.
func (p *LeadPolicy) trace(size *LeadSizeRules, t *ticket, s sums) *LeadTrace {
	_, due, catchUp := p.due(t, s)
	trace := &LeadTrace{Reason: ReasonDraw, Policy: p.Version, Weight: t.weight, Due: due, Received: t.candidate.Standing.Received,
		CatchUp: catchUp, Chance: t.share / s.shares, Candidates: s.candidates}
	for _, f := range p.Rules.weigh(size, t.candidate) {
		trace.Factors = append(trace.Factors, &f)
	}
	return trace
}
