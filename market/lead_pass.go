package market

import (
	"slices"
	"time"
)

// PassOn does what is due about handing the lead out at now: offers expire, partners
// are reminded, the next are drawn, and what finds nobody goes on to the board and
// from there to the house. Done again at once it changes nothing.
func (c *LeadCase) PassOn(d LeadDealer, now time.Time) error {
	c.expire(now)
	c.remind(d.Policy, now)
	opening, err := c.carryOn(d, now)
	if err != nil {
		return err
	}
	c.schedule(d.Policy, opening, now)
	c.settle(now)
	return nil
}

// carryOn takes the next step of the distribution that runs. When it has to wait for
// partners to open, it returns until when.
func (c *LeadCase) carryOn(d LeadDealer, now time.Time) (opening *time.Time, err error) {
	r := c.Running()
	switch {
	case r == nil:
	case c.Lead.isOut():
		r.end(OutcomeClosed, now)
	case c.count(OfferAccepted) >= r.MaxShare && r.Mode != LeadSold: // of a sale a copy may come back
		r.end(OutcomeTaken, now)
	case r.IsBoard():
		if r.NextAt != nil && !now.Before(*r.NextAt) {
			c.giveUp(r, now)
		}
	case r.Draws:
		return c.draw(d, r, now)
	case c.live(now) > 0:
	case r.PersonID == nil: // whom the client chose does not want it, or nobody was asked yet
		return c.goOn(d, r, now)
	default:
		c.giveUp(r, now)
	}
	return nil, nil
}

// goOn hands a lead out in the policy's ordinary way after one in which nobody was drawn.
// Who has a deal about a lead for the board is asked first, in a way of its own, since a
// client's choice has other times.
func (c *LeadCase) goOn(d LeadDealer, r *LeadDistribution, now time.Time) (opening *time.Time, err error) {
	next := d.ordinary(c.Lead.Size)
	if next.Mode == LeadBoard && r.Round == 0 {
		if c.offeredIn(r) {
			next = d.first(c.Lead.Size)
		} else if held, err := c.keepDeal(d, r, now); held || err != nil {
			return nil, err
		}
	}
	r.end(c.unassigned(), now)
	c.start(d, next, now)
	return c.carryOn(d, now)
}

// offeredIn reports whether the lead was offered to anybody in one way of handing it out.
func (c *LeadCase) offeredIn(r *LeadDistribution) bool {
	return slices.ContainsFunc(c.Offers, func(o *LeadOffer) bool { return o.DistributionID != nil && *o.DistributionID == r.ID })
}

// draw offers the lead to as many partners as are missing. When nobody is left, and
// nobody is about to answer, it goes to the board.
func (c *LeadCase) draw(d LeadDealer, r *LeadDistribution, now time.Time) (opening *time.Time, err error) {
	live := c.live(now)
	missing := r.MaxShare - c.count(OfferAccepted) - live
	if missing <= 0 {
		return nil, nil
	}
	if held, err := c.keepDeal(d, r, now); held || err != nil {
		return nil, err
	}
	if r.Round < d.Policy.Rules.Rounds {
		drawn, err := d.Draw(missing, r.Seed.Round(r.Round))
		if err != nil {
			return nil, err
		}
		if len(drawn.Picks) > 0 {
			r.Round++
			c.offer(r, drawn.Picks, now)
			return nil, nil
		}
		if drawn.Opening != nil && !drawn.Opening.After(now.Add(time.Duration(d.Policy.Rules.WaitHours)*time.Hour)) {
			return drawn.Opening, nil
		}
	}
	if live == 0 {
		r.end(c.unassigned(), now)
		c.start(d, LeadStart{Mode: LeadBoard, MaxShare: r.MaxShare, Hours: r.Hours, Person: r.PersonID, Reason: r.Reason}, now)
	}
	return nil, nil
}

