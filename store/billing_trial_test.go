package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// Whatever workers do at once, in whatever order: the books sum to zero, numbers
// have no gaps, nobody pays twice, and each partner has what was paid.
func TestTrialBalance(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			trial(t, seed)
		})
	}
}

func trial(t *testing.T, seed uint64) {
	s, db := storetest.WithDB(t)
	d := &dealers{s: s}
	for _, name := range []string{"One", "Two", "Three"} {
		_, owner := storetest.Partner(t, s, db, storetest.Profile(name))
		d.sellers = append(d.sellers, owner)
	}
	d.buyers = append(d.sellers[:2:2], storetest.Owner(t, db, "Client"), storetest.Person(t, db, "Person"))
	var wait sync.WaitGroup
	for worker := range uint64(6) {
		wait.Go(func() {
			random := rand.New(rand.NewPCG(seed, worker))
			for range 40 {
				if invoice := d.pick(random); invoice == nil || random.IntN(3) == 0 {
					d.issue(t, random)
				} else {
					d.pay(t, random, invoice)
				}
			}
		})
	}
	wait.Wait()
	storetest.BalancedBooks(t, db)
	for what, n := range map[string]int32{"issued": d.issued.Load(), "paid": d.paid.Load(), "declined": d.declined.Load(),
		"conflicts": d.conflicts.Load(), "repeated": d.repeated.Load()} {
		if n == 0 {
			t.Errorf("none %s: the trial shows too little", what)
		}
	}
	for _, seller := range d.sellers {
		if text := balance(t, s, seller); strings.Contains(text, "-") {
			t.Errorf("a balance of %s", text)
		}
	}
}

// dealers issue and pay at random, some with each other's keys.
type dealers struct {
	s               *store.Store
	sellers, buyers []market.Viewer

	mu       sync.Mutex
	invoices []*sale
	issues   []attempt // earlier inputs, to be repeated

	issued, paid, declined, conflicts, repeated atomic.Int32
}

// sale is an invoice with who may pay it.
type sale struct {
	*market.Invoice
	buyer market.Viewer
	key   string // that several try to pay it with
}

// attempt is an input, by whom, and what it made.
type attempt struct {
	seller, buyer market.Viewer
	in            market.InvoiceIssueInput
	id            market.InvoiceID
}

func (d *dealers) pick(random *rand.Rand) *sale {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.invoices) == 0 {
		return nil
	}
	return d.invoices[random.IntN(len(d.invoices))]
}

// issue issues a new invoice, or an old one again, perhaps over more.
func (d *dealers) issue(t *testing.T, random *rand.Rand) {
	a := attempt{seller: d.sellers[random.IntN(len(d.sellers))], buyer: d.buyers[random.IntN(len(d.buyers))]}
	for a.buyer.Organization == a.seller.Organization {
		a.buyer = d.buyers[random.IntN(len(d.buyers))]
	}
	currency := []market.Currency{"EUR", "JPY", "KWD"}[random.IntN(3)]
	a.in = storetest.BillTo(a.buyer, market.Money{Minor: 1 + random.Int64N(99_999), Currency: currency}.Amount(), currency)
	a.in.Lines[0].TaxRate = []market.Decimal{"0", "7", "19.25"}[random.IntN(3)]
	changed := false
	d.mu.Lock()
	if len(d.issues) > 0 && random.IntN(3) == 0 {
		a = d.issues[random.IntN(len(d.issues))]
		if changed = random.IntN(2) == 0; changed {
			a.in.DueDays++
		}
	}
	d.mu.Unlock()
	i, err := d.s.IssueInvoice(t.Context(), a.seller, a.in, now)
	switch {
	case d.conflict(t, err):
		if !changed {
			t.Errorf("the same input is in conflict: %v", err)
		}
		return
	case changed:
		t.Errorf("another input under the key of %s issued %s", a.id, i.ID)
	case a.id != "":
		d.repeated.Add(1)
		if i.ID != a.id {
			t.Errorf("the same input issued %s and %s", a.id, i.ID)
		}
		return
	}
	d.issued.Add(1)
	a.id = i.ID
	d.mu.Lock()
	defer d.mu.Unlock()
	d.issues = append(d.issues, a)
	d.invoices = append(d.invoices, &sale{i, a.buyer, uuid.NewString()})
}

// pay starts a payment, and settles it by a random answer, or leaves it to those
// who ask about pending ones.
func (d *dealers) pay(t *testing.T, random *rand.Rand, i *sale) {
	key := i.key
	if random.IntN(2) == 0 {
		key = uuid.NewString()
	}
	p, err := d.s.StartPayment(t.Context(), i.buyer, payment(i.Invoice, key), now)
	if d.conflict(t, err) {
		return
	}
	if random.IntN(4) == 0 { // the server dies here, and a job finds the payment
		pending, err := d.s.TakePendingPayments(t.Context(), 2, now.Add(time.Hour))
		if err != nil {
			t.Error(err)
		}
		for _, p := range pending {
			d.settle(t, random, p.ID)
		}
		return
	}
	d.settle(t, random, p.ID)
}

func (d *dealers) settle(t *testing.T, random *rand.Rand, id market.PaymentID) {
	for range 1 + random.IntN(2) {
		answer := []market.PaymentAnswer{succeeded, declined, needsTime}[random.IntN(3)]
		p, err := d.s.SettlePayment(t.Context(), id, answer, now)
		if err != nil {
			t.Error(err)
			return
		}
		switch p.State {
		case market.PaymentSucceeded:
			d.paid.Add(1)
		case market.PaymentDeclined:
			d.declined.Add(1)
		}
	}
}

// conflict reports whether there is an error; it may only be a conflict.
func (d *dealers) conflict(t *testing.T, err error) bool {
	var e *market.Error
	if err != nil && (!errors.As(err, &e) || e.Code != market.Conflict) {
		t.Error(err)
	}
	if err != nil {
		d.conflicts.Add(1)
	}
	return err != nil
}
