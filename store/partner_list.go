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
	market.PartnersByDistance: {
		name: "partner/distance", columns: []string{`coalesce(away.km, ` + keyFloat(nowhere) + `)`, "p.id"}, types: []string{"float8", "uuid"}, sorted: true,
		key: func(p *market.Partner) []string {
			if p.DistanceKm == nil {
				return []string{keyFloat(nowhere), string(p.ID)}
			}
			return []string{keyFloat(*p.DistanceKm), string(p.ID)}
		},
	},
}

// newestApplicants is the order of those who were not admitted, and so have no time
// for the order by newest.
var newestApplicants = order[market.Partner]{
	name: "partner/applied", columns: []string{"p.applied_at", "p.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
	key: func(p *market.Partner) []string { return []string{keyTime(p.AppliedAt), string(p.ID)} },
}

// distance is how far a partner p is from a place, in kilometres; null without
// coordinates, for which the function alone would say half way round the Earth.
const distance = `CASE WHEN p.latitude IS NOT NULL THEN lead_distance(p.latitude, p.longitude, $?, $?) END`

// nowhere is farther than anything on Earth: those who are not on the map come last.
const nowhere = 1e6

// within keeps the partners p that are near a place: those in boxes around it, which an
// index has, and of these the ones that are as near.
func within(c *conditions, near market.NearInput, km float64) {
	boxes := []string{}
	for _, b := range near.Boxes(km) {
		boxes = append(boxes, c.fill(`point(p.longitude, p.latitude) <@ box(point($?, $?), point($?, $?))`, []any{b.West, b.South, b.East, b.North}))
	}
	c.filter(anyOf(boxes))
	c.filter(distance+` <= $?`, near.Latitude, near.Longitude, km)
}

// Partners is a page of the directory.
func (s *Store) Partners(ctx context.Context, v market.Viewer, f market.PartnerFilter, by market.PartnerOrder, p market.PageArgs) (*market.Page[*market.Partner], error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	l := list[market.Partner]{columns: partnerColumns, from: "partner p", joins: partnerText, joinArgs: []any{v.Locales}, order: partnerOrders[by]}
	if f.Near != nil {
		l.columns += `, away.km AS distance_km`
		l.joins += ` CROSS JOIN LATERAL (SELECT ` + distance + ` AS km) AS away`
		l.joinArgs = append(l.joinArgs, f.Near.Latitude, f.Near.Longitude)
	} else if by == market.PartnersByDistance {
		return nil, market.Errorf(market.Invalid, "DISTANCE needs filter.near: from where?").In("orderBy")
	}
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
	if f.Near != nil && f.Near.RadiusKm != nil {
		within(c, *f.Near, float64(*f.Near.RadiusKm))
	}
	addWords(c, "p.search", f.Text)
}
