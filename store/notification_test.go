package store_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

var byAll = []market.NotificationChannel{market.BySMS, market.ByMail}

// forum is a thread of an asker's, in a database of its own.
type forum struct {
	*store.Store
	db                  *sql.DB
	asker, answer, late market.Viewer
	thread              *market.Thread
}

func newForum(t *testing.T) *forum {
	t.Helper()
	s, db := storetest.WithDB(t)
	f := &forum{Store: s, db: db, asker: storetest.Person(t, db, "Asker"), answer: storetest.Person(t, db, "Answerer"), late: storetest.Person(t, db, "Late")}
	in := market.ThreadCreateInput{BoardID: boardID(t, s, "data-en"), Title: "How does this work?", Body: "Please explain it to me."}
	f.thread = must(s.CreateThread(t.Context(), f.asker, in, time.Now()))(t)
	return f
}

func (f *forum) reply(t *testing.T, who market.Viewer) {
	t.Helper()
	must(f.CreateReply(t.Context(), who, market.ReplyCreateInput{ThreadID: f.thread.ID, Body: "It works like this."}, time.Now()))(t)
}

// project reads what has happened until nothing is left, also when another database of
// the cluster holds the horizon back for a moment.
func project(t *testing.T, s *store.Store, now time.Time) {
	t.Helper()
	var waiting int
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		must(s.ProjectNotifications(t.Context(), byAll, now))(t)
		err := s.DB().QueryRowContext(t.Context(), `SELECT count(*) FROM outbox o, notification_place p
			WHERE (o.xid, o.id) > (p.xid, p.id) AND o.topic <> 'notification'`).Scan(&waiting)
		if err != nil {
			t.Fatal(err)
		}
		if waiting == 0 {
			return
		}
	}
	t.Fatalf("%d events are not read", waiting)
}

