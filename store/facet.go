package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"partnergraph/market"
)

// facet is a way to divide a list, and the filter of that list that chooses one of its
// parts. F is the filter.
type facet[F any] struct {
	name   market.FacetName
	value  string                 // what a row has of it, in SQL: a text, or an array of texts
	has    amount                 // how many of the values a row has
	add    func(*conditions, F)   // keeps the rows that the filter chooses by it
	chosen func(F) []string       // the values that the filter names
	all    bool                   // whether rows need all of what is chosen, so that one more narrows further
	most   int                    // values, at most
	label  func(*counting) string // the name of a value in the reader's language, in SQL; nil where it is told elsewhere
}

// amount is how many values of a facet a row has.
type amount int

const (
	single   amount = iota // one, or none
	several                // those of an array
	folded                 // one, which other rows may write in other case
	reaching               // a number, which reaches several marks
	nested                 // one, and all above it in the tree of categories
)

// narrow keeps the rows that meet the filters of all facets.
func narrow[F any](c *conditions, f F, facets []facet[F]) {
	for _, facet := range facets {
		facet.add(c, f)
	}
}

// divided is a list whose rows are counted by facets.
type divided struct {
	name    string // in facet_count
	from    string
	where   conditions // all but the filters of facets
	isWhole bool       // whether without these filters it is the list that facet_count has
}

// counting is the statement that counts the rows of a list by several facets at once.
//
// Each row that meets all filters counts everywhere; one that misses a single filter
// counts only in the facet which that filter is of. So the rows are read once, whatever
// is selected, and a row that misses two is dropped there. What no filter narrows is not
// counted at all: facet_count has it.
type counting struct {
	divided
	columns []string // what is read of each row
	own     []string // the filters of facets that are selected
	owners  map[market.FacetName]int
	kept    map[market.FacetName]bool // those that facet_count has
	parts   []string                  // a SELECT for each facet
	viewer  market.Viewer
}

// facetsOf counts the rows of the list that meet the filter, by the facets wanted.
func facetsOf[F any](ctx context.Context, s *Store, v market.Viewer, list divided, f F, facets []facet[F], wanted []market.FacetName) (market.Facets, error) {
	count := &counting{divided: list, owners: map[market.FacetName]int{}, kept: map[market.FacetName]bool{}, viewer: v}
	for _, facet := range facets {
		one := conditions{args: count.where.args}
		facet.add(&one, f)
		count.where.args = one.args
		switch {
		case len(one.filters) == 0:
		case slices.Contains(wanted, facet.name) && !facet.all:
			count.own = append(count.own, allOf(one.filters))
			count.owners[facet.name] = len(count.own)
		default:
			count.where.filters = append(count.where.filters, one.filters...)
		}
	}
	facets = slices.DeleteFunc(slices.Clone(facets), func(one facet[F]) bool { return !slices.Contains(wanted, one.name) })
	keepWhole(count, facets, f)
	if !slices.ContainsFunc(facets, func(one facet[F]) bool { return !count.kept[one.name] }) {
		count.where.args = nil // no row is read
	}
	for _, facet := range facets {
		addFacet(count, facet, f)
	}
	return count.run(ctx, s)
}

// run counts.
func (c *counting) run(ctx context.Context, s *Store) (market.Facets, error) {
	facets := market.Facets{}
	if len(c.parts) == 0 {
		return facets, nil
	}
	rows, err := allOnce[market.FacetValue](ctx, s, c.sql(), c.where.args...)
	for _, row := range rows {
		facets[row.Facet] = append(facets[row.Facet], row)
	}
	return facets, err
}

func (c *counting) sql() string {
	parts := strings.Join(c.parts, `
		UNION ALL `)
	if len(c.columns) == 0 {
		return parts
	}
	columns := append(c.columns, c.missed()+` AS missed`)
	return `WITH met AS MATERIALIZED (SELECT ` + strings.Join(columns, `, `) + ` FROM ` + c.from + ` WHERE ` + c.where.sql() + c.almost() + `)
		` + parts
}

// keepWhole finds the facets that nothing narrows but their own filter, so that their counts
// are those of the whole list: without filters all, and with one filter its own. Of what
// numbers reach only whole stars are kept.
func keepWhole[F any](c *counting, facets []facet[F], filter F) {
	if !c.isWhole || len(c.own) > 1 || len(c.where.filters) > 0 {
		return
	}
	for _, f := range facets {
		isMarked := f.has != reaching || slices.Equal(marksOf(f.chosen(filter)), stars)
		c.kept[f.name] = isMarked && (len(c.own) == 0 || c.owners[f.name] > 0)
		if c.kept[f.name] && len(c.own) > 0 { // no row is counted for missing it
			c.where.filters, c.own = c.own, nil
			return
		}
	}
}

