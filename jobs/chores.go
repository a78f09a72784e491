package jobs

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"partnergraph/gateway"
	"partnergraph/market"
)

// chore is something that is to be done again and again.
type chore struct {
	name  string
	every time.Duration
	do    func(context.Context, Config) error
}

// chores are all there is to do. Each may be cut off anywhere and done again, and
// done by several servers at once.
var chores = []chore{
	{"settle_payments", 3 * time.Second, settlePayments},
	{"pass_on_leads", 500 * time.Millisecond, passOnLeads},
	{"expire_deals", time.Minute, expireDeals},
	{"tell_people", time.Second, tellPeople},
	{"send_messages", time.Second, sendMessages},
	{"forget_notifications", time.Hour, forgetNotifications},
	{"forget_sign_ins", time.Hour, forgetSignIns},
	{"forget_lead_places", time.Hour, forgetLeadPlaces},
	{"forget_draws", time.Hour, forgetDraws},
	{"prune_outbox", 10 * time.Minute, pruneOutbox},
	{"prune_idempotency_keys", time.Hour, pruneIdempotencyKeys},
	{"forget_allowances", time.Hour, forgetAllowances},
}

// atOnce is how many payments are asked about at once.
const atOnce = 16

// settlePayments asks the provider about the payments it has not answered for good,
// and about those that a crash left without any answer.
func settlePayments(ctx context.Context, c Config) error {
	for {
		payments, err := c.Store.TakePendingPayments(ctx, atOnce, c.Now())
		if err != nil {
			return err
		}
		errs := make([]error, len(payments))
		var wait sync.WaitGroup
		for i, p := range payments {
			wait.Go(func() { errs[i] = settlePayment(ctx, c, p) })
		}
		wait.Wait()
		if err := errors.Join(errs...); err != nil || len(payments) < atOnce {
			return err
		}
	}
}

// settlePayment asks about one. Without an answer it stays pending, and is asked
// about again: that is the provider's fault and no error of the chore.
func settlePayment(ctx context.Context, c Config, p *market.Payment) error {
	answer, err := gateway.Ask(ctx, c.Payments, p)
	if err != nil {
		c.Log.WarnContext(ctx, "the payment provider gave no answer", slog.String("payment", string(p.ID)), slog.Any("error", err))
		return nil
	}
	_, err = c.Store.SettlePayment(ctx, p.ID, answer, c.Now())
	return err
}

func passOnLeads(ctx context.Context, c Config) error {
	_, err := c.Store.PassOnLeads(ctx, c.Now())
	return err
}

// expireDeals ends the deals whose time is over. They read as expired before.
func expireDeals(ctx context.Context, c Config) error {
	_, err := c.Store.ExpireDeals(ctx, c.Now())
	return err
}

func forgetSignIns(ctx context.Context, c Config) error { return c.Store.ForgetSignIns(ctx, c.Now()) }

func forgetLeadPlaces(ctx context.Context, c Config) error {
	_, err := c.Store.ForgetLeadPlaces(ctx, c.Now())
	return err
}

func forgetDraws(ctx context.Context, c Config) error {
	_, err := c.Store.ForgetDraws(ctx, c.Now())
	return err
}

func pruneOutbox(ctx context.Context, c Config) error {
	_, err := c.Store.PruneOutbox(ctx, c.Now())
	return err
}

func pruneIdempotencyKeys(ctx context.Context, c Config) error {
	_, err := c.Store.PruneIdempotencyKeys(ctx, c.Now())
	return err
}

func forgetAllowances(ctx context.Context, c Config) error {
	_, err := c.Store.ForgetAllowances(ctx)
	return err
}
