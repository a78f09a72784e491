package market

import (
	"math"
	"slices"
	"strings"
	"time"
)

// LeadRefusal is why a lead is not offered to a partner, or not shown to it.
type LeadRefusal string

// The reasons. Those from LeadSizeRefused on are limits that the partner set itself:
// they bind what is offered to it, not what it claims.
const (
	LeadFits           LeadRefusal = "" // no reason
	LeadNotAdmitted    LeadRefusal = "NOT_ADMITTED"
	LeadPartnerPaused  LeadRefusal = "PAUSED"
	LeadOfKind         LeadRefusal = "KIND"
	LeadOfOwn          LeadRefusal = "OWN_LEAD"
	LeadHadBefore      LeadRefusal = "HAD_BEFORE"
	LeadCompetence     LeadRefusal = "COMPETENCE"
	LeadLanguage       LeadRefusal = "LANGUAGE"
	LeadIndustry       LeadRefusal = "INDUSTRY"
	LeadRegion         LeadRefusal = "REGION"
	LeadSizeRefused    LeadRefusal = "SIZE_REFUSED"
	LeadSizeFull       LeadRefusal = "SIZE_FULL"
	LeadWeekFull       LeadRefusal = "WEEK_FULL"
	LeadHandsFull      LeadRefusal = "HANDS_FULL"
	LeadPausedByDates  LeadRefusal = "PAUSED_BY_DATES"
	LeadOutsideOfHours LeadRefusal = "OUTSIDE_OF_HOURS"
)

// Suits says why the lead is nothing for the partner, whoever asks: by what the partner
// is. LeadFits stands for no reason.
func (p *LeadPolicy) Suits(l *LeadNeed, c *LeadCandidate, competences []Competence) LeadRefusal {
	switch {
	case !c.State.IsAdmitted():
		return LeadNotAdmitted
	case c.State == PartnerPaused:
		return LeadPartnerPaused
	case !overlap(c.Kinds, p.Rules.Kinds):
		return LeadOfKind
	case l.OrganizationID != nil && *l.OrganizationID == c.OrganizationID:
		return LeadOfOwn
	case c.HadIt:
		return LeadHadBefore
	case !slices.Contains(competences, c.Competence):
		return LeadCompetence
	case !speaks(c.Languages, l.Locale):
		return LeadLanguage
	case l.IndustryCode != nil && len(c.IndustryCodes) > 0 && !slices.Contains(c.IndustryCodes, *l.IndustryCode):
		return LeadIndustry
	case !p.reaches(l, c):
		return LeadRegion
	}
	return LeadFits
}

// Fit says why the lead is not offered to the partner at now.
func (p *LeadPolicy) Fit(l *LeadNeed, c *LeadCandidate, now time.Time) LeadRefusal {
	if refusal := p.Suits(l, c, p.Size(l.Size).Drawn); refusal != LeadFits {
		return refusal
	}
	refusal, _ := c.Rests(l.Size, now)
	return refusal
}

// Claim says why the partner may not claim the lead from the board.
func (p *LeadPolicy) Claim(l *LeadNeed, c *LeadCandidate) LeadRefusal {
	return p.Suits(l, c, p.Size(l.Size).Board)
}

// RestsOf says for each size what keeps its leads from the partner at now, whatever they
// are: what the partner is, or its own limits. Sizes that nothing keeps are left out.
func (p *LeadPolicy) RestsOf(c *LeadCandidate, now time.Time) []*LeadRest {
	rests := []*LeadRest{}
	for _, size := range []LeadSize{Small, Medium, Large} {
		if reason, until := p.rest(c, size, now); reason != LeadFits {
			rests = append(rests, &LeadRest{size, reason, until})
		}
	}
	return rests
}

func (p *LeadPolicy) rest(c *LeadCandidate, size LeadSize, now time.Time) (LeadRefusal, *time.Time) {
	switch {
	case !c.State.IsAdmitted():
		return LeadNotAdmitted, nil
	case c.State == PartnerPaused:
		return LeadPartnerPaused, nil
	case !overlap(c.Kinds, p.Rules.Kinds):
		return LeadOfKind, nil
	case !slices.Contains(p.Size(size).Drawn, c.Competence):
		return LeadCompetence, nil
	}
	return c.Rests(size, now)
}

// Rests says which of the partner's own limits keeps leads of the size from it at now,
// and when that ends, where time alone ends it.
func (c *LeadCandidate) Rests(size LeadSize, now time.Time) (LeadRefusal, *time.Time) {
	f := &c.Preferences
	most := f.Most(size)
	nextWeek := WeekOf(now).AddDate(0, 0, 7)
	switch {
	case most != nil && *most == 0:
		return LeadSizeRefused, nil
	case f.isPaused(now):
		return LeadPausedByDates, f.PausedUntil
	case f.OpenMost != nil && c.Standing.Open >= *f.OpenMost:
		return LeadHandsFull, nil
	case most != nil && c.Standing.Week(size) >= *most:
		return LeadSizeFull, &nextWeek
	case f.WeekMost != nil && c.Standing.WeekAll() >= *f.WeekMost:
		return LeadWeekFull, &nextWeek
	}
	if opening := f.Opening(now); opening.After(now) {
		return LeadOutsideOfHours, &opening
	}
	return LeadFits, nil
}

// reaches reports whether the partner works where the lead is: within its radius when
// both are on the map, or in a country that it says it serves. Where one of them is not
// on the map, its own country is one. A lead that names no place is everywhere.
func (p *LeadPolicy) reaches(l *LeadNeed, c *LeadCandidate) bool {
	serves := l.Country != nil && slices.Contains(c.Preferences.Countries, *l.Country)
	if l.Latitude != nil && c.Latitude != nil {
		return serves || Distance(*l.Latitude, *l.Longitude, *c.Latitude, *c.Longitude) <= float64(p.Radius(&c.Preferences))
	}
	return serves || l.Country == nil || *l.Country == c.Country
}

// Radius is how far from its place a partner works, in kilometres.
func (p *LeadPolicy) Radius(f *LeadPreferences) int {
	if f.RadiusKm != nil {
		return *f.RadiusKm
	}
	return p.Rules.RadiusKm
}

// earthKm is the mean radius of the Earth.
const earthKm = 6371.0088

// Distance is that between two places in degrees on a sphere as large as the Earth, in
// kilometres, by the haversine formula. It is right to half a percent.
func Distance(lat1, long1, lat2, long2 float64) float64 {
	const degree = math.Pi / 180
	north, east := math.Sin((lat2-lat1)*degree/2), math.Sin((long2-long1)*degree/2)
	h := north*north + math.Cos(lat1*degree)*math.Cos(lat2*degree)*east*east
	return 2 * earthKm * math.Asin(math.Sqrt(min(1, h)))
}

// BaseLanguage is a language without its region or script: of "pt-BR", "pt".
func BaseLanguage(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(base)
}

// speaks reports whether one of the languages is that of the lead, wherever it is spoken.
func speaks(languages []string, locale string) bool {
	return slices.ContainsFunc(languages, func(l string) bool { return BaseLanguage(l) == BaseLanguage(locale) })
}

func overlap[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(item T) bool { return slices.Contains(b, item) })
}
