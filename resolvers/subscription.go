package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

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

// deliver begins a subscription: on the seat that the transport has put into the
// context, or, without one, as a stream of its own. While an event is executed for
// those on seats, the stream is that event.
func deliver[E any](ctx context.Context, r *Resolver, f feed[E]) (<-chan *E, error) {
	if event := eventOf(ctx); event != nil {
		return only(f.load(ctx, auth.Viewer(ctx), event))
	}
	if seat := live.SeatOf(ctx); seat != nil {
		return make(chan *E), r.join(ctx, seat, f.topic, f.key, f.after, f.alike)
	}
	return stream(ctx, r, f)
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

// stream is a subscription by itself. For each event it asks anew whether the viewer
// may still have it, and loads it. An error ends the stream, and is told as its last
// response.
func stream[E any](ctx context.Context, r *Resolver, f feed[E]) (<-chan *E, error) {
	events, err := r.Events.Subscribe(ctx, f.topic, f.key, given(f.after))
	if err != nil {
		return nil, err
	}
	out := make(chan *E)
	next := func() (*E, error) {
		event, err := events.Next(ctx)
		if err != nil {
			return nil, err
		}
		v, err := r.stillMay(ctx)
		if err != nil {
			return nil, err
		}
		return f.load(ctx, v, event)
	}
	go func() {
		defer close(out)
		defer events.Close()
		// gqlgen recovers on its own goroutines only.
		defer func() {
			if v := recover(); v != nil {
				end(ctx, graphql.GetOperationContext(ctx).Recover(ctx, v))
			}
		}()
		for {
			item, err := next()
			if err != nil {
				end(ctx, err)
				return
			}
			if item == nil {
				continue
			}
			select {
			case out <- item:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

// stillMay is the viewer, unless something has changed since the subscription
// began: then what is selected would be shown by rights that are gone.
func (r *Resolver) stillMay(ctx context.Context) (market.Viewer, error) {
	then := auth.Viewer(ctx)
	v, err := r.Store.StillValid(ctx, then, r.Now())
	if err == nil && !samePlace(v, then) {
		err = errPlaceChanged()
	}
	return v, err
}

func samePlace(v, then market.Viewer) bool {
	return v.Role == then.Role && v.Partner == then.Partner && v.IsHouse == then.IsHouse
}

func errPlaceChanged() error {
	return market.Errorf(market.Forbidden, "Your place in this organisation has changed. Subscribe again after the last cursor you have.")
}

// ending holds why a subscription has ended, until it is told.
type ending chan error

type endingKey struct{}

// withEnding makes room for the error that ends a subscription.
func withEnding(ctx context.Context) context.Context {
	return context.WithValue(ctx, endingKey{}, make(ending, 1))
}

// end says why a subscription ends, before its channel closes.
func end(ctx context.Context, err error) {
	why, _ := ctx.Value(endingKey{}).(ending)
	select {
	case why <- err:
	default: // the first error is the one that matters
	}
}

// last is the response that tells why a subscription has ended; nil when it ended
// without an error, was told, or is none. gqlgen's own way serves one transport only,
// and ends the process on the others.
func last(ctx context.Context) *graphql.Response {
	why, _ := ctx.Value(endingKey{}).(ending)
	select {
	case err := <-why:
		graphql.AddError(ctx, err)
		return &graphql.Response{Errors: graphql.GetErrors(ctx)}
	default:
		return nil
	}
}
