package store_test

import (
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// awake lets a person be told by SMS of replies at any hour.
func (f *forum) awake(t *testing.T, who market.Viewer) {
	t.Helper()
	must(f.SetNotificationPreferences(t.Context(), who, market.NotificationPreferencesSetInput{
		Kinds:      []*market.NotificationPreferenceInput{{Kind: market.NotifyThreadReply, Channels: []market.NotificationChannel{market.BySMS}}},
		QuietHours: &market.QuietHoursInput{From: "00:00", Until: "00:00", TimeZone: "UTC"},
	}, time.Now()))(t)
}

func TestTheFirstMessageGoesAtOnceAndOthersTogether(t *testing.T) {
	t.Parallel()
	f := newForum(t)
	f.awake(t, f.asker)
	now := time.Now()
	take := func(at time.Time) []*market.Delivery { return must(f.TakeDeliveries(t.Context(), byAll, 10, at))(t) }
	f.reply(t, f.answer)
	project(t, f.Store, now)
	first := take(now)
	if len(first) != 1 || len(first[0].Items) != 1 || first[0].Items[0].Count != 1 || first[0].Tries != 1 {
		t.Fatalf("at once %+v are due", first)
	}
	to, wanted, err := f.Addressee(t.Context(), first[0])
	if err != nil || to.PersonID != f.asker.Person || to.Phone != string(f.asker.Person) || to.Email != nil || !wanted.Of(market.NotifyThreadReply).By(market.BySMS) {
		t.Errorf("it goes to %+v, %v", to, err)
	}
	if err := f.SentDelivery(t.Context(), first[0].ID, now); err != nil {
		t.Fatal(err)
	}
	f.reply(t, f.answer)
	f.reply(t, f.late)
	project(t, f.Store, now.Add(time.Second))
	if due := take(now.Add(market.DigestWindow - time.Second)); len(due) != 0 {
		t.Errorf("within the window %d are due", len(due))
	}
	second := take(now.Add(market.DigestWindow + time.Second))
	if len(second) != 1 || len(second[0].Items) != 1 || second[0].Items[0].Count != 2 {
		t.Errorf("after it %+v are due, want one of two replies", second)
	}
	if got := messages(t, f.db); got != "SMS SENT 1, SMS QUEUED 2" {
		t.Errorf("messages are %s", got)
	}
}

func TestOnlySoManySMSADay(t *testing.T) {
	t.Parallel()
	f := newForum(t)
	f.awake(t, f.asker)
	now := time.Now()
	storetest.Exec(t, f.db, `INSERT INTO notification_delivery (id, person_id, channel, state, created_at, try_at, ended_at)
		SELECT gen_random_uuid(), $1, 'SMS', 'SENT', $2::timestamptz - n * interval '1 hour', $2::timestamptz - n * interval '1 hour', $2 FROM generate_series(1, $3) AS n`,
		f.asker.Person, now, market.SMSPerDay)
	f.reply(t, f.answer)
	project(t, f.Store, now)
	frees := now.Add((24 - market.SMSPerDay) * time.Hour)
	if due := must(f.TakeDeliveries(t.Context(), byAll, 10, frees.Add(-time.Second)))(t); len(due) != 0 {
		t.Error("one more goes out within the day")
	}
	if due := must(f.TakeDeliveries(t.Context(), byAll, 10, frees.Add(time.Second)))(t); len(due) != 1 {
		t.Error("it does not go out when the first is a day old")
	}
}

// After an outage people find in the app what happened, and are not called about
// yesterday.
func TestOldEventsAreNotSent(t *testing.T) {
	t.Parallel()
	f := newForum(t)
	f.awake(t, f.asker)
	both := []*market.NotificationPreferenceInput{{Kind: market.NotifyThreadReply, Channels: []market.NotificationChannel{market.ByApp, market.BySMS}}}
	must(f.SetNotificationPreferences(t.Context(), f.asker, market.NotificationPreferencesSetInput{Kinds: both}, time.Now()))(t)
	f.reply(t, f.answer)
	project(t, f.Store, time.Now().Add(market.TooLateToSend+time.Minute))
	if got, sent := told(t, f.Store, f.asker), messages(t, f.db); got == "" || sent != "" {
		t.Errorf("told %q, and sent %q", got, sent)
	}
}

// Of many servers one has a message at a time. One that fails is tried again, later and
// later, and at last given up.
func TestAMessageIsSentByOneAtATime(t *testing.T) {
	t.Parallel()
	f := newForum(t)
	f.awake(t, f.asker)
	now := time.Now()
	f.reply(t, f.answer)
	project(t, f.Store, now)
	var mu sync.Mutex
	var taken []*market.Delivery
	var servers sync.WaitGroup
	for range 8 {
		servers.Go(func() {
			due, err := f.TakeDeliveries(t.Context(), byAll, 10, now)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			taken = append(taken, due...)
		})
	}
	servers.Wait()
	if len(taken) != 1 {
		t.Fatalf("%d servers send it", len(taken))
	}
	if due := must(f.TakeDeliveries(t.Context(), byAll, 10, now.Add(2*time.Minute)))(t); len(due) != 1 || due[0].ID != taken[0].ID || due[0].Tries != 2 {
		t.Errorf("when its server has died it is taken as %v", due)
	}
	tries := 2
	for at := now.Add(2 * time.Minute); ; {
		if err := f.FailDelivery(t.Context(), &market.Delivery{ID: taken[0].ID, Tries: tries}, false, at); err != nil {
			t.Fatal(err)
		}
		at = at.Add(2 * time.Hour)
		if len(must(f.TakeDeliveries(t.Context(), byAll, 10, at))(t)) == 0 {
			break
		}
		tries++
	}
	if got := messages(t, f.db); tries != market.DeliveryTries || got != "SMS FAILED 1" {
		t.Errorf("after %d tries messages are %s", tries, got)
	}
	if to, _, err := f.Addressee(t.Context(), taken[0]); to != nil || err != nil {
		t.Errorf("what was given up goes to %v, %v", to, err)
	}
}

func TestOldNotificationsAreForgotten(t *testing.T) {
	t.Parallel()
	f := newForum(t)
	f.awake(t, f.asker)
	f.reply(t, f.answer)
	f.reply(t, f.late)
	project(t, f.Store, time.Now())
	must(f.TakeDeliveries(t.Context(), byAll, 10, time.Now()))(t)
	count := func() (n int) {
		if err := f.db.QueryRowContext(t.Context(), `SELECT (SELECT count(*) FROM notification) + (SELECT count(*) FROM notification_delivery_item)`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, test := range []struct {
		after time.Duration
		want  int
	}{{market.DeliveryKept - time.Hour, 2}, {market.NotificationKept - time.Hour, 1}, {market.NotificationKept + time.Hour, 0}} {
		if err := f.ForgetNotifications(t.Context(), time.Now().Add(test.after)); err != nil {
			t.Fatal(err)
		}
		if got := count(); got != test.want {
			t.Errorf("after %s %d are left, want %d", test.after, got, test.want)
		}
	}
}
