package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"partnergraph/market"
)

// product is what solutions of one category are made of, in one language.
type product struct {
	titles, summaries []string
	about             string
	points            []string
}

// Solution is an invented solution. Its texts are drawn apart, by SolutionTexts.
type Solution struct {
	Index        int
	Partner      int
	Category     string // slug
	Industry     string // "" for any
	State        market.SolutionState
	MinimumUsers int // 0 for any
	MaximumUsers int // 0 for any
	Hosting      string
	HasExport    bool
	TrialDays    int
	IsFreemium   bool
	Plans        []*market.Plan
	PublishedAt  time.Time // zero unless published
	UpdatedAt    time.Time

	title int // which of the category's titles
}

// SolutionText is a solution in one language.
type SolutionText struct {
	Lang        Lang
	Title       string
	Summary     string
	Description string // Markdown
}

// loadProducts reads what solutions do, in one language.
func (c *content) loadProducts(l Lang) error {
	c.products[l] = map[string]product{}
	for _, kind := range []string{"sales", "back", "work"} {
		name := fmt.Sprintf("solutions/%s.%s.txt", kind, l)
		entries, err := read(name)
		if err != nil {
			return err
		}
		for _, e := range entries {
			about, err := e.one("about")
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			c.products[l][e.Key] = product{e.all("title"), e.all("summary"), about, e.all("point")}
			if l == English {
				c.categories = append(c.categories, e.Key)
			}
		}
	}
	return nil
}

// Solution is the i-th solution. Each admitted partner has a published one; the
// others are with partners drawn with a preference for the first.
func (w *World) Solution(i int) Solution {
	r := w.rand(streamSolution, i)
	admitted := w.Size.Admitted()
	s := Solution{Index: i, Partner: i, Category: w.content.categories[i*spread(len(w.content.categories))%len(w.content.categories)]}
	if i >= admitted {
		s.Partner = int(r.Float64() * r.Float64() * float64(admitted))
	}
	p := &w.partners()[s.Partner]
	s.title = (i/len(w.content.categories) + r.IntN(3)) % 3
	if chance(r, 75) {
		s.Industry = pick(r, p.Industries)
	}
	s.MinimumUsers, s.MaximumUsers = audience(r)
	s.Hosting = pick(r, []string{p.Place.Country, p.Place.Country, "DE", "NL", "SG", "US"})
	s.HasExport = chance(r, 85)
	s.TrialDays = pick(r, []int{30, 30, 30, 14, 60, 0})
	s.IsFreemium = chance(r, 15)
	s.Plans = w.plans(r, p)
	w.publish(&s, p, r)
	return s
}

// audience is the size of companies a solution is for (S4).
func audience(r *rand.Rand) (least, most int) {
	sizes := [][2]int{{0, 0}, {0, 50}, {1, 20}, {5, 100}, {10, 250}, {50, 500}, {100, 2000}, {0, 500}}
	s := pick(r, sizes)
	return s[0], s[1]
}

// publish gives a solution its state and dates. A partner's first came out soon, so
// that all work is younger; of the others a few wait for the house or are being written.
func (w *World) publish(s *Solution, p *Partner, r *rand.Rand) {
	first := s.Index < w.Size.Admitted()
	since := w.Now.Sub(p.AdmittedAt)
	if first {
		since /= 10
	}
	at := p.AdmittedAt.Add(time.Duration(r.Int64N(int64(since)*9/10) + int64(since)/20)).Truncate(time.Minute)
	s.State, s.PublishedAt, s.UpdatedAt = market.SolutionPublished, at, at
	if !first && chance(r, 6) {
		s.State, s.PublishedAt = pick(r, []market.SolutionState{market.SolutionDrafted, market.SolutionSubmitted}), time.Time{}
		s.UpdatedAt = w.before(r, 20*24*time.Hour)
	}
}

// plans are one to three ways to buy, cheapest first: by user or flat, with set-up
// and hours beside.
func (w *World) plans(r *rand.Rand, p *Partner) []*market.Plan {
	names := w.content.lines[p.Lang]["solutions/plan"]
	c := p.Place.Currency()
	base := []float64{6, 9, 12, 15, 20, 25}[r.IntN(6)]
	flat := chance(r, 30)
	var plans []*market.Plan
	for n := range 1 + r.IntN(len(names)) {
		dollars := base * []float64{1, 1.8, 3.2}[n]
		plan := &market.Plan{Name: names[n].filled(r, nil), Terms: [][]int{{1, 12}, {1, 12, 24}, {12, 24}, {1}}[r.IntN(4)]}
		price := &market.Price{Model: market.PerUserMonth, Amount: amount(dollars, c)}
		if flat {
			price = &market.Price{Model: market.FlatMonth, Amount: amount(dollars*12, c)}
		}
		plan.Prices = append(plan.Prices, price)
		if n > 0 || chance(r, 30) {
			plan.Prices = append(plan.Prices, &market.Price{Model: market.Once, Amount: amount(dollars*80, c)})
		}
		plans = append(plans, plan)
	}
	if last := plans[len(plans)-1]; chance(r, 40) {
		last.Prices = append(last.Prices, &market.Price{Model: market.PerHour, Amount: amount(float64(40+10*r.IntN(8)), c)})
	}
	return plans
}

// SolutionTexts are the texts of a solution in the languages its partner writes, the
// original first.
func (w *World) SolutionTexts(s *Solution) []SolutionText {
	p := &w.partners()[s.Partner]
	texts := make([]SolutionText, len(p.Written))
	for i, l := range p.Written {
		r := w.rand(streamSolution, s.Index+1<<40) // the same draws in each language
		product := w.content.products[l][s.Category]
		text := SolutionText{Lang: l, Title: product.titles[s.title], Summary: pick(r, product.summaries)}
		if s.Industry != "" {
			text.Title += " " + w.content.forIndustry(s.Industry, l)
		}
		text.Description = w.describe(r, l, product)
		texts[i] = text
	}
	return texts
}

// describe is what a solution does, as Markdown.
func (w *World) describe(r *rand.Rand, l Lang, product product) string {
	line := func(name string) string { return pick(r, w.content.lines[l]["solutions/"+name]).filled(r, nil) }
	points := some(r, product.points, 3+r.IntN(3))
	return strings.Join([]string{
		product.about,
		"## " + line("features") + "\n\n- " + strings.Join(points, "\n- "),
		line("rollout"),
		line("terms"),
	}, "\n\n")
}

// Slug is the address of a solution of that title: with its number, so that it is
// the only one.
func (s *Solution) Slug(title string) string {
	return fmt.Sprintf("%s-%d", market.Slug(title), s.Index+1)
}
