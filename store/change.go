package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/jmoiron/sqlx"
)

// Changes follows what tables tell of their changes, on a connection of its own: what is
// lost with that connection is known to be lost. Its methods are called one after another.
type Changes struct {
	db       *sqlx.DB
	conn     *sqlx.Conn
	snapshot string // what was seen by then has been told
}

// FollowChanges begins to follow changes: those that are committed after the call are told.
// The caller closes it.
func (s *Store) FollowChanges(ctx context.Context) (_ *Changes, err error) {
	c := &Changes{}
	if c.db, err = sqlx.Open("postgres", s.dsn); err != nil {
		return nil, err
	}
	if c.conn, err = c.db.Connx(ctx); err == nil {
		err = c.conn.GetContext(ctx, &c.snapshot, `SELECT pg_current_snapshot()::text`)
	}
	if err != nil {
		return nil, errors.Join(explain(err), c.Close())
	}
	return c, nil
}

// Close ends it.
func (c *Changes) Close() error {
	if c.conn != nil {
		return errors.Join(c.conn.Close(), c.db.Close())
	}
	return c.db.Close()
}

// Next returns the tags of what was committed since the last call, each once (see Tags).
// It does not wait: also not for transactions that are open, whatever they have written,
// because each is told when it has ended. After an error nothing is known, and it is of
// no more use.
//
// A transaction is new that this snapshot sees and the last one did not, so none is told
// twice or passed over, in whatever order they end.
func (c *Changes) Next(ctx context.Context) (tags []string, err error) {
	var row struct{ Snapshot, Changes string }
	err = c.conn.GetContext(ctx, &row, `
		SELECT pg_current_snapshot()::text AS snapshot, coalesce((
			SELECT json_agg(json_build_object('Name', name, 'Keys', keys)) FROM table_change
			WHERE xid >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, $1::pg_snapshot)), '[]')::text AS changes`,
		c.snapshot)
	if err != nil {
		return nil, explain(err)
	}
	c.snapshot = row.Snapshot
	if row.Changes == "[]" {
		return nil, nil
	}
	var changes []struct {
		Name string
		Keys []string
	}
	if err := json.Unmarshal([]byte(row.Changes), &changes); err != nil {
		return nil, err
	}
	for _, change := range changes {
		tags = append(tags, Tags(change.Name, change.Keys)...)
	}
	slices.Sort(tags)
	return slices.Compact(tags), nil
}

// Snapshot names what has been told by now, for Prune.
func (c *Changes) Snapshot() string { return c.snapshot }

// Prune deletes what had been told by an earlier snapshot. Whoever follows and has not
// asked since then would miss it.
func (c *Changes) Prune(ctx context.Context, snapshot string) error {
	_, err := c.conn.ExecContext(ctx, `DELETE FROM table_change WHERE pg_visible_in_snapshot(xid, $1::pg_snapshot)`, snapshot)
	return explain(err)
}
