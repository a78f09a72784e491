package market

import "time"

// ReturnReason is why a partner returns a lead.
type ReturnReason string

// The reasons to return a lead.
const (
	WrongContact   ReturnReason = "WRONG_CONTACT"
	Unreachable    ReturnReason = "UNREACHABLE"
	NoNeed         ReturnReason = "NO_NEED"
	DuplicateLead  ReturnReason = "DUPLICATE"
	NotAsDescribed ReturnReason = "NOT_AS_DESCRIBED"
	NoConsent      ReturnReason = "NO_CONSENT"
	OutOfBusiness  ReturnReason = "OUT_OF_BUSINESS"
	SpamLead       ReturnReason = "SPAM"
	OtherReturn    ReturnReason = "OTHER"
)

// LeadReturnInput is the input of leadReturn.
type LeadReturnInput struct {
	OfferID        OfferID
	Reason         ReturnReason
	Note           *string
	IdempotencyKey string
}

// Check fails with all that is wrong with the input itself, and tidies its note.
func (in *LeadReturnInput) Check() error {
	var errs Errors
	checkIdempotencyKey(&errs, in.IdempotencyKey)
	in.Note = blotted(optionalText(&errs, "note", in.Note, 1000, checkText))
	errs.Add(in.Note != nil || in.Reason != OtherReturn && in.Reason != NotAsDescribed, "note", "note is missing: with %s, say what is wrong with the lead.", in.Reason)
	return errs.Err()
}

// IsBad reports whether the reason says that nobody can do anything with the lead as
// it is, so that the house looks at it before anybody else gets it.
func (r ReturnReason) IsBad() bool { return r != NotAsDescribed && r != OtherReturn }

// Return gives an accepted lead back. It fails with Conflict when the work has begun or
// was lost, and with Expired when the time to return it is over. A lead that is no good
// goes to the house; else it goes on as it went out before.
func (c *LeadCase) Return(d LeadDealer, o *LeadOffer, in LeadReturnInput, window time.Duration, now time.Time) *Error {
	switch {
	case o.State == OfferReturned:
		return Errorf(Conflict, "This lead was returned on %s.", sayTime(*o.ReturnedAt))
	case o.State != OfferAccepted:
		return Errorf(Conflict, "Only an accepted lead is returned.")
	case *o.Stage == StageStarted || *o.Stage == StageLost || *o.Stage == StageContracted:
		return Errorf(Conflict, "The work has come to %s; such a lead is not returned.", *o.Stage)
	case now.After(o.AnsweredAt.Add(window)):
		return Errorf(Expired, "A lead is returned within %d hours; the time for this one ended on %s.", int(window/time.Hour), sayTime(o.AnsweredAt.Add(window)))
	}
	o.State, o.ReturnedAt, o.ReturnReason, o.ReturnNote = OfferReturned, &now, &in.Reason, in.Note
	c.afterReturn(d, o, in.Reason, now)
	c.settle(now)
	return nil
}

// afterReturn hands a returned lead on.
func (c *LeadCase) afterReturn(d LeadDealer, o *LeadOffer, reason ReturnReason, now time.Time) {
	r := c.Running()
	if c.Lead.State == LeadClosed && c.Lead.EndedAt == nil && c.Lead.ContactErasedAt == nil && c.count(OfferAccepted) == 0 {
		c.Lead.State = LeadOpen // it was over because all who had it had done with it
	}
	switch {
	case c.Lead.isOut(): // merged, or ended: nobody is to get it
	case reason.IsBad() && c.count(OfferAccepted) == 0:
		if r == nil {
			r = c.start(d, LeadStart{Mode: LeadExclusive, MaxShare: 1, Hours: 1}, now)
		}
		c.withdraw(now)
		r.end(OutcomeReturned, now)
	case r != nil && !r.IsBoard():
		r.NextAt = &now
	case r == nil && !c.Lead.isOut() && !reason.IsBad() && o.PriceMinor == nil:
		c.Begin(d, now)
	}
}
