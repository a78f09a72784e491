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
	return deliver(ctx, s.Resolver, feed[market.ReplyAddedEvent]{store.ReplyTopic, threadID.UUID, after, s.reply, true})
}

// reply is the reply of an event; nil when it is not there any more.
func (s subscription) reply(ctx context.Context, _ market.Viewer, e *market.Event) (*market.ReplyAddedEvent, error) {
	id := market.ReplyID(e.Subject)
	found, err := s.Store.RepliesByID(ctx, []market.ReplyID{id})
	if err != nil || found[id] == nil {
		return nil, err
	}
	return &market.ReplyAddedEvent{Cursor: e.Cursor(e.Topic), Node: found[id]}, nil
}

func (s subscription) LeadAdded(ctx context.Context, partnerID market.NodeID, after *string) (<-chan *market.LeadAddedEvent, error) {
	partner := market.PartnerID(partnerID.UUID)
	if partnerID.Kind != market.PartnerNode || auth.Viewer(ctx).Partner != partner {
		return nil, market.Errorf(market.Forbidden, "You do not act for this partner; name one of yours, and its organisation in X-Organization.")
	}
	return deliver(ctx, s.Resolver, feed[market.LeadAddedEvent]{store.LeadTopic, partnerID.UUID, after, s.lead, false})
}

// lead is the lead and offer of an event; nil when the viewer may not see them.
func (s subscription) lead(ctx context.Context, v market.Viewer, e *market.Event) (*market.LeadAddedEvent, error) {
	now := s.Now()
	offer, err := absent(s.Store.LeadOffer(ctx, v, market.OfferID(e.Subject), now))
	if err != nil || offer == nil {
		return nil, err
	}
	lead, err := absent(s.Store.Lead(ctx, v, offer.LeadID, now))
	if err != nil || lead == nil {
		return nil, err
	}
	return &market.LeadAddedEvent{Cursor: e.Cursor(e.Topic), Node: lead, Offer: offer}, nil
}

// feed is what a subscription listens to. Events that load as nil are left out.
type feed[E any] struct {
	topic, key string
	after      *string
	load       func(context.Context, market.Viewer, *market.Event) (*E, error)
	alike      bool // whether they load alike for everybody
}

// deliver begins a subscription on the seat that the transport has put into the
// context. While an event is executed for those on seats, the stream is that event.
func deliver[E any](ctx context.Context, r *Resolver, f feed[E]) (<-chan *E, error) {
	if event := eventOf(ctx); event != nil {
		return only(f.load(ctx, auth.Viewer(ctx), event))
	}
	seat := live.SeatOf(ctx)
	if seat == nil {
		return nil, errors.New("a subscription needs a seat of live's")
	}
	return make(chan *E), r.join(ctx, seat, f.topic, f.key, f.after, f.alike)
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
