package events

import (
	"context"

	"partnergraph/market"
)

var (
	errSlow    = market.Errorf(market.Throttled, "You read more slowly than events come. Subscribe again after the last cursor you have; nothing is lost.")
	errStopped = market.Errorf(market.Unavailable, "This server is stopping. Subscribe again after the last cursor you have; nothing is lost.")
)

// ErrSlow is why a subscriber is cut that is too far behind.
func ErrSlow() error { return errSlow }

// Subscription is one subscriber's stream of events, in the order of their places,
// without gaps and without repetition.
type Subscription struct {
	*Missed
	live chan *market.Event // closed when err is set
	err  error
}

// Subscribe begins a stream of the events of a topic and key: those after the
// cursor, or, without one, those whose transactions commit after the call. It
// fails with Invalid when the cursor is none of the topic, with Expired when it is
// too old, and with Unavailable when the hub has stopped. The caller closes it.
func (h *Hub) Subscribe(ctx context.Context, topic, key, after string) (*Subscription, error) {
	s := &Subscription{live: make(chan *market.Event, buffer)}
	if err := h.add(channel{topic, key}, s); err != nil {
		return nil, err
	}
	var err error
	if s.Missed, err = h.Missed(ctx, topic, key, after); err != nil {
		h.drop(channel{topic, key}, s)
		return nil, err
	}
	return s, nil
}

func (s *Subscription) take(e *market.Event) bool {
	select {
	case s.live <- e:
		return true
	default:
		return false
	}
}

func (s *Subscription) size() int { return 1 }

// stop lets the reader have what is buffered, then the error.
func (s *Subscription) stop(err error) {
	s.err = err
	close(s.live)
}

// Next waits for the next event. It fails with Throttled when the reader was too
// slow and was cut, with Unavailable when the hub stops, with Expired when what was
// missed was deleted meanwhile, and with the context's error when that ends.
func (s *Subscription) Next(ctx context.Context) (*market.Event, error) {
	if event, err := s.Missed.Next(ctx); event != nil || err != nil {
		return event, err
	}
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case event, ok := <-s.live:
			if !ok {
				return nil, s.err
			}
			if s.New(event) {
				return event, nil
			}
		}
	}
}

// Close ends the stream.
func (s *Subscription) Close() { s.hub.drop(s.channel, s) }
