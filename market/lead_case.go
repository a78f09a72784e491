package market

import (
	"strconv"
	"time"
)

// LeadCase is a lead with all its offers: what one partner answers may change the
// offers to others, and the lead.
type LeadCase struct {
	Lead   *Lead
	Offers []*LeadOffer
}

// Copy is the case as it is now, whatever becomes of it.
func (c *LeadCase) Copy() *LeadCase {
	lead := *c.Lead
	copied := &LeadCase{Lead: &lead, Offers: make([]*LeadOffer, len(c.Offers))}
	for i, o := range c.Offers {
		offer := *o
		copied.Offers[i] = &offer
	}
	return copied
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

// Check fails with all that is wrong with the input itself.
func (in LeadOfferInput) Check() error {
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
	return errs.Err()
}

// Offer offers the lead to the partners of the input, all or none, and returns the
// offers, which have no ids yet. It fails with Conflict when as many partners as
// may have accepted it, when it is over, and for a partner that has paused or had
// it before.
func (c *LeadCase) Offer(in LeadOfferInput, invitees map[PartnerID]*Invitee, now time.Time) ([]*LeadOffer, error) {
	if c.Lead.State == LeadClosed {
		return nil, Errorf(Conflict, "This lead is over.").In("leadId")
	}
	if n := c.count(OfferAccepted); n >= in.MaxShare {
		return nil, Errorf(Conflict, "Accepted by %d already; raise maxShare to offer it to more.", n).In("maxShare")
	}
	var errs Errors
	var offers []*LeadOffer
	for i, id := range in.PartnerIDs {
		if err := invitees[id].refuse(); err != nil {
			errs = append(errs, err.In("partnerIds", strconv.Itoa(i)))
		}
		offers = append(offers, &LeadOffer{
			LeadID: c.Lead.ID, PartnerID: id, State: OfferOffered,
			SentAt: now, Deadline: now.Add(time.Duration(in.Hours) * time.Hour),
		})
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	c.Lead.MaxShare = in.MaxShare
	c.Offers = append(c.Offers, offers...)
	c.settle(now)
	return offers, nil
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
		for _, other := range c.Offers {
			if other.IsLive(now) {
				other.State = OfferWithdrawn
			}
		}
	}
	c.settle(now)
	return nil
}

// Decline turns the lead down for the partner of one of the case's offers.
func (c *LeadCase) Decline(o *LeadOffer, reason DeclineReason, now time.Time) *Error {
	if err := o.Decline(reason, now); err != nil {
		return err
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
	for _, o := range c.Offers {
		if o.State == OfferOffered && !o.IsLive(now) {
			o.State = OfferExpired
		}
	}
	c.settle(now)
}

// settle derives the lead's state from its offers: accepted by somebody until all
// of them have begun the work or lost it; else offered while somebody may answer;
// else open again.
func (c *LeadCase) settle(now time.Time) {
	live, working := false, false
	for _, o := range c.Offers {
		live = live || o.IsLive(now)
		working = working || !o.isOver()
	}
	switch accepted := c.count(OfferAccepted) > 0; {
	case accepted && !live && !working:
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
