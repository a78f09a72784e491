package market

import (
	"slices"
	"time"
)

// Bounds of what a seller may ask for. A buyer has a day at least to find out whether
// somebody answers, and a seller knows after two weeks what it has earned. They are no data
// of the policy: they bound what two partners may agree on, a constraint of the table holds
// them too, and a policy that narrowed them would change sales that are under way.
const (
	MaxCopies      = 20
	MinReturnHours = 24
	MaxReturnHours = 336
	maxSaleTerms   = 2000
)

// SaleLife is how long a lead is for sale.
const SaleLife = 14 * 24 * time.Hour

// LeadSale is a lead for sale: a marketing partner names price, terms and how many
// may buy it (L5).
type LeadSale struct {
	LeadID      LeadID     `db:"lead_id"`
	SellerID    PartnerID  `db:"seller_id"`
	PersonID    PersonID   `db:"person_id"` // who offers it for the seller
	Price       Money      `db:"price"`
	Terms       *string    `db:"terms"`
	Copies      int        `db:"copies"`
	Used        int        `db:"used"`         // copies bought, and not free again
	ReturnHours int        `db:"return_hours"` // from the purchase
	CreatedAt   time.Time  `db:"created_at"`
	EndsAt      time.Time  `db:"ends_at"`
	EndedAt     *time.Time `db:"ended_at"` // by the seller, before
}

// LeadSaleInput puts a lead up for sale, as part of the input of leadSubmit.
type LeadSaleInput struct {
	Price       *MoneyInput
	Copies      int
	Terms       *string
	ReturnHours int
	Consent     bool
}

// LeadSeller is who wants to sell a lead.
type LeadSeller struct {
	State PartnerState  `db:"state"`
	Kinds []PartnerKind `db:"kinds"`
}

// Refuse fails with Forbidden unless the viewer may sell leads: an owner or manager
// of an active marketing partner; nil stands for no partner at all.
func (s *LeadSeller) Refuse(v Viewer) *Error {
	switch {
	case s == nil || !v.Is(Audience(Owner), Audience(Manager)) || !slices.Contains(s.Kinds, MarketingPartner):
		return Errorf(Forbidden, "Only owners and managers of a marketing partner sell leads. Leave sale out to pass the lead on for nothing.")
	case s.State != PartnerActive:
		return Errorf(Conflict, "Your organisation is not active as a partner, so it cannot sell leads at present.").In("sale")
	}
	return nil
}

// sell puts the lead up for sale at now, when the input says so, by the viewer's
// partner. The lead has no client then: its seller would be taken for one, who could
// review the buyers and be billed by them.
func (in LeadSubmitInput) sell(errs *Errors, l *Lead, v Viewer, now time.Time) {
	if in.Sale == nil {
		return
	}
	errs.Add(in.PartnerID == nil, "partnerId", "A lead that is for sale goes to whom it fits; leave partnerId out.")
	l.Sale = in.Sale.read(errs, v, now)
	l.PersonID, l.OrganizationID, l.Source, l.MaxShare = nil, nil, FromMarketing, in.Sale.Copies
}

// read is what the input offers at now. It adds what is wrong with it to the errors,
// below `sale`.
func (in LeadSaleInput) read(errs *Errors, v Viewer, now time.Time) *LeadSale {
	s := &LeadSale{
		SellerID: v.Partner, PersonID: v.Person, Copies: in.Copies, ReturnHours: in.ReturnHours,
		CreatedAt: now, EndsAt: now.Add(SaleLife), Price: readSalePrice(errs, "sale.price", in.Price),
	}
	s.Terms = optionalText(errs, "sale.terms", in.Terms, maxSaleTerms, checkText)
	errs.Add(in.Copies >= 1 && in.Copies <= MaxCopies, "sale.copies", "copies must be from 1 to %d.", MaxCopies)
	errs.Add(in.ReturnHours >= MinReturnHours && in.ReturnHours <= MaxReturnHours, "sale.returnHours",
		"returnHours must be from %d to %d, which is two weeks.", MinReturnHours, MaxReturnHours)
	errs.Add(in.Consent, "sale.consent", "A lead can be sold only when the person has agreed to be called by partners: ask them, then say consent: true.")
	return s
}

// readSalePrice reads the price of a copy, more than nothing.
func readSalePrice(errs *Errors, field string, in *MoneyInput) Money {
	if in == nil {
		errs.Add(false, field, "price is missing.")
		return Money{}
	}
	price, err := in.Money()
	errs.take(err, field)
	errs.Add(err != nil || price.Minor > 0, field+".amount", "amount must be more than zero; leave sale out to pass the lead on for nothing.")
	return price
}

// CopiesLeft is how many may still buy it, were it for sale.
func (s *LeadSale) CopiesLeft() int { return max(s.Copies-s.Used, 0) }

// over says since when the lead is not for sale; nil while it is. Its last moment is
// the end itself.
func (s *LeadSale) over(now time.Time) *time.Time {
	switch {
	case s.EndedAt != nil:
		return s.EndedAt
	case now.After(s.EndsAt):
		return &s.EndsAt
	}
	return nil
}

// IsOpen reports whether the lead can be bought at now.
func (s *LeadSale) IsOpen(now time.Time) bool { return s.over(now) == nil && s.CopiesLeft() > 0 }

// LeadSaleLowerInput is the input of leadSaleLower.
type LeadSaleLowerInput struct {
	LeadID LeadID
	Price  *MoneyInput
}

// LeadSaleWithdrawInput is the input of leadSaleWithdraw.
type LeadSaleWithdrawInput struct{ LeadID LeadID }

// Lower takes a lower price from now on. It only goes down, in the same currency: so
// nobody pays more than they were shown. Who has bought it before has paid the price
// of then.
func (s *LeadSale) Lower(in LeadSaleLowerInput, now time.Time) error {
	if at := s.over(now); at != nil {
		return Errorf(Conflict, "The sale of this lead ended on %s.", sayTime(*at)).In("leadId")
	}
	var errs Errors
	price := readSalePrice(&errs, "price", in.Price)
	if len(errs) == 0 {
		errs.Add(price.Currency == s.Price.Currency, "price.currency", "The price stays in %s.", s.Price.Currency)
		errs.Add(price.Currency != s.Price.Currency || price.Minor < s.Price.Minor, "price.amount",
			"The price is %s; it can only be lowered.", s.Price)
	}
	if err := errs.Err(); err != nil {
		return err
	}
	s.Price = price
	return nil
}

// WithdrawSale ends the sale of the lead at now. Who has bought it keeps it, with the
// right to return it; when nobody has, the lead is over.
func (c *LeadCase) WithdrawSale(s *LeadSale, now time.Time) error {
	if at := s.over(now); at != nil {
		return Errorf(Conflict, "The sale of this lead ended on %s.", sayTime(*at)).In("leadId")
	}
	s.EndedAt = &now
	if r := c.Running(); r != nil {
		c.giveUp(r, now)
	}
	c.settle(now)
	return nil
}

// BeginSale hands the lead out to who buys it, until the last moment of its sale: also
// when no copy is left, because one that is returned may be for sale again.
func (c *LeadCase) BeginSale(d LeadDealer, s *LeadSale) {
	r := c.start(d, LeadStart{Mode: LeadSold, MaxShare: s.Copies, Hours: s.ReturnHours}, s.CreatedAt)
	over := s.EndsAt.Add(time.Microsecond)
	r.NextAt = &over
}
