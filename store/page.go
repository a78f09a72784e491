package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"partnergraph/market"
)

// order is a total order: all its columns run the same way, none is null, and the
// last is unique. So a page begins where the last ended by one row comparison,
// which an index serves.
type order[T any] struct {
	name    string            // goes into cursors: one made under another order is refused
	columns []string          // SQL expressions
	types   []string          // the Postgres type of each
	desc    bool              // descending
	sorted  bool              // no index has the order: all that is asked for is read and sorted
	key     func(*T) []string // the values of the columns, as Postgres reads them
}

// conditions are the clauses of WHERE with their arguments.
type conditions struct {
	clauses []string // what all rows of a list meet: who may see them, and where a page begins
	filters []string // what the caller looks for among them, however few that are
	args    []any
}

// add appends a clause; each $? in it stands for the next of args.
func (c *conditions) add(clause string, args ...any) {
	c.clauses = append(c.clauses, c.fill(clause, args))
}

// filter appends a clause that may leave few rows of many, or none.
func (c *conditions) filter(clause string, args ...any) {
	c.filters = append(c.filters, c.fill(clause, args))
}

// fill puts placeholders for args into a piece of SQL.
func (c *conditions) fill(sql string, args []any) string {
	for _, arg := range args {
		sql = strings.Replace(sql, "$?", c.arg(arg), 1)
	}
	return sql
}

// arg is a placeholder for an argument.
func (c *conditions) arg(v any) string {
	c.args = append(c.args, v)
	return "$" + strconv.Itoa(len(c.args))
}

func (c *conditions) sql() string { return allOf(append(slices.Clip(c.clauses), c.filters...)) }

// allOf is the condition that every clause is met.
func allOf(clauses []string) string {
	if len(clauses) == 0 {
		return "true"
	}
	return strings.Join(clauses, " AND ")
}

// list is a query whose rows are read in pages.
type list[T any] struct {
	columns  string   // what is selected
	from     string   // FROM, with joins
	joins    string   // joins that matter to the columns only, left out of counts
	joinArgs []any    // for each $? in joins
	parts    []string // if there are any, only rows that meet one of these; from is then one table
	where    conditions
	order    order[T]
}

// read is the statement for the rows of a page.
func (l *list[T]) read(p market.PageArgs) string {
	switch {
	case len(l.parts) > 0:
		return l.readParts(l.tail(p))
	case len(l.where.filters) > 0 && !l.order.sorted:
		return l.readFiltered(p)
	}
	return `SELECT ` + l.columns + ` FROM ` + l.from + ` ` + l.joins + ` WHERE ` + l.where.sql() + l.tail(p)
}

// readParts reads the parts one by one, each from its index in order and only as far
// as the page: for conditions with OR Postgres would read and sort all rows. UNION
// drops what meets two.
func (l *list[T]) readParts(tail string) string {
	parts := make([]string, len(l.parts))
	for i, part := range l.parts {
		parts[i] = `(SELECT ` + l.columns + ` FROM ` + l.from + ` ` + l.joins + ` WHERE ` + l.where.sql() + ` AND ` + part + tail + `)`
	}
	return `SELECT * FROM (` + strings.Join(parts, ` UNION `) + `) AS ` + l.from + tail
}

// anyOf is the condition that one of the clauses is met.
func anyOf(clauses []string) string {
	if len(clauses) == 0 {
		return `false`
	}
	return `(` + strings.Join(clauses, ` OR `) + `)`
}

// pageOf reads one page of a list, and counts all its rows when that is wanted.
func pageOf[T any](ctx context.Context, s *Store, l list[T], p market.PageArgs) (*market.Page[*T], error) {
	unpaged := l.where // before the cursors narrow it
	if err := l.begin(p); err != nil {
		return nil, err
	}
	items, err := all[T](ctx, s, l.read(p), l.where.args...)
	if err != nil {
		return nil, err
	}
	page := l.page(items, p)
	if p.WantTotal {
		if len(l.parts) > 0 {
			unpaged.add(anyOf(l.parts))
		}
		page.TotalCount, err = value[int](ctx, s, `SELECT count(*) FROM `+l.from+` WHERE `+unpaged.sql(), unpaged.args...)
	}
	return page, err
}

