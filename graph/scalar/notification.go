package scalar

import (
	"github.com/99designs/gqlgen/graphql"

	"partnergraph/market"
)

// MarshalNotificationID writes the id of a notification.
func MarshalNotificationID(id market.NotificationID) graphql.Marshaler {
	return marshalID(market.NotificationNode, string(id))
}

// UnmarshalNotificationID reads the id of a notification.
func UnmarshalNotificationID(v any) (market.NotificationID, error) {
	return unmarshalID[market.NotificationID](market.NotificationNode, v)
}
