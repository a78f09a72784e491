package store

import (
	"context"
	"fmt"
	"iter"

	"github.com/lib/pq"

	"partnergraph/market"
)

// Names are the rows that migrations make, by what other data call them.
type Names struct {
	Boards     map[string]market.BoardID    // by slug
	Categories map[string]market.CategoryID // by slug
	Licences   map[string]string            // by the code of the level
}

// FillOnce calls fill in one transaction on a database in which there is nobody
// yet, for many rows at once: statements have all the time they need, and the
// planner learns about the rows. Of several callers one fills, the others wait for
// it. It reports false, and does nothing, when there is somebody already.
func (s *Store) FillOnce(ctx context.Context, fill func(*Store, Names) error) (filled bool, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		if _, err := s.exec(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
			return err
		}
		if _, err := s.exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('fill'))`); err != nil {
			return err
		}
		filled, err = value[bool](ctx, s, `SELECT NOT EXISTS (SELECT FROM person) AND NOT EXISTS (SELECT FROM organization)`)
		if err != nil || !filled {
			return err
		}
		names, err := s.names(ctx)
		if err != nil {
			return err
		}
		if err := fill(s, names); err != nil {
			return err
		}
		return s.settleFilled(ctx)
	})
	return filled && err == nil, err
}

// settleFilled counts what is counted beside the rows, and analyses all.
func (s *Store) settleFilled(ctx context.Context) error {
	_, err := s.exec(ctx, `
		UPDATE board SET thread_count = n
		FROM (SELECT board_id, count(*) AS n FROM thread GROUP BY board_id) AS counted WHERE board_id = board.id`)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `ANALYZE`)
	return err
}

func (s *Store) names(ctx context.Context) (Names, error) {
	boards, err := all[market.Board](ctx, s, `SELECT id, slug FROM board`)
	if err != nil {
		return Names{}, err
	}
	categories, err := all[market.Category](ctx, s, `SELECT id, slug FROM category`)
	if err != nil {
		return Names{}, err
	}
	levels, err := s.Levels(ctx)
	names := Names{map[string]market.BoardID{}, map[string]market.CategoryID{}, map[string]string{}}
	for _, b := range boards {
		names.Boards[b.Slug] = b.ID
	}
	for _, c := range categories {
		names.Categories[c.Slug] = c.ID
	}
	for _, l := range levels {
		names.Licences[l.Code] = l.Licence
	}
	return names, err
}

// Copy writes rows into a table, by COPY: a hundred thousand take a second or two.
// It is for FillOnce, and checks nothing that the table itself does not.
func (s *Store) Copy(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) error {
	stmt, err := s.tx.PrepareContext(ctx, pq.CopyIn(table, columns...))
	if err != nil {
		return fmt.Errorf("copy into %s: %w", table, err)
	}
	defer stmt.Close()
	for row := range rows {
		if _, err := stmt.ExecContext(ctx, bind(row)...); err != nil {
			return fmt.Errorf("copy into %s: %w", table, err)
		}
	}
	if _, err := stmt.ExecContext(ctx); err != nil {
		return fmt.Errorf("copy into %s: %w", table, err)
	}
	return nil
}
