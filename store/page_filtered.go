package store

import (
	"strconv"
	"strings"

	"partnergraph/market"
)

// window is how many rows of an order are looked through for a page that is
// filtered. What a tenth of the rows meets fills a page of 50 there.
const window = 500

// readFiltered finds a page of what many rows meet by reading the order, and of what
// few meet by the indexes of the filters. Postgres would choose one of the two before
// it knows how many there are, and read the whole order when it was wrong. So it gets
// two questions that it cannot take for each other: the first looks through the
// beginning of the order; the second finds all that meet the filters, without order
// or limit, and runs only when the first did not fill the page.
func (l *list[T]) readFiltered(p market.PageArgs) string {
	keys, names := make([]string, len(l.order.columns)), make([]string, len(l.order.columns))
	for i, column := range l.order.columns {
		names[i] = `k` + strconv.Itoa(i)
		keys[i] = column + ` AS ` + names[i]
	}
	key, name, last := strings.Join(keys, `, `), strings.Join(names, `, `), len(names)-1
	base, filters, limit := allOf(l.where.clauses), allOf(l.where.filters), strconv.Itoa(p.Size+1)
	return `WITH near AS MATERIALIZED (
			SELECT ` + name + ` FROM (
				SELECT ` + key + `, ` + filters + ` AS meets FROM ` + l.from + ` WHERE ` + base + l.by(l.order.columns, p) + ` LIMIT ` + strconv.Itoa(window) + `) AS read
			WHERE meets LIMIT ` + limit + `),
		hits AS MATERIALIZED (
			SELECT ` + key + ` FROM ` + l.from + ` WHERE (SELECT count(*) FROM near) < ` + limit + ` AND ` + base + ` AND ` + filters + `),
		picked AS MATERIALIZED (
			SELECT * FROM near WHERE (SELECT count(*) FROM near) = ` + limit + `
			UNION ALL (SELECT * FROM hits` + l.by(names, p) + ` LIMIT ` + limit + `))
		SELECT ` + l.columns + ` FROM picked CROSS JOIN ` + l.from + ` ` + l.joins +
		` WHERE ` + l.order.columns[last] + ` = picked.` + names[last] + l.by(l.order.columns, p)
}
