package store

import (
	"context"
	"strconv"
	"time"

	"partnergraph/market"
)

// The topics of events. The key of a topic says who listens.
const (
	LeadTopic       = "lead"        // key: the partner; subject: the offer
	BoardTopic      = "board"       // key: boardKey; subject: the lead
	LeadUpdateTopic = "lead_update" // key: the lead, or whose leads; subject: the lead; detail: what happened
	ReplyTopic      = "reply"       // key: the thread; subject: the reply

	ReviewTopic        = "review"         // key: the partner; subject: the review
	InvoiceIssuedTopic = "invoice_issued" // key: the seller; subject: the invoice
	InvoicePaidTopic   = "invoice_paid"   // the same
	DealConflictTopic  = "deal_conflict"  // key: the deal; subject: the same
)

// emit records an event in the transaction of its fact. Listeners are woken after
// the commit.
func (s *Store) emit(ctx context.Context, topic, key, subject string) error {
	s.emits = true
	_, err := s.exec(ctx, `INSERT INTO outbox (topic, key, subject) VALUES ($1, $2, $3)`, topic, key, subject)
	return err
}

// horizon is the oldest transaction that may still write an event: below it all
// places are final. Transactions of other databases in the cluster never write one
// here, and a long one there must not hold up ours. Who they are is asked after
// the snapshot was taken, so one that has ended meanwhile counts as ours: the
// horizon is never too far, only sometimes a little behind.
const horizon = `coalesce((
	SELECT open.xid FROM pg_snapshot_xip(pg_current_snapshot()) AS open(xid)
	WHERE NOT EXISTS (SELECT FROM transactions_elsewhere() AS other(xid) WHERE other.xid = open.xid::xid)
	ORDER BY open.xid LIMIT 1), pg_snapshot_xmax(pg_current_snapshot()))`

const eventColumns = `xid, id, topic, key, subject, coalesce(detail, '') AS detail, created_at`

// xid writes a transaction number as Postgres reads it: it has no 64-bit unsigned
// integers but for these.
func xid(p market.Position) string { return strconv.FormatUint(p.XID, 10) }

// lastEvent is the transaction of the newest event that is committed, or that was when
// it was deleted.
//
// Postgres may give a number again after a crash, if nothing of the transaction that had
// it was on the disk: also one that had ended, when it was rolled back. So what is new is
// never told by what numbers were given out, but by the events, which are on the disk
// before anybody sees them.
const lastEvent = `greatest((SELECT xid FROM outbox ORDER BY xid DESC, id DESC LIMIT 1), (SELECT xid FROM outbox_pruned))`

// EventHead is the place where events begin that are not final now.
func (s *Store) EventHead(ctx context.Context) (market.Position, error) {
	row, err := one[struct {
		Horizon uint64 `db:"horizon"`
		Last    uint64 `db:"last"`
	}](ctx, s, `SELECT `+horizon+` AS horizon, `+lastEvent+` AS last`)
	if err != nil {
		return market.Position{}, err
	}
	return market.Position{XID: min(row.Horizon, row.Last+1)}, nil
}

// EventsAfter returns at most limit events whose places are final, in their order.
// waiting says that there are more that are not final yet: a transaction older
// than them is still open.
func (s *Store) EventsAfter(ctx context.Context, p market.Position, limit int) (events []*market.Event, waiting bool, err error) {
	rows, err := all[struct {
		market.Event
		Final bool `db:"final"`
	}](ctx, s, `
		SELECT `+eventColumns+`, xid < (SELECT `+horizon+`) AS final FROM outbox
		WHERE (xid, id) > ($1::xid8, $2) AND xid < pg_snapshot_xmax(pg_current_snapshot())
		ORDER BY xid, id LIMIT `+strconv.Itoa(limit), xid(p), p.ID)
	for _, row := range rows {
		if !row.Final {
			return events, true, nil
		}
		events = append(events, &row.Event)
	}
	return events, false, err
}

