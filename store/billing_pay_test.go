package store_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

var (
	succeeded = market.PaymentAnswer{State: market.PaymentSucceeded, Reference: "charge"}
	declined  = market.PaymentAnswer{State: market.PaymentDeclined, Reference: "charge", Failure: "No money."}
	needsTime = market.PaymentAnswer{State: market.PaymentPending, Reference: "charge"}
)

// payment is the input for paying an invoice under a key.
func payment(i *market.Invoice, key string) market.InvoicePayInput {
	return market.InvoicePayInput{InvoiceID: i.ID, Method: market.Card, IdempotencyKey: key}
}

func TestPayInvoice(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	buyer := storetest.Person(t, db, "Buyer")
	i := storetest.Invoice(t, s, owner, storetest.BillTo(buyer, "100", "EUR"))

	first, err := s.StartPayment(t.Context(), buyer, payment(i, "first-key"), now)
	if err != nil || first.State != market.PaymentPending || first.Amount != i.Total || first.Method != market.Card {
		t.Fatalf("started %+v, %v", first, err)
	}
	_, err = s.StartPayment(t.Context(), buyer, payment(i, "second-key"), now)
	refused(t, err, market.Conflict, "invoiceId") // one at a time

	first, err = s.SettlePayment(t.Context(), first.ID, declined, now.Add(time.Second))
	if err != nil || first.State != market.PaymentDeclined || *first.Failure != "No money." || !first.SettledAt.Equal(now.Add(time.Second)) {
		t.Fatalf("declined %+v, %v", first, err)
	}
	again, err := s.StartPayment(t.Context(), buyer, payment(i, "first-key"), now.Add(time.Minute))
	if err != nil || again.ID != first.ID || again.State != market.PaymentDeclined {
		t.Errorf("the first again is %+v, %v", again, err)
	}
	second, err := s.StartPayment(t.Context(), buyer, payment(i, "second-key"), now.Add(time.Minute))
	if err != nil || second.ID == first.ID {
		t.Fatalf("tried again: %+v, %v", second, err)
	}
	for _, step := range []struct {
		answer market.PaymentAnswer
		state  market.PaymentState
		paid   bool
	}{
		{needsTime, market.PaymentPending, false},
		{succeeded, market.PaymentSucceeded, true},
		{declined, market.PaymentSucceeded, true},
		{succeeded, market.PaymentSucceeded, true},
	} {
		p, err := s.SettlePayment(t.Context(), second.ID, step.answer, now.Add(time.Hour))
		if err != nil || p.State != step.state || *p.Reference != "charge" {
			t.Errorf("after %s: %+v, %v", step.answer.State, p, err)
		}
		i, err = s.Invoice(t.Context(), buyer, i.ID)
		if err != nil || (i.State == market.InvoicePaid) != step.paid || (i.PaidAt != nil) != step.paid {
			t.Errorf("after %s the invoice is %s, %v", step.answer.State, i.State, err)
		}
	}
	_, err = s.StartPayment(t.Context(), buyer, payment(i, "third-key"), now)
	refused(t, err, market.Conflict, "invoiceId")
	_, err = s.SettlePayment(t.Context(), market.PaymentID(uuid.NewString()), succeeded, now)
	refused(t, err, market.NotFound, "")

	payments, err := s.InvoicePayments(t.Context(), []market.InvoiceID{i.ID})
	if err != nil || len(payments[i.ID]) != 2 || payments[i.ID][0].ID != first.ID || payments[i.ID][1].ID != second.ID {
		t.Errorf("payments %v, %v", payments[i.ID], err)
	}
	if got := balance(t, s, owner); got != "100.00 EUR" {
		t.Errorf("balance %s", got)
	}
	storetest.BalancedBooks(t, db)
}

