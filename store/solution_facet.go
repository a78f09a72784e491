package store

import (
	"context"
	"strconv"

	"partnergraph/market"
)

// solutionFacets are the facets of the catalogue, over solution s.
var solutionFacets = []facet[market.SolutionFilter]{
	{name: market.FacetCategories, value: `s.category_id`, has: nested, most: mostValues, label: categoryLabel,
		add:    func(c *conditions, f market.SolutionFilter) { inCategories(c, f.AllCategories()) },
		chosen: market.SolutionFilter.AllCategories},
	{name: market.FacetLanguages, value: `s.locales`, has: several, most: mostValues,
		add:    func(c *conditions, f market.SolutionFilter) { addOverlap(c, "s.locales", f.Languages) },
		chosen: func(f market.SolutionFilter) []string { return f.Languages }},
	{name: market.FacetIndustries, value: `s.industries`, has: several, most: mostValues, label: industryLabel,
		add:    func(c *conditions, f market.SolutionFilter) { addOverlap(c, "s.industries", f.Industries) },
		chosen: func(f market.SolutionFilter) []string { return f.Industries }},
	{name: market.FacetPriceModels, value: `s.price_models`, has: several, most: mostValues,
		add:    func(c *conditions, f market.SolutionFilter) { addOverlap(c, "s.price_models", f.PriceModels) },
		chosen: func(f market.SolutionFilter) []string { return asTexts(f.PriceModels) }},
	{name: market.FacetHostingCountries, value: `s.hosting_country`, most: mostValues,
		add:    func(c *conditions, f market.SolutionFilter) { addAny(c, "s.hosting_country", f.HostingCountries) },
		chosen: func(f market.SolutionFilter) []string { return f.HostingCountries }},
	yesOrNo(market.FacetHasTrial, `(s.trial_days > 0)`, func(f market.SolutionFilter) *bool { return f.HasTrial }),
	yesOrNo(market.FacetIsFreemium, `s.is_freemium`, func(f market.SolutionFilter) *bool { return f.IsFreemium }),
	yesOrNo(market.FacetHasExport, `s.has_export`, func(f market.SolutionFilter) *bool { return f.HasExport }),
	{name: market.FacetRatings, value: `s.rating_value`, has: reaching, most: mostValues,
		add: func(c *conditions, f market.SolutionFilter) {
			if f.MinimumRating != nil {
				c.filter(`s.rating_value >= $?`, *f.MinimumRating)
			}
		},
		chosen: func(f market.SolutionFilter) []string { return starred(f.MinimumRating) }},
}

// yesOrNo is a facet of two values.
func yesOrNo(name market.FacetName, holds string, asked func(market.SolutionFilter) *bool) facet[market.SolutionFilter] {
	return facet[market.SolutionFilter]{name: name, value: holds + `::text`, most: mostValues,
		add: func(c *conditions, f market.SolutionFilter) {
			if want := asked(f); want != nil {
				c.filter(holds+` = $?`, *want)
			}
		},
		chosen: func(f market.SolutionFilter) []string {
			if want := asked(f); want != nil {
				return []string{strconv.FormatBool(*want)}
			}
			return nil
		}}
}

// SolutionFacets counts the solutions of a list by the facets wanted: for each value as
// many as there would be if it were chosen, beside all other filters.
func (s *Store) SolutionFacets(ctx context.Context, v market.Viewer, f market.SolutionFilter, wanted []market.FacetName) (market.Facets, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	list := divided{name: "solutions", from: solutionFrom}
	visibleSolution(&list.where, v)
	seen := len(list.where.args)
	otherSolutionFilters(&list.where, f)
	list.isWhole = f.InState() == market.SolutionPublished && len(list.where.args) == seen && seesListed(v)
	inState(&list.where, v, f.InState())
	return facetsOf(ctx, s, v, list, f, solutionFacets, wanted)
}

// seesListed reports whether what is published for the viewer is what is in the
// catalogue: partners and the house may see more.
func seesListed(v market.Viewer) bool {
	v = v.In(market.SolutionsRead)
	return v.Partner == "" && !v.Is(market.Audience(market.ProgrammeManager))
}

// categoryLabel is the name of a category for the reader.
func categoryLabel(c *counting) string {
	return `(SELECT t.name FROM category c JOIN category_name t ON t.category_id = c.id WHERE c.slug = value ` +
		c.where.fill(bestText, []any{c.viewer.Locales}) + `t.locale = 'en' DESC, t.locale LIMIT 1)`
}
