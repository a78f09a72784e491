package events

import (
	"context"

	"partnergraph/market"
)

var (
	errSlow    = market.Errorf(market.Throttled, "You read more slowly than events come. Subscribe again after the last cursor you have; nothing is lost.")
	errStopped = market.Errorf(market.Unavailable, "This server is stopping. Subscribe again after the last cursor you have; nothing is lost.")
)

// Subscription is one subscriber's stream of events, in the order of their places,
// without gaps and without repetition.
type Subscription struct {
	hub *Hub
	channel
	live chan *market.Event // closed when err is set
	err  error

	at     market.Position // the last event delivered, or the cursor begun from
	until  market.Position // what was handed out before: to be read from the source
	missed []*market.Event // a page of that
	behind bool            // whether there may be more of it
	since  market.Moment   // what committed before this is not delivered
}

// Subscribe begins a stream of the events of a topic and key: those after the
// cursor, or, without one, those whose transactions commit after the call. It
// fails with Invalid when the cursor is none of the topic, with Expired when it is
// too old, and with Unavailable when the hub has stopped. The caller closes it.
func (h *Hub) Subscribe(ctx context.Context, topic, key, after string) (*Subscription, error) {
	s := &Subscription{hub: h, channel: channel{topic, key}, live: make(chan *market.Event, buffer)}
	if after != "" {
		at, err := market.ParsePosition(topic, after)
		if err != nil {
			return nil, err
		}
		s.at, s.behind = at, true
	}
	if err := h.add(ctx, s); err != nil {
		return nil, err
	}
	if err := s.begin(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// add makes the hub hand out events to s. What it handed out before ends at until;
// what it hands out from then on begins there.
func (h *Hub) add(ctx context.Context, s *Subscription) error {
	select {
	case <-h.ready:
	case <-h.done:
	case <-ctx.Done():
		return ctx.Err()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	select {
	case <-h.done:
		return errStopped
	default:
	}
	s.until = h.head
	if h.subscribers[s.channel] == nil {
		h.subscribers[s.channel] = map[*Subscription]struct{}{}
	}
	h.subscribers[s.channel][s] = struct{}{}
	return nil
}

// begin reads the first page of what was missed, or what "now" is. The hub hands
// out events to s already, so none falls between.
func (s *Subscription) begin(ctx context.Context) (err error) {
	if s.behind {
		return s.read(ctx)
	}
	s.since, err = s.hub.source.Moment(ctx)
	return err
}

// read reads a page of what was missed.
func (s *Subscription) read(ctx context.Context) (err error) {
	s.missed, err = s.hub.source.EventsBetween(ctx, s.topic, s.key, s.at, s.until, page)
	s.behind = len(s.missed) == page
	return err
}

// Next waits for the next event. It fails with Throttled when the reader was too
// slow and was cut, with Unavailable when the hub stops, with Expired when what was
// missed was deleted meanwhile, and with the context's error when that ends.
func (s *Subscription) Next(ctx context.Context) (*market.Event, error) {
	for {
		if len(s.missed) == 0 && s.behind {
			if err := s.read(ctx); err != nil {
				return nil, err
			}
		}
		if len(s.missed) > 0 {
			event := s.missed[0]
			s.missed, s.at = s.missed[1:], event.Position
			return event, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case event, ok := <-s.live:
			if !ok {
				return nil, s.err
			}
			if event.After(s.at) && !s.since.Saw(event.XID) {
				s.at = event.Position
				return event, nil
			}
		}
	}
}

// Close ends the stream.
func (s *Subscription) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.hub.remove(s)
}