// told is what a person was told, newest first.
func told(t *testing.T, s *store.Store, v market.Viewer) string {
	t.Helper()
	page := must(s.Notifications(t.Context(), v, market.NotificationFilter{}, market.PageArgs{Size: 100}))(t)
	lines := []string{}
	for _, n := range page.Nodes() {
		line := n.News().Text("en")
		if n.ReadAt != nil {
			line += " (read)"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func TestWhoTakesPartInAThreadIsToldOfReplies(t *testing.T) {
	t.Parallel()
	f := newForum(t)
	f.reply(t, f.answer)
	f.reply(t, f.answer)
	f.reply(t, f.late)
	project(t, f.Store, time.Now())
	number := fmt.Sprint(f.thread.Number)
	for who, test := range map[string]struct {
		v    market.Viewer
		want string
	}{
		"who asked":                  {f.asker, "3 new replies in thread " + number},
		"who answered":               {f.answer, "1 new reply in thread " + number},
		"who has just come":          {f.late, ""},
		"nobody":                     {market.Viewer{}, ""},
		"a token of who asked, none": {market.Viewer{Person: f.asker.Person, APIToken: "00000000-0000-7000-8000-000000000001"}, ""},
	} {
		if got := told(t, f.Store, test.v); got != test.want {
			t.Errorf("%s is told %q, want %q", who, got, test.want)
		}
	}

	page := must(f.Notifications(t.Context(), f.asker, market.NotificationFilter{}, market.PageArgs{Size: 1}))(t)
	read := market.NotificationsReadInput{UpTo: &page.Edges[0].Cursor}
	if n := must(f.ReadNotifications(t.Context(), f.answer, read, time.Now()))(t); n > 1 {
		t.Errorf("another's cursor marks %d", n)
	}
	if n := must(f.ReadNotifications(t.Context(), f.late, market.NotificationsReadInput{IDs: []market.NotificationID{page.Edges[0].Node.ID}}, time.Now()))(t); n != 0 {
		t.Errorf("another marks %d as read", n)
	}
	if n := must(f.ReadNotifications(t.Context(), f.asker, read, time.Now()))(t); n != 1 {
		t.Errorf("%d are marked, want 1", n)
	}
	f.reply(t, f.late)
	project(t, f.Store, time.Now())
	if got, want := told(t, f.Store, f.asker), "1 new reply in thread "+number+"; 3 new replies in thread "+number+" (read)"; got != want {
		t.Errorf("after reading they are told %q, want %q", got, want)
	}
	unread := true
	page = must(f.Notifications(t.Context(), f.asker, market.NotificationFilter{Unread: &unread, Kinds: []market.NotificationKind{market.NotifyThreadReply}},
		market.PageArgs{Size: 10, WantTotal: true}))(t)
	if n := must(f.UnreadNotifications(t.Context(), f.asker))(t); n != 1 || page.TotalCount != 1 {
		t.Errorf("%d are unread, %d listed", n, page.TotalCount)
	}
}

// Whoever runs the projector, and however often: each event is told once, and none that
// an older transaction still open could stand before.
func TestEachEventIsToldOnce(t *testing.T) {
	t.Parallel()
	f := newForum(t)
	const replies = 12
	open := must(f.db.BeginTx(t.Context(), nil))(t)
	if _, err := open.ExecContext(t.Context(), `INSERT INTO outbox (topic, key, subject) VALUES ('late', gen_random_uuid(), gen_random_uuid())`); err != nil {
		t.Fatal(err)
	}
	var working sync.WaitGroup
	for range 3 {
		working.Go(func() {
			for range replies {
				if _, err := f.ProjectNotifications(t.Context(), byAll, time.Now()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range replies {
		if i%8 == 7 { // people write ten posts a minute
			storetest.Exec(t, f.db, `UPDATE reply SET created_at = created_at - interval '1 hour'`)
		}
		f.reply(t, f.answer)
	}
	working.Wait()
	if got := told(t, f.Store, f.asker); got != "" {
		t.Errorf("while a transaction is open that began before, they are told %q", got)
	}
	if err := open.Commit(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		working.Go(func() { project(t, f.Store, time.Now()) })
	}
	working.Wait()
	if got, want := told(t, f.Store, f.asker), fmt.Sprintf("%d new replies in thread %d", replies, f.thread.Number); got != want {
		t.Errorf("told %q, want %q", got, want)
	}
}

func TestWhoIsToldOfWhat(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	partner, owner := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	manager, editor, support := storetest.Member(t, db, owner, market.Manager), storetest.Member(t, db, owner, market.Editor), storetest.Member(t, db, owner, market.Support)
	client := storetest.Owner(t, db, "Client")
	submitter, clerk := storetest.Member(t, db, client, market.Support), storetest.Member(t, db, client, market.Editor)
	lead, offers := storetest.Offered(t, s, db, submitter, 1, partner.ID)
	must(s.AcceptLead(t.Context(), owner, market.LeadAcceptInput{OfferID: offers[0].ID}, storetest.Now))(t)
	must(s.AdvanceLead(t.Context(), owner, market.LeadAdvanceInput{OfferID: offers[0].ID, Stage: market.StageContacted}, storetest.Now))(t)
	invoice := storetest.Paid(t, s, client, storetest.Invoice(t, s, owner, storetest.BillTo(client, "10", "EUR")))
	review := market.ReviewCreateInput{PartnerID: partner.ID, Score: 5, Text: "They did all that they had promised.", Basis: &market.ReviewBasisInput{LeadID: &lead.ID}}
	must(s.CreateReview(t.Context(), submitter, review, storetest.Now))(t)
	project(t, s, time.Now())
	number, bill := fmt.Sprint(lead.Number), invoice.Number()
	house := "1 new review; 1 invoice was paid: number " + bill + "; 1 new lead for you: number " + number
	wish := "1 step forward with your request " + number + "; 1 partner takes on your request " + number
	for who, test := range map[string]struct {
		v    market.Viewer
		want string
	}{
		"the partner's owner":   {owner, house},
		"the partner's manager": {manager, house},
		"the partner's editor":  {editor, "1 new review"},
		"the partner's support": {support, ""},
		"the client's owner":    {client, "1 new invoice for you: number " + bill + "; " + wish},
		"who submitted":         {submitter, wish},
		"the client's editor":   {clerk, ""},
	} {
		if got := sortedLines(told(t, s, test.v)); got != sortedLines(test.want) {
			t.Errorf("%s is told %q, want %q", who, got, test.want)
		}
	}
}

func sortedLines(text string) string {
	lines := strings.Split(text, "; ")
	slices.Sort(lines)
	return strings.Join(lines, "; ")
}

func TestPreferencesDecideHowPeopleAreTold(t *testing.T) {
	t.Parallel()
	f := newForum(t)
	set := func(channels ...market.NotificationChannel) {
		t.Helper()
		in := market.NotificationPreferencesSetInput{Kinds: []*market.NotificationPreferenceInput{{Kind: market.NotifyThreadReply, Channels: channels}}}
		p := must(f.SetNotificationPreferences(t.Context(), f.asker, in, time.Now()))(t)
		if got := p.Of(market.NotifyThreadReply).Channels; len(got) != len(channels) {
			t.Fatalf("set are %v, want %v", got, channels)
		}
	}
	set()
	f.reply(t, f.answer)
	project(t, f.Store, time.Now())
	if got, queued := told(t, f.Store, f.asker), messages(t, f.db); got != "" || queued != "" {
		t.Errorf("who wants to hear nothing is told %q, and sent %q", got, queued)
	}
	set(market.BySMS, market.ByMail)
	f.reply(t, f.answer)
	project(t, f.Store, time.Now())
	if got, queued := told(t, f.Store, f.asker), messages(t, f.db); got != "" || queued != "SMS QUEUED 1" {
		t.Errorf("who wants SMS, and mail but has no address, is told %q, and sent %q", got, queued)
	}
	if err := f.Unsubscribe(t.Context(), f.asker.Person, market.NotifyThreadReply, time.Now()); err != nil {
		t.Fatal(err)
	}
	p := must(f.NotificationPreferences(t.Context(), f.asker))(t)
	if got := p.Of(market.NotifyThreadReply); got.By(market.ByMail) || !got.By(market.BySMS) {
		t.Errorf("who ends the mails is told by %v", got.Channels)
	}
	if err := f.Unsubscribe(t.Context(), f.answer.Person, market.NotifyThreadReply, time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := must(f.NotificationPreferences(t.Context(), f.answer))(t).Of(market.NotifyThreadReply); got.By(market.ByMail) || !got.By(market.ByApp) {
		t.Errorf("who had chosen nothing and ends the mails is told by %v", got.Channels)
	}
}

// messages are those that there are, with how many events are in each.
func messages(t *testing.T, db *sql.DB) (text string) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), `SELECT coalesce(string_agg(channel || ' ' || state || ' ' || n, ', ' ORDER BY try_at, channel), '') FROM (
		SELECT d.channel, d.state, d.try_at, sum(i.count) AS n FROM notification_delivery d JOIN notification_delivery_item i ON i.delivery_id = d.id
		GROUP BY d.id) AS m`).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}
