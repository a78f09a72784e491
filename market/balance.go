package market

import (
	"fmt"
	"time"
)

// Bounds of a top-up, in the smallest unit of its currency: 1.00 to 1,000,000.00 EUR.
// They catch slips of the hand; what a card gives its provider decides.
const (
	MinTopUp = 100
	MaxTopUp = 100_000_000
)

// Bounds of how often a partner tries, so that nobody tries stolen cards here.
const (
	MaxTopUpsUnderWay = 5
	MaxTopUpsADay     = 50
)

// BalanceTopUpInput is the input of balanceTopUp.
type BalanceTopUpInput struct {
	Amount         *MoneyInput
	Method         PaymentMethod
	IdempotencyKey string
}

// Read is the amount that the input asks for. It fails with all that is wrong with it.
func (in BalanceTopUpInput) Read() (Money, error) {
	var errs Errors
	checkIdempotencyKey(&errs, in.IdempotencyKey)
	if in.Amount == nil {
		errs.Add(false, "amount", "amount is missing.")
		return Money{}, errs.Err()
	}
	amount, err := in.Amount.Money()
	errs.take(err, "amount")
	errs.Add(err != nil || amount.Minor >= MinTopUp && amount.Minor <= MaxTopUp, "amount.amount",
		"amount must be from %s to %s.", Money{MinTopUp, amount.Currency}, Money{MaxTopUp, amount.Currency})
	return amount, errs.Err()
}

// TopUps are what a partner has tried of late to top up its balance.
type TopUps struct {
	State    PartnerState `db:"state"`
	UnderWay int          `db:"under_way"` // the provider has not answered for good
	Today    int          `db:"today"`     // begun within 24 hours
}

// MayTopUp fails with Forbidden unless the viewer may top up a balance: an owner or
// manager of a partner.
func (v Viewer) MayTopUp() error {
	if v = v.In(BillingWrite); v.Partner == "" || !v.Is(Audience(Owner), Audience(Manager)) {
		return Errorf(Forbidden, "Only owners and managers of a partner top up its balance.")
	}
	return nil
}

// Begin begins a payment at now that tops up the partner's balance. It fails with
// Conflict for a partner that is not admitted, and with Throttled for too many tries.
func (t TopUps) Begin(id PaymentID, partner PartnerID, amount Money, method PaymentMethod, now time.Time) (*Payment, error) {
	switch {
	case !t.State.IsAdmitted():
		return nil, Errorf(Conflict, "Your organisation is not admitted as a partner, so it has no balance yet.")
	case t.UnderWay >= MaxTopUpsUnderWay:
		return nil, Errorf(Throttled, "%d top-ups are under way; wait for one to end.", t.UnderWay)
	case t.Today >= MaxTopUpsADay:
		return nil, Errorf(Throttled, "A balance is topped up at most %d times in 24 hours, declined ones included.", MaxTopUpsADay)
	}
	ask := now.Add(AskPause)
	return &Payment{ID: id, PartnerID: &partner, State: PaymentPending, Amount: amount, Method: method, CreatedAt: now, AskAt: &ask}, nil
}

// ToppedUp books a top-up that succeeded: what the partner paid in is its balance.
func (p *Payment) ToppedUp() Posting {
	return Posting{
		Kind: JournalToppedUp, PartnerID: *p.PartnerID, PaymentID: &p.ID,
		Description: fmt.Sprintf("The balance was topped up by %s.", p.Amount),
		Entries:     []Entry{{Account: Balance, Amount: p.Amount}, {Account: PaidIn, Amount: p.Amount.Negative()}},
	}
}

// Purpose is what the payment is for, on the statement of who pays.
func (p *Payment) Purpose() string {
	if p.InvoiceID == nil {
		return "Balance " + string(*p.PartnerID)
	}
	return "Invoice " + string(*p.InvoiceID)
}
