package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// NotificationTopic is the topic of what people are told of: its key is the person, its
// subject the notification.
const NotificationTopic = "notification"

const notificationColumns = `n.id, n.person_id, n.kind, n.place_kind, n.place, n.year AS "number.year", n.serial AS "number.serial",
	n.count, n.created_at, n.latest_at, n.read_at`

// notificationOrder is the newest first, by what happened last.
var notificationOrder = order[market.Notification]{
	name: "notifications", columns: []string{"n.latest_at", "n.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
	key: func(n *market.Notification) []string { return []string{keyTime(n.LatestAt), string(n.ID)} },
}

// visibleNotification keeps the viewer's own. API tokens have none.
func visibleNotification(c *conditions, v market.Viewer) {
	c.add(`n.person_id = $?::uuid`, orNull(v.Self()))
}

// Notifications are the viewer's own, newest first.
func (s *Store) Notifications(ctx context.Context, v market.Viewer, f market.NotificationFilter, p market.PageArgs) (*market.Page[*market.Notification], error) {
	c := conditions{}
	visibleNotification(&c, v)
	if f.Unread != nil {
		c.filter(`(n.read_at IS NULL) = $?`, *f.Unread)
	}
	if f.Kinds != nil {
		c.filter(`n.kind = ANY($?)`, f.Kinds)
	}
	return readAs(ctx, s, viewing(v), func(s *Store) (*market.Page[*market.Notification], error) {
		return pageOf(ctx, s, list[market.Notification]{columns: notificationColumns, from: `notification n`, where: c, order: notificationOrder}, p)
	})
}

// NotificationsByID are those with these ids that are the viewer's own.
func (s *Store) NotificationsByID(ctx context.Context, v market.Viewer, ids []market.NotificationID) (map[market.NotificationID]*market.Notification, error) {
	c := conditions{}
	c.add(`n.id = ANY($?::uuid[])`, ids)
	visibleNotification(&c, v)
	rows, err := readAs(ctx, s, viewing(v), func(s *Store) ([]*market.Notification, error) {
		return all[market.Notification](ctx, s, `SELECT `+notificationColumns+` FROM notification n WHERE `+c.sql(), c.args...)
	})
	return byKey(rows, func(n *market.Notification) market.NotificationID { return n.ID }), err
}

// UnreadNotifications counts the viewer's own that are not read.
func (s *Store) UnreadNotifications(ctx context.Context, v market.Viewer) (int, error) {
	return readAs(ctx, s, viewing(v), func(s *Store) (int, error) {
		return value[int](ctx, s, `SELECT count(*) FROM notification WHERE person_id = $1::uuid AND read_at IS NULL`, orNull(v.Self()))
	})
}

// ReadNotifications marks the viewer's own as read at now, those named or all up to a
// cursor, and says how many were not yet. Ids of others' are as if there were none.
func (s *Store) ReadNotifications(ctx context.Context, v market.Viewer, in market.NotificationsReadInput, now time.Time) (int, error) {
	if err := in.Check(); err != nil {
		return 0, err
	}
	c := conditions{}
	at := c.arg(now)
	visibleNotification(&c, v)
	c.add(`n.read_at IS NULL`)
	if in.UpTo != nil {
		key, err := parseCursor(*in.UpTo, notificationOrder.name, len(notificationOrder.columns))
		if err != nil {
			return 0, err.In("upTo")
		}
		c.add(`(n.latest_at, n.id) <= ($?::timestamptz, $?::uuid)`, key[0], key[1])
	} else {
		c.add(`n.id = ANY($?::uuid[])`, in.IDs)
	}
	read, err := readAs(ctx, s, viewing(v), func(s *Store) (int, error) {
		return value[int](ctx, s, `WITH read AS (UPDATE notification n SET read_at = `+at+` WHERE `+c.sql()+` RETURNING n.id)
			SELECT count(*) FROM read`, c.args...)
	})
	return read, inField(err, "upTo")
}

// ForgetNotifications deletes what is old at now: notifications after a year, and what
// is known of messages after a month.
func (s *Store) ForgetNotifications(ctx context.Context, now time.Time) error {
	for _, sweep := range []struct {
		query  string
		before time.Time
	}{
		{`DELETE FROM notification WHERE id IN (SELECT id FROM notification WHERE latest_at < $1 ORDER BY latest_at LIMIT `, now.Add(-market.NotificationKept)},
		{`DELETE FROM notification_delivery WHERE id IN (SELECT id FROM notification_delivery WHERE created_at < $1 ORDER BY created_at LIMIT `, now.Add(-market.DeliveryKept)},
		{`DELETE FROM email_challenge WHERE hash IN (SELECT hash FROM email_challenge WHERE created_at < $1 ORDER BY created_at LIMIT `, now.Add(-25 * time.Hour)},
	} {
		if err := s.sweep(ctx, sweep.query, sweep.before); err != nil {
			return err
		}
	}
	return nil
}
