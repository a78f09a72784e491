package store

import (
	"context"
	"strconv"

	"partnergraph/market"
)

// solutionOrders are the orders of the catalogue.
var solutionOrders = map[market.SolutionOrder]order[market.Solution]{
	market.SolutionsByRating: {
		name: "solution/rating", columns: []string{"s.rating_value", "s.id"}, types: []string{"float8", "uuid"}, desc: true,
		key: func(s *market.Solution) []string { return []string{keyFloat(s.Rating.Value), string(s.ID)} },
	},
	market.SolutionsByTitle: {
		name: "solution/title", columns: []string{"s.sort_title", "s.id"}, types: []string{"text", "uuid"},
		key: func(s *market.Solution) []string { return []string{s.SortTitle, string(s.ID)} },
	},
	market.SolutionsByNewest: {
		name: "solution/newest", columns: []string{"s.published_at", "s.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
		key: func(s *market.Solution) []string { return []string{keyTime(*s.PublishedAt), string(s.ID)} },
	},
	market.SolutionsByPrice: {
		name: "solution/price", columns: []string{"price.minor", "s.id"}, types: []string{"int8", "uuid"},
		key: func(s *market.Solution) []string { return []string{strconv.FormatInt(*s.PriceMinor, 10), string(s.ID)} },
	},
}

// newestDrafts is the order of those that were never published, and so have no time
// for the order by newest.
var newestDrafts = order[market.Solution]{
	name: "solution/changed", columns: []string{"s.updated_at", "s.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
	key: func(s *market.Solution) []string { return []string{keyTime(s.UpdatedAt), string(s.ID)} },
}

// Solutions is a page of the catalogue.
func (s *Store) Solutions(ctx context.Context, v market.Viewer, f market.SolutionFilter, by market.SolutionOrder, p market.PageArgs, with With) (*market.Page[*market.Solution], error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	l := solutionList(v, by, with)
	if by == market.SolutionsByPrice {
		if f.Price == nil {
			return nil, market.Errorf(market.Invalid, "PRICE needs filter.price: the price of what, in which currency?").In("orderBy")
		}
		l.columns += `, price.minor AS price_minor`
		l.from += l.where.fill(` JOIN solution_price price ON price.solution_id = s.id AND price.model = $? AND price.currency = $?`, []any{f.Price.Model, f.Price.Currency})
	}
	state := f.InState()
	if by == market.SolutionsByNewest && state != market.SolutionPublished {
		l.order = newestDrafts
	}
	inState(&l.where, v, state)
	filterSolutions(&l.where, f)
	page, err := pageOf(ctx, s, l, p)
	if err == nil {
		page.Filter = f
	}
	return page, err
}

// inState keeps the solutions s in a state. Those that wait for the house are also
// published ones with a change that waits, of which only who may see the change may
// know.
func inState(c *conditions, v market.Viewer, state market.SolutionState) {
	if state != market.SolutionSubmitted {
		c.add(`s.state = $?`, state)
		return
	}
	visible := visibleDraft(v)
	c.add(`(s.state = 'SUBMITTED' OR (s.draft ->> 'IsSubmitted' = 'true' AND `+visible.sql+`))`, visible.args...)
}

// PartnerSolutions is the same page of the catalogue for each of several partners.
func (s *Store) PartnerSolutions(ctx context.Context, v market.Viewer, partners []market.PartnerID, by market.SolutionOrder, p market.PageArgs) (map[market.PartnerID]*market.Page[*market.Solution], error) {
	if by == market.SolutionsByPrice {
		return nil, market.Errorf(market.Invalid, "PRICE needs a price; ask solutions(filter: {partnerId: …, price: …}).").In("orderBy")
	}
	l := solutionList(v, by, With{})
	l.where.add(`s.state = 'PUBLISHED'`)
	ctx = rowsBy(ctx, "partner", "id", partners...) // joined by solution.partner_id
	pages, err := pagesOf(ctx, s, l, p, partners, "s.partner_id", func(s *market.Solution) market.PartnerID { return s.PartnerID })
	for id, page := range pages {
		page.Filter = market.SolutionFilter{PartnerID: &id}
	}
	return pages, err
}

// solutionList are the solutions that the viewer may see, in an order.
func solutionList(v market.Viewer, by market.SolutionOrder, with With) list[market.Solution] {
	l := list[market.Solution]{from: solutionFrom, order: solutionOrders[by]}
	readers := 0
	l.columns, l.joins, readers = solutionColumns(with)
	l.joinArgs = forReader(v, readers)
	visibleSolution(&l.where, v)
	return l
}

// filterSolutions keeps the solutions s that meet the filter, but for the state.
func filterSolutions(c *conditions, f market.SolutionFilter) {
	narrow(c, f, solutionFacets)
	otherSolutionFilters(c, f)
}

// otherSolutionFilters keeps the solutions s that meet what no facet stands for.
func otherSolutionFilters(c *conditions, f market.SolutionFilter) {
	if f.PartnerID != nil {
		c.add(`s.partner_id = $?`, *f.PartnerID)
	}
	if f.Price != nil {
		inPriceRange(c, *f.Price)
	}
	if f.Users != nil {
		c.filter(`coalesce(s.minimum_users <= $?, true) AND coalesce(s.maximum_users >= $?, true)`, *f.Users, *f.Users)
	}
	addWords(c, "s.search", f.Text)
}

// inCategories keeps the solutions s in one of the categories, or below.
func inCategories(c *conditions, slugs []string) {
	if len(slugs) == 0 {
		return
	}
	c.filter(`EXISTS (SELECT FROM category WHERE slug = ANY($?))`, slugs) // asked once: without any nothing is read
	// As an array the categories are found once, before the plan is run.
	c.filter(`s.category_id = ANY(ARRAY(
		WITH RECURSIVE below AS (
			SELECT id FROM category WHERE slug = ANY($?)
			UNION SELECT child.id FROM category child JOIN below ON child.parent_id = below.id)
		SELECT id FROM below))`, slugs)
}

// inPriceRange keeps the solutions s whose lowest price of a model in a currency is in
// the range. Its bounds were checked.
func inPriceRange(c *conditions, f market.PriceFilter) {
	least, most := f.Bounds()
	sql := c.fill(`SELECT FROM solution_price priced WHERE priced.solution_id = s.id AND priced.model = $? AND priced.currency = $?`, []any{f.Model, f.Currency})
	if least != nil {
		sql += c.fill(` AND priced.minor >= $?`, []any{*least})
	}
	if most != nil {
		sql += c.fill(` AND priced.minor <= $?`, []any{*most})
	}
	c.filter(`EXISTS (` + sql + `)`)
}
