package resolvers

import (
	"context"
	"errors"

	"partnergraph/auth"
	"partnergraph/live"
	"partnergraph/market"
	"partnergraph/store"
)

func (s subscription) ReplyAdded(ctx context.Context, threadID market.NodeID, after *string) (<-chan *market.ReplyAddedEvent, error) {
	thread := market.ThreadID(threadID.UUID)
	if threadID.Kind != market.ThreadNode {
		return nil, market.Errorf(market.NotFound, "There is no such thread.")
	}
	if eventOf(ctx) == nil { // it was there when they subscribed, and threads stay
		if _, err := s.Store.Thread(ctx, market.ThreadBy{ID: &thread}); err != nil {
			return nil, err
		}
	}
	return deliver(ctx, s.Resolver, feed[market.ReplyAddedEvent]{
		topic: topic{stream: store.ReplyTopic, channels: []market.Channel{{Topic: store.ReplyTopic, Key: threadID.UUID}}, after: after, alike: true},
		load:  s.reply,
		resync: func(cursor string) *market.ReplyAddedEvent {
			return &market.ReplyAddedEvent{Kind: market.EventResync, Cursor: cursor}
		},
	})
}

// reply is the reply of an event; nil when it is not there any more.
func (s subscription) reply(ctx context.Context, _ market.Viewer, e *market.Event) (*market.ReplyAddedEvent, error) {
	id := market.ReplyID(e.Subject)
	found, err := s.Store.RepliesByID(ctx, []market.ReplyID{id})
	if err != nil || found[id] == nil {
		return nil, err
	}
	return &market.ReplyAddedEvent{Kind: market.EventAdded, Cursor: e.Cursor(store.ReplyTopic), Node: found[id]}, nil
}

// feed is what a subscription brings.
type feed[E any] struct {
	topic
	// load makes what is shown of an event; nil leaves it out.
	load func(context.Context, market.Viewer, *market.Event) (*E, error)
	// resync makes what says that something may have been missed before the cursor.
	resync func(cursor string) *E
}

// topic is what a subscription listens to.
type topic struct {
	stream   string // names the cursors, whatever channel an event comes from
	channels []market.Channel
	after    *string
	alike    bool   // whether all of its events load alike for everybody
	crowd    *crowd // of those who listen for different partners; nil for none
}

// deliver begins a subscription on the seat that the transport has put into the
// context. While an event is executed for those on seats, the stream is that event.
func deliver[E any](ctx context.Context, r *Resolver, f feed[E]) (<-chan *E, error) {
	switch event := eventOf(ctx); {
	case event == nil:
	case event.IsResync:
		return only(f.resync(event.Cursor(f.stream)), nil)
	default:
		return only(f.load(ctx, auth.Viewer(ctx), event))
	}
	seat := live.SeatOf(ctx)
	if seat == nil {
		return nil, errors.New("a subscription needs a seat of live's")
	}
	return make(chan *E), r.join(ctx, seat, f.topic)
}

// only is the stream of one item.
func only[E any](item *E, err error) (<-chan *E, error) {
	one := make(chan *E, 1)
	if item != nil {
		one <- item
	}
	close(one)
	return one, err
}

func samePlace(v, then market.Viewer) bool {
	return v.Role == then.Role && v.Partner == then.Partner && v.IsHouse == then.IsHouse
}

func errPlaceChanged() error {
	return market.Errorf(market.Forbidden, "Your place in this organisation has changed. Subscribe again after the last cursor you have.")
}
