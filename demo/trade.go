package demo

import (
	"context"
	"fmt"

	"partnergraph/market"
	"partnergraph/store"
)

// traded is a lead that the marketing partner sells, and what the first partner does with it.
type traded struct {
	goal    string
	price   market.Decimal
	size    market.LeadSize
	returns bool
	buys    bool
}

var trade = []traded{
	{"Orders come by telephone and get lost; they are to stand in one list.", "35.00", market.Small, false, true},
	{"Who calls in sick is to be known before the shift begins.", "25.00", market.Small, true, true},
	{"Three shops are to see what each of them has in stock.", "60.00", market.Small, false, false},
}

// Trade plays a market of leads in a demo that was loaded before: the marketing partner
// puts some up for sale, the first partner tops up its balance, buys and returns. It does
// so as they would, through the store, so the books are as they always are.
func (w *World) Trade(ctx context.Context, s *store.Store) error {
	seller, buyer := w.owner(1, MarketingOwner), w.owner(0, PartnerOwner)
	topUp := market.BalanceTopUpInput{Amount: &market.MoneyInput{Amount: "250.00", Currency: "EUR"}, Method: market.Card, IdempotencyKey: "demo-top-up"}
	payment, err := s.StartTopUp(ctx, buyer, topUp, w.Now)
	if err == nil {
		_, err = s.SettlePayment(ctx, payment.ID, market.PaymentAnswer{State: market.PaymentSucceeded, Reference: "sandbox_demo"}, w.Now)
	}
	if err != nil {
		return fmt.Errorf("top up a balance: %w", err)
	}
	for i, t := range trade {
		if err := w.sell(ctx, s, seller, buyer, i, t); err != nil {
			return fmt.Errorf("sell lead %d: %w", i, err)
		}
	}
	return nil
}

// owner is the owner of a partner, signed in.
func (w *World) owner(partner, person int) market.Viewer {
	return market.Viewer{Person: market.PersonID(w.personID(person)), Organization: market.OrganizationID(w.organizationID(Org{APartner, partner})),
		Partner: market.PartnerID(w.partnerID(partner)), Role: market.Owner, Locales: []string{"en"}}
}

// sell puts a lead up for sale and, if it is to be, has it bought and returned. It fits
// the buyer, because it comes from there and speaks its language.
func (w *World) sell(ctx context.Context, s *store.Store, seller, buyer market.Viewer, i int, t traded) error {
	at := w.partners()[0]
	phone, country, language := phone(90+i), at.Place.Country, at.Languages[0]
	lead, err := s.SubmitLead(ctx, seller, market.LeadSubmitInput{
		Contact: &market.LeadContactInput{Name: "Robin Sample", Phone: market.Right(phone)}, Goal: &t.goal, Size: t.size, Country: market.Right(country), Locale: &language,
		Sale: &market.LeadSaleInput{Price: &market.MoneyInput{Amount: t.price, Currency: "EUR"}, Copies: 3, ReturnHours: 72, Consent: true},
	}, w.Now)
	if err != nil || !t.buys {
		return err
	}
	offer, err := s.BuyLead(ctx, buyer, market.LeadBuyInput{LeadID: lead.ID, IdempotencyKey: fmt.Sprintf("demo-purchase-%d", i)}, w.Now)
	if err != nil || !t.returns {
		return err
	}
	note := "Nobody of that name works there."
	_, err = s.ReturnLead(ctx, buyer, market.LeadReturnInput{OfferID: offer.ID, Reason: market.WrongContact, Note: &note,
		IdempotencyKey: fmt.Sprintf("demo-return-%d", i)}, w.Now)
	return err
}
