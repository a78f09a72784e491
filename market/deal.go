package market

import "time"

// DealState is where a registered deal stands (L12).
type DealState string

// The states of a deal.
const (
	DealProtected DealState = "PROTECTED"
	DealConflict  DealState = "CONFLICT"
	DealExpired   DealState = "EXPIRED"
	DealWithdrawn DealState = "WITHDRAWN"
	DealRefused   DealState = "REFUSED"
)

// MaxOpenDeals is how many deals of a partner are open at once.
const MaxOpenDeals = 50

// Deal is a company that a partner works on already: for a time, leads of the same
// company come to that partner first. What is about people is nil after an erasure.
type Deal struct {
	ID             DealID     `db:"id"`
	PartnerID      PartnerID  `db:"partner_id"`
	Company        *string    `db:"-"`
	Phone          *string    `db:"-"` // E.164
	Email          *string    `db:"-"`
	Note           *string    `db:"-"`
	Country        string     `db:"country"`
	State          DealState  `db:"state"`
	RegisteredAt   time.Time  `db:"registered_at"`
	ProtectedUntil time.Time  `db:"protected_until"`
	ResolvedAt     *time.Time `db:"resolved_at"`
	Resolution     *string    `db:"resolution"`
}

// IsNode marks an object with an identity.
func (*Deal) IsNode() {}

// IsOpen reports whether the deal holds, or waits for the house.
func (d *Deal) IsOpen() bool { return d.State == DealProtected || d.State == DealConflict }

// DealRegisterInput is the input of dealRegister.
type DealRegisterInput struct {
	Company string
	Country Typed
	Phone   *Typed // E.164
	Email   *string
	Note    *string
}

// DealWithdrawInput is the input of dealWithdraw.
type DealWithdrawInput struct{ DealID DealID }

// DealResolveInput is the input of dealResolve.
type DealResolveInput struct {
	DealID DealID
	Reason string
}

// DealFilter narrows a list of deals; what is empty does not.
type DealFilter struct {
	States  []DealState
	RivalOf *DealID
}

// Deal is the deal that a partner registers at now, protected for so many days. It
// fails with all that is wrong with the input.
func (in DealRegisterInput) Deal(partner PartnerID, days int, now time.Time) (*Deal, error) {
	var errs Errors
	d := &Deal{
		PartnerID: partner, Country: in.Country.Value, State: DealProtected,
		RegisteredAt: now, ProtectedUntil: now.AddDate(0, 0, days),
	}
	company := checkLine(&errs, "company", in.Company, 2, 120)
	d.Company = &company
	in.Country.take(&errs, "country")
	errs.Add(d.Country != "" || in.Country.Wrong != "", "country", "country is missing: say where the company is.")
	d.Phone = in.Phone.takePhone(&errs, "phone")
	d.Email = optionalText(&errs, "email", in.Email, 254, checkLine)
	d.Note = optionalText(&errs, "note", in.Note, 2000, checkText)
	checkEmail(&errs, "email", d.Email)
	errs.Add(CompanyKey(company, &d.Country) != "", "company", "company must have a letter or a digit.")
	return d, errs.Err()
}

// Meet decides what becomes of a new deal beside those of the same company that are
// open: it is a conflict for the house when another partner has one. It fails with
// Conflict when its partner has as many open as may be.
func (d *Deal) Meet(rivals []*Deal, open int) error {
	if open >= MaxOpenDeals {
		return Errorf(Conflict, "Your organisation has %d open deals, which is the most there can be; withdraw one first.", open)
	}
	for _, r := range rivals {
		if r.IsOpen() && r.PartnerID != d.PartnerID {
			d.State = DealConflict
		}
	}
	return nil
}

// Withdraw ends the deal for its partner; one that was withdrawn before stays so. It
// fails with Conflict when it has ended otherwise.
func (d *Deal) Withdraw() error {
	if !d.IsOpen() && d.State != DealWithdrawn {
		return Errorf(Conflict, "This deal has ended; there is nothing to withdraw.").In("dealId")
	}
	d.State = DealWithdrawn
	return nil
}

// Resolve decides a conflict in favour of the deal, at now: it holds from now on, and
// those of other partners are refused. It fails with Conflict when there is none.
func (d *Deal) Resolve(rivals []*Deal, reason string, now time.Time) error {
	var errs Errors
	reason, _ = Blot(checkText(&errs, "reason", reason, 5, 1000))
	if err := errs.Err(); err != nil {
		return err
	}
	conflict := d.State == DealConflict
	for _, r := range rivals {
		conflict = conflict || r.State == DealConflict
	}
	if !d.IsOpen() || !conflict {
		return Errorf(Conflict, "This deal is in no conflict that waits for the house.").In("dealId")
	}
	d.State, d.ResolvedAt, d.Resolution = DealProtected, &now, &reason
	for _, r := range rivals {
		if r.IsOpen() && r.PartnerID != d.PartnerID {
			r.State, r.ResolvedAt, r.Resolution = DealRefused, &now, &reason
		}
	}
	return nil
}

// DealFor is the deal that a lead falls under, of those that hold for it: nil without
// any. When they are of several partners, or one waits for the house, it is a conflict.
func DealFor(deals []*Deal) *Deal {
	var held *Deal
	for _, d := range deals {
		switch {
		case d.State == DealConflict, held != nil && held.PartnerID != d.PartnerID:
			return &Deal{ID: d.ID, PartnerID: d.PartnerID, State: DealConflict}
		case held == nil:
			held = d
		}
	}
	return held
}
