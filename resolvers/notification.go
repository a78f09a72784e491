package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
	"partnergraph/store"
)

type (
	notification           struct{ *Resolver }
	notificationConnection struct{ *Resolver }
)

var (
	_ graph.NotificationResolver           = notification{}
	_ graph.NotificationConnectionResolver = notificationConnection{}
)

// Notification resolves the fields of Notification that are not plain.
func (r *Resolver) Notification() graph.NotificationResolver { return notification{r} }

// NotificationConnection resolves the fields of NotificationConnection that are not plain.
func (r *Resolver) NotificationConnection() graph.NotificationConnectionResolver {
	return notificationConnection{r}
}

func (q query) Notifications(ctx context.Context, filter *market.NotificationFilter, first *int, after *string, last *int, before *string) (*market.NotificationConnection, error) {
	p, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	if filter == nil {
		filter = &market.NotificationFilter{}
	}
	return q.Store.Notifications(ctx, auth.Viewer(ctx), *filter, p)
}

func (q query) NotificationPreferences(ctx context.Context) (*market.NotificationPreferences, error) {
	return q.Store.NotificationPreferences(ctx, auth.Viewer(ctx))
}

func (n notification) Locale(ctx context.Context, _ *market.Notification) (string, error) {
	return market.NotificationLocale(auth.Viewer(ctx).Locales), nil
}

func (n notification) Text(ctx context.Context, obj *market.Notification) (string, error) {
	return obj.News().Text(market.NotificationLocale(auth.Viewer(ctx).Locales)), nil
}

func (n notification) Subject(ctx context.Context, obj *market.Notification) (market.Node, error) {
	return loadNode(loaders.For(ctx), market.NodeID{Kind: obj.PlaceKind, UUID: obj.Place})()
}

func (c notificationConnection) UnreadCount(ctx context.Context, _ *market.NotificationConnection) (int, error) {
	return c.Store.UnreadNotifications(ctx, auth.Viewer(ctx))
}

func (c notificationConnection) AddedCursor(ctx context.Context, _ *market.NotificationConnection) (string, error) {
	return placeOf(ctx).Cursor(store.NotificationTopic), nil
}

func (m mutation) NotificationsRead(ctx context.Context, input market.NotificationsReadInput) (*graph.NotificationsReadPayload, error) {
	read, err := m.Store.ReadNotifications(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	if err != nil || len(errs) > 0 {
		return &graph.NotificationsReadPayload{UserErrors: errs}, err
	}
	return &graph.NotificationsReadPayload{ReadCount: &read, UserErrors: errs}, nil
}

func (m mutation) NotificationPreferencesSet(ctx context.Context, input market.NotificationPreferencesSetInput) (*graph.NotificationPreferencesSetPayload, error) {
	preferences, err := m.Store.SetNotificationPreferences(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.NotificationPreferencesSetPayload{Preferences: preferences, UserErrors: errs}, err
}

func (m mutation) NotificationUnsubscribe(ctx context.Context, input market.NotificationUnsubscribeInput) (*graph.NotificationUnsubscribePayload, error) {
	person, kind, err := m.Unsubscribing.Read(input.Token)
	if err == nil {
		err = m.Store.Unsubscribe(ctx, person, kind, m.Now())
	}
	errs, err := mend(err)
	if err != nil || len(errs) > 0 {
		return &graph.NotificationUnsubscribePayload{UserErrors: errs}, err
	}
	return &graph.NotificationUnsubscribePayload{Kind: &kind, UserErrors: errs}, nil
}

func (s subscription) NotificationAdded(ctx context.Context, after *string) (<-chan *market.NotificationAddedEvent, error) {
	self := auth.Viewer(ctx).Self()
	if self == "" {
		return nil, market.Errorf(market.Forbidden, "Only people are told things; send the access token of somebody signed in.")
	}
	return deliver(ctx, s.Resolver, feed[market.NotificationAddedEvent]{
		topic: topic{stream: store.NotificationTopic, channels: []market.Channel{{Topic: store.NotificationTopic, Key: string(self)}}, after: after},
		load:  s.notification,
		resync: func(cursor string) *market.NotificationAddedEvent {
			return &market.NotificationAddedEvent{Kind: market.EventResync, Cursor: cursor}
		},
	})
}

// notification is that of an event; nil when it is forgotten.
func (s subscription) notification(ctx context.Context, v market.Viewer, e *market.Event) (*market.NotificationAddedEvent, error) {
	id := market.NotificationID(e.Subject)
	found, err := s.Store.NotificationsByID(ctx, v, []market.NotificationID{id})
	if err != nil || found[id] == nil {
		return nil, err
	}
	return &market.NotificationAddedEvent{Kind: market.EventAdded, Cursor: e.Cursor(store.NotificationTopic), Node: found[id]}, nil
}
