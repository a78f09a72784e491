package jobs_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"partnergraph/gateway"
	"partnergraph/jobs"
	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// post is a gateway over HTTP for text messages and mail, which keeps keys: what comes
// again under one is not sent again.
type post struct {
	*httptest.Server
	mu     sync.Mutex
	asked  map[string]int               // by key
	sent   map[string]map[string]string // by key
	answer func(try int) int            // the status for a try of a key; 0 takes the message and hangs up
}

func newPost(t *testing.T, answer func(try int) int) *post {
	p := &post{asked: map[string]int{}, sent: map[string]map[string]string{}, answer: answer}
	p.Server = httptest.NewServer(http.HandlerFunc(p.take))
	t.Cleanup(p.Close)
	return p
}

func (p *post) take(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var message map[string]string
	if err := json.NewDecoder(r.Body).Decode(&message); err != nil || r.Header.Get("Authorization") != "Bearer token" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	key := r.Header.Get("Idempotency-Key")
	p.asked[key]++
	status := p.answer(p.asked[key])
	if status == 0 || status == http.StatusOK {
		p.sent[key] = message
	}
	if status == 0 {
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(status)
}

// messages are those that went out, by key, and how often each key was asked for.
func (p *post) messages() (sent map[string]map[string]string, asked map[string]int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.sent), maps.Clone(p.asked)
}

func (p *post) config(s *store.Store) jobs.Config {
	times := gateway.SMSTimes{Try: 5 * time.Second, All: 20 * time.Second, Pause: time.Millisecond, Rest: 10 * time.Millisecond}
	return jobs.Config{
		Store: s, Payments: gateway.SandboxPayments{Now: time.Now}, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Notices: gateway.NewHTTPSMS(gateway.SMSConfig{URL: p.URL, Token: "token"}, times),
		Mail:    gateway.NewHTTPMail(gateway.MailConfig{URL: p.URL, Token: "token"}, times),
		Links: jobs.Links{
			All:         func() string { return "https://example.com/notifications" },
			See:         func(kind market.NodeKind, id string) string { return "https://example.com/" + string(kind) },
			Unsubscribe: func(market.PersonID, market.NotificationKind) string { return "https://example.com/stop" },
		},
	}
}

// serveJobs works until the test ends.
func serveJobs(t *testing.T, config jobs.Config) {
	t.Helper()
	stop, err := jobs.Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
		defer cancel()
		if err := stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

// billed is somebody who wants to hear of invoices by SMS and mail, at any hour and in
// German, and has got one.
func billed(t *testing.T) (*store.Store, *sql.DB, *market.Invoice) {
	t.Helper()
	s, db := storetest.WithDB(t)
	_, seller := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	buyer := storetest.Person(t, db, "Buyer")
	storetest.Exec(t, db, `UPDATE person SET locales = '{de-AT}' WHERE id = $1`, buyer.Person)
	storetest.Exec(t, db, `INSERT INTO person_email (person_id, email, verified_at) VALUES ($1, 'buyer@example.com', now())`, buyer.Person)
	in := market.NotificationPreferencesSetInput{
		Kinds:      []*market.NotificationPreferenceInput{{Kind: market.NotifyInvoiceIssued, Channels: []market.NotificationChannel{market.BySMS, market.ByMail}}},
		QuietHours: &market.QuietHoursInput{From: "00:00", Until: "00:00", TimeZone: "UTC"},
	}
	if _, err := s.SetNotificationPreferences(t.Context(), buyer, in, time.Now()); err != nil {
		t.Fatal(err)
	}
	return s, db, storetest.Invoice(t, s, seller, storetest.BillTo(buyer, "1.00", "EUR"))
}

const deliveries = `SELECT coalesce(string_agg(channel || ' ' || state, ', ' ORDER BY channel), '') FROM notification_delivery`

// The gateway is in trouble at first, then takes a message and hangs up, then answers:
// three servers try again, under one key for each message.
func TestMessagesGoOutOnceThoughTheGatewayFails(t *testing.T) {
	t.Parallel()
	s, db, invoice := billed(t)
	p := newPost(t, func(try int) int { return []int{http.StatusServiceUnavailable, 0, http.StatusOK}[min(try, 3)-1] })
	for range 3 {
		serveJobs(t, p.config(s))
	}
	eventually(t, db, deliveries, "MAIL SENT, SMS SENT")
	sent, asked := p.messages()
	if len(sent) != 2 {
		t.Fatalf("sent are %v", sent)
	}
	for key, message := range sent {
		text := message["text"]
		if asked[key] != 3 {
			t.Errorf("%s was tried %d times, want 3", key, asked[key])
		}
		if !strings.Contains(text, "1 neue Rechnung für Sie: Nummer "+invoice.Number()) || strings.Contains(text, "Seller") || strings.Contains(text, "Buyer") {
			t.Errorf("the text is %q", text)
		}
		if message["to"] == "buyer@example.com" && (!strings.Contains(text, "https://example.com/stop") || !strings.Contains(message["subject"], invoice.Number())) {
			t.Errorf("the mail is %q: %q", message["subject"], text)
		}
	}
}

// A server dies when the gateway has taken a message and nothing says so: another gives
// it the same key, so that it is sent once.
func TestAMessageOfADeadServerKeepsItsKey(t *testing.T) {
	t.Parallel()
	s, db, _ := billed(t)
	p := newPost(t, func(int) int { return http.StatusOK })
	config := p.config(s)
	var due []*market.Delivery
	for end := time.Now().Add(30 * time.Second); len(due) == 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if _, err := s.ProjectNotifications(t.Context(), []market.NotificationChannel{market.BySMS}, time.Now()); err != nil {
			t.Fatal(err)
		}
		taken, err := s.TakeDeliveries(t.Context(), []market.NotificationChannel{market.BySMS}, 10, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		due = taken
	}
	if len(due) != 1 {
		t.Fatalf("%d messages are due", len(due))
	}
	if err := config.Notices.SendOnce(t.Context(), string(due[0].ID), storetest.Phone(1), "Sent, and never marked."); err != nil {
		t.Fatal(err)
	}
	serveJobs(t, config)
	eventually(t, db, `SELECT (tries = 1 AND state = 'QUEUED')::text FROM notification_delivery`, "true")
	storetest.Exec(t, db, `UPDATE notification_delivery SET try_at = now()`)
	eventually(t, db, deliveries, "SMS SENT")
	if sent, asked := p.messages(); len(sent) != 1 || asked[string(due[0].ID)] != 2 {
		t.Errorf("sent under %d keys, that of the message tried %d times", len(sent), asked[string(due[0].ID)])
	}
}

// A message that the gateway does not want is given up at once, and what a person chose
// against meanwhile is never sent.
func TestWhatNobodyWantsIsNotSent(t *testing.T) {
	t.Parallel()
	s, db, _ := billed(t)
	p := newPost(t, func(int) int { return http.StatusUnprocessableEntity })
	serveJobs(t, p.config(s))
	eventually(t, db, deliveries, "MAIL FAILED, SMS FAILED")
	if _, asked := p.messages(); len(asked) != 2 {
		t.Errorf("asked for are %v", asked)
	} else {
		for key, n := range asked {
			if n != 1 {
				t.Errorf("%s, which was refused, was tried %d times", key, n)
			}
		}
	}
	storetest.Exec(t, db, `UPDATE notification_preference SET channels = '{APP}'`)
	storetest.Exec(t, db, `UPDATE notification_delivery SET state = 'QUEUED', ended_at = NULL, try_at = now()`)
	eventually(t, db, deliveries, "")
}
