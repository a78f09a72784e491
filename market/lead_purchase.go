package market

import (
	"fmt"
	"time"
)

// freesCopy reports whether another may buy the copy that is returned: what one buyer
// knew already may be new to the next, but what is wrong with the lead stays wrong.
func (r ReturnReason) freesCopy() bool { return r == DuplicateLead }

// FreeingReasons are the reasons for which a returned copy is for sale again.
func FreeingReasons() []ReturnReason { return []ReturnReason{DuplicateLead} }

// LeadBuyInput is the input of leadBuy.
type LeadBuyInput struct {
	LeadID         LeadID
	IdempotencyKey string
}

// Check fails with Invalid when the input can not be meant.
func (in LeadBuyInput) Check() error {
	var errs Errors
	checkIdempotencyKey(&errs, in.IdempotencyKey)
	return errs.Err()
}

// LeadBuyer is who wants to buy a lead, with what it can spend in the currency of
// the price: see HeldFor.
type LeadBuyer struct {
	ID        PartnerID
	State     PartnerState
	Offer     OfferID // the id of the purchase
	Spendable Money
	Held      Money // part of its balance, but not to be spent yet
}

// HeldFor is how much longer than the window of a return the price of a lead stays
// unspendable in its seller's balance. A return takes it back from there, so a balance
// never falls below zero; the margin is for one that is under way as the window ends.
const HeldFor = time.Minute

// MayBuy fails with Forbidden for an API token that may not spend.
func (v Viewer) MayBuy() error {
	if !v.May(BillingWrite) {
		return Errorf(Forbidden, "This API token lacks the scope BILLING_WRITE, which spending the balance takes.")
	}
	return nil
}

// Buy sells a copy of the lead at now: an accepted offer with its price, which pays
// for it in the books. It fails with Conflict for the seller itself, for a buyer that
// had the lead before, when no copies are left and when the balance is too low, and
// with Expired when the sale is over.
func (c *LeadCase) Buy(s *LeadSale, by LeadBuyer, now time.Time) (*LeadOffer, *Error) {
	if err := c.sellable(s, by, now); err != nil {
		return nil, err
	}
	if missing := s.Price.Minor - by.Spendable.Minor; missing > 0 {
		return nil, tooLow(s.Price, by, missing)
	}
	stage, price, r := StageAccepted, s.Price, c.Running()
	o := &LeadOffer{
		ID: by.Offer, LeadID: c.Lead.ID, DistributionID: &r.ID, Trace: LeadTraceOf(ReasonPurchase, r.PolicyVersion), PartnerID: by.ID, State: OfferAccepted, SentAt: now, Deadline: now, AnsweredAt: &now,
		Stage: &stage, StageAt: &now, PriceMinor: &price.Minor, PriceCurrency: &price.Currency,
	}
	s.Used++
	c.Offers = append(c.Offers, o)
	c.settle(now)
	return o, nil
}

// sellable says why the lead is not for sale to the buyer.
func (c *LeadCase) sellable(s *LeadSale, by LeadBuyer, now time.Time) *Error {
	switch state := c.Lead.State; {
	case s.SellerID == by.ID:
		return Errorf(Conflict, "This lead is your own.")
	case by.State != PartnerActive:
		return Errorf(Conflict, "Your organisation is not active as a partner, so it cannot buy leads at present.")
	case state != LeadOpen && state != LeadOffered && state != LeadAccepted:
		return Errorf(Conflict, "This lead is over, or held back.")
	}
	if c.hadBy(by.ID) {
		return Errorf(Conflict, "Your organisation had this lead before; it can be bought once.")
	}
	if at := s.over(now); at != nil {
		return Errorf(Expired, "The sale of this lead ended on %s.", sayTime(*at))
	}
	if s.CopiesLeft() == 0 {
		return Errorf(Conflict, "All copies of this lead are sold.")
	}
	if r := c.Running(); r == nil || r.Mode != LeadSold {
		return Errorf(Expired, "The sale of this lead has ended.")
	}
	return nil
}

// tooLow says how much is missing, and where to get it from.
func tooLow(price Money, by LeadBuyer, missing int64) *Error {
	held := ""
	if by.Held.Minor > 0 {
		held = fmt.Sprintf(" Another %s is held until leads that you sold can no longer be returned.", by.Held)
	}
	return Errorf(Conflict, "The lead costs %s and you can spend %s: %s is missing.%s Top up your balance first.",
		price, by.Spendable, Money{missing, price.Currency}, held)
}

// Price is what was paid for the lead, nil when nothing was.
func (o *LeadOffer) Price() *Money {
	if o.PriceMinor == nil {
		return nil
	}
	return &Money{*o.PriceMinor, *o.PriceCurrency}
}

