package market

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
	"time"
)

// DrawSeed is what the chance of a draw comes from.
type DrawSeed [32]byte

// Round is the seed of the n-th draw for a lead.
func (s DrawSeed) Round(n int) DrawSeed {
	return sha256.Sum256(binary.BigEndian.AppendUint64(s[:], uint64(n)))
}

// LeadPick is a partner that was drawn.
type LeadPick struct {
	PartnerID PartnerID
	Trace     *LeadTrace
}

// LeadDraw is the outcome of a draw.
type LeadDraw struct {
	Policy     int        // the version
	Picks      []LeadPick // in the order in which they were drawn
	Candidates int        // among how many
	Opening    *time.Time // when the first of those opens that were left out for their hours
}

// ticket is a candidate's part in a draw.
type ticket struct {
	id    PartnerID
	trace *LeadTrace
	share float64 // weight times catching up
	luck  float64 // at least 0, the least wins
}

// Draw draws up to n of the candidates, who fit the lead but for their hours.
//
// Each candidate's weight is multiplied by what catches up with the past: two to the
// power of the leads it should have had, by its part of all weights, less those it had.
// Then each is given a number that is exponentially distributed with that product as
// its rate, and the least numbers win, so that the chance of being first is the
// product's part of their sum (Efraimidis and Spirakis). The number comes from the seed
// and the candidate alone: what becomes of one candidate changes nothing among the
// others, and who drops out leaves them in their order. Those of weight zero come last,
// and are all alike.
func (p *LeadPolicy) Draw(l *LeadNeed, candidates []*LeadCandidate, n int, seed DrawSeed, now time.Time) *LeadDraw {
	d := &LeadDraw{Policy: p.Version}
	tickets := make([]ticket, 0, len(candidates))
	for _, c := range candidates {
		if opening := c.Preferences.Opening(now); opening.After(now) {
			if d.Opening == nil || opening.Before(*d.Opening) {
				d.Opening = &opening
			}
			continue
		}
		tickets = append(tickets, ticket{id: c.PartnerID, trace: p.weigh(l, c)})
	}
	// The order of sums is that of the ids, so that they are the same to the last bit.
	slices.SortFunc(tickets, func(a, b ticket) int { return cmp.Compare(a.id, b.id) })
	p.catchUp(tickets)
	for i := range tickets {
		tickets[i].draw(seed)
	}
	slices.SortFunc(tickets, func(a, b ticket) int {
		return cmp.Or(cmp.Compare(b2i(a.share == 0), b2i(b.share == 0)), cmp.Compare(a.luck, b.luck), cmp.Compare(a.id, b.id))
	})
	d.Candidates = len(tickets)
	for _, t := range tickets[:min(n, len(tickets))] {
		d.Picks = append(d.Picks, LeadPick{t.id, t.trace})
	}
	return d
}

// weigh is what a candidate is worth by the policy, before what it had is looked at.
func (p *LeadPolicy) weigh(l *LeadNeed, c *LeadCandidate) *LeadTrace {
	r := &p.Rules
	stars := c.RatingValue
	if c.RatingCount == 0 {
		stars = r.RatingPrior
	}
	hours := (r.AnswerPrior*r.AnswerWeight + c.Standing.AnswerHours) / (r.AnswerWeight + c.Standing.AnswerWeight)
	level, answer := math.Pow(c.LevelWeight, r.LevelPower), r.AnswerTime.Weigh(hours)
	lift, floor := 1.0, r.Size(l.Size).NewcomerFloor
	if !r.IsNewcomer(c.Competence) {
		floor = 0
	}
	if earned := level * answer; earned > 0 && earned < floor {
		lift = floor / earned
	}
	factors := []*LeadTraceFactor{
		{FactorLevel, c.LevelWeight, level},
		{FactorRating, stars, r.Rating.Weigh(stars)},
		{FactorAnswerTime, hours, answer},
		{FactorLoad, float64(c.Standing.InHand()), r.Load.Weigh(float64(c.Standing.InHand()))},
		{FactorNewcomer, floor, lift},
	}
	t := &LeadTrace{Reason: ReasonDraw, Policy: p.Version, Factors: factors, Weight: 1, Received: c.Standing.Received}
	for _, f := range factors {
		t.Weight *= f.Weight
	}
	return t
}

// catchUp compares what each candidate had with what it should have had.
func (p *LeadPolicy) catchUp(tickets []ticket) {
	weights, received, shares := 0.0, 0.0, 0.0
	for _, t := range tickets {
		weights += t.trace.Weight
		received += t.trace.Received
	}
	for i := range tickets {
		t := tickets[i].trace
		part := 1 / float64(len(tickets)) // when no weight is above zero, all are alike
		if weights > 0 {
			part = t.Weight / weights
		}
		t.Due = (received + 1) * part
		t.CatchUp = min(max(math.Exp2(t.Due-t.Received), 1/p.Rules.CatchUpAtMost), p.Rules.CatchUpAtMost)
		tickets[i].share = part * t.CatchUp
		shares += tickets[i].share
	}
	for i := range tickets {
		tickets[i].trace.Chance = tickets[i].share / shares
		tickets[i].trace.Candidates = len(tickets)
	}
}

// draw gives the ticket its luck.
func (t *ticket) draw(seed DrawSeed) {
	hash := sha256.Sum256(append(seed[:], t.id...))
	uniform := (float64(binary.BigEndian.Uint64(hash[:])>>11) + 0.5) / (1 << 53)
	t.luck = -math.Log(uniform)
	if t.share > 0 {
		t.luck /= t.share
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
