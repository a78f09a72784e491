package events

import "partnergraph/market"

// Tap hands the events of a topic and key on as they come, without a buffer.
type Tap struct {
	hub *Hub
	channel
	Tapped
}

// Tapped is who listens through a tap. Its methods neither wait nor call the hub.
type Tapped interface {
	Take(*market.Event) // the next event
	Stop(error)         // why nothing more comes
	Size() int          // how many listen through it
}

// Tap hands on every event of a topic and key that comes from now on, in their
// order. It fails with Unavailable when the hub has stopped. The caller closes it.
func (h *Hub) Tap(topic, key string, to Tapped) (*Tap, error) {
	t := &Tap{h, channel{topic, key}, to}
	return t, h.add(t)
}

// Close ends it.
func (t *Tap) Close() { t.hub.remove(t) }
