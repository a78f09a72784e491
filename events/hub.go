// Package events brings the rows of the outbox to subscribers. A server has one
// Hub, which reads each event once, whatever the number of subscribers.
//
// Postgres carries the events and the wake-ups. Where there are many servers,
// another Source may bring the wake-ups, or the events themselves.
package events

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"partnergraph/market"
)

// Source is where events are kept. *store.Store is one.
type Source interface {
	// Listen sends on wake, which has room for one, whenever there may be new
	// events, until the context ends.
	Listen(ctx context.Context, wake chan<- struct{})
	// EventHead is the place where events begin that are not final now.
	EventHead(ctx context.Context) (market.Position, error)
	// EventsAfter returns at most limit events whose places are final, and whether
	// others wait to become final.
	EventsAfter(ctx context.Context, p market.Position, limit int) (events []*market.Event, waiting bool, err error)
	// EventsBetween returns at most limit events of channels after one place and not
	// after the other. It fails with Expired when some may be lost.
	EventsBetween(ctx context.Context, channels []market.Channel, after, until market.Position, limit int) ([]*market.Event, error)
	// Moment is now, as transactions see it.
	Moment(ctx context.Context) (market.Moment, error)
}

const (
	// poll is how often the hub looks by itself, in case a wake-up was lost.
	poll = time.Second
	// settle is how soon it looks again for events that wait for an older
	// transaction, at first; the time doubles up to settleMost.
	settle     = 2 * time.Millisecond
	settleMost = 100 * time.Millisecond
	// page is how many events are read in one statement.
	page = 200
)

var errStopped = market.Errorf(market.Unavailable, "This server is stopping. Subscribe again after the last cursor you have; nothing is lost.")

// Hub reads new events and hands them to the subscribers of their topic and key.
type Hub struct {
	source Source
	// Observe is told of each event that is handed out, with the number of its
	// subscribers here. It is set before Run, and must not wait.
	Observe func(topic string, subscribers int, lag time.Duration)
	ready   chan struct{} // closed when head is known

	looked time.Time // when events could be read last

	mu   sync.Mutex
	head market.Position // all events up to here were handed out
	taps map[market.Channel]map[*Tap]struct{}
	done chan struct{} // closed when the hub has stopped
}

// NewHub makes a hub. It delivers once Run is called.
func NewHub(s Source) *Hub {
	return &Hub{
		source:  s,
		Observe: func(string, int, time.Duration) {},
		ready:   make(chan struct{}),
		done:    make(chan struct{}),
		taps:    map[market.Channel]map[*Tap]struct{}{},
	}
}

// Run delivers events until the context ends; then it ends all subscriptions, and
// returns. It is called once. While the source fails it tries again each second.
func (h *Hub) Run(ctx context.Context) {
	wake := make(chan struct{}, 1)
	var listening sync.WaitGroup
	listening.Go(func() { h.source.Listen(ctx, wake) })
	defer listening.Wait()
	defer h.stop()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for wait := settle; ; {
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-timer.C:
		}
		waiting, err := h.look(ctx)
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "events cannot be read", "error", err)
		}
		if waiting {
			timer.Reset(wait)
			wait = min(2*wait, settleMost)
		} else {
			timer.Reset(poll)
			wait = settle
		}
	}
}

// look hands out all events that are final, and says whether others wait.
func (h *Hub) look(ctx context.Context) (waiting bool, err error) {
	if !h.isReady() {
		return false, h.start(ctx)
	}
	if err := h.mind(ctx); err != nil {
		return false, err
	}
	for {
		events, waiting, err := h.source.EventsAfter(ctx, h.head, page)
		if err != nil {
			return false, err
		}
		h.looked = time.Now()
		h.dispatch(events)
		if waiting || len(events) < page {
			return waiting, nil
		}
	}
}

// absence is how long a hub may be without events before it asks whether some were
// deleted meanwhile; they are kept for longer.
const absence = market.EventLife / 4

// mind sees to it that nobody misses something in silence when events could not be read
// for so long that some were deleted: it ends all subscriptions, which are told so when
// they come back with their cursors.
func (h *Hub) mind(ctx context.Context) error {
	if time.Since(h.looked) < absence {
		return nil
	}
	_, err := h.source.EventsBetween(ctx, nil, h.head, h.head, 1)
	if lost := new(market.Error); !errors.As(err, &lost) || lost.Code != market.Expired {
		return err
	}
	head, err := h.source.EventHead(ctx)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.head = head
	h.end(errStopped)
	return nil
}

// Begin makes the hub ready before it runs: what is not final now, or comes later, will
// be handed out, and Head is known. Without it Run does the same, as soon as it can.
func (h *Hub) Begin(ctx context.Context) error { return h.start(ctx) }

// Head is where events stand: all of them up to here were committed before the call. So
// who notes it before reading something, and subscribes after it, misses nothing that
// the reading does not show. Before the hub is ready it is where everything begins.
func (h *Hub) Head() market.Position {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.head
}

// start makes the hub ready: it hands out what is not final now or comes later.
func (h *Hub) start(ctx context.Context) error {
	head, err := h.source.EventHead(ctx)
	if err == nil {
		h.mu.Lock()
		h.head, h.looked = head, time.Now()
		h.mu.Unlock()
		close(h.ready)
	}
	return err
}

func (h *Hub) isReady() bool {
	select {
	case <-h.ready:
		return true
	default:
		return false
	}
}

// dispatch hands out events in their order. It never waits for a subscriber.
func (h *Hub) dispatch(events []*market.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, event := range events {
		taps, listeners := h.taps[event.Channel()], 0
		for t := range taps {
			listeners += t.Size(event.Channel())
		}
		h.Observe(event.Topic, listeners, time.Since(event.CreatedAt))
		for t := range taps {
			t.Take(event)
		}
		h.head = event.Position
	}
}

// add makes the hub hand out events to a tap.
func (h *Hub) add(t *Tap) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	select {
	case <-h.done:
		return errStopped
	default:
	}
	if h.taps[t.channel] == nil {
		h.taps[t.channel] = map[*Tap]struct{}{}
	}
	h.taps[t.channel][t] = struct{}{}
	return nil
}

// remove forgets a tap, if it is not forgotten yet.
func (h *Hub) remove(t *Tap) {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.taps[t.channel]
	delete(all, t)
	if len(all) == 0 {
		delete(h.taps, t.channel)
	}
}

// stop ends all subscriptions for good.
func (h *Hub) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.done)
	h.end(errStopped)
}

// end ends all taps.
func (h *Hub) end(err error) {
	for _, all := range h.taps {
		for t := range all {
			t.Stop(err)
		}
	}
	clear(h.taps)
}
