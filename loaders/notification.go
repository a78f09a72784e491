package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

//go:generate go tool dataloaden NotificationLoader partnergraph/market.NotificationID *partnergraph/market.Notification

// notificationLoaders load what belongs to notification.go.
type notificationLoaders struct {
	Notification *NotificationLoader
}

func newNotificationLoaders(ctx context.Context, s *store.Store, v market.Viewer) notificationLoaders {
	return notificationLoaders{
		Notification: NewNotificationLoader(NotificationLoaderConfig{Fetch: batch(ctx, "notification", withViewer(v, s.NotificationsByID)), Wait: Wait, MaxBatch: 200}),
	}
}
