package store

import (
	"context"

	"partnergraph/market"
)

// bestText orders texts in several languages by how well they serve a reader whose
// languages, best first, stand for $?. What follows breaks ties.
const bestText = `ORDER BY array_position($?::text[], t.locale), `

const levelColumns = `level.code, level.rank, level.licence, level.discount, level.lead_weight`

// Levels are all levels of the programme, lowest first.
func (s *Store) Levels(ctx context.Context) ([]*market.Level, error) {
	return all[market.Level](ctx, s, `SELECT `+levelColumns+` FROM level ORDER BY rank`)
}

// level is the level with the code, or the lowest for nil. It fails with Invalid at
// the field level when there is none.
func (s *Store) level(ctx context.Context, code *string) (*market.Level, error) {
	level, err := found(one[market.Level](ctx, s, `SELECT `+levelColumns+` FROM level
		WHERE code = $1 OR $1::text IS NULL ORDER BY rank LIMIT 1`, code))
	if err == nil && level == nil {
		return nil, market.Errorf(market.Invalid, "There is no such level; the query levels lists them.").In("level")
	}
	return level, err
}

// Industries are all industries by their names in the reader's language. There are
// some dozens, so they are read whole.
func (s *Store) Industries(ctx context.Context, v market.Viewer) ([]*market.Industry, error) {
	c := conditions{}
	best := c.fill(bestText, []any{v.Locales})
	return all[market.Industry](ctx, s, `
		SELECT code, name, locale, row_number() OVER (ORDER BY name COLLATE "und-x-icu", code) AS rank
		FROM industry CROSS JOIN LATERAL (
			SELECT t.name, t.locale FROM industry_name t WHERE t.industry = code `+best+`t.locale = 'en' DESC, t.locale LIMIT 1) AS text
		ORDER BY rank`, c.args...)
}

// IndustriesByCode are the industries of the codes that there are.
func (s *Store) IndustriesByCode(ctx context.Context, v market.Viewer, _ []string) (map[string]*market.Industry, error) {
	industries, err := s.Industries(ctx, v)
	return byKey(industries, func(i *market.Industry) string { return i.Code }), err
}

// industryCodes are the codes of all industries.
func (s *Store) industryCodes(ctx context.Context) ([]string, error) {
	rows, err := all[market.Industry](ctx, s, `SELECT code FROM industry`)
	codes := make([]string, len(rows))
	for i, row := range rows {
		codes[i] = row.Code
	}
	return codes, err
}
