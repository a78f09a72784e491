package storetest

import (
	"database/sql"
	"testing"

	"github.com/google/uuid"

	"partnergraph/market"
	"partnergraph/store"
)

// ForSale is a lead that a marketing partner sells, and that partners of Profile may buy.
func ForSale(price market.Decimal, copies int) market.LeadSubmitInput {
	in, english := Need(), "en"
	in.Locale = &english
	in.Sale = &market.LeadSaleInput{Price: &market.MoneyInput{Amount: price, Currency: "EUR"}, Copies: copies, ReturnHours: 72, Consent: true}
	return in
}

// Marketing is the owner of an active marketing partner, which takes leads as well.
func Marketing(t testing.TB, s *store.Store, db *sql.DB, name string) market.Viewer {
	t.Helper()
	in := Profile(name)
	in.Kinds = []market.PartnerKind{market.MarketingPartner, market.Integrator}
	_, v := Partner(t, s, db, in)
	return v
}

// TopUp is the input that tops up a balance, under a key of its own.
func TopUp(amount market.Decimal) market.BalanceTopUpInput {
	return market.BalanceTopUpInput{Amount: &market.MoneyInput{Amount: amount, Currency: "EUR"}, Method: market.Card, IdempotencyKey: uuid.NewString()}
}

// Rich gives a partner a balance: a client of its own pays an invoice over the amount.
func Rich(t testing.TB, s *store.Store, partner, client market.Viewer, amount market.Decimal) {
	t.Helper()
	Paid(t, s, client, Invoice(t, s, partner, BillTo(client, amount, "EUR")))
}

// Buy is the input that buys a lead, under a key of its own.
func Buy(lead market.LeadID) market.LeadBuyInput {
	return market.LeadBuyInput{LeadID: lead, IdempotencyKey: uuid.NewString()}
}

// Return is the input that returns a purchase, under a key of its own.
func Return(offer market.OfferID, reason market.ReturnReason) market.LeadReturnInput {
	note := "What is wrong with it."
	return market.LeadReturnInput{OfferID: offer, Reason: reason, Note: &note, IdempotencyKey: uuid.NewString()}
}