// pagesOf reads the same page of a list for each of several parents in one
// statement. column is the parent's in the list, parent the same in a row.
func pagesOf[K ~string, T any](ctx context.Context, s *Store, l list[T], p market.PageArgs,
	parents []K, column string, parent func(*T) K) (map[K]*market.Page[*T], error) {
	unpaged := l.where
	if err := l.begin(p); err != nil {
		return nil, err
	}
	ids := l.where.arg(parents)
	ctx = ofParents(ctx, l.from, column, parents)
	// One parent after another, each with its rows in order: a function scan is
	// never parallel, so the outer loop keeps the inner order.
	rows, err := all[T](ctx, s, `SELECT page.* FROM unnest(`+ids+`::uuid[]) AS parent(id) CROSS JOIN LATERAL (SELECT `+
		l.columns+` FROM `+l.from+` `+l.joins+` WHERE `+column+` = parent.id AND `+l.where.sql()+l.tail(p)+`) AS page`, l.where.args...)
	if err != nil {
		return nil, err
	}
	items := map[K][]*T{}
	for _, row := range rows {
		items[parent(row)] = append(items[parent(row)], row)
	}
	pages := make(map[K]*market.Page[*T], len(parents))
	for _, id := range parents {
		pages[id] = l.page(items[id], p)
	}
	if p.WantTotal {
		err = countEach(ctx, s, l.from, column, unpaged, pages)
	}
	return pages, err
}

// countEach counts the rows of each parent's list.
func countEach[K ~string, T any](ctx context.Context, s *Store, from, column string, where conditions, pages map[K]*market.Page[T]) error {
	parents := make([]K, 0, len(pages))
	for id := range pages {
		parents = append(parents, id)
	}
	where.add(column+` = ANY($?::uuid[])`, parents)
	counts, err := all[struct {
		Parent K   `db:"parent"`
		Count  int `db:"count"`
	}](ctx, s, `SELECT `+column+` AS parent, count(*) AS count FROM `+from+` WHERE `+where.sql()+` GROUP BY 1`, where.args...)
	for _, c := range counts {
		pages[c.Parent].TotalCount = c.Count
	}
	return err
}

// begin completes the joins, and narrows the list to what the cursors ask for.
func (l *list[T]) begin(p market.PageArgs) error {
	l.where.clauses, l.where.args = slices.Clip(l.where.clauses), slices.Clip(l.where.args)
	l.joins = l.where.fill(l.joins, l.joinArgs)
	for _, c := range []struct {
		cursor string
		behind bool
		field  string
	}{{p.After, true, "after"}, {p.Before, false, "before"}} {
		if c.cursor == "" {
			continue
		}
		values, err := parseCursor(c.cursor, l.order.name, len(l.order.columns))
		if err != nil {
			return err.In(c.field)
		}
		l.narrow(values, c.behind != l.order.desc)
	}
	return nil
}

// tail is ORDER BY and LIMIT. One row more than the page is read, to know whether
// there is one. LIMIT is text: with a bound one Postgres plans anew each time.
func (l *list[T]) tail(p market.PageArgs) string {
	return l.by(l.order.columns, p) + ` LIMIT ` + strconv.Itoa(p.Size+1)
}

// by is ORDER BY the columns, those of the order or copies of them.
func (l *list[T]) by(columns []string, p market.PageArgs) string {
	direction := " ASC"
	if l.order.desc != p.Backward {
		direction = " DESC"
	}
	return ` ORDER BY ` + strings.Join(columns, direction+`, `) + direction
}

// narrow keeps the rows whose key is greater, or less, than the values.
func (l *list[T]) narrow(values []string, greater bool) {
	placeholders := make([]string, len(values))
	for i, v := range values {
		placeholders[i] = l.where.arg(v) + "::" + l.order.types[i]
	}
	operator := "<"
	if greater {
		operator = ">"
	}
	l.where.add(fmt.Sprintf("(%s) %s (%s)", strings.Join(l.order.columns, ", "), operator, strings.Join(placeholders, ", ")))
}

// page makes a page of the rows read, which may be one more than it holds.
func (l *list[T]) page(rows []*T, p market.PageArgs) *market.Page[*T] {
	more := len(rows) > p.Size
	if more {
		rows = rows[:p.Size]
	}
	page := &market.Page[*T]{Edges: make([]market.Edge[*T], len(rows))}
	page.PageInfo.HasNextPage, page.PageInfo.HasPreviousPage = more, p.After != ""
	if p.Backward {
		slices.Reverse(rows)
		page.PageInfo.HasNextPage, page.PageInfo.HasPreviousPage = p.Before != "", more
	}
	for i, row := range rows {
		page.Edges[i] = market.Edge[*T]{Cursor: formatCursor(l.order.name, l.order.key(row)), Node: row}
	}
	if n := len(page.Edges); n > 0 {
		page.PageInfo.StartCursor, page.PageInfo.EndCursor = &page.Edges[0].Cursor, &page.Edges[n-1].Cursor
	}
	return page
}
