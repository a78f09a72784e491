package events_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "github.com/lib/pq"
	"go.uber.org/goleak"

	"partnergraph/events"
	"partnergraph/market"
	"partnergraph/store/storetest"
)

const topic = "reply"

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// world is a database with an outbox, and what writes to it.
type world struct {
	*testing.T
	url string
	db  *sql.DB
}

func newWorld(t *testing.T) world {
	w := world{T: t, url: storetest.URL(t)}
	db, err := sql.Open("postgres", w.url)
	w.must(err)
	t.Cleanup(func() { db.Close() })
	w.db = db
	return w
}

func (w world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// hub is a server's hub. stop stops it and waits until it has.
func (w world) hub() (hub *events.Hub, stop func()) {
	hub = events.NewHub(storetest.Open(w, w.url))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); hub.Run(ctx) }()
	stop = func() { cancel(); <-done }
	w.Cleanup(stop)
	return hub, stop
}

func (w world) begin() *sql.Tx {
	w.Helper()
	tx, err := w.db.Begin()
	w.must(err)
	return tx
}

type execer interface {
	QueryRow(query string, args ...any) *sql.Row
}

// write writes an event, which is committed with its transaction if it has one.
func (w world) write(in execer, key string) market.Position {
	w.Helper()
	var p market.Position
	w.must(in.QueryRow(`INSERT INTO outbox (topic, key, subject) VALUES ($1, $2, gen_random_uuid()) RETURNING xid, id`,
		topic, key).Scan(&p.XID, &p.ID))
	return p
}

func (w world) commit(tx *sql.Tx) {
	w.Helper()
	w.must(tx.Commit())
	w.notify()
}

func (w world) notify() {
	w.Helper()
	_, err := w.db.Exec(`SELECT pg_notify('partnergraph_outbox', '')`)
	w.must(err)
}

func (w world) subscribe(h *events.Hub, key, after string) *reader {
	w.Helper()
	r, err := read(w.Context(), h, topic, key, after)
	w.must(err)
	w.Cleanup(r.Close)
	return r
}

// next is the place of the subscription's next event.
func (w world) next(s *reader) market.Position {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), patience)
	defer cancel()
	event, err := s.Next(ctx)
	w.must(err)
	return event.Position
}

// hears fails unless the subscription's next events stand at the places.
func (w world) hears(s *reader, want ...market.Position) {
	w.Helper()
	for _, p := range want {
		if got := w.next(s); got != p {
			w.Fatalf("heard %v, want %v", got, p)
		}
	}
}

// silent fails when the subscription has an event within a moment.
func (w world) silent(s *reader) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 50*time.Millisecond)
	defer cancel()
	if event, err := s.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
		w.Fatalf("heard %v, %v, want nothing", event, err)
	}
}

// fails is the code of the error that ends the subscription, after the events left
// in it.
func (w world) fails(s *reader) (heard []market.Position, code market.Code) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), patience)
	defer cancel()
	for {
		event, err := s.Next(ctx)
		if err != nil {
			return heard, codeOf(err)
		}
		heard = append(heard, event.Position)
	}
}

func codeOf(err error) market.Code {
	var e *market.Error
	if !errors.As(err, &e) {
		return market.Code(fmt.Sprint(err))
	}
	return e.Code
}

func TestEventsGoToTheirTopicAndKeyOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hub, _ := w.hub()
	key, other := uuid.NewString(), uuid.NewString()
	mine, others := w.subscribe(hub, key, ""), w.subscribe(hub, other, "")
	leads, err := read(t.Context(), hub, "lead", key, "")
	w.must(err)
	defer leads.Close()
	first, second, third := w.write(w.db, key), w.write(w.db, other), w.write(w.db, key)
	w.notify()
	w.hears(mine, first, third)
	w.hears(others, second)
	w.silent(leads)
}

