package resolvers

import (
	"context"
	"hash/fnv"

	"partnergraph/auth"
	"partnergraph/market"
	"partnergraph/store"
)

func (s subscription) LeadAdded(ctx context.Context, partnerID market.NodeID, after *string) (<-chan *market.LeadAddedEvent, error) {
	partner := market.PartnerID(partnerID.UUID)
	if eventOf(ctx) == nil && (partnerID.Kind != market.PartnerNode || auth.Viewer(ctx).Partner != partner) {
		return nil, market.Errorf(market.Forbidden, "You do not act for this partner; name one of yours, and its organisation in X-Organization.")
	}
	return deliver(ctx, s.Resolver, feed[market.LeadAddedEvent]{
		topic: topic{stream: store.LeadTopic, channels: store.LeadChannels(partner), after: after, crowd: s.leadCrowd(partner)},
		load:  s.lead,
		resync: func(cursor string) *market.LeadAddedEvent {
			return &market.LeadAddedEvent{Kind: market.EventResync, Cursor: cursor}
		},
	})
}

// lead is the lead and offer of an event; nil when the viewer may not see them.
func (s subscription) lead(ctx context.Context, v market.Viewer, e *market.Event) (*market.LeadAddedEvent, error) {
	now := s.Now()
	event := &market.LeadAddedEvent{Kind: market.EventAdded, Cursor: e.Cursor(store.LeadTopic)}
	var err error
	if e.Topic == store.BoardTopic {
		event.Node, err = absent(s.Store.BoardLead(ctx, v, market.LeadID(e.Subject), now))
	} else {
		if event.Offer, err = absent(s.Store.LeadOffer(ctx, v, market.OfferID(e.Subject), now)); err != nil || event.Offer == nil {
			return nil, err
		}
		event.Node, err = absent(s.Store.Lead(ctx, v, event.Offer.LeadID, now))
	}
	if err != nil || event.Node == nil {
		return nil, err
	}
	return event, nil
}

// onBoard are the fields that show nobody anything of a lead on the board before it is
// theirs, so that what all see of it can be executed once, as nobody.
var onBoard = map[string]bool{
	"LeadAddedEvent.offer": true,
	"Lead.contact":         true,
	"Lead.offers":          true,
	"Lead.organization":    true,
}

// shards are so many groups of those who listen for leads with the same document. The
// events of one are served in their order, so several are served at once.
const shards = 8

// leadCrowd is those who listen for leads: a lead on the board concerns many partners,
// whom it fits is asked for all of them together, and who sees nothing of their own in it
// sees the same.
func (s subscription) leadCrowd(partner market.PartnerID) *crowd {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(partner))
	return &crowd{
		name: string(rune('0' + sum.Sum32()%shards)), argument: "partnerId", empty: onBoard,
		together: func(e *market.Event) bool { return e.Topic == store.BoardTopic },
		concerns: func(ctx context.Context, e *market.Event, viewers []market.Viewer) ([]bool, error) {
			if e.Topic != store.BoardTopic {
				return all(len(viewers)), nil
			}
			partners := make([]market.PartnerID, len(viewers))
			for i, v := range viewers {
				partners[i] = v.Partner
			}
			fits, err := s.Store.Fitting(ctx, market.LeadID(e.Subject), partners, s.Now())
			concerns := make([]bool, len(viewers))
			for i, p := range partners {
				concerns[i] = fits[p]
			}
			return concerns, err
		},
	}
}

// all are so many who are all concerned.
func all(n int) []bool {
	concerned := make([]bool, n)
	for i := range concerned {
		concerned[i] = true
	}
	return concerned
}

func (s subscription) LeadUpdated(ctx context.Context, leadID *market.NodeID, after *string) (<-chan *market.LeadUpdatedEvent, error) {
	v := auth.Viewer(ctx)
	channels := store.LeadUpdateChannels(v)
	if leadID != nil {
		channels = []market.Channel{{Topic: store.LeadUpdateTopic, Key: leadID.UUID}}
		if err := s.mayFollow(ctx, v, *leadID); err != nil {
			return nil, err
		}
	}
	return deliver(ctx, s.Resolver, feed[market.LeadUpdatedEvent]{
		topic: topic{stream: store.LeadUpdateTopic, channels: channels, after: after},
		load:  s.leadUpdate,
		resync: func(cursor string) *market.LeadUpdatedEvent {
			return &market.LeadUpdatedEvent{Kind: market.EventResync, Cursor: cursor}
		},
	})
}

// mayFollow fails with NotFound when a subscription begins on what is no lead that the
// viewer may see. At each event that is asked again.
func (s subscription) mayFollow(ctx context.Context, v market.Viewer, id market.NodeID) error {
	if id.Kind != market.LeadNode {
		return market.Errorf(market.NotFound, "There is no such lead.")
	}
	if eventOf(ctx) != nil {
		return nil
	}
	_, err := s.Store.Lead(ctx, v, market.LeadID(id.UUID), s.Now())
	return err
}

// leadUpdate is what happened to a lead; nil when the viewer may not hear of it.
func (s subscription) leadUpdate(ctx context.Context, v market.Viewer, e *market.Event) (*market.LeadUpdatedEvent, error) {
	news := market.ReadLeadNews(e.Detail)
	lead, err := absent(s.Store.LeadInNews(ctx, v, market.LeadID(e.Subject), news, s.Now()))
	if err != nil || lead == nil {
		return nil, err
	}
	return &market.LeadUpdatedEvent{Kind: market.EventUpdated, Cursor: e.Cursor(store.LeadUpdateTopic), Change: &news.Change, Node: lead}, nil
}

func (l lead) LeadUpdatedCursor(ctx context.Context, _ *market.Lead) (*string, error) {
	return leadUpdatedCursor(ctx)
}

func (v viewer) LeadUpdatedCursor(ctx context.Context, _ *market.Viewer) (*string, error) {
	return leadUpdatedCursor(ctx)
}

func leadUpdatedCursor(ctx context.Context) (*string, error) {
	cursor := placeOf(ctx).Cursor(store.LeadUpdateTopic)
	return &cursor, nil
}