// missed is the number of the filter that a row misses, or null.
func (c *counting) missed() string {
	if len(c.own) == 0 {
		return `NULL::int`
	}
	var cases strings.Builder
	for i, filter := range c.own {
		fmt.Fprintf(&cases, ` WHEN (%s) IS NOT TRUE THEN %d`, filter, i+1)
	}
	return `CASE` + cases.String() + ` END`
}

// almost is the condition that a row misses one filter at most.
func (c *counting) almost() string {
	if len(c.own) < 2 {
		return ``
	}
	met := make([]string, len(c.own))
	for i, filter := range c.own {
		met[i] = `((` + filter + `) IS TRUE)::int`
	}
	return ` AND ` + strings.Join(met, ` + `) + ` >= ` + strconv.Itoa(len(c.own)-1)
}

// addFacet adds the SELECT of a facet.
func addFacet[F any](c *counting, f facet[F], filter F) {
	counted := c.counted(f.name, f.has)
	if !c.kept[f.name] {
		c.columns = append(c.columns, f.value+` AS `+quoted(f.name))
	} else {
		counted = `SELECT value, n FROM facet_count WHERE list = '` + c.name + `' AND facet = '` + string(f.name) + `'`
	}
	values := f.values(c, counted, filter)
	if chosen := f.chosen(filter); len(chosen) > 0 {
		values += ` UNION ALL SELECT v, 0, true FROM unnest(` + c.where.arg(chosen) + `::text[]) AS v`
	}
	key := `value`
	if f.has == folded {
		key = `lower(btrim(value) COLLATE "und-x-icu")`
	}
	label := `''`
	if f.label != nil {
		label = `coalesce(` + f.label(c) + `, '')`
	}
	c.parts = append(c.parts, `SELECT '`+string(f.name)+`' AS facet, value, `+label+` AS name, count, is_selected FROM (
			SELECT coalesce(min(value) FILTER (WHERE NOT chosen), min(value)) AS value, sum(n)::int AS count, bool_or(chosen) AS is_selected
			FROM (`+values+`) AS counted GROUP BY `+key+` HAVING sum(n) > 0 OR bool_or(chosen)
			ORDER BY is_selected DESC, count DESC, 1 LIMIT `+strconv.Itoa(f.most)+`) AS `+quoted(f.name))
}

// counted is a SELECT of what rows have of a facet, and of how many have it.
func (c *counting) counted(name market.FacetName, has amount) string {
	value, where := quoted(name), `missed IS NULL`
	if owner := c.owners[name]; owner > 0 {
		where = `(missed IS NULL OR missed = ` + strconv.Itoa(owner) + `)`
	}
	if has == several { // unnested where it is selected: a join with a function takes half as long again
		return `SELECT value, count(*) AS n FROM (SELECT unnest(` + value + `) AS value FROM met WHERE ` + where + `) AS each GROUP BY 1`
	}
	return `SELECT ` + value + `::text AS value, count(*) AS n FROM met WHERE ` + where + ` AND ` + value + ` IS NOT NULL GROUP BY ` + value
}

// values is a SELECT of the values as the filter takes them, made of what was counted.
func (f facet[F]) values(c *counting, counted string, filter F) string {
	switch f.has {
	case reaching: // whole stars, and what is chosen; kept are whole stars only
		marks := c.where.arg(marksOf(f.chosen(filter))) + `::float8[]`
		return `SELECT mark::text AS value, n, false AS chosen FROM (` + counted + `) AS counted JOIN unnest(` + marks + `) AS mark ON value::float8 >= mark`
	case nested:
		return `SELECT slug AS value, n, false AS chosen FROM (` + counted + `) AS counted
			JOIN (WITH RECURSIVE up AS (
					SELECT id, id AS above FROM category
					UNION ALL SELECT up.id, c.parent_id FROM up JOIN category c ON c.id = up.above WHERE c.parent_id IS NOT NULL)
				SELECT * FROM up) AS up ON up.id = value::uuid JOIN category ON category.id = up.above`
	}
	return `SELECT value, n, false AS chosen FROM (` + counted + `) AS counted`
}

func quoted(name market.FacetName) string { return `"` + string(name) + `"` }