// EventsBetween returns at most limit events of channels that come after one place and
// not after the other, in their order. It fails with Expired when some of them may have
// been deleted for their age, and with Invalid when the first place lies ahead of
// everything.
func (s *Store) EventsBetween(ctx context.Context, channels []market.Channel, after, until market.Position, limit int) ([]*market.Event, error) {
	topics, keys := make([]string, len(channels)), make([]string, len(channels))
	for i, c := range channels {
		topics[i], keys[i] = c.Topic, c.Key
	}
	first := ` ORDER BY xid, id LIMIT ` + strconv.Itoa(limit)
	events, err := all[market.Event](ctx, s, `
		SELECT e.* FROM unnest($1::text[], $2::uuid[]) AS channel (topic, key) CROSS JOIN LATERAL (
			SELECT xid, id, o.topic, o.key, subject, coalesce(detail, '') AS detail, created_at FROM outbox o
			WHERE o.topic = channel.topic AND o.key = channel.key AND (xid, id) > ($3::xid8, $4) AND (xid, id) <= ($5::xid8, $6)
			`+first+`) AS e`+first, topics, keys, xid(after), after.ID, xid(until), until.ID)
	if err != nil {
		return nil, err
	}
	// Asked after reading: what was deleted before is known to be.
	cursor, err := one[struct {
		Lost  bool `db:"lost"`
		Ahead bool `db:"ahead"`
	}](ctx, s, `
		SELECT (xid, id) > ($1::xid8, $2) AS lost, ($1::xid8, $2::bigint) > (pg_snapshot_xmax(pg_current_snapshot()), 0) AS ahead
		FROM outbox_pruned`, xid(after), after.ID)
	switch {
	case err != nil:
		return nil, err
	case cursor.Lost:
		return nil, market.Errorf(market.Expired, "This cursor is too old: events are kept for %d hours.", market.EventLife/time.Hour).In("after")
	case cursor.Ahead:
		return nil, market.Errorf(market.Invalid,
			"This is not a cursor of ours: no event has come as far. Read the list anew, and subscribe from the cursor that comes with it.").In("after")
	}
	return events, nil
}

// Moment is now, as the transactions see it that write events.
func (s *Store) Moment(ctx context.Context) (market.Moment, error) {
	row, err := one[struct {
		Last uint64   `db:"last"`
		Open []string `db:"open"`
	}](ctx, s, `SELECT `+lastEvent+` AS last, ARRAY(SELECT pg_snapshot_xip(pg_current_snapshot())::text) AS open`)
	if err != nil {
		return market.Moment{}, err
	}
	m := market.Moment{Next: row.Last + 1}
	for _, text := range row.Open {
		open, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return market.Moment{}, err
		}
		m.Open = append(m.Open, open)
	}
	return m, nil
}

// pruneBatch is how many events are deleted in one statement.
const pruneBatch = 10_000

// PruneOutbox deletes the events that are older than market.EventLife at now, and
// says how many they were. It stops at the first younger one, so that what is left
// has no gaps.
func (s *Store) PruneOutbox(ctx context.Context, now time.Time) (pruned int, err error) {
	for {
		n, err := value[int](ctx, s, `
			WITH oldest AS (
				SELECT xid, id, created_at < $1 AS old FROM outbox ORDER BY xid, id LIMIT `+strconv.Itoa(pruneBatch)+`
			), young AS (
				SELECT xid, id FROM oldest WHERE NOT old ORDER BY xid, id LIMIT 1
			), gone AS (
				DELETE FROM outbox o USING oldest d
				WHERE (o.xid, o.id) = (d.xid, d.id)
					AND NOT EXISTS (SELECT FROM young y WHERE (d.xid, d.id) >= (y.xid, y.id))
				RETURNING o.xid, o.id
			), mark AS (
				UPDATE outbox_pruned p SET xid = last.xid, id = last.id
				FROM (SELECT xid, id FROM gone ORDER BY xid DESC, id DESC LIMIT 1) last
				WHERE (last.xid, last.id) > (p.xid, p.id)
			)
			SELECT count(*) FROM gone`, now.Add(-market.EventLife))
		pruned += n
		if err != nil || n < pruneBatch {
			return pruned, err
		}
	}
}