func TestWhoPays(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, seller := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	client, person := storetest.Owner(t, db, "Client"), storetest.Person(t, db, "Person")
	toClient := storetest.Invoice(t, s, seller, storetest.BillTo(client, "1", "EUR"))
	toPerson := storetest.Invoice(t, s, seller, storetest.BillTo(person, "1", "EUR"))
	acting := storetest.Owner(t, db, "Other") // the person, acting for an organisation
	acting.Person = person.Person
	for name, test := range map[string]struct {
		viewer           market.Viewer
		client, personal bool
	}{
		"client's owner":    {client, true, false},
		"client's manager":  {storetest.Member(t, db, client, market.Manager), true, false},
		"client's editor":   {storetest.Member(t, db, client, market.Editor), false, false},
		"client's support":  {storetest.Member(t, db, client, market.Support), false, false},
		"person":            {person, false, true},
		"person acting":     {acting, false, true},
		"seller":            {seller, false, false},
		"finance":           {storetest.Finance(t, db), false, false},
		"programme manager": {storetest.ProgrammeManager(t, db), false, false},
		"stranger":          {storetest.Person(t, db, "Stranger"), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			for i, may := range map[*market.Invoice]bool{toClient: test.client, toPerson: test.personal} {
				p, err := s.StartPayment(t.Context(), test.viewer, payment(i, uuid.NewString()), now)
				if !may {
					refused(t, err, market.NotFound, "invoiceId")
					continue
				}
				if err != nil {
					t.Error(err)
					continue
				}
				if _, err := s.SettlePayment(t.Context(), p.ID, declined, now); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// A member who has left gets nothing by an old key.
func TestOldKeysOpenNothing(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, seller := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	client := storetest.Owner(t, db, "Client")
	i := storetest.Invoice(t, s, seller, storetest.BillTo(client, "1", "EUR"))
	if _, err := s.StartPayment(t.Context(), client, payment(i, "12345678"), now); err != nil {
		t.Fatal(err)
	}
	client.Role = market.Editor
	_, err := s.StartPayment(t.Context(), client, payment(i, "12345678"), now)
	refused(t, err, market.NotFound, "")
}

// Many pay one invoice at once, by two keys: one payment is started.
func TestTwinsPayOnce(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, seller := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	client := storetest.Owner(t, db, "Client")
	for range 10 {
		i := storetest.Invoice(t, s, seller, storetest.BillTo(client, "1", "EUR"))
		keys := []string{uuid.NewString(), uuid.NewString()}
		ids := make([]market.PaymentID, 8)
		var wait sync.WaitGroup
		for n := range ids {
			wait.Go(func() {
				p, err := s.StartPayment(t.Context(), client, payment(i, keys[n%2]), now)
				if err != nil {
					refused(t, err, market.Conflict, "invoiceId")
					return
				}
				ids[n] = p.ID
				if _, err := s.SettlePayment(t.Context(), p.ID, succeeded, now); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		slices.Sort(ids)
		if ids = slices.DeleteFunc(slices.Compact(ids), func(id market.PaymentID) bool { return id == "" }); len(ids) != 1 {
			t.Errorf("started %v", ids)
		}
	}
	storetest.BalancedBooks(t, db)
}

func TestPendingPaymentsAreTakenByOne(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, seller := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	client := storetest.Owner(t, db, "Client")
	for n := range 20 {
		i := storetest.Invoice(t, s, seller, storetest.BillTo(client, "1", "EUR"))
		p, err := s.StartPayment(t.Context(), client, payment(i, uuid.NewString()), now.Add(time.Duration(n)*time.Microsecond))
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 { // settled: nobody asks about it
			if _, err := s.SettlePayment(t.Context(), p.ID, succeeded, now); err != nil {
				t.Fatal(err)
			}
		}
	}
	due := now.Add(market.AskPause + time.Second)
	if early, err := s.TakePendingPayments(t.Context(), 100, now.Add(market.AskPause-time.Microsecond)); err != nil || len(early) != 0 {
		t.Errorf("taken early: %d, %v", len(early), err)
	}
	if first, err := s.TakePendingPayments(t.Context(), 1, due); err != nil || len(first) != 1 || !first[0].CreatedAt.Equal(now.Add(time.Microsecond)) {
		t.Errorf("the longest overdue is %v, %v", first, err)
	}
	var taken atomic.Int32
	var wait sync.WaitGroup
	for range 6 {
		wait.Go(func() {
			payments, err := s.TakePendingPayments(t.Context(), 5, due)
			if err != nil {
				t.Error(err)
			}
			taken.Add(int32(len(payments)))
		})
	}
	wait.Wait()
	if rest, err := s.TakePendingPayments(t.Context(), 100, due); err != nil || len(rest)+int(taken.Load()) != 18 {
		t.Errorf("%d and %d were taken, %v; want 18", taken.Load(), len(rest), err)
	}
	if again, err := s.TakePendingPayments(t.Context(), 100, due.Add(market.AskPause)); err != nil || len(again) != 19 {
		t.Errorf("after the pause %d are taken, %v; want 19", len(again), err)
	}
}
