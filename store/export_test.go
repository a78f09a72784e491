package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"partnergraph/market"
)

// Emit lets tests write an event, as the store's verbs do.
func (s *Store) Emit(ctx context.Context, topic, key, subject string) error {
	return s.emit(ctx, topic, key, subject)
}

// DSN is where the store's database is, for another server on it.
func (s *Store) DSN() string { return s.dsn }

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
	inner := &Store{db: s.db, tx: tx, stmts: s.stmts, wake: s.wake, keys: s.keys, watch: s.watch}
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

// ReachBox lets tests compare it with lead_reach.
func ReachBox(lat, long float64, km int) string { return reachBox(lat, long, km) }

// PoolFrom are the partners in a pool for a lead that begins at a place.
func (s *Store) PoolFrom(ctx context.Context, l *market.LeadNeed, from float64, pool int, now time.Time) ([]*market.LeadCandidate, error) {
	policy, err := s.leadPolicy(ctx, now)
	if err != nil {
		return nil, err
	}
	return s.candidates(ctx, search{policy, l, nil, now}, from, pool)
}

// Drawable are the partners that SQL finds for a lead, and all there are with what
// market.LeadPolicy.Fit compares.
func (s *Store) Drawable(ctx context.Context, l *market.LeadNeed, had []market.PartnerID, now time.Time) (found, everyone []*market.LeadCandidate, err error) {
	policy, err := s.leadPolicy(ctx, now)
	if err != nil {
		return nil, nil, err
	}
	if found, err = s.candidates(ctx, search{policy, l, had, now}, 0.5, everybody); err != nil {
		return nil, nil, err
	}
	c := conditions{}
	columns := c.fill(standingColumns, []any{now, now, now})
	week := c.arg(market.WeekOf(now).Format(time.DateOnly))
	hadIt := c.fill(`s.partner_id = ANY($?::uuid[])`, []any{had})
	everyone, err = all[market.LeadCandidate](ctx, s, `SELECT `+factColumns+`, `+columns+`, `+hadIt+` AS had_it,
		CASE WHEN s.week = `+week+`::date THEN s.week_small ELSE 0 END AS "standing.week_small",
		CASE WHEN s.week = `+week+`::date THEN s.week_medium ELSE 0 END AS "standing.week_medium",
		CASE WHEN s.week = `+week+`::date THEN s.week_large ELSE 0 END AS "standing.week_large",
		f.small_most AS "preferences.small_most", f.medium_most AS "preferences.medium_most", f.large_most AS "preferences.large_most",
		f.week_most AS "preferences.week_most", f.open_most AS "preferences.open_most",
		f.paused_from AS "preferences.paused_from", f.paused_until AS "preferences.paused_until"
		FROM lead_standing s LEFT JOIN lead_preference f ON f.partner_id = s.partner_id`, c.args...)
	return found, everyone, err
}

// Claimable are the leads that fitsRule lets a partner claim.
func (s *Store) Claimable(ctx context.Context, partner market.PartnerID, now time.Time) ([]*market.Lead, error) {
	fits, err := s.fitsRule(ctx, partner, now)
	if err != nil {
		return nil, err
	}
	c := conditions{}
	c.add(fits.sql, fits.args...)
	return all[market.Lead](ctx, s, `SELECT l.id FROM lead l WHERE `+c.sql(), c.args...)
}

// CheckFit asks whether a lead may be claimed.
func (s *Store) CheckFit(ctx context.Context, lead market.LeadID, partner market.PartnerID, now time.Time) error {
	return s.checkFit(ctx, lead, partner, now)
}

// DrawLead draws and, before the transaction ends, calls f with what came out.
func (s *Store) DrawLead(ctx context.Context, lead *market.Lead, n int, seed market.DrawSeed, now time.Time, f func(*sqlx.Tx, *market.LeadDraw) error) (draw *market.LeadDraw, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		if err := s.tell(ctx, system); err != nil {
			return err
		}
		if draw, err = s.drawLead(ctx, lead, offered{}, n, seed, now); err != nil || f == nil {
			return err
		}
		return f(s.tx, draw)
	})
	return draw, err
}

// ProtectedDeal is the deal that a lead falls under.
func (s *Store) ProtectedDeal(ctx context.Context, lead market.LeadID) (*market.Deal, error) {
	return s.protectedDeal(ctx, lead)
}

// Note lets tests note a statement as one that is read.
func (s *Store) Note(ctx context.Context, query string) { s.note(ctx, query, nil) }

// Writes reports whether a statement may change a table that tells of its changes.
func (s *Store) Writes(query string) bool { return s.watch.tables.Load().use(query).writes }
