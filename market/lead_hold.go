package market

import "time"

// LeadReleaseInput is the input of leadRelease.
type LeadReleaseInput struct{ LeadID LeadID }

// LeadRejectInput is the input of leadReject.
type LeadRejectInput struct {
	LeadID LeadID
	Reason string
}

// LeadWithdrawInput is the input of leadWithdraw.
type LeadWithdrawInput struct {
	LeadID LeadID
	Reason *string
}

// held fails unless the lead is held.
func (c *LeadCase) held() error {
	if c.Lead.State != LeadHeld {
		return Errorf(Conflict, "This lead is not held.").In("leadId")
	}
	return nil
}

// Release lets a held lead go the ordinary way.
func (c *LeadCase) Release() error {
	if err := c.held(); err != nil {
		return err
	}
	c.Lead.State = LeadOpen
	return nil
}

// Reject closes a held lead at now, and returns why in the form that is kept.
func (c *LeadCase) Reject(reason string, now time.Time) (string, error) {
	var errs Errors
	reason, _ = Blot(checkText(&errs, "reason", reason, 5, 1000))
	if err := errs.Err(); err != nil {
		return "", err
	}
	if err := c.held(); err != nil {
		return "", err
	}
	c.End(now)
	return reason, nil
}

// End closes a lead at now for good: it is handed out no more, and no answer and no
// return opens it again. One that was merged into another stays that.
func (c *LeadCase) End(now time.Time) {
	if c.Lead.State != LeadMerged {
		c.Close(now)
	}
	c.Lead.EndedAt = &now
}

// Withdraw ends a lead for its client at now: what was offered is withdrawn, and who
// has accepted it keeps that. It returns why in the form that is kept.
func (c *LeadCase) Withdraw(reason *string, contact *LeadContact, now time.Time) (*string, error) {
	var errs Errors
	reason = blotted(optionalText(&errs, "reason", reason, 1000, checkText), contact.names()...)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	if c.Lead.isOver() {
		return nil, Errorf(Conflict, "This lead is over.").In("leadId")
	}
	c.End(now)
	return reason, nil
}

// AsOnBoard is how a lead is handed out as its client is told at now while only the house
// knows that it is held, or was merged into another: as one on the board is that fitted
// nobody. Nothing at all would tell whose number is known here.
func (l *Lead) AsOnBoard(p *LeadPolicy, now time.Time) *LeadDistribution {
	until, step := l.CreatedAt.AddDate(0, 0, p.Rules.BoardDays), StepLeaveBoard
	d := &LeadDistribution{
		LeadID: l.ID, Mode: LeadBoard, PolicyVersion: p.Version, MaxShare: max(l.MaxShare, p.Size(l.Size).MaxShare), Hours: p.Size(l.Size).Hours,
		State: DistributionRunning, StartedAt: l.CreatedAt, NextAt: &until, NextStep: &step,
	}
	switch {
	case l.EndedAt != nil:
		d.end(OutcomeClosed, *l.EndedAt)
	case now.After(until):
		d.end(OutcomeNobodyFits, until)
	}
	if d.State == DistributionDone {
		d.NextStep = nil
	}
	return d
}
