package demo

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"partnergraph/market"
)

// Partner is an invented partner. Its texts are drawn apart, by PartnerTexts.
type Partner struct {
	Index      int
	Name       string
	Slug       string
	Place      *Place
	Lang       Lang   // in which it writes
	Written    []Lang // in which there are texts, its own first
	State      market.PartnerState
	Kinds      []market.PartnerKind
	Competence market.Competence
	Level      string
	Services   []market.Service
	Industries []string
	Languages  []string // spoken there
	Quality    float64  // the stars its work is worth, on average
	AppliedAt  time.Time
	AdmittedAt time.Time // zero for an applicant
	Reason     string    // why it was rejected
}

// Kinds, levels, services and their weights: most partners are small, new to the
// product, and integrate.
var (
	kinds = []market.PartnerKind{market.Freelancer, market.Subcontractor, market.MarketingPartner,
		market.Developer, market.Maintainer, market.Recruiter}
	services = []market.Service{market.Audit, market.Integration, market.Customising, market.SupportService,
		market.Training, market.Migration, market.Hosting, market.MobileApps, market.InHouseSystems, market.DemoInstallation}
	levels = []string{"REGISTERED", "BRONZE", "SILVER", "GOLD"}
)

// span is how far back the demo reaches.
const span = 3 * 365 * 24 * time.Hour

// applicants is how many of the partners, the last ones, only want to be some.
func (s Size) applicants() int { return s.Partners / 25 }

// Admitted is how many partners are in the programme.
func (s Size) Admitted() int { return s.Partners - s.applicants() }

// Partner is the i-th partner. The first is the one whose owner and editor sign in,
// the second is the marketing partner.
func (w *World) Partner(i int) Partner {
	r := w.rand(streamPartner, i)
	p := Partner{Index: i, Place: w.placeOf(i, r), State: market.PartnerActive, Quality: quality(r)}
	p.Lang = p.Place.Lang()
	p.Name = w.content.words.company(i, p.Lang, w.content.words.second[p.Lang])
	p.Slug = market.Slug(p.Name)
	p.Written = written(r, p.Lang)
	p.Languages = spoken(p.Place, p.Written)
	p.Kinds = append([]market.PartnerKind{market.Integrator}, some(r, kinds, r.IntN(3))...)
	if chance(r, 20) {
		p.Kinds = []market.PartnerKind{pick(r, kinds)}
	}
	p.Competence = pick(r, []market.Competence{market.ThisProduct, market.OtherSoftware, market.OtherSoftware,
		market.Newcomer, market.Newcomer, market.Newcomer, market.Newcomer})
	p.Services = append([]market.Service{market.Implementation}, some(r, services, 2+r.IntN(5))...)
	p.Industries = codes(some(r, w.content.industries, 1+r.IntN(4)))
	p.Level = levels[min(3, int(math.Max(0, p.Quality-3.2)*2)*r.IntN(3)/2)]
	w.history(&p, r)
	w.famous(&p)
	return p
}

// placeOf spreads the first partners over all cities; beyond that five of six work
// in one language area, as in the market this is made for.
func (w *World) placeOf(i int, r *rand.Rand) *Place {
	all := w.content.places
	if i == 0 {
		return w.content.place("Bristol")
	}
	drawn := &all[r.IntN(len(all))]
	switch {
	case i < len(all):
		return &all[i*spread(len(all))%len(all)]
	case i < 2*len(all):
		return drawn
	}
	if chance(r, 83) {
		for drawn.Languages[0] != "de" {
			drawn = &all[r.IntN(len(all))]
		}
	}
	return drawn
}

// quality is skewed: most partners do good work, some very bad.
func quality(r *rand.Rand) float64 {
	return math.Max(1.4, 4.9-math.Abs(r.NormFloat64())*0.9)
}

// written are the languages of a partner's texts: its own, and one to three others.
func written(r *rand.Rand, own Lang) []Lang {
	list := []Lang{own}
	for _, l := range Langs {
		if l != own && chance(r, map[bool]int{true: 60, false: 15}[l == English]) {
			list = append(list, l)
		}
	}
	return list
}

// spoken adds to the languages of a place those that are written.
func spoken(p *Place, written []Lang) []string {
	list := slices.Clone(p.Languages)
	for _, l := range written {
		if !slices.Contains(list, l.String()) {
			list = append(list, l.String())
		}
	}
	return list
}

func codes(list []industry) []string {
	c := make([]string, len(list))
	for i, one := range list {
		c[i] = one.code
	}
	return c
}

// history gives a partner its dates and its state.
func (w *World) history(p *Partner, r *rand.Rand) {
	if p.Index >= w.Size.Admitted() {
		p.State, p.Level = market.PartnerApplied, levels[0]
		p.AppliedAt = w.before(r, 10*24*time.Hour)
		if chance(r, 25) {
			p.State, p.Reason = market.PartnerRejected, "The texts name no contact and no service. Please apply again with both."
		}
		return
	}
	p.AppliedAt = w.Now.Add(-span).Add(-time.Duration(r.Int64N(int64(span)))).Truncate(time.Minute)
	p.AdmittedAt = p.AppliedAt.Add(time.Duration(3+r.IntN(200)) * time.Hour)
	if chance(r, 4) {
		p.State = market.PartnerPaused
	}
}

// before is a time within the last while.
func (w *World) before(r *rand.Rand, while time.Duration) time.Time {
	return w.Now.Add(-time.Duration(r.Int64N(int64(while)))).Truncate(time.Minute)
}

// famous makes the partners that one can sign in for worth a look.
func (w *World) famous(p *Partner) {
	switch p.Index {
	case 0:
		p.Kinds = []market.PartnerKind{market.Integrator, market.Developer, market.Maintainer}
		p.Competence, p.Level, p.Quality = market.ThisProduct, "GOLD", 4.5
		p.Services, p.Written = append([]market.Service{market.Implementation}, services...), Langs
	case 1:
		p.Kinds = []market.PartnerKind{market.MarketingPartner, market.Recruiter}
		p.Competence, p.Level = market.OtherSoftware, "SILVER"
	default:
		return
	}
	p.State, p.Languages = market.PartnerActive, spoken(p.Place, p.Written)
}

// PartnerTexts are the summary and the description, in Markdown, of a partner.
func (w *World) PartnerTexts(p *Partner) (summary, description Texts) {
	for _, l := range p.Written {
		r := w.rand(streamPartner, p.Index+1<<40) // the same draws in each language
		fill := binding{"city": p.Place.Name[l], "for": w.content.forIndustry(p.Industries[0], l)}
		line := func(name string) string { return pick(r, w.content.lines[l]["partners/"+name]).filled(r, fill) }
		summary[l] = capital(line("summary"))
		parts := []string{line("about"), line("method")}
		if chance(r, 60) {
			parts = append(parts, line("specialty"))
		}
		description[l] = strings.Join(append(parts, line("support")), "\n\n")
	}
	return summary, description
}

// forIndustry are the words that follow the name of what is made for an industry.
func (c *content) forIndustry(code string, l Lang) string {
	for _, one := range c.industries {
		if one.code == code {
			return one.words[l]
		}
	}
	return ""
}

// capital begins a sentence.
func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}