func TestAnEventIsDeliveredWithinAMoment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hub, _ := w.hub()
	key := uuid.NewString()
	s := w.subscribe(hub, key, "")
	w.woken(s, key)
	killed := 0
	w.must(w.db.QueryRow(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
		AND query LIKE 'LISTEN%' AND pg_terminate_backend(pid)`).Scan(&killed))
	if killed != 1 {
		t.Fatalf("killed %d listeners", killed)
	}
	lost := w.write(w.db, key) // while nobody listens
	w.notify()
	w.hears(s, lost)
	w.woken(s, key) // it listens again
}

// woken fails unless, sooner or later, an event arrives so soon that it was a
// notification that brought it, not the hub's own look each second.
func (w world) woken(s *reader, key string) {
	w.Helper()
	for range 50 {
		begin := time.Now()
		want := w.write(w.db, key)
		w.notify()
		w.hears(s, want)
		if time.Since(begin) < 200*time.Millisecond {
			return
		}
	}
	w.Fatal("notifications do not arrive")
}

func TestWithoutNotificationsTheHubLooksByItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hub, _ := w.hub()
	key := uuid.NewString()
	s := w.subscribe(hub, key, "")
	w.hears(s, w.write(w.db, key))
}

// Of three transactions, the oldest commits last. Its place is before the others',
// so they wait for it.
func TestTheHubWaitsForOlderTransactions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hub, _ := w.hub()
	key := uuid.NewString()
	s := w.subscribe(hub, key, "")
	oldest := w.begin()
	first := w.write(oldest, key)
	second := w.write(w.db, key)
	third := w.write(w.db, key)
	w.notify()
	w.silent(s)
	w.commit(oldest)
	w.hears(s, first, second, third)
}

func TestAnOlderTransactionThatWritesNoEventDoesNotStopTheHubForLong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hub, _ := w.hub()
	key := uuid.NewString()
	s := w.subscribe(hub, key, "")
	oldest := w.begin()
	_, err := oldest.Exec(`SELECT pg_current_xact_id()`)
	w.must(err)
	event := w.write(w.db, key)
	w.notify()
	w.silent(s)
	begin := time.Now()
	w.must(oldest.Rollback()) // which notifies nobody
	w.hears(s, event)
	if took := time.Since(begin); took > 500*time.Millisecond {
		t.Errorf("it took %v, as long as without looking", took)
	}
}

func TestATransactionOfAnotherDatabaseDoesNotHoldUpOurs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hub, _ := w.hub()
	key := uuid.NewString()
	s := w.subscribe(hub, key, "")
	elsewhere := newWorld(t).begin()
	defer elsewhere.Rollback()
	_, err := elsewhere.Exec(`SELECT pg_current_xact_id()`)
	w.must(err)
	event := w.write(w.db, key)
	w.notify()
	w.hears(s, event)
}

// What commits after the subscription began is delivered, even when its place is
// before what had committed; what had committed is not.
func TestNowIsWhatCommitsAfterTheSubscriptionBegan(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hub, _ := w.hub()
	key := uuid.NewString()
	w.write(w.db, key) // long before
	open := w.begin()
	first := w.write(open, key)
	w.write(w.db, key) // before, though the hub has not handed it out
	s := w.subscribe(hub, key, "")
	last := w.write(w.db, key)
	w.commit(open)
	w.hears(s, first, last)
	w.silent(s)
}

func TestAHubThatStopsTellsItsSubscribers(t *testing.T) {
	w := newWorld(t)
	key := uuid.NewString()
	before := goleak.IgnoreCurrent()
	s := storetest.Open(t, w.url)
	hub := events.NewHub(s)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); hub.Run(ctx) }()
	sub := w.subscribe(hub, key, "")
	cancel()
	<-done
	if _, code := w.fails(sub); code != market.Unavailable {
		t.Errorf("the subscription ended with %s", code)
	}
	if _, err := read(t.Context(), hub, topic, key, ""); codeOf(err) != market.Unavailable {
		t.Errorf("a stopped hub took a subscription: %v", err)
	}
	sub.Close()
	w.must(s.Close())
	w.db.SetMaxIdleConns(0)
	goleak.VerifyNone(t, before)
}

// Where events stand is a cursor before there has been an event, and to other servers.
func TestWhereEventsStandIsACursor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hub, key := events.NewHub(storetest.Open(t, w.url)), uuid.NewString()
	w.must(hub.Begin(t.Context()))
	head := hub.Head().Cursor(topic)
	other, _ := w.hub()
	s := w.subscribe(other, key, head)
	w.silent(s)
	first := w.write(w.db, key)
	w.hears(s, first)
	late := w.subscribe(other, key, head)
	w.hears(late, first)
	if got := late.missed.From(); got != head {
		t.Errorf("a stream after %s begins at %s", head, got)
	}
	w.hears(w.subscribe(other, key, w.subscribe(other, key, "").missed.From()), w.write(w.db, key))
}
