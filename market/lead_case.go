package market

import (
	"strconv"
	"time"
)

// LeadCase is a lead with all its offers: what one partner answers may change the
// offers to others, and the lead.
type LeadCase struct {
	Lead          *Lead
	Offers        []*LeadOffer
	Distributions []*LeadDistribution // the one that runs, and those that began since the case was read
	Additions     int                 // leads that were merged into it, where that is asked for
}

// Copy is the case as it is now, whatever becomes of it.
func (c *LeadCase) Copy() *LeadCase {
	lead := *c.Lead
	copied := &LeadCase{Lead: &lead, Offers: make([]*LeadOffer, len(c.Offers)), Distributions: make([]*LeadDistribution, len(c.Distributions)), Additions: c.Additions}
	for i, o := range c.Offers {
		offer := *o
		copied.Offers[i] = &offer
	}
	for i, d := range c.Distributions {
		distribution := *d
		copied.Distributions[i] = &distribution
	}
	return copied
}

// Same reports whether nothing differs between two cases of one lead.
func (c *LeadCase) Same(other *LeadCase) bool {
	if *c.Lead != *other.Lead || len(c.Offers) != len(other.Offers) || len(c.Distributions) != len(other.Distributions) {
		return false
	}
	for i, o := range c.Offers {
		if *o != *other.Offers[i] {
			return false
		}
	}
	for i, d := range c.Distributions {
		if *d != *other.Distributions[i] {
			return false
		}
	}
	return true
}

// Invitee is a partner that a lead is to be offered to.
type Invitee struct {
	ID    PartnerID    `db:"id"`
	Name  string       `db:"name"`
	State PartnerState `db:"state"`
	HadIt bool         `db:"had_it"` // whether this lead was offered to it before
}

// refuse says why the lead cannot be offered to the partner; nil stands for one
// that there is not.
func (i *Invitee) refuse() *Error {
	switch {
	case i == nil || i.State == PartnerApplied || i.State == PartnerRejected:
		return Errorf(NotFound, "There is no such partner in the directory.")
	case i.State == PartnerPaused:
		return Errorf(Conflict, "%s has paused and takes no leads at present.", i.Name)
	case i.HadIt:
		return Errorf(Conflict, "%s was offered this lead before; a lead comes to a partner once.", i.Name)
	}
	return nil
}

// Check fails with all that is wrong with the input itself, and tidies its reason.
func (in *LeadOfferInput) Check() error {
	var errs Errors
	n := len(in.PartnerIDs)
	errs.Add(n >= 1 && n <= 20, "partnerIds", "partnerIds must name 1 to 20 partners; these are %d.", n)
	errs.Add(in.MaxShare >= 1 && in.MaxShare <= 20, "maxShare", "maxShare must be from 1 to 20.")
	errs.Add(in.Hours >= 1 && in.Hours <= 336, "hours", "hours must be from 1 to 336, which is two weeks.")
	seen := map[PartnerID]bool{}
	for i, id := range in.PartnerIDs {
		errs.Add(!seen[id], pathOf("partnerIds", i), "This partner is named twice.")
		seen[id] = true
	}
	in.Reason = blotted(optionalText(&errs, "reason", in.Reason, 1000, checkText))
	return errs.Err()
}

