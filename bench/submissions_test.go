//go:build linux

package bench_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/embedded"
	"partnergraph/store/storetest"
)

const (
	clients = 32
	turn    = 500 * time.Millisecond // of one way, then the other's
)

// How many leads are submitted a second by 32 clients at once, with the outbox, whose
// wake-up is sent outside of transactions, beside the same writes with NOTIFY in each?
// On a Postgres that flushes each commit. The two take turns, so that whoever else works
// on the machine takes from both. SubmitLead is two dozen statements, and bound by the
// CPU; the rows alone, a lead and its event in one statement that each connection has
// prepared, show what NOTIFY costs.
func BenchmarkSubmissions(b *testing.B) {
	s, owner := durable(b)
	storetest.Exec(b, owner, `CREATE FUNCTION notify_inside() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN PERFORM pg_notify('inside', ''); RETURN NULL; END $$`)
	storetest.Exec(b, owner, `CREATE TRIGGER notify_inside AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION notify_inside()`)
	rows, err := owner.PrepareContext(b.Context(), `WITH l AS (
			INSERT INTO lead (id, title, state, size, source, locale, created_at)
			VALUES (gen_random_uuid(), 'A lead', 'OPEN', 'SMALL', 'SITE', 'en', now()) RETURNING id
		) INSERT INTO outbox (topic, key, subject) SELECT 'lead_update', id, id FROM l`)
	if err != nil {
		b.Fatal(err)
	}
	var n atomic.Int64
	for name, write := range map[string]func(context.Context) error{
		"SubmitLead": func(ctx context.Context) error {
			i := n.Add(1)
			from := market.Viewer{Address: fmt.Sprintf("10.%d.%d.%d", i>>16&255, i>>8&255, i&255)}
			_, err := s.SubmitLead(ctx, from, storetest.Need(), time.Now())
			return err
		},
		"rows alone": func(ctx context.Context) error {
			_, err := rows.ExecContext(ctx)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			var did [2]float64
			var took [2]time.Duration
			for b.Loop() {
				for way, trigger := range []string{"DISABLE", "ENABLE"} {
					storetest.Exec(b, owner, `ALTER TABLE outbox `+trigger+` TRIGGER notify_inside`)
					from := time.Now()
					did[way] += float64(submitted(b, write))
					took[way] += time.Since(from)
				}
			}
			outbox, inside := did[0]/took[0].Seconds(), did[1]/took[1].Seconds()
			b.ReportMetric(outbox, "outbox/s")
			b.ReportMetric(inside, "notify-inside/s")
			b.ReportMetric(outbox/inside, "times")
		})
	}
}

// submitted is how often all clients together write in a turn.
func submitted(b *testing.B, write func(context.Context) error) int64 {
	var done atomic.Int64
	var wait sync.WaitGroup
	until := time.Now().Add(turn)
	for range clients {
		wait.Go(func() {
			for time.Now().Before(until) {
				if err := write(b.Context()); err != nil {
					b.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	wait.Wait()
	return done.Load()
}

// durable is a store on a Postgres set up as a server's own, with 32 connections for
// writers, and its owner's connections.
func durable(b *testing.B) (*store.Store, *sql.DB) {
	b.Helper()
	dir, err := os.MkdirTemp("", "partnergraph-bench-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { // for who runs Postgres instead of root
		b.Fatal(err)
	}
	pg, err := embedded.Start(b.Context(), embedded.Config{Dir: filepath.Join(dir, "postgres"), MaxConnections: 120})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { pg.Stop(context.Background()) })
	if err := pg.CreateDatabase(b.Context(), "bench"); err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(b.Context(), pg.URL("bench"), store.Options{Connections: clients * 4 / 3, Keys: storetest.Keys})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	if err := s.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	owner, err := sql.Open("postgres", pg.URL("bench"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { owner.Close() })
	owner.SetMaxOpenConns(clients)
	owner.SetMaxIdleConns(clients)
	return s, owner
}
