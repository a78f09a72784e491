package events

import (
	"context"
	"errors"

	"partnergraph/market"
)

// Missed is what somebody has missed who listens already: it stands between the
// cursor come back with and what the hub hands out from now on.
type Missed struct {
	hub       *Hub
	stream    string
	channels  []market.Channel
	at, until market.Position // read up to; to be read up to
	from      market.Position // the cursor, or where events stood before the call
	page      []*market.Event
	behind    bool          // whether there may be more
	since     market.Moment // what committed before this is old
}

// Missed begins to read what came to channels after a cursor of the stream that they
// make, for somebody who hears new events already, by Taps. Without a cursor nothing was
// missed, and what commits after the call is new. When it is so old that something may
// have been deleted, what was missed is one event that says so (IsResync), and what
// commits after that is new. It fails with Invalid when the cursor is none of the
// stream, and with Unavailable when the hub has stopped.
func (h *Hub) Missed(ctx context.Context, stream string, channels []market.Channel, after string) (*Missed, error) {
	m := &Missed{hub: h, stream: stream, channels: channels}
	if after != "" {
		at, err := market.ParsePosition(stream, after)
		if err != nil {
			return nil, err
		}
		m.at, m.from, m.behind = at, at, true
	}
	return m, m.begin(ctx)
}

// begin reads the first page, or what "now" is.
func (m *Missed) begin(ctx context.Context) (err error) {
	select {
	case <-m.hub.ready:
	case <-m.hub.done:
		return errStopped
	case <-ctx.Done():
		return ctx.Err()
	}
	if !m.behind {
		m.from, err = m.now(ctx)
		return err
	}
	m.until = m.hub.Head()
	return m.read(ctx)
}

// now makes what commits from now on new, and nothing else, and returns a place that all
// of it stands after.
func (m *Missed) now(ctx context.Context) (from market.Position, err error) {
	from = m.hub.Head() // before the moment, so that nothing new stands before it
	m.at, m.until = market.Position{}, market.Position{}
	m.since, err = m.hub.source.Moment(ctx)
	return from, err
}

func (m *Missed) read(ctx context.Context) (err error) {
	m.page, err = m.hub.source.EventsBetween(ctx, m.channels, m.at, m.until, page)
	m.behind = len(m.page) == page
	if lost := new(market.Error); errors.As(err, &lost) && lost.Code == market.Expired {
		return m.resync(ctx)
	}
	return err
}

// resync gives up what was missed. Who is told so reads anew what it follows: all that
// the reading does not show commits after now.
func (m *Missed) resync(ctx context.Context) error {
	from, err := m.now(ctx)
	m.behind = false
	m.page = []*market.Event{{Position: from, IsResync: true, Topic: m.channels[0].Topic, Key: m.channels[0].Key}}
	return err
}

// From is the cursor after which all stands that was missed or is new: who comes back
// with it before the first event loses nothing.
func (m *Missed) From() string { return m.from.Cursor(m.stream) }

// Any reports whether something may be left.
func (m *Missed) Any() bool { return m.behind || len(m.page) > 0 }

// Next is the next event that was missed, or nil after the last.
func (m *Missed) Next(ctx context.Context) (*market.Event, error) {
	if len(m.page) == 0 && m.behind {
		if err := m.read(ctx); err != nil {
			return nil, err
		}
	}
	if len(m.page) == 0 {
		return nil, nil
	}
	event := m.page[0]
	m.page = m.page[1:]
	if !event.IsResync { // whose place may stand before what is new
		m.at = event.Position
	}
	return event, nil
}

// New reports whether an event that the hub hands out is neither old nor among what
// was missed.
func (m *Missed) New(e *market.Event) bool {
	return e.After(m.at) && e.After(m.until) && !m.since.Saw(e.XID)
}

// Over reports whether with this event all that follow are New.
func (m *Missed) Over(e *market.Event) bool { return m.New(e) && e.XID >= m.since.Next }
