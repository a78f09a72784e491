package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

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
//
// The large tables get their foreign keys and indexes anew when they are full, and tell
// then that they have changed. To
// check a million rows at once takes a second; one by one, a minute. So it is done as
// the owner of the tables.
func (s *Store) FillOnce(ctx context.Context, large []string, fill func(*Store, Names) error) (filled bool, err error) {
	err = s.asOwner().InTx(ctx, func(s *Store) error {
		if _, err := s.exec(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
			return err
		}
		if _, err := s.exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('fill'))`); err != nil {
			return err
		}
		if owns, err := value[bool](ctx, s, `SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'person'::regclass`); err != nil || !owns {
			return errors.Join(err, errors.New("the user of DATABASE_URL does not own the tables: only their owner may load"))
		}
		filled, err = value[bool](ctx, s, `SELECT NOT EXISTS (SELECT FROM person) AND NOT EXISTS (SELECT FROM organization)`)
		if err != nil || !filled {
			return err
		}
		names, err := s.names(ctx)
		if err != nil {
			return err
		}
		restore, err := s.setAside(ctx, large)
		if err != nil {
			return err
		}
		if err := fill(s, names); err != nil {
			return err
		}
		if err := s.putBack(ctx, restore); err != nil {
			return err
		}
		if _, err := s.exec(ctx, `INSERT INTO table_change (name) SELECT unnest($1::text[])`, large); err != nil {
			return err
		}
		return s.settleFilled(ctx)
	})
	return filled && err == nil, err
}

// setAside drops the foreign keys of the tables, and their indexes that are there
// for speed only. It returns the statements that make them again. Switching off the
// triggers behind the keys was refused: it takes a superuser, and checks nothing
// afterwards.
func (s *Store) setAside(ctx context.Context, tables []string) (restore []string, err error) {
	if len(tables) == 0 {
		return nil, nil
	}
	things, err := all[struct {
		Drop, Make string
		Rank       int
	}](ctx, s, `
		SELECT format('DROP INDEX %s', indexrelid::regclass) AS drop, pg_get_indexdef(indexrelid) AS make, 1 AS rank
		FROM pg_index WHERE NOT indisunique AND indrelid = ANY(SELECT to_regclass(t) FROM unnest($1::text[]) AS t)
		UNION ALL
		SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass), pg_get_triggerdef(oid), 1
		FROM pg_trigger WHERE tgname ~ '^announces_' AND tgrelid = ANY(SELECT to_regclass(t) FROM unnest($1::text[]) AS t)
		UNION ALL
		SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
			format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)), 2
		FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(SELECT to_regclass(t) FROM unnest($1::text[]) AS t)
		ORDER BY rank, make`, tables)
	if err != nil {
		return nil, err
	}
	if _, err := s.exec(ctx, `SET LOCAL maintenance_work_mem = '256MB'`); err != nil {
		return nil, err
	}
	for _, thing := range things {
		if _, err := s.exec(ctx, thing.Drop); err != nil {
			return nil, fmt.Errorf("%s: %w", thing.Drop, err)
		}
		restore = append(restore, thing.Make)
	}
	return restore, nil
}

// putBack makes again what was set aside. A table cannot be altered while checks of
// its rows wait for the commit, so these come first.
func (s *Store) putBack(ctx context.Context, statements []string) error {
	for _, statement := range append([]string{`SET CONSTRAINTS ALL IMMEDIATE`}, statements...) {
		if _, err := s.exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
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
	s.changes = true
	quoted := make([]string, len(columns))
	for i, column := range columns {
		quoted[i] = pq.QuoteIdentifier(column)
	}
	stmt, err := s.tx.PrepareContext(ctx, fmt.Sprintf("COPY %s (%s) FROM STDIN", pq.QuoteIdentifier(table), strings.Join(quoted, ", ")))
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
