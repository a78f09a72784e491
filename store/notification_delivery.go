package store

import (
	"context"
	"strconv"
	"time"

	"partnergraph/market"
)

// deliveryLease is how long a message is its sender's. A gateway takes less; a sender
// that has died leaves the message to another after it.
const deliveryLease = time.Minute

// enqueue puts an event into the message that waits for its person, or begins one.
func (s *Store) enqueue(ctx context.Context, p *toldPerson, channel market.NotificationChannel, quiet market.QuietHours, now time.Time) error {
	open, err := found(one[market.Delivery](ctx, s, `
		SELECT id FROM notification_delivery WHERE person_id = $1 AND channel = $2 AND state = 'QUEUED' AND tries = 0
		FOR UPDATE`, p.PersonID, channel))
	if err != nil {
		return err
	}
	if open == nil {
		if open, err = s.beginDelivery(ctx, p.PersonID, channel, quiet, now); err != nil {
			return err
		}
	}
	_, err = s.exec(ctx, `
		INSERT INTO notification_delivery_item AS i (delivery_id, kind, place_kind, place, year, serial, count) VALUES ($1, $2, $3, $4, $5, $6, 1)
		ON CONFLICT (delivery_id, kind, place) DO UPDATE SET count = i.count + 1`,
		open.ID, p.Kind, p.PlaceKind, p.Place, p.Number.Year, p.Number.Serial)
	return err
}

// beginDelivery writes a message that is due when the earlier ones and the person's hours
// allow it.
func (s *Store) beginDelivery(ctx context.Context, person market.PersonID, channel market.NotificationChannel, quiet market.QuietHours, now time.Time) (*market.Delivery, error) {
	const nth = `(SELECT try_at FROM notification_delivery WHERE person_id = $1 AND channel = $2 AND state <> 'FAILED' ORDER BY try_at DESC LIMIT 1 OFFSET `
	before, err := one[market.SentBefore](ctx, s, `SELECT `+nth+`0) AS last, `+nth+strconv.Itoa(market.SMSPerDay-1)+`) AS full_day`, person, channel)
	if err != nil {
		return nil, err
	}
	d := &market.Delivery{ID: newID[market.DeliveryID](), PersonID: person, Channel: channel}
	_, err = s.exec(ctx, `
		INSERT INTO notification_delivery (id, person_id, channel, state, created_at, try_at) VALUES ($1, $2, $3, 'QUEUED', $4, $5)`,
		d.ID, person, channel, now, market.Due(channel, now, *before, quiet))
	return d, err
}

// TakeDeliveries returns at most limit messages that are due at now, those due first
// first. Until deliveryLease is over they are the caller's: nobody else gets them.
func (s *Store) TakeDeliveries(ctx context.Context, channels []market.NotificationChannel, limit int, now time.Time) (due []*market.Delivery, err error) {
	err = s.as(ctx, system, func(s *Store) error {
		if due, err = all[market.Delivery](ctx, s, `
			UPDATE notification_delivery SET tries = tries + 1, try_at = $1
			WHERE id IN (SELECT id FROM notification_delivery WHERE state = 'QUEUED' AND try_at <= $2 AND channel = ANY($3)
				ORDER BY try_at, id LIMIT `+strconv.Itoa(limit)+` FOR UPDATE SKIP LOCKED)
			RETURNING id, person_id, channel, tries`, now.Add(deliveryLease), now, channels); err != nil || len(due) == 0 {
			return err
		}
		known := byKey(due, func(d *market.Delivery) market.DeliveryID { return d.ID })
		ids := make([]market.DeliveryID, len(due))
		for i, d := range due {
			ids[i] = d.ID
		}
		items, err := all[market.DeliveryItem](ctx, s, `
			SELECT delivery_id, kind, place_kind, place, year AS "number.year", serial AS "number.serial", count
			FROM notification_delivery_item WHERE delivery_id = ANY($1::uuid[]) ORDER BY delivery_id, kind, place`, ids)
		for _, item := range items {
			known[item.DeliveryID].Items = append(known[item.DeliveryID].Items, item)
		}
		return err
	})
	return due, err
}

// Addressee is where a message goes, with what its person wants by now; nil when the
// message is gone.
func (s *Store) Addressee(ctx context.Context, d *market.Delivery) (to *market.Addressee, wanted *market.NotificationPreferences, err error) {
	err = s.as(ctx, system, func(s *Store) error {
		if to, err = found(one[market.Addressee](ctx, s, `
			SELECT person_id, phone, email, locales FROM notification_addressee($1)`, d.ID)); err != nil {
			return err
		}
		wanted, err = s.preferencesOf(ctx, d.PersonID)
		return err
	})
	return to, wanted, err
}

// SentDelivery records that the gateway has taken a message.
func (s *Store) SentDelivery(ctx context.Context, id market.DeliveryID, now time.Time) error {
	return s.endDelivery(ctx, `UPDATE notification_delivery SET state = 'SENT', ended_at = $2, try_at = $2 WHERE id = $1 AND state = 'QUEUED'`, id, now)
}

// FailDelivery records that a message was not taken: it is tried again later, unless it
// was tried often enough or another try would not help.
func (s *Store) FailDelivery(ctx context.Context, d *market.Delivery, final bool, now time.Time) error {
	if next, again := market.TryAgain(d.Tries, now); again && !final {
		return s.endDelivery(ctx, `UPDATE notification_delivery SET try_at = $2 WHERE id = $1 AND state = 'QUEUED'`, d.ID, next)
	}
	return s.endDelivery(ctx, `UPDATE notification_delivery SET state = 'FAILED', ended_at = $2 WHERE id = $1 AND state = 'QUEUED'`, d.ID, now)
}

// DropDelivery forgets a message that nobody wants any more.
func (s *Store) DropDelivery(ctx context.Context, id market.DeliveryID) error {
	return s.endDelivery(ctx, `DELETE FROM notification_delivery WHERE id = $1 AND state = 'QUEUED'`, id)
}

func (s *Store) endDelivery(ctx context.Context, statement string, id market.DeliveryID, args ...any) error {
	return s.as(ctx, system, func(s *Store) error {
		_, err := s.exec(ctx, statement, append([]any{id}, args...)...)
		return err
	})
}
