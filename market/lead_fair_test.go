package market_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"partnergraph/market"
)

// simulated are n partners of all levels and ratings, the same for each call.
func simulated(n int) []*market.LeadCandidate {
	r := rand.New(rand.NewPCG(4, 2))
	list := make([]*market.LeadCandidate, n)
	for i := range list {
		c := candidate(market.PartnerID(fmt.Sprintf("partner %04d", i)))
		c.LevelWeight = []float64{1, 1.25, 1.6, 2}[r.IntN(4)]
		c.RatingValue, c.RatingCount = 2.5+2.5*r.Float64(), 1+r.IntN(50)
		c.Standing.AnswerHours, c.Standing.AnswerWeight = 100*r.Float64(), 5
		list[i] = c
	}
	return list
}

// drawLeads gives the leads one by one, and counts who got them. Where received is kept,
// a draw catches up with those before it.
func drawLeads(p *market.LeadPolicy, list []*market.LeadCandidate, leads int, seed market.DrawSeed, keeps bool) []int {
	place, won := map[market.PartnerID]int{}, make([]int, len(list))
	for i, c := range list {
		place[c.PartnerID] = i
		c.Standing.Received = 0
	}
	for n := range leads {
		pick := p.Draw(anyNeed(), list, 1, seed.Round(n), noon).Picks[0]
		i := place[pick.PartnerID]
		won[i]++
		if keeps {
			list[i].Standing.Received++
		}
	}
	return won
}

// shares are the parts of all weights by the policy.
func shares(p *market.LeadPolicy, list []*market.LeadCandidate) []float64 {
	parts, sum := make([]float64, len(list)), 0.0
	for i, c := range list {
		parts[i] = p.Draw(anyNeed(), []*market.LeadCandidate{c}, 1, market.DrawSeed{}, noon).Picks[0].Trace.Weight
		sum += parts[i]
	}
	for i := range parts {
		parts[i] /= sum
	}
	return parts
}

// chiSquare is Pearson's statistic: how far counts are from the shares.
func chiSquare(won []int, parts []float64) (x float64) {
	total := 0
	for _, n := range won {
		total += n
	}
	for i, n := range won {
		want := parts[i] * float64(total)
		x += (float64(n) - want) * (float64(n) - want) / want
	}
	return x
}

// critical is what the statistic passes by chance once in a thousand times: the quantile
// 0.999 of chi-square, by Wilson and Hilferty's approximation.
func critical(degrees int) float64 {
	d, z := float64(degrees), 3.0902
	h := 2 / (9 * d)
	return d * math.Pow(1-h+z*math.Sqrt(h), 3)
}

// 10,000 leads over 1,000 partners, once without looking at the past, where the counts
// must be within chance of the shares, and once as they are drawn, where they must be
// nearer still and nobody starves. The least share would have some three leads; that
// somebody with so few gets none at all happens by chance, and not with catching up.
func TestSharesFollowWeightsAndNobodyStarves(t *testing.T) {
	t.Parallel()
	const partners, leads = 1000, 10_000
	list := simulated(partners)
	forgetful := firstPolicy()
	forgetful.Rules.CatchUpAtMost = 1
	parts, limit := shares(forgetful, list), critical(partners-1)
	won := drawLeads(forgetful, list, leads, market.DrawSeed{1}, false)
	if x := chiSquare(won, parts); x > limit || x < 2*(partners-1)-limit {
		t.Errorf("by chance alone chi-square is %.0f, want at most %.0f (and no less than as far below %d)", x, limit, partners-1)
	}
	fair := drawLeads(firstPolicy(), list, leads, market.DrawSeed{2}, true)
	x := chiSquare(fair, parts)
	if x > limit/2 {
		t.Errorf("with catching up chi-square is %.0f, want at most half of %.0f", x, limit)
	}
	least := leads
	for i, n := range fair {
		least = min(least, n)
		if want := parts[i] * leads; float64(n) < want/2-1 {
			t.Errorf("%s has %d leads of the %.1f due", list[i].PartnerID, n, want)
		}
	}
	if least == 0 {
		t.Error("somebody starves")
	}
	t.Logf("chi-square with catching up is %.0f, the fewest leads of a partner %d", x, least)
}

// The same test catches a draw that favours every tenth partner by a third.
func TestTheTestOfSharesFindsABiasedDraw(t *testing.T) {
	t.Parallel()
	const partners, leads = 100, 10_000
	list := simulated(partners)
	forgetful := firstPolicy()
	forgetful.Rules.CatchUpAtMost = 1
	parts := shares(forgetful, list)
	for i := 0; i < partners; i += 10 {
		list[i].LevelWeight *= 1.5
	}
	won := drawLeads(forgetful, list, leads, market.DrawSeed{1}, false)
	if x := chiSquare(won, parts); x <= critical(partners-1) {
		t.Errorf("chi-square of a biased draw is %.0f, which passes %.0f", x, critical(partners-1))
	}
}

