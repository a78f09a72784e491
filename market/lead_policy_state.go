package market

import "time"

// LeadPolicyState is where a version of the policy stands.
type LeadPolicyState string

// The states of a version: it begins later, it is what leads are handed out by, a newer
// one has begun; it never begins because a newer one begins before it, or because it was
// withdrawn.
const (
	PolicyPlanned   LeadPolicyState = "PLANNED"
	PolicyInForce   LeadPolicyState = "IN_FORCE"
	PolicyEnded     LeadPolicyState = "ENDED"
	PolicyReplaced  LeadPolicyState = "REPLACED"
	PolicyWithdrawn LeadPolicyState = "WITHDRAWN"
)

// PolicyAt is the policy in force at a time: of the versions that have begun and were
// not withdrawn, the highest. It is nil when the first begins later.
//
// What was in force never becomes another: a version begins no sooner than it is
// published, and is withdrawn only before it begins.
func PolicyAt(versions []*LeadPolicy, at time.Time) *LeadPolicy {
	var highest *LeadPolicy
	for _, p := range versions {
		if p.WithdrawnAt == nil && !p.ValidFrom.After(at) && (highest == nil || p.Version > highest.Version) {
			highest = p
		}
	}
	return highest
}

// State is where the version stands at a time.
func (p *LeadPolicy) State(at time.Time) LeadPolicyState {
	switch {
	case p.WithdrawnAt != nil:
		return PolicyWithdrawn
	case p.NextFrom != nil && !p.NextFrom.After(p.ValidFrom):
		return PolicyReplaced
	case p.ValidFrom.After(at):
		return PolicyPlanned
	case p.NextFrom != nil && !p.NextFrom.After(at):
		return PolicyEnded
	}
	return PolicyInForce
}

// ValidUntil is when a newer version takes its place; nil when none is to, and for one
// that never begins.
func (p *LeadPolicy) ValidUntil() *time.Time {
	if p.WithdrawnAt != nil || p.NextFrom == nil || !p.NextFrom.After(p.ValidFrom) {
		return nil
	}
	return p.NextFrom
}

// LeadPolicyWithdrawInput is the input of leadPolicyWithdraw.
type LeadPolicyWithdrawInput struct {
	Version int
	Reason  string
}

// Withdraw takes the version back at now. It fails with Conflict when it has begun, also
// when it begins now, and when it was withdrawn before.
func (p *LeadPolicy) Withdraw(by PersonID, reason string, now time.Time) error {
	var errs Errors
	reason, _ = Blot(checkText(&errs, "reason", reason, 10, 1000)) // everybody reads it
	switch {
	case p.WithdrawnAt != nil:
		errs = append(errs, Errorf(Conflict, "Version %d was withdrawn on %s.", p.Version, sayTime(*p.WithdrawnAt)).In("version"))
	case !p.ValidFrom.After(now):
		errs = append(errs, Errorf(Conflict, "Version %d was to begin on %s, and can be withdrawn only before; publish another instead.",
			p.Version, sayTime(p.ValidFrom)).In("version"))
	}
	if len(errs) > 0 {
		return errs
	}
	p.WithdrawnAt, p.WithdrawnByID, p.WithdrawalReason = &now, &by, &reason
	return nil
}
