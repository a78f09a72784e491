package store

import (
	"context"

	"partnergraph/market"
)

// categoryFields are what a market.Category is read from, out of category c and
// categoryText.
var categoryFields = []field{
	{"c.id", "id"}, {"c.parent_id", "parent_id"}, {"c.slug", "slug"}, {"label.name", "name"}, {"label.locale", "locale"},
}

// categoryText joins a category c with the best name for the reader, whose languages
// are the argument. Names have no original; English comes next.
const categoryText = `CROSS JOIN LATERAL (SELECT t.name, t.locale FROM category_name t
	WHERE t.category_id = c.id ` + bestText + `t.locale = 'en' DESC, t.locale LIMIT 1) AS label`

// categoriesWhere reads the categories that meet the conditions, in their order.
func (s *Store) categoriesWhere(ctx context.Context, v market.Viewer, c conditions) ([]*market.Category, error) {
	joins := c.fill(categoryText, []any{v.Locales})
	return all[market.Category](ctx, s, `SELECT `+columns("", categoryFields)+` FROM category c `+joins+
		` WHERE `+c.sql()+` ORDER BY c.position, c.id`, c.args...)
}

// Categories are the categories at the top.
func (s *Store) Categories(ctx context.Context, v market.Viewer) ([]*market.Category, error) {
	return s.categoriesWhere(ctx, v, conditions{clauses: []string{`c.parent_id IS NULL`}})
}

// CategoriesByID are the categories with the ids.
func (s *Store) CategoriesByID(ctx context.Context, v market.Viewer, ids []market.CategoryID) (map[market.CategoryID]*market.Category, error) {
	c := conditions{}
	c.add(`c.id = ANY($?::uuid[])`, ids)
	categories, err := s.categoriesWhere(ctx, v, c)
	return byKey(categories, func(c *market.Category) market.CategoryID { return c.ID }), err
}

// CategoryChildren are the categories below each of those with the ids.
func (s *Store) CategoryChildren(ctx context.Context, v market.Viewer, ids []market.CategoryID) (map[market.CategoryID][]*market.Category, error) {
	c := conditions{}
	c.add(`c.parent_id = ANY($?::uuid[])`, ids)
	categories, err := s.categoriesWhere(ctx, v, c)
	return groupBy(categories, func(c *market.Category) market.CategoryID { return *c.ParentID }), err
}

// categoryIDs are the ids of all categories.
func (s *Store) categoryIDs(ctx context.Context) ([]market.CategoryID, error) {
	rows, err := all[market.Category](ctx, s, `SELECT id FROM category`)
	ids := make([]market.CategoryID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	return ids, err
}
