package jobs

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"partnergraph/gateway"
	"partnergraph/market"
)

// Links are where messages point to. Its functions answer "" where there is no site.
type Links struct {
	All         func() string // all notifications
	See         func(kind market.NodeKind, id string) string
	Unsubscribe func(market.PersonID, market.NotificationKind) string
}

// channels are those that this server can send by.
func (c Config) channels() (channels []market.NotificationChannel) {
	if c.Notices != nil {
		channels = append(channels, market.BySMS)
	}
	if c.Mail != nil {
		channels = append(channels, market.ByMail)
	}
	return channels
}

func tellPeople(ctx context.Context, c Config) error {
	_, err := c.Store.ProjectNotifications(ctx, c.channels(), c.Now())
	return err
}

func forgetNotifications(ctx context.Context, c Config) error {
	return c.Store.ForgetNotifications(ctx, c.Now())
}

// sendMessages sends what is due, some at a time, until nothing is.
func sendMessages(ctx context.Context, c Config) error {
	for {
		due, err := c.Store.TakeDeliveries(ctx, c.channels(), atOnce, c.Now())
		if err != nil {
			return err
		}
		errs := make([]error, len(due))
		var wait sync.WaitGroup
		for i, d := range due {
			wait.Go(func() { errs[i] = sendMessage(ctx, c, d) })
		}
		wait.Wait()
		if err := errors.Join(errs...); err != nil || len(due) < atOnce {
			return err
		}
	}
}

// sendMessage sends one, with what its person still wants to hear. A gateway that does
// not take it is no error of the chore: the message is tried again.
func sendMessage(ctx context.Context, c Config, d *market.Delivery) error {
	to, wanted, err := c.Store.Addressee(ctx, d)
	if err != nil {
		return err
	}
	d.Wanted(wanted)
	if to == nil || len(d.Items) == 0 || d.Channel == market.ByMail && to.Email == nil {
		return c.Store.DropDelivery(ctx, d.ID)
	}
	if err := c.handOver(ctx, d, to); err != nil {
		c.Log.WarnContext(ctx, "a notification was not taken by its gateway", slog.String("delivery", string(d.ID)),
			slog.String("channel", string(d.Channel)), slog.Int("tries", d.Tries), slog.Any("error", err))
		return c.Store.FailDelivery(ctx, d, gateway.IsRefused(err), c.Now())
	}
	return c.Store.SentDelivery(ctx, d.ID, c.Now())
}

// handOver gives a message to the gateway of its channel.
func (c Config) handOver(ctx context.Context, d *market.Delivery, to *market.Addressee) error {
	locale := market.NotificationLocale(to.Locales)
	news, lines := make([]market.News, len(d.Items)), make([]market.MailLine, len(d.Items))
	for i, item := range d.Items {
		news[i] = item.News()
		lines[i] = market.MailLine{News: news[i], See: c.Links.See(item.PlaceKind, item.Place), Unsubscribed: c.Links.Unsubscribe(to.PersonID, item.Kind)}
	}
	if d.Channel == market.BySMS {
		return c.Notices.SendOnce(ctx, string(d.ID), to.Phone, market.SMSText(news, c.Links.All(), locale))
	}
	return c.Mail.Send(ctx, gateway.Message{Key: string(d.ID), To: *to.Email, Subject: market.MailSubject(news, locale), Text: market.MailText(lines, locale)})
}