// TakeBack gives a bought lead back at now, for a reason: its price is credited, and
// whom to call is hidden again. It fails with Conflict when the lead was not bought or
// is back already, or when its work was agreed on, and with Expired after the window
// of the sale, whose last moment belongs to it.
func (c *LeadCase) TakeBack(s *LeadSale, o *LeadOffer, in LeadReturnInput, now time.Time) *Error {
	switch {
	case o.State == OfferReturned:
		return Errorf(Conflict, "This lead was returned on %s.", sayTime(*o.ReturnedAt))
	case o.State != OfferAccepted || o.PriceMinor == nil:
		return Errorf(Conflict, "Only a lead that was bought can be returned.")
	case *o.Stage == StageContracted || *o.Stage == StageStarted:
		return Errorf(Conflict, "The work on this lead has come to %s, so it cannot be returned.", *o.Stage)
	case now.After(*s.ReturnUntil(o)):
		return Errorf(Expired, "This lead could be returned until %s.", sayTime(*s.ReturnUntil(o)))
	}
	o.State = OfferReturned
	o.ReturnedAt, o.ReturnReason, o.ReturnNote = &now, &in.Reason, in.Note
	if in.Reason.freesCopy() {
		s.Used--
	}
	c.settle(now)
	if s.over(now) != nil && c.count(OfferAccepted) == 0 {
		c.Lead.State = LeadClosed
	}
	return nil
}

// ReturnUntil is until when an offer that was bought can be returned.
func (s *LeadSale) ReturnUntil(o *LeadOffer) *time.Time {
	if o.PriceMinor == nil || o.AnsweredAt == nil {
		return nil
	}
	end := o.AnsweredAt.Add(time.Duration(s.ReturnHours) * time.Hour)
	return &end
}

// Bought books the purchase of a lead in the books of both. The market place takes
// no commission (B12): what one pays the other has.
func (o *LeadOffer) Bought(s *LeadSale, number int) [2]Posting {
	what := fmt.Sprintf("Lead %d was %%s for %s.", number, *o.Price())
	return [2]Posting{
		o.booking(JournalLeadBought, o.PartnerID, Leads, *o.Price(), fmt.Sprintf(what, "bought")),
		o.booking(JournalLeadSold, s.SellerID, Revenue, o.Price().Negative(), fmt.Sprintf(what, "sold")),
	}
}

// Returned books the return of a lead in the books of both: the reverse of Bought.
func (o *LeadOffer) Returned(s *LeadSale, number int) [2]Posting {
	what := fmt.Sprintf("Lead %d was %%s over %s.", number, *o.Price())
	return [2]Posting{
		o.booking(JournalLeadReturned, o.PartnerID, Leads, o.Price().Negative(), fmt.Sprintf(what, "returned, and credited")),
		o.booking(JournalLeadTakenBack, s.SellerID, Revenue, *o.Price(), fmt.Sprintf(what, "taken back")),
	}
}

// booking moves an amount from the partner's balance to an account, or back.
func (o *LeadOffer) booking(kind JournalKind, of PartnerID, to AccountKind, amount Money, description string) Posting {
	return Posting{Kind: kind, PartnerID: of, OfferID: &o.ID, Description: description,
		Entries: []Entry{{Account: to, Amount: amount}, {Account: Balance, Amount: amount.Negative()}}}
}

// ReturnWindow is how far back a rate of returns looks, and MinReturnRate how many
// leads it takes: the rate of fewer would say more about chance than about a partner.
const (
	ReturnWindow  = 90 * 24 * time.Hour
	MinReturnRate = 5
)

// LeadReturns are how many leads a partner sold, or bought, of late, and how many of
// them were returned.
type LeadReturns struct {
	PartnerID PartnerID `db:"partner_id"`
	Count     int       `db:"count"`
	Returned  int       `db:"returned"`
}

// ReturnRate is the share that was returned, 0 to 1; nil for fewer than MinReturnRate.
func (r *LeadReturns) ReturnRate() *float64 {
	if r.Count < MinReturnRate {
		return nil
	}
	rate := float64(r.Returned) / float64(r.Count)
	return &rate
}

// SeesSalesOf reports whether the viewer may see how many of the leads that a partner
// sold were returned: itself, the house, and whoever may buy leads.
func (v Viewer) SeesSalesOf(PartnerID) bool {
	v = v.In(LeadsRead)
	return v.Is(Audience(ProgrammeManager)) || v.Partner != "" && v.Is(Audience(Owner), Audience(Manager))
}

// SeesPurchasesOf reports whether the viewer may see how many of the leads that a
// partner bought it returned: itself, and the house.
func (v Viewer) SeesPurchasesOf(p PartnerID) bool {
	v = v.In(LeadsRead)
	return v.Is(Audience(ProgrammeManager)) || v.Partner != "" && v.Partner == p && v.Is(Audience(Owner), Audience(Manager))
}
