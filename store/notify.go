package store

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// wakeChannel is where servers tell each other that there are new events. It
// carries nothing else: a notification is lost while a listener reconnects.
const wakeChannel = "partnergraph_outbox"

// wakeEvery is the shortest time between two notifications of a server. A
// notification takes a lock of the whole cluster when it commits, so many writers
// share one.
const wakeEvery = 5 * time.Millisecond

// waker sends notifications outside the business transactions, not too many.
type waker struct {
	db      *sqlx.DB
	mu      sync.Mutex
	armed   *time.Timer // nil when no notification is due
	last    time.Time   // of the last notification
	closed  bool
	sending sync.WaitGroup
}

// wake makes a notification due: at once, or wakeEvery after the last.
func (w *waker) wake() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.armed != nil || w.closed {
		return
	}
	w.sending.Add(1)
	w.armed = time.AfterFunc(time.Until(w.last.Add(wakeEvery)), w.send)
}

func (w *waker) send() {
	defer w.sending.Done()
	w.mu.Lock()
	w.armed, w.last = nil, time.Now() // from here on, a commit needs another
	w.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := w.db.ExecContext(ctx, `SELECT pg_notify($1, '')`, wakeChannel); err != nil {
		slog.WarnContext(ctx, "listeners were not woken; they look by themselves", "error", err)
	}
}

// close drops a notification that is due, and waits for one being sent.
func (w *waker) close() {
	w.mu.Lock()
	w.closed = true
	if w.armed != nil && w.armed.Stop() {
		w.sending.Done()
	}
	w.mu.Unlock()
	w.sending.Wait()
}

// The time to wait before a lost connection is made anew, growing with each try.
const (
	relistenFirst = 50 * time.Millisecond
	relistenLast  = time.Second
)

// Listen sends on wake, which has room for one, whenever there may be new events:
// after notifications, and after its own connection was lost and made anew. It
// returns when the context ends.
func (s *Store) Listen(ctx context.Context, wake chan<- struct{}) {
	listener := pq.NewListener(s.dsn, relistenFirst, relistenLast, func(event pq.ListenerEventType, err error) {
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "listening for events", "state", event.String(), "error", err)
		}
	})
	stop := context.AfterFunc(ctx, func() { listener.Close() })
	defer stop()
	nudge := func() {
		select {
		case wake <- struct{}{}:
		default: // it is awake
		}
	}
	if listener.Listen(wakeChannel) == nil {
		nudge() // for what was written before
	}
	for range listener.Notify {
		nudge()
	}
}
