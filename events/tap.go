package events

import "partnergraph/market"

// Tap hands the events of a channel on as they come, without a buffer.
type Tap struct {
	hub     *Hub
	channel market.Channel
	Tapped
}

// Tapped is who listens through a tap. Its methods neither wait nor call the hub.
type Tapped interface {
	Take(*market.Event)      // the next event
	Stop(error)              // why nothing more comes
	Size(market.Channel) int // how many listen to the channel through it
}

// Tap hands on every event of a channel that comes from now on. Who has several taps gets
// the events of all in their order. It fails with Unavailable when the hub has stopped.
// The caller closes it.
func (h *Hub) Tap(channel market.Channel, to Tapped) (*Tap, error) {
	t := &Tap{h, channel, to}
	return t, h.add(t)
}

// Close ends it.
func (t *Tap) Close() { t.hub.remove(t) }