// R2 and L4: half a rating brings as many leads as the policy's curve says, and changes
// nothing else: no other factor, no ratio of others' chances, no other lead.
func TestHalfARatingBringsWhatTheCurveSaysAndNothingElse(t *testing.T) {
	t.Parallel()
	const partners, halved, leads = 100, 10, 10_000
	p := firstPolicy()
	p.Rules.CatchUpAtMost = 1
	before, after := simulated(partners), simulated(partners)
	for i := range halved {
		before[i].RatingValue, after[i].RatingValue = 4, 2
	}
	for i := range partners {
		a, b := traceOf(anyNeed(), before[i]), traceOf(anyNeed(), after[i])
		for n := range a.Factors {
			if isRating := a.Factors[n].Name == market.FactorRating; (*a.Factors[n] == *b.Factors[n]) == (isRating && i < halved) {
				t.Fatalf("partner %d: %+v became %+v", i, a.Factors[n], b.Factors[n])
			}
		}
		want := 1.0
		if i < halved {
			want = market.Curve(p.Rules.Rating).Weigh(2) / market.Curve(p.Rules.Rating).Weigh(4)
		}
		if !close(b.Weight/a.Weight, want) {
			t.Fatalf("partner %d weighs %v, before %v; want %v of it", i, b.Weight, a.Weight, want)
		}
	}
	sum := func(parts []float64) (s float64) {
		for _, part := range parts[:halved] {
			s += part
		}
		return s
	}
	share, fewer := sum(shares(p, before)), 0
	want := sum(shares(p, after))
	for n := range leads {
		seed := market.DrawSeed{3}.Round(n)
		a := p.Draw(anyNeed(), before, 1, seed, noon).Picks[0].PartnerID
		b := p.Draw(anyNeed(), after, 1, seed, noon).Picks[0].PartnerID
		if b <= before[halved-1].PartnerID {
			fewer++
		}
		if a != b && a > before[halved-1].PartnerID {
			t.Fatalf("lead %d went from %s to %s, and neither rating had changed", n, a, b)
		}
	}
	got, chance := float64(fewer)/leads, 3.29*math.Sqrt(want*(1-want)/leads) // once in a thousand times
	if math.Abs(got-want) > chance || got > share/2 {
		t.Errorf("half the rating: %.4f of the leads, want %.4f within %.4f; before %.4f", got, want, chance, share)
	}
}

// With catching up as well, what somebody gets over time is its share.
func TestHalfARatingOverTime(t *testing.T) {
	t.Parallel()
	const partners, leads = 50, 2000
	p, list := firstPolicy(), simulated(partners)
	list[0].RatingValue = 4
	was := drawLeads(p, list, leads, market.DrawSeed{5}, true)[0]
	wasDue := shares(p, list)[0] * leads
	list[0].RatingValue = 2
	is := drawLeads(p, list, leads, market.DrawSeed{5}, true)[0]
	isDue := shares(p, list)[0] * leads
	if math.Abs(float64(was)-wasDue) > 5 || math.Abs(float64(is)-isDue) > 5 || isDue > wasDue/3 {
		t.Errorf("with 4 stars %d leads of %.1f due, with 2 %d of %.1f", was, wasDue, is, isDue)
	}
}

// Leads differ in what they ask for, and partners in what they can: who fits any at all
// gets some.
func TestNobodyWhoFitsStarvesAmongDifferentLeads(t *testing.T) {
	t.Parallel()
	const partners, leads = 1000, 10_000
	r := rand.New(rand.NewPCG(6, 7))
	list, p := simulated(partners), firstPolicy()
	languages, industries := []string{"de", "de", "de", "en", "fr"}, []string{"retail", "farming", "banking"}
	for _, c := range list {
		c.Languages = []string{languages[r.IntN(5)]}
		c.IndustryCodes = []string{industries[r.IntN(3)]}
		c.Competence = []market.Competence{market.ThisProduct, market.OtherSoftware, market.Newcomer, market.Newcomer}[r.IntN(4)]
	}
	won := map[market.PartnerID]int{}
	for n := range leads {
		l := anyNeed()
		l.Locale, l.IndustryCode = languages[r.IntN(5)], &industries[r.IntN(3)]
		l.Size = []market.LeadSize{market.Small, market.Small, market.Medium, market.Large}[r.IntN(4)]
		fit := []*market.LeadCandidate{}
		for _, c := range list {
			if p.Fit(l, c, noon) == market.LeadFits {
				fit = append(fit, c)
			}
		}
		for _, pick := range p.Draw(l, fit, 1, market.DrawSeed{8}.Round(n), noon).Picks {
			won[pick.PartnerID]++
			for _, c := range fit {
				if c.PartnerID == pick.PartnerID {
					c.Standing.Received++
				}
			}
		}
	}
	for _, c := range list {
		if won[c.PartnerID] == 0 {
			t.Errorf("%s (%s, %v, %v) got no lead of %d", c.PartnerID, c.Competence, c.Languages, c.IndustryCodes, leads)
		}
	}
}

// A draw is among a pool: of more candidates than that, those that follow a random place
// among random keys. 20,000 leads over 2,000 partners in pools of 300: what somebody gets
// over time is still its share.
func TestSharesFollowWeightsInAPoolOfFew(t *testing.T) {
	t.Parallel()
	const partners, leads, pool = 2000, 20_000, 300
	r := rand.New(rand.NewPCG(9, 1))
	list, keys := simulated(partners), make([]float64, partners)
	for i := range keys {
		keys[i] = r.Float64()
	}
	slices.Sort(keys) // of the list, whose order says nothing
	p, place, won := firstPolicy(), map[market.PartnerID]int{}, make([]int, partners)
	for i, c := range list {
		place[c.PartnerID] = i
	}
	twice := append(slices.Clone(list), list...)
	for n := range leads {
		first, _ := slices.BinarySearch(keys, r.Float64())
		pick := p.Draw(anyNeed(), slices.Clone(twice[first:first+pool]), 1, market.DrawSeed{6}.Round(n), noon).Picks[0]
		won[place[pick.PartnerID]]++
		list[place[pick.PartnerID]].Standing.Received++
	}
	parts, limit := shares(p, simulated(partners)), critical(partners-1)
	x := chiSquare(won, parts)
	if x > limit/2 {
		t.Errorf("chi-square is %.0f, want at most half of %.0f", x, limit)
	}
	least := slices.Min(won)
	if least == 0 {
		t.Error("somebody starves")
	}
	t.Logf("chi-square is %.0f, the fewest leads of a partner %d", x, least)
}
