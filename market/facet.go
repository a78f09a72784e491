package market

import (
	"cmp"
	"slices"
	"strings"
)

// FacetValue is what rows of a list have in common, and how many of them do.
type FacetValue struct {
	Facet      FacetName `db:"facet"`
	Value      string    `db:"value"` // as the filter takes it
	Name       string    `db:"name"`  // in the reader's language
	Count      int       `db:"count"`
	IsSelected bool      `db:"is_selected"`
}

// FacetName is a facet by the name that the contract has for it.
type FacetName string

// The facets of partners and solutions.
const (
	FacetCountries        FacetName = "countries"
	FacetCities           FacetName = "cities"
	FacetLanguages        FacetName = "languages"
	FacetIndustries       FacetName = "industries"
	FacetKinds            FacetName = "kinds"
	FacetServices         FacetName = "services"
	FacetCompetences      FacetName = "competences"
	FacetLevels           FacetName = "levels"
	FacetRatings          FacetName = "ratings"
	FacetCategories       FacetName = "categories"
	FacetPriceModels      FacetName = "priceModels"
	FacetHostingCountries FacetName = "hostingCountries"
	FacetHasTrial         FacetName = "hasTrial"
	FacetIsFreemium       FacetName = "isFreemium"
	FacetHasExport        FacetName = "hasExport"
)

// Facets are the values of the facets that were asked for.
type Facets map[FacetName][]*FacetValue

// PartnerFacets and SolutionFacets are the facets of the directory and the catalogue.
type (
	PartnerFacets  struct{ Facets }
	SolutionFacets struct{ Facets }
)

// The facets by their names in the contract.
func (f Facets) Countries() []*FacetValue        { return f[FacetCountries] }
func (f Facets) Cities() []*FacetValue           { return f[FacetCities] }
func (f Facets) Languages() []*FacetValue        { return f[FacetLanguages] }
func (f Facets) Industries() []*FacetValue       { return f[FacetIndustries] }
func (f Facets) Kinds() []*FacetValue            { return f[FacetKinds] }
func (f Facets) Services() []*FacetValue         { return f[FacetServices] }
func (f Facets) Competences() []*FacetValue      { return f[FacetCompetences] }
func (f Facets) Levels() []*FacetValue           { return f[FacetLevels] }
func (f Facets) Ratings() []*FacetValue          { return f[FacetRatings] }
func (f Facets) Categories() []*FacetValue       { return f[FacetCategories] }
func (f Facets) PriceModels() []*FacetValue      { return f[FacetPriceModels] }
func (f Facets) HostingCountries() []*FacetValue { return f[FacetHostingCountries] }
func (f Facets) HasTrial() []*FacetValue         { return f[FacetHasTrial] }
func (f Facets) IsFreemium() []*FacetValue       { return f[FacetIsFreemium] }
func (f Facets) HasExport() []*FacetValue        { return f[FacetHasExport] }

// Sort orders each facet by how many have a value, then by its name, but ratings by
// their stars.
func (f Facets) Sort() {
	for name, values := range f {
		slices.SortFunc(values, func(a, b *FacetValue) int {
			if name == FacetRatings {
				return cmp.Compare(b.Value, a.Value) // each is of one digit before the point
			}
			return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Value, b.Value))
		})
	}
}