// keepDeal offers a lead to the partner whose deal it falls under, before anybody is
// drawn, once. A lead that several claim waits for the house, unless the house has said
// already that it is to be drawn for. It reports whether it has done either.
func (c *LeadCase) keepDeal(d LeadDealer, r *LeadDistribution, now time.Time) (bool, error) {
	deal, err := d.Deal()
	switch {
	case deal == nil || err != nil:
		return false, err
	case deal.State == DealConflict && r.PersonID == nil:
		r.end(OutcomeDealConflict, now)
		return true, nil
	case deal.State == DealConflict || c.hadBy(deal.PartnerID):
		return false, nil
	}
	r.Round++
	c.offer(r, []LeadPick{{deal.PartnerID, LeadTraceOf(ReasonDeal, d.Policy.Version)}}, now)
	return true, nil
}

// hadBy reports whether the lead was the partner's before.
func (c *LeadCase) hadBy(partner PartnerID) bool {
	return slices.ContainsFunc(c.Offers, func(o *LeadOffer) bool { return o.PartnerID == partner })
}

// offer offers the lead to who was picked.
func (c *LeadCase) offer(r *LeadDistribution, picks []LeadPick, now time.Time) {
	for _, p := range picks {
		c.Offers = append(c.Offers, &LeadOffer{
			LeadID: c.Lead.ID, PartnerID: p.PartnerID, State: OfferOffered, DistributionID: &r.ID, Trace: p.Trace,
			SentAt: now, Deadline: now.Add(time.Duration(r.Hours) * time.Hour),
		})
	}
}

// giveUp ends a distribution that nothing follows by itself: unless somebody has the
// lead, the house sees to it. What nobody has bought is its seller's, and over.
func (c *LeadCase) giveUp(r *LeadDistribution, now time.Time) {
	switch {
	case c.count(OfferAccepted) > 0:
		r.end(OutcomeTaken, now)
	case r.Mode == LeadSold:
		c.Close(now)
	default:
		r.end(c.unassigned(), now)
	}
}

// unassigned says why nobody has the lead.
func (c *LeadCase) unassigned() DistributionOutcome {
	if len(c.Offers) > 0 {
		return OutcomeDeclinedByAll
	}
	return OutcomeNobodyFits
}

// remind notes which partners are to be reminded of their offers, each once.
func (c *LeadCase) remind(p *LeadPolicy, now time.Time) {
	for _, o := range c.Offers {
		if o.IsLive(now) && o.RemindedAt == nil && !now.Before(o.remindAt(p)) {
			o.RemindedAt = &now
		}
	}
}

// remindAt is when the partner is reminded of the offer, if it has not answered.
func (o *LeadOffer) remindAt(p *LeadPolicy) time.Time {
	part := time.Duration(float64(o.Deadline.Sub(o.SentAt)) * p.Rules.RemindAt)
	return o.SentAt.Add(part.Truncate(time.Microsecond))
}

// schedule says when something is to be done next: a reminder, an offer's end, or who
// closed for the night opens. When a lead leaves the board was said when it came there.
func (c *LeadCase) schedule(p *LeadPolicy, opening *time.Time, now time.Time) {
	r := c.Running()
	if r == nil || r.IsBoard() {
		return
	}
	next := opening
	for _, o := range c.Offers {
		if !o.IsLive(now) {
			continue
		}
		at := o.Deadline.Add(time.Microsecond) // on its last moment it can still be answered
		if o.RemindedAt == nil && o.remindAt(p).Before(at) {
			at = o.remindAt(p)
		}
		if next == nil || at.Before(*next) {
			next = &at
		}
	}
	if next == nil || r.NextAt == nil || !next.Equal(*r.NextAt) { // else nothing has changed
		r.NextAt = next
	}
}

// live is how many offers wait for an answer.
func (c *LeadCase) live(now time.Time) (n int) {
	for _, o := range c.Offers {
		if o.IsLive(now) {
			n++
		}
	}
	return n
}

// isOver reports whether the lead has ended, also as its client sees it whose lead goes
// on as one of somebody else's.
func (l *Lead) isOver() bool { return l.State == LeadClosed || l.EndedAt != nil }

// isOut reports whether the lead is not to be handed out: it is over, or held back.
func (l *Lead) isOut() bool {
	return l.State != LeadOpen && l.State != LeadOffered && l.State != LeadAccepted
}
