package market

import "time"

// LeadClaimInput is the input of leadClaim.
type LeadClaimInput struct{ LeadID LeadID }

// LeadViewInput is the input of leadView.
type LeadViewInput struct{ OfferID OfferID }

// LeadDistributeInput is the input of leadDistribute.
type LeadDistributeInput struct {
	LeadID   LeadID
	Mode     LeadMode
	MaxShare int
	Hours    int
	Reason   string
}

// LeadBoardFilter narrows what is on the board; what is empty does not.
type LeadBoardFilter struct {
	Modes      []LeadMode
	Sizes      []LeadSize
	Countries  []string
	Industries []string
	Locales    []string
}

// LeadBoardOrder is the order of leads on the board.
type LeadBoardOrder string

// The orders of the board.
const (
	BoardNewest LeadBoardOrder = "NEWEST"
	BoardOldest LeadBoardOrder = "OLDEST"
)

// Check fails with all that is wrong with the input itself, and tidies its reason.
func (in *LeadDistributeInput) Check() error {
	var errs Errors
	errs.Add(in.Mode != LeadSold, "mode", "Only who sells a lead offers it for sale; choose EXCLUSIVE, SHARED or BOARD.")
	errs.Add(in.MaxShare >= 1 && in.MaxShare <= 20, "maxShare", "maxShare must be from 1 to 20.")
	errs.Add(in.MaxShare == 1 || in.Mode != LeadExclusive, "maxShare", "maxShare must be 1 with EXCLUSIVE, which is one partner at a time; choose SHARED for more.")
	errs.Add(in.Hours >= 1 && in.Hours <= 336, "hours", "hours must be from 1 to 336, which is two weeks.")
	in.Reason, _ = Blot(checkText(&errs, "reason", in.Reason, 5, 1000))
	return errs.Err()
}

// Claim takes a lead from the board for a partner whom it fits. Of many, as many get it as there are shares; the others get Conflict.
func (c *LeadCase) Claim(partner PartnerID, trace *LeadTrace, now time.Time) (*LeadOffer, *Error) {
	if c.hadBy(partner) {
		return nil, Errorf(Conflict, "Your organisation had this lead before; a lead comes to a partner once.")
	}
	r := c.Running()
	if r == nil || r.Mode != LeadBoard || c.Lead.isOut() || c.count(OfferAccepted) >= r.MaxShare {
		return nil, Errorf(Conflict, "This lead is not to be had any more: others were faster, or it left the board.")
	}
	stage := StageAccepted
	o := &LeadOffer{
		LeadID: c.Lead.ID, PartnerID: partner, State: OfferAccepted, DistributionID: &r.ID, Trace: trace,
		SentAt: now, Deadline: now, AnsweredAt: &now, Stage: &stage, StageAt: &now,
	}
	c.Offers = append(c.Offers, o)
	if c.count(OfferAccepted) >= r.MaxShare {
		r.end(OutcomeTaken, now)
	}
	c.settle(now)
	return o, nil
}

// View notes that the partner has opened the offer, the first time, while it waits.
func (o *LeadOffer) View(now time.Time) {
	if o.IsLive(now) && o.ViewedAt == nil {
		o.ViewedAt = &now
	}
}

// Override takes the lead out of the hands of what hands it out by itself: offers that
// wait are withdrawn. It fails without a reason. Where the house has named the partners
// itself, those keep their offers, and no reason is needed.
func (c *LeadCase) Override(reason *string, now time.Time) *Error {
	r := c.Running()
	switch {
	case r == nil:
		return nil
	case r.isOurs():
	case reason == nil:
		return Errorf(Conflict, "This lead is being handed out; give a reason to decide yourself.").In("reason")
	default:
		c.withdraw(now)
	}
	r.end(OutcomeOverridden, now)
	return nil
}

// withdraw takes back the offers that wait.
func (c *LeadCase) withdraw(now time.Time) {
	for _, o := range c.Offers {
		if o.IsLive(now) {
			o.State = OfferWithdrawn
		}
	}
}

// Distribute hands the lead out in the way the house says.
func (c *LeadCase) Distribute(d LeadDealer, in LeadDistributeInput, by PersonID, now time.Time) error {
	switch n := c.count(OfferAccepted); {
	case c.Lead.isOut():
		return Errorf(Conflict, "This lead is over, or held back; it is not handed out.").In("leadId")
	case n >= in.MaxShare:
		return Errorf(Conflict, "Accepted by %d already; raise maxShare to hand it to more.", n).In("maxShare")
	}
	if err := c.Override(&in.Reason, now); err != nil {
		return err
	}
	c.withdraw(now)
	c.start(d, LeadStart{Mode: in.Mode, MaxShare: in.MaxShare, Hours: in.Hours, Draws: true, Person: some(by), Reason: &in.Reason}, now)
	c.settle(now)
	return nil
}

// Close ends the lead at now for everybody who has not accepted it.
func (c *LeadCase) Close(now time.Time) {
	c.withdraw(now)
	c.finish(OutcomeClosed, now)
	c.Lead.State = LeadClosed
}
