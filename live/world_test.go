package live_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"partnergraph/events"
	"partnergraph/live"
	"partnergraph/market"
)

const (
	topic, key = "reply", "a thread"
	patience   = 20 * time.Second
)

// past keeps events in memory: it is an events.Source of which each event is a
// transaction of its own.
type past struct {
	mu     sync.Mutex
	events []*market.Event
	wake   chan<- struct{}
}

// write commits an event, and returns its subject, which is its number.
func (p *past) write() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.events) + 1
	p.events = append(p.events, &market.Event{Position: market.Position{XID: uint64(n), ID: int64(n)},
		Topic: topic, Key: key, Subject: fmt.Sprint(n), CreatedAt: time.Now()})
	select {
	case p.wake <- struct{}{}:
	default: // it is awake, or not there yet and will look
	}
	return fmt.Sprint(n)
}

func (p *past) Listen(ctx context.Context, wake chan<- struct{}) {
	p.mu.Lock()
	p.wake = wake
	p.mu.Unlock()
	<-ctx.Done()
}

func (p *past) EventHead(context.Context) (market.Position, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return market.Position{XID: uint64(len(p.events)), ID: int64(len(p.events))}, nil
}

func (p *past) EventsAfter(ctx context.Context, after market.Position, limit int) ([]*market.Event, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	rest := p.events[after.XID:]
	return slices.Clone(rest[:min(limit, len(rest))]), false, nil
}

func (p *past) EventsBetween(_ context.Context, _ []market.Channel, after, until market.Position, limit int) ([]*market.Event, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if after.XID >= until.XID {
		return nil, nil
	}
	between := p.events[after.XID:until.XID]
	return slices.Clone(between[:min(limit, len(between))]), nil
}

func (p *past) Moment(context.Context) (market.Moment, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return market.Moment{Next: uint64(len(p.events)) + 1}, nil
}

// world is groups of which each part can be watched.
type world struct {
	*testing.T
	*past
	groups *live.Groups
	stop   func() // stops the hub

	executed  atomic.Int64
	asked     atomic.Int64
	listening atomic.Int64          // to the last event
	handed    atomic.Int64          // events that the hub has handed out, or is about to
	ended     sync.Map              // sessions that have ended
	broken    atomic.Pointer[error] // why rights cannot be asked for
	// onExecute, if there is one, runs in each execution.
	onExecute atomic.Pointer[func(e *market.Event)]
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, past: &past{}}
	hub := events.NewHub(w.past)
	hub.Observe = func(_ string, n int, _ time.Duration) { w.listening.Store(int64(n)); w.handed.Add(1) }
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); hub.Run(ctx) }()
	w.stop = func() { cancel(); <-done }
	t.Cleanup(w.stop)
	w.groups = live.NewGroups(hub, w.rights)
	return w
}

// rights are those of now: who is seen afresh has a role.
func (w *world) rights(_ context.Context, viewers []market.Viewer) ([]market.Viewer, []error, error) {
	w.asked.Add(1)
	if err := w.broken.Load(); err != nil {
		return nil, nil, *err
	}
	fresh, refused := slices.Clone(viewers), make([]error, len(viewers))
	for i := range fresh {
		fresh[i].Role = market.Owner
		if _, over := w.ended.Load(fresh[i].Session); over {
			refused[i] = market.Errorf(market.Unauthenticated, "This session has ended.")
		}
	}
	return fresh, refused, nil
}

func (w *world) execute(_ context.Context, as market.Viewer, e *market.Event) *graphql.Response {
	w.executed.Add(1)
	if do := w.onExecute.Load(); do != nil {
		(*do)(e)
	}
	return &graphql.Response{Data: fmt.Appendf(nil, "%s for %s %s", e.Subject, as.Person, as.Role)}
}

// listener hears; while it is deaf, whoever can wait for it, waits.
type listener struct {
	*world
	seat  *live.Seat
	heard chan *live.Update
	deaf  atomic.Bool
}

func (l *listener) Hear(u *live.Update) { l.heard <- u }

func (l *listener) Wait(ctx context.Context) bool {
	for l.deaf.Load() && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	return ctx.Err() == nil
}

func (w *world) subscription(who market.SessionID, after string) live.Subscription {
	return live.Subscription{Stream: topic, Channels: []market.Channel{{Topic: topic, Key: key}}, After: after, Group: "a group",
		Viewer: market.Viewer{Person: "anna", Session: who}, Execute: w.execute}
}

// join makes a listener, which has its seat.
func (w *world) join(s live.Subscription, changes ...func(*listener)) *listener {
	w.Helper()
	l := &listener{world: w, heard: make(chan *live.Update, 20_000)}
	for _, change := range changes {
		change(l)
	}
	var ctx context.Context
	ctx, l.seat = live.Listen(w.Context(), l, "")
	if err := w.groups.Join(ctx, l.seat, s); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(l.seat.Leave)
	return l
}

// next is the next update.
func (l *listener) next() *live.Update {
	l.Helper()
	select {
	case u := <-l.heard:
		return u
	case <-time.After(patience):
		l.Fatal("nothing came")
		return nil
	}
}

// hears fails unless these come next.
func (l *listener) hears(want ...string) {
	l.Helper()
	for _, text := range want {
		u := l.next()
		if u.Err != nil || string(u.Response.Data) != text {
			l.Fatalf("heard %+v, want %q", u, text)
		}
	}
}

// ends fails unless an error comes next, and nothing more.
func (l *listener) ends(want market.Code) {
	l.Helper()
	u := l.next()
	var e *market.Error
	if !u.Last() || !errors.As(u.Err, &e) || e.Code != want {
		l.Fatalf("heard %+v, want %s", u, want)
	}
	l.silent()
}

// silent fails when something comes within a moment.
func (l *listener) silent() {
	l.Helper()
	select {
	case u := <-l.heard:
		l.Fatalf("heard %+v, want nothing", u)
	case <-time.After(30 * time.Millisecond):
	}
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(what)
		}
	}
}
