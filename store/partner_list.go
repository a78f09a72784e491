package store

import (
	"context"

	"partnergraph/market"
)

// partnerOrders are the orders of a directory of partners that were admitted.
var partnerOrders = map[market.PartnerOrder]order[market.Partner]{
	market.PartnersByRating: {
		name: "partner/rating", columns: []string{"p.rating_value", "p.id"}, types: []string{"float8", "uuid"}, desc: true,
		key: func(p *market.Partner) []string { return []string{keyFloat(p.Rating.Value), string(p.ID)} },
	},
	market.PartnersByName: {
		name: "partner/name", columns: []string{"p.sort_name", "p.id"}, types: []string{"text", "uuid"},
		key: func(p *market.Partner) []string { return []string{p.SortName, string(p.ID)} },
	},
	market.PartnersByNewest: {
		name: "partner/newest", columns: []string{"p.admitted_at", "p.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
		key: func(p *market.Partner) []string { return []string{keyTime(*p.AdmittedAt), string(p.ID)} },
	},
}

// newestApplicants is the order of those who were not admitted, and so have no time
// for the order by newest.
var newestApplicants = order[market.Partner]{
	name: "partner/applied", columns: []string{"p.applied_at", "p.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
	key: func(p *market.Partner) []string { return []string{keyTime(p.AppliedAt), string(p.ID)} },
}

// Partners is a page of the directory.
func (s *Store) Partners(ctx context.Context, v market.Viewer, f market.PartnerFilter, by market.PartnerOrder, p market.PageArgs) (*market.Page[*market.Partner], error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	l := list[market.Partner]{columns: partnerColumns, from: "partner p", joins: partnerText, joinArgs: []any{v.Locales}, order: partnerOrders[by]}
	if by == market.PartnersByNewest && f.State != nil && !f.State.IsAdmitted() {
		l.order = newestApplicants
	}
	filterPartners(&l.where, f)
	visiblePartner(&l.where, v)
	return pageOf(ctx, s, l, p)
}

// filterPartners keeps the partners p that meet the filter.
func filterPartners(c *conditions, f market.PartnerFilter) {
	if f.State == nil {
		c.add(admitted)
	} else {
		c.add(`p.state = $?`, *f.State)
	}
	addAny(c, "p.country", f.Countries)
	if f.City != nil {
		c.filter(`lower(p.city COLLATE "und-x-icu") = lower(btrim($?) COLLATE "und-x-icu")`, *f.City)
	}
	addOverlap(c, "p.languages", f.Languages)
	addOverlap(c, "p.industries", f.Industries)
	addOverlap(c, "p.kinds", f.Kinds)
	if len(f.Services) > 0 {
		c.filter(`p.services @> $?::text[]`, f.Services)
	}
	addAny(c, "p.competence", f.Competences)
	addAny(c, "p.level", f.Levels)
	if f.MinimumRating != nil {
		c.filter(`p.rating_value >= $?`, *f.MinimumRating)
	}
	addWords(c, "p.search", f.Text)
}
