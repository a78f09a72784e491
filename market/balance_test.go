package market

import (
	"testing"
	"time"
)

func TestTopUpsAreBounded(t *testing.T) {
	eur := func(amount Decimal) *MoneyInput { return &MoneyInput{Amount: amount, Currency: "EUR"} }
	for name, test := range map[string]struct {
		amount *MoneyInput
		key    string
		want   string // the path of the only error, "" for success
	}{
		"the least":                 {eur("1.00"), "12345678", ""},
		"less than the least":       {eur("0.99"), "12345678", "amount.amount"},
		"the most":                  {eur("1000000.00"), "12345678", ""},
		"more than the most":        {eur("1000000.01"), "12345678", "amount.amount"},
		"nothing":                   {eur("0"), "12345678", "amount.amount"},
		"a negative amount":         {eur("-5.00"), "12345678", "amount.amount"},
		"a tenth of a cent":         {eur("5.001"), "12345678", "amount.amount"},
		"no number":                 {eur("five"), "12345678", "amount.amount"},
		"no amount":                 {nil, "12345678", "amount"},
		"what nobody can pay with":  {&MoneyInput{Amount: "5", Currency: "XAU"}, "12345678", "amount.currency"},
		"the least of another":      {&MoneyInput{Amount: "100", Currency: "JPY"}, "12345678", ""},
		"less in another currency":  {&MoneyInput{Amount: "99", Currency: "JPY"}, "12345678", "amount.amount"},
		"a key that is too short":   {eur("5.00"), "1234567", "idempotencyKey"},
		"a key with a line's break": {eur("5.00"), "1234567\n", "idempotencyKey"},
	} {
		t.Run(name, func(t *testing.T) {
			amount, err := BalanceTopUpInput{Amount: test.amount, Method: Card, IdempotencyKey: test.key}.Read()
			if got := onlyField(err); got != test.want {
				t.Errorf("at %q: %v; want %q", got, err, test.want)
			}
			if err == nil && (amount.Minor < MinTopUp || amount.Currency != test.amount.Currency) {
				t.Errorf("%+v", amount)
			}
		})
	}
}

// onlyField is the path of the only error; "several" for more, "" for none.
func onlyField(err error) string {
	errs, _ := err.(Errors)
	if len(errs) > 1 {
		return "several"
	}
	path := ""
	for _, e := range errs {
		for i, part := range e.Field {
			if i > 0 {
				path += "."
			}
			path += part
		}
	}
	return path
}

func TestTopUpsAreForPartnersThatAreAdmittedAndNotTooMany(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		tries TopUps
		want  Code
	}{
		"the first":                         {TopUps{State: PartnerActive}, ""},
		"of a partner that pauses":          {TopUps{State: PartnerPaused}, ""},
		"of one that applies":               {TopUps{State: PartnerApplied}, Conflict},
		"of one that was rejected":          {TopUps{State: PartnerRejected}, Conflict},
		"the last that may be under way":    {TopUps{State: PartnerActive, UnderWay: MaxTopUpsUnderWay - 1, Today: 4}, ""},
		"one too many under way":            {TopUps{State: PartnerActive, UnderWay: MaxTopUpsUnderWay, Today: 5}, Throttled},
		"the last of a day":                 {TopUps{State: PartnerActive, Today: MaxTopUpsADay - 1}, ""},
		"one too many on a day, none of it": {TopUps{State: PartnerActive, Today: MaxTopUpsADay}, Throttled},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := test.tries.Begin("payment", "partner", Money{15000, "EUR"}, PayPal, now)
			got := Code("")
			if err != nil {
				got = err.(*Error).Code
			}
			if got != test.want {
				t.Fatalf("%v; want %q", err, test.want)
			}
			if err == nil && (p.State != PaymentPending || p.InvoiceID != nil || *p.PartnerID != "partner" || p.AskAt == nil || !p.AskAt.Equal(now.Add(AskPause)) || p.Purpose() != "Balance partner") {
				t.Errorf("%+v", p)
			}
		})
	}
}

func TestTopUpIsBookedAsWhatThePartnerBroughtIn(t *testing.T) {
	partner := PartnerID("partner")
	p := &Payment{ID: "payment", PartnerID: &partner, Amount: Money{15000, "EUR"}}
	posting := p.ToppedUp()
	want := []Entry{{Account: Balance, Amount: Money{15000, "EUR"}}, {Account: PaidIn, Amount: Money{-15000, "EUR"}}}
	if posting.Kind != JournalToppedUp || posting.PartnerID != partner || *posting.PaymentID != p.ID || len(posting.Entries) != 2 ||
		posting.Entries[0] != want[0] || posting.Entries[1] != want[1] {
		t.Errorf("%+v", posting)
	}
}

func TestWhoMayTopUp(t *testing.T) {
	for name, test := range map[string]struct {
		v    Viewer
		want bool
	}{
		"an owner":                       {Viewer{Person: "p", Organization: "o", Partner: "x", Role: Owner}, true},
		"a manager":                      {Viewer{Person: "p", Organization: "o", Partner: "x", Role: Manager}, true},
		"an editor":                      {Viewer{Person: "p", Organization: "o", Partner: "x", Role: Editor}, false},
		"a client's owner":               {Viewer{Person: "p", Organization: "o", Role: Owner}, false},
		"nobody":                         {Viewer{}, false},
		"a token that bills":             {Viewer{Person: "p", Organization: "o", Partner: "x", Role: Owner, APIToken: "t", Scopes: []Scope{BillingWrite}}, true},
		"a token that reads the books":   {Viewer{Person: "p", Organization: "o", Partner: "x", Role: Owner, APIToken: "t", Scopes: []Scope{BillingRead}}, false},
		"a token that only writes leads": {Viewer{Person: "p", Organization: "o", Partner: "x", Role: Owner, APIToken: "t", Scopes: []Scope{LeadsWrite}}, false},
	} {
		if err := test.v.MayTopUp(); (err == nil) != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
