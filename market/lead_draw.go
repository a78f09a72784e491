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
	candidate *LeadCandidate
	weight    float64 // by the policy
	share     float64 // the part of all weights, times catching up
	luck      float64 // the least wins
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
	size := p.Size(l.Size)
	tickets := make([]ticket, 0, len(candidates))
	for _, c := range candidates {
		if opening := c.Preferences.Opening(now); opening.After(now) {
			if d.Opening == nil || opening.Before(*d.Opening) {
				d.Opening = &opening
			}
			continue
		}
		tickets = append(tickets, ticket{candidate: c, weight: p.Rules.weigh(size, c).product()})
	}
	// The order of sums is that of the ids, so that they are the same to the last bit.
	slices.SortFunc(tickets, func(a, b ticket) int { return cmp.Compare(a.candidate.PartnerID, b.candidate.PartnerID) })
	sums := p.catchUp(tickets)
	for i := range tickets {
		tickets[i].draw(&seed)
	}
	d.Candidates = len(tickets)
	for i := range min(n, len(tickets)) {
		first := i
		for j := i + 1; j < len(tickets); j++ {
			if tickets[j].before(&tickets[first]) {
				first = j
			}
		}
		tickets[i], tickets[first] = tickets[first], tickets[i]
		d.Picks = append(d.Picks, LeadPick{tickets[i].candidate.PartnerID, p.trace(size, &tickets[i], sums)})
	}
	return d
}

// before reports whether a ticket wins over another. Those of weight zero come last.
func (t *ticket) before(other *ticket) bool {
	if t.share == 0 != (other.share == 0) {
		return other.share == 0
	}
	return cmp.Or(cmp.Compare(t.luck, other.luck), cmp.Compare(t.candidate.PartnerID, other.candidate.PartnerID)) < 0
}

// draw gives the ticket its luck.
func (t *ticket) draw(seed *DrawSeed) {
	var text [96]byte
	hash := sha256.Sum256(append(append(text[:0], seed[:]...), t.candidate.PartnerID...))
	uniform := (float64(binary.BigEndian.Uint64(hash[:])>>11) + 0.5) / (1 << 53)
	t.luck = -math.Log(uniform)
	if t.share > 0 {
		t.luck /= t.share
	}
}
