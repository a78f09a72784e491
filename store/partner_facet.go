package store

import (
	"context"
	"slices"
	"strconv"

	"partnergraph/market"
)

// The most values of a facet that are told: countries and languages may be many, and
// cities are.
const (
	mostValues = 100
	mostCities = 50
)

// partnerFacets are the facets of the directory, over partner p.
var partnerFacets = []facet[market.PartnerFilter]{
	{name: market.FacetCountries, value: `p.country`, most: mostValues,
		add:    func(c *conditions, f market.PartnerFilter) { addAny(c, "p.country", f.Countries) },
		chosen: func(f market.PartnerFilter) []string { return f.Countries }},
	{name: market.FacetCities, value: `p.city`, has: folded, most: mostCities,
		add: func(c *conditions, f market.PartnerFilter) {
			if f.City != nil {
				c.filter(`lower(p.city COLLATE "und-x-icu") = lower(btrim($?) COLLATE "und-x-icu")`, *f.City)
			}
		},
		chosen: func(f market.PartnerFilter) []string { return texted(f.City) }},
	{name: market.FacetLanguages, value: `p.languages`, has: several, most: mostValues,
		add:    func(c *conditions, f market.PartnerFilter) { addOverlap(c, "p.languages", f.Languages) },
		chosen: func(f market.PartnerFilter) []string { return f.Languages }},
	{name: market.FacetIndustries, value: `p.industries`, has: several, most: mostValues, label: industryLabel,
		add:    func(c *conditions, f market.PartnerFilter) { addOverlap(c, "p.industries", f.Industries) },
		chosen: func(f market.PartnerFilter) []string { return f.Industries }},
	{name: market.FacetKinds, value: `p.kinds`, has: several, most: mostValues,
		add:    func(c *conditions, f market.PartnerFilter) { addOverlap(c, "p.kinds", f.Kinds) },
		chosen: func(f market.PartnerFilter) []string { return asTexts(f.Kinds) }},
	{name: market.FacetServices, value: `p.services`, has: several, all: true, most: mostValues,
		add: func(c *conditions, f market.PartnerFilter) {
			if len(f.Services) > 0 {
				c.filter(`p.services @> $?::text[]`, f.Services)
			}
		},
		chosen: func(f market.PartnerFilter) []string { return asTexts(f.Services) }},
	{name: market.FacetCompetences, value: `p.competence`, most: mostValues,
		add:    func(c *conditions, f market.PartnerFilter) { addAny(c, "p.competence", f.Competences) },
		chosen: func(f market.PartnerFilter) []string { return asTexts(f.Competences) }},
	{name: market.FacetLevels, value: `p.level`, most: mostValues, label: levelLabel,
		add:    func(c *conditions, f market.PartnerFilter) { addAny(c, "p.level", f.Levels) },
		chosen: func(f market.PartnerFilter) []string { return f.Levels }},
	{name: market.FacetRatings, value: `p.rating_value`, has: reaching, most: mostValues,
		add: func(c *conditions, f market.PartnerFilter) {
			if f.MinimumRating != nil {
				c.filter(`p.rating_value >= $?`, *f.MinimumRating)
			}
		},
		chosen: func(f market.PartnerFilter) []string { return starred(f.MinimumRating) }},
}

// PartnerFacets counts the partners of a list by the facets wanted: for each value as
// many as there would be if it were chosen, beside all other filters.
func (s *Store) PartnerFacets(ctx context.Context, v market.Viewer, f market.PartnerFilter, wanted []market.FacetName) (market.Facets, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	list := divided{name: "partners", from: "partner p"}
	otherPartnerFilters(&list.where, f)
	list.isWhole = f.State == nil && len(list.where.args) == 0 // who sees more than the directory sees no more in its states
	inPartnerState(&list.where, f)
	visiblePartner(&list.where, v)
	return facetsOf(ctx, s, v, list, f, partnerFacets, wanted)
}

// industryLabel is the name of an industry for the reader.
func industryLabel(c *counting) string {
	return `(SELECT t.name FROM industry_name t WHERE t.industry = value ` + c.where.fill(bestText, []any{c.viewer.Locales}) +
		`t.locale = 'en' DESC, t.locale LIMIT 1)`
}

// levelLabel is the name of a level.
func levelLabel(*counting) string { return `(SELECT licence FROM level WHERE code = value)` }

// stars are the marks of ratings.
var stars = []float64{1, 2, 3, 4}

// marksOf are the whole stars with others that are chosen, lowest first.
func marksOf(chosen []string) []float64 {
	marks := slices.Clone(stars)
	for _, text := range chosen {
		if mark, err := strconv.ParseFloat(text, 64); err == nil {
			marks = append(marks, mark)
		}
	}
	slices.Sort(marks)
	return slices.Compact(marks)
}

// starred is a rating as a value of a facet.
func starred(rating *float64) []string {
	if rating == nil {
		return nil
	}
	return []string{strconv.FormatFloat(*rating, 'g', -1, 64)}
}

// texted is an optional text as a list.
func texted(text *string) []string {
	if text == nil {
		return nil
	}
	return []string{*text}
}

func asTexts[T ~string](values []T) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return texts
}
