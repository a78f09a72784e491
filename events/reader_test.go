package events_test

import (
	"context"

	"partnergraph/events"
	"partnergraph/market"
)

// reader hears the events of a topic and key as those do who listen: what it has missed
// first, then what comes.
type reader struct {
	*events.Tap
	missed *events.Missed
	live   chan *market.Event // closed when err is set
	err    error
}

func read(ctx context.Context, h *events.Hub, topic, key, after string) (*reader, error) {
	r := &reader{live: make(chan *market.Event, 10_000)}
	var err error
	if r.Tap, err = h.Tap(market.Channel{Topic: topic, Key: key}, r); err != nil {
		return nil, err
	}
	if r.missed, err = h.Missed(ctx, topic, []market.Channel{{Topic: topic, Key: key}}, after); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Take implements events.Tapped.
func (r *reader) Take(e *market.Event) { r.live <- e }

// Stop implements events.Tapped.
func (r *reader) Stop(err error) { r.err = err; close(r.live) }

// Size implements events.Tapped.
func (r *reader) Size(market.Channel) int { return 1 }

// Next waits for the next event.
func (r *reader) Next(ctx context.Context) (*market.Event, error) {
	if event, err := r.missed.Next(ctx); event != nil || err != nil {
		return event, err
	}
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case event, ok := <-r.live:
			if !ok {
				return nil, r.err
			}
			if r.missed.New(event) {
				return event, nil
			}
		}
	}
}