// Offer offers the lead to the partners of the input, all or none, and returns the
// offers, which have no ids yet: for the person of the house that decides so, or, when
// by is nil, because the client chose. It fails with Conflict when as many partners as
// may have accepted it, when it is over, for a partner that has paused or had it
// before, and without a reason when the lead is being handed out.
func (c *LeadCase) Offer(d LeadDealer, in LeadOfferInput, by *PersonID, invitees map[PartnerID]*Invitee, now time.Time) ([]*LeadOffer, error) {
	switch {
	case c.Lead.State == LeadHeld:
		return nil, Errorf(Conflict, "This lead is held; release it first.").In("leadId")
	case c.Lead.isOut():
		return nil, Errorf(Conflict, "This lead is over.").In("leadId")
	}
	if n := c.count(OfferAccepted); n >= in.MaxShare {
		return nil, Errorf(Conflict, "Accepted by %d already; raise maxShare to offer it to more.", n).In("maxShare")
	}
	var errs Errors
	var picks []LeadPick
	reason := ReasonClientChoice
	if by != nil {
		reason = ReasonHouse
	}
	for i, id := range in.PartnerIDs {
		if err := invitees[id].refuse(); err != nil {
			errs = append(errs, err.In("partnerIds", strconv.Itoa(i)))
		}
		picks = append(picks, LeadPick{id, LeadTraceOf(reason, d.Policy.Version)})
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	if err := c.Override(in.Reason, now); err != nil {
		return nil, err
	}
	mode := LeadExclusive
	if len(picks) > 1 || in.MaxShare > 1 {
		mode = LeadShared
	}
	r := c.start(d, LeadStart{Mode: mode, MaxShare: in.MaxShare, Hours: in.Hours, Person: by, Reason: in.Reason}, now)
	had := len(c.Offers)
	c.offer(r, picks, now)
	c.schedule(d.Policy, nil, now)
	c.settle(now)
	return c.Offers[had:], nil
}

// Offered is the offer with the id, or nil when the case has none.
func (c *LeadCase) Offered(id OfferID) *LeadOffer {
	for _, o := range c.Offers {
		if o.ID == id {
			return o
		}
	}
	return nil
}

// Accept takes the lead for the partner of one of the case's offers. With the last
// share, the offers that wait are withdrawn.
func (c *LeadCase) Accept(o *LeadOffer, now time.Time) *Error {
	if err := o.Accept(now); err != nil {
		return err
	}
	if c.count(OfferAccepted) >= c.Lead.MaxShare {
		c.withdraw(now)
		c.finish(OutcomeTaken, now)
	}
	c.settle(now)
	return nil
}

// Decline turns the lead down for the partner of one of the case's offers. It is passed
// on at once.
func (c *LeadCase) Decline(o *LeadOffer, reason DeclineReason, now time.Time) *Error {
	if err := o.Decline(reason, now); err != nil {
		return err
	}
	if d := c.Running(); d != nil && !d.IsBoard() {
		d.NextAt = &now
	}
	c.settle(now)
	return nil
}

// Advance says how far the work has come for the partner of one of the case's
// offers.
func (c *LeadCase) Advance(o *LeadOffer, in LeadAdvanceInput, now time.Time) error {
	if err := o.Advance(in, now); err != nil {
		return err
	}
	c.settle(now)
	return nil
}

// Expire marks the offers that nobody answered in time.
func (c *LeadCase) Expire(now time.Time) {
	c.expire(now)
	c.settle(now)
}

func (c *LeadCase) expire(now time.Time) {
	for _, o := range c.Offers {
		if o.State == OfferOffered && !o.IsLive(now) {
			o.State = OfferExpired
		}
	}
}

// settle derives the lead's state from its offers: accepted by somebody until all
// of them have begun the work or lost it, and nobody more can get it; else offered
// while somebody may answer; else open again. What is over, or held back, stays so.
func (c *LeadCase) settle(now time.Time) {
	if c.Lead.isOut() {
		return
	}
	live, working := false, false
	for _, o := range c.Offers {
		live = live || o.IsLive(now)
		working = working || !o.isOver()
	}
	switch accepted := c.count(OfferAccepted) > 0; {
	case c.Lead.ContactErasedAt != nil, accepted && !live && !working && c.Running() == nil:
		c.Lead.State = LeadClosed
	case accepted:
		c.Lead.State = LeadAccepted
	case live:
		c.Lead.State = LeadOffered
	default:
		c.Lead.State = LeadOpen
	}
}

func (c *LeadCase) count(state OfferState) (n int) {
	for _, o := range c.Offers {
		if o.State == state {
			n++
		}
	}
	return n
}
