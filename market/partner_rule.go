package market

import "time"

// Apply makes the partner an applicant at now. It fails with Conflict unless the
// house has turned it down before, or it is new.
func (p *Partner) Apply(now time.Time) *Error {
	if p.State != "" && p.State != PartnerRejected {
		return Errorf(Conflict, "Your organisation has applied or is a partner already.")
	}
	p.State, p.AppliedAt, p.RejectionReason = PartnerApplied, now, nil
	return nil
}

// Admit makes an applicant a partner of the level at now. It fails with Conflict
// when there is no application to answer.
func (p *Partner) Admit(level *Level, now time.Time) *Error {
	if err := p.applied(); err != nil {
		return err
	}
	p.State, p.Level, p.AdmittedAt = PartnerActive, level, &now
	return nil
}

// TurnDown refuses an applicant for a reason. It fails with Conflict when there is
// no application to answer.
func (p *Partner) TurnDown(reason string) *Error {
	if err := p.applied(); err != nil {
		return err
	}
	p.State, p.RejectionReason = PartnerRejected, &reason
	return nil
}

func (p *Partner) applied() *Error {
	if p.State != PartnerApplied {
		return Errorf(Conflict, "There is no open application: this partner is %s.", p.State)
	}
	return nil
}

// Rest pauses a partner, or ends its pause. It fails with Conflict when the partner
// was not admitted yet.
func (p *Partner) Rest(isPaused bool) *Error {
	switch {
	case p.State != PartnerActive && p.State != PartnerPaused:
		return Errorf(Conflict, "Only a partner in the directory can pause; this one is %s.", p.State)
	case isPaused:
		p.State = PartnerPaused
	default:
		p.State = PartnerActive
	}
	return nil
}
