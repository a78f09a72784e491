package store

import (
	"context"

	"github.com/jmoiron/sqlx"

	"partnergraph/market"
)

// Emit lets tests write an event, as the store's verbs do.
func (s *Store) Emit(ctx context.Context, topic, key, subject string) error {
	return s.emit(ctx, topic, key, subject)
}

// BehindFirstWall calls f in a transaction of who asks, a viewer or the bearer of a
// secret with the hash, and rolls it back: only the second wall holds what f runs.
func (s *Store) BehindFirstWall(ctx context.Context, v market.Viewer, secret []byte, f func(*sqlx.Tx) error) error {
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // there is nothing to keep
	a := viewing(v)
	a.secret = secret
	inner := &Store{db: s.db, tx: tx, stmts: s.stmts, wake: s.wake, keys: s.keys}
	if err := inner.tell(ctx, a); err != nil {
		return err
	}
	return f(tx)
}

// RowsRead counts the rows of a table that the transaction has read, by any plan, but
// for what an index alone could tell.
func (s *Store) RowsRead(ctx context.Context, table string) (int, error) {
	return value[int](ctx, s, `SELECT (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int
		FROM pg_stat_xact_user_tables WHERE relid = $1::regclass`, table)
}

// TellNoting lets tests tell of a lead, as the store's verbs do: by the viewer or, for
// nobody, by the system.
func (s *Store) TellNoting(ctx context.Context, v market.Viewer, lead market.LeadID, about market.LeadNews, detail string, note *string) error {
	asks := viewing(v)
	if v.Person == "" {
		asks = system
	}
	return s.as(ctx, asks, func(s *Store) error { return s.tellNoting(ctx, lead, about, detail, note) })
}

// ForgetHistory lets tests forget what people said, as erasure does.
func (s *Store) ForgetHistory(ctx context.Context, lead market.LeadID) error {
	return s.forgetHistory(ctx, lead)
}
