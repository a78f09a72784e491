package jobs_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"partnergraph/gateway"
	"partnergraph/jobs"
	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// start works until the test ends.
func start(t *testing.T, s *store.Store, p gateway.Payments) {
	t.Helper()
	stop, err := jobs.Start(t.Context(), jobs.Config{Store: s, Payments: p, Now: time.Now, Log: slog.Default()})
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

// eventually waits until a query gives what is wanted.
func eventually(t *testing.T, db *sql.DB, query, want string) {
	t.Helper()
	got := ""
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err := db.QueryRowContext(t.Context(), query).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got == want {
			return
		}
	}
	t.Fatalf("after 30 s %s gives %s, want %s", query, got, want)
}

// provider counts the charges of each key over a sandbox.
type provider struct {
	gateway.SandboxPayments
	mu      sync.Mutex
	charges map[string]int
	deaf    int // how many times it gives no answer
}

func (p *provider) Charge(ctx context.Context, c gateway.Charge) (market.PaymentAnswer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.deaf > 0 {
		p.deaf--
		return market.PaymentAnswer{}, errors.New("no answer")
	}
	p.charges[c.IdempotencyKey]++
	return p.SandboxPayments.Charge(ctx, c)
}

// started is a payment that was started a while ago, and whose server died before
// it asked the provider.
func started(t *testing.T, s *store.Store, seller, buyer market.Viewer, amount market.Decimal) *market.Payment {
	t.Helper()
	i := storetest.Invoice(t, s, seller, storetest.BillTo(buyer, amount, "EUR"))
	in := market.InvoicePayInput{InvoiceID: i.ID, Method: market.Card, IdempotencyKey: uuid.NewString()}
	p, err := s.StartPayment(t.Context(), buyer, in, time.Now().Add(-time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Three servers find what was left of payments: each is charged once, and settled.
func TestPaymentsAreSettled(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, seller := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	buyer := storetest.Person(t, db, "Buyer")
	for _, amount := range []market.Decimal{"1.00", "1.02", "1.03"} {
		for range 10 {
			started(t, s, seller, buyer, amount)
		}
	}
	sandbox := &provider{SandboxPayments: gateway.SandboxPayments{Now: time.Now, Needs: time.Second}, charges: map[string]int{}}
	for range 3 {
		start(t, s, sandbox)
	}
	const states = `SELECT coalesce(string_agg(state || ' ' || n, ', ' ORDER BY state), '') FROM
		(SELECT state, count(*) AS n FROM payment WHERE reference IS NOT NULL GROUP BY state) AS states`
	eventually(t, db, states, "DECLINED 10, PENDING 10, SUCCEEDED 10")
	storetest.Exec(t, db, `UPDATE payment SET ask_at = now() + interval '1 second' WHERE state = 'PENDING'`)
	eventually(t, db, states, "DECLINED 10, SUCCEEDED 20")
	eventually(t, db, `SELECT count(*) FROM invoice WHERE state = 'PAID'`, "20")
	sandbox.mu.Lock()
	defer sandbox.mu.Unlock()
	for key, n := range sandbox.charges {
		if n != 1 {
			t.Errorf("%s was charged %d times", key, n)
		}
	}
	storetest.BalancedBooks(t, db)
}

// A provider that cannot be heard is asked again, and its silence is no failure.
func TestASilentProviderIsAskedAgain(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, seller := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	p := started(t, s, seller, storetest.Person(t, db, "Buyer"), "1.00")
	start(t, s, &provider{SandboxPayments: gateway.SandboxPayments{Now: time.Now}, charges: map[string]int{}, deaf: 1})
	eventually(t, db, `SELECT ask_at > now() FROM payment`, "true")
	storetest.Exec(t, db, `UPDATE payment SET ask_at = now() WHERE id = $1`, p.ID)
	eventually(t, db, `SELECT state FROM payment`, "SUCCEEDED")
	eventually(t, db, `SELECT count(*) FROM river_job WHERE state = 'discarded'`, "0")
}

// All chores are done when a server starts, and again by nobody while another
// server leads.
func TestChoresAreDone(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, seller := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	buyer := storetest.Person(t, db, "Buyer")
	partner, _ := storetest.Partner(t, s, db, storetest.Profile("Offered"))
	storetest.Offered(t, s, db, buyer, 1, partner.ID)
	storetest.Invoice(t, s, seller, storetest.BillTo(buyer, "1", "EUR"))
	storetest.SignIn(t, s, storetest.Phone(1), time.Now().Add(-market.RefreshLife-time.Minute))
	storetest.Exec(t, db, `UPDATE lead_offer SET sent_at = now() - interval '3 days', deadline = now() - interval '1 second'`)
	storetest.Exec(t, db, `UPDATE idempotency_key SET created_at = now() - interval '31 days'`)
	storetest.Exec(t, db, `UPDATE outbox SET created_at = now() - interval '1 year'`)
	for range 2 {
		start(t, s, gateway.NoPayments{})
	}
	for query, want := range map[string]string{
		`SELECT state FROM lead_offer`:                                               "EXPIRED",
		`SELECT count(*) FROM idempotency_key`:                                       "0",
		`SELECT count(*) FROM session`:                                               "0",
		`SELECT count(*) FROM outbox WHERE created_at < now() - interval '300 days'`: "0",

		`SELECT count(DISTINCT args ->> 'name') FROM river_job WHERE state = 'completed'`: "12",
		`SELECT count(*) FROM river_job WHERE state = 'discarded'`:                        "0",
		`SELECT count(*) FROM river_leader`:                                               "1",
	} {
		eventually(t, db, query, want)
	}
	eventually(t, db, `SELECT count(*) FROM river_job WHERE args ->> 'name' = 'prune_outbox'`, "1")
}

// stuck is a provider that never answers.
type stuck struct {
	gateway.NoPayments
	asked chan struct{}
}

func (p stuck) Charge(ctx context.Context, _ gateway.Charge) (market.PaymentAnswer, error) {
	close(p.asked)
	<-ctx.Done()
	return market.PaymentAnswer{}, ctx.Err()
}

// A server stops although a chore hangs, and leaves the payment to others.
func TestStopWhileAProviderHangs(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, seller := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	started(t, s, seller, storetest.Person(t, db, "Buyer"), "1.00")
	p := stuck{asked: make(chan struct{})}
	stop, err := jobs.Start(t.Context(), jobs.Config{Store: s, Payments: p, Now: time.Now, Log: slog.Default()})
	if err != nil {
		t.Fatal(err)
	}
	<-p.asked
	ctx, cancel := context.WithTimeout(t.Context(), 12*time.Second)
	defer cancel()
	if err := stop(ctx); err != nil {
		t.Fatal(err)
	}
	eventually(t, db, `SELECT state FROM payment`, "PENDING")
	eventually(t, db, `SELECT count(*) FROM river_job WHERE state = 'running'`, "0")
	storetest.Exec(t, db, `UPDATE payment SET ask_at = now()`)
	start(t, s, gateway.SandboxPayments{Now: time.Now})
	eventually(t, db, `SELECT state FROM payment`, "SUCCEEDED")
}
