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
	page, err := pageOf(ctx, s, l, p)
	if err == nil {
		page.Filter = f
	}
	return page, err
}

// filterPartners keeps the partners p that meet the filter.
func filterPartners(c *conditions, f market.PartnerFilter) {
	inPartnerState(c, f)
	narrow(c, f, partnerFacets)
	otherPartnerFilters(c, f)
}

// inPartnerState keeps the partners p in the state that is asked for.
func inPartnerState(c *conditions, f market.PartnerFilter) {
	if f.State == nil {
		c.add(admitted)
	} else {
		c.add(`p.state = $?`, *f.State)
	}
}

// otherPartnerFilters keeps the partners p that meet what no facet stands for.
func otherPartnerFilters(c *conditions, f market.PartnerFilter) {
	addWords(c, "p.search", f.Text)
}
