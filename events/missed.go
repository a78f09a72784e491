package events

import (
	"context"

	"partnergraph/market"
)

// Missed is what somebody has missed who listens already: it stands between the
// cursor come back with and what the hub hands out from now on.
type Missed struct {
	hub *Hub
	channel
	at, until market.Position // read up to; to be read up to
	from      market.Position // the cursor, or where events stood before the call
	page      []*market.Event
	behind    bool          // whether there may be more
	since     market.Moment // what committed before this is old
}

// Missed begins to read what came after a cursor, for somebody who hears new events
// already, by a Tap. Without a cursor nothing was missed, and what commits after the
// call is new. It fails with Invalid when the cursor is none of the topic, with
// Expired when it is too old, and with Unavailable when the hub has stopped.
func (h *Hub) Missed(ctx context.Context, topic, key, after string) (*Missed, error) {
	m := &Missed{hub: h, channel: channel{topic, key}}
	if after != "" {
		at, err := market.ParsePosition(topic, after)
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
		m.from = m.hub.Head() // before the moment, so that nothing new stands before it
		m.since, err = m.hub.source.Moment(ctx)
		return err
	}
	m.until = m.hub.Head()
	return m.read(ctx)
}

func (m *Missed) read(ctx context.Context) (err error) {
	m.page, err = m.hub.source.EventsBetween(ctx, m.topic, m.key, m.at, m.until, page)
	m.behind = len(m.page) == page
	return err
}

// From is the cursor after which all stands that was missed or is new: who comes back
// with it before the first event loses nothing.
func (m *Missed) From() string { return m.from.Cursor(m.topic) }

// Any reports whether something may be left.
func (m *Missed) Any() bool { return m.behind || len(m.page) > 0 }

// Next is the next event that was missed, or nil after the last. It fails with
// Expired when it was deleted meanwhile.
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
	m.page, m.at = m.page[1:], event.Position
	return event, nil
}

// New reports whether an event that the hub hands out is neither old nor among what
// was missed.
func (m *Missed) New(e *market.Event) bool {
	return e.After(m.at) && e.After(m.until) && !m.since.Saw(e.XID)
}

// Over reports whether with this event all that follow are New.
func (m *Missed) Over(e *market.Event) bool { return m.New(e) && e.XID >= m.since.Next }
