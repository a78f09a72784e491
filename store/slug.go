package store

import (
	"context"

	"partnergraph/market"
)

// insertUnderSlug runs an INSERT … ON CONFLICT (slug) DO NOTHING, whose first
// argument is the slug, with one slug after another until one is free. Of two that
// come at once with one name, the second waits for the first, then goes on to the
// next slug. It fails with Conflict when none was free.
func (s *Store) insertUnderSlug(ctx context.Context, name, fallback, id, insert string, args ...any) (string, error) {
	for try := range market.SlugTries {
		slug := market.SlugTry(name, fallback, id, try)
		result, err := s.exec(ctx, insert, append([]any{slug}, args...)...)
		if err != nil {
			return "", err
		}
		if n, err := result.RowsAffected(); n == 1 || err != nil {
			return slug, err
		}
	}
	return "", market.Errorf(market.Conflict, "Too many have this name; choose another.")
}
