package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/market"
)

type partnerConnection struct{ *Resolver }

var _ graph.PartnerConnectionResolver = partnerConnection{}

// PartnerConnection resolves the fields of PartnerConnection that are not plain.
func (r *Resolver) PartnerConnection() graph.PartnerConnectionResolver { return partnerConnection{r} }

type solutionConnection struct{ *Resolver }

var _ graph.SolutionConnectionResolver = solutionConnection{}

// SolutionConnection resolves the fields of SolutionConnection that are not plain.
func (r *Resolver) SolutionConnection() graph.SolutionConnectionResolver {
	return solutionConnection{r}
}

func (c partnerConnection) Facets(ctx context.Context, obj *market.PartnerConnection) (*market.PartnerFacets, error) {
	filter, _ := obj.Filter.(market.PartnerFilter)
	facets, err := c.Store.PartnerFacets(ctx, auth.Viewer(ctx), filter, selected(ctx))
	return &market.PartnerFacets{Facets: named(ctx, facets)}, err
}

func (c solutionConnection) Facets(ctx context.Context, obj *market.SolutionConnection) (*market.SolutionFacets, error) {
	filter, _ := obj.Filter.(market.SolutionFilter)
	facets, err := c.Store.SolutionFacets(ctx, auth.Viewer(ctx), filter, selected(ctx))
	return &market.SolutionFacets{Facets: named(ctx, facets)}, err
}

// selected are the facets that the field being resolved selects.
func selected(ctx context.Context) []market.FacetName {
	names := []market.FacetName{}
	for _, f := range graphql.CollectFieldsCtx(ctx, nil) {
		names = append(names, market.FacetName(f.Name))
	}
	return names
}

// named gives the values of facets their names in the reader's language, and puts them
// in order.
func named(ctx context.Context, facets market.Facets) market.Facets {
	locales := auth.Viewer(ctx).Locales
	names := namesIn(locales)
	for facet, values := range facets {
		for _, v := range values {
			if v.Name == "" {
				v.Name = names.of(facet, v.Value, locales)
			}
		}
	}
	facets.Sort()
	return facets
}

// names are what countries and languages are called in a language.
type names struct {
	regions display.Namer
	tags    display.Namer
}

// namesIn are the names in the first of the languages that has any, or in English.
func namesIn(locales []string) names {
	for _, locale := range append(locales[:len(locales):len(locales)], "en") {
		tag, err := language.Parse(locale)
		if n := (names{display.Regions(tag), display.Tags(tag)}); err == nil && n.regions != nil && n.tags != nil {
			return n
		}
	}
	return names{display.Regions(language.English), display.Tags(language.English)}
}

// of is the name of a value of a facet.
func (n names) of(facet market.FacetName, value string, locales []string) (name string) {
	switch facet {
	case market.FacetCountries, market.FacetHostingCountries:
		if region, err := language.ParseRegion(value); err == nil {
			name = n.regions.Name(region)
		}
	case market.FacetLanguages:
		if tag, err := language.Parse(value); err == nil {
			name = n.tags.Name(tag)
		}
	default:
		name = market.FacetWord(facet, value, locales)
	}
	if name == "" {
		return value
	}
	return name
}
