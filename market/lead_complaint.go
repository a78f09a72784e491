package market

import "time"

// CallWithin is how long a partner that has accepted a lead may take before its client
// can say that nobody has called.
const CallWithin = 24 * time.Hour

// LeadComplaint is that nobody has called, as the client said it (L8). It opens the
// lead for one more partner; nothing else follows from it (R2).
type LeadComplaint struct {
	OfferID   OfferID   `db:"offer_id"`
	Text      *string   `db:"-"`
	CreatedAt time.Time `db:"created_at"`
}

// LeadComplainInput is the input of leadComplain.
type LeadComplainInput struct {
	OfferID OfferID
	Text    *string
}

// Check reads what the client says. It fails with Invalid for a text that is too long.
func (in LeadComplainInput) Check() (*string, error) {
	var errs Errors
	text := optionalText(&errs, "text", in.Text, 1000, checkText)
	return text, errs.Err()
}

// maxLeadShare is the most partners that may accept one lead.
const maxLeadShare = 20

// Complain notes at now that nobody has called about one of the case's offers, and
// hands the lead out to one more partner. One that was bought is its buyers', and its
// seller's to answer for. It fails with Conflict when the partner has called, and before
// it had its time.
func (c *LeadCase) Complain(d LeadDealer, o *LeadOffer, now time.Time) *Error {
	switch {
	case o.State != OfferAccepted:
		return Errorf(Conflict, "Only who has accepted the lead can be expected to call.").In("offerId")
	case *o.Stage != StageAccepted:
		return Errorf(Conflict, "This partner has gone on with the lead on %s.", sayTime(*o.StageAt)).In("offerId")
	case now.Before(o.AnsweredAt.Add(CallWithin)):
		return Errorf(Conflict, "The partner has time to call until %s.", sayTime(o.AnsweredAt.Add(CallWithin))).In("offerId")
	}
	if c.Lead.MaxShare < maxLeadShare && o.PriceMinor == nil && !c.Lead.isOut() {
		c.finish(OutcomeOverridden, now) // those who were asked may answer all the same
		hours := d.ordinary(c.Lead.Size).Hours
		c.start(d, LeadStart{Mode: LeadShared, MaxShare: c.Lead.MaxShare + 1, Hours: hours, Draws: true}, now)
	}
	c.settle(now)
	return nil
}
