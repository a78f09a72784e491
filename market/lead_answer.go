package market

import (
	"slices"
	"time"
)

// stages are the stages of the funnel in their order. Lost is none of them: it can
// be reached from each.
var stages = []LeadStage{
	StageAccepted, StageContacted, StageClarified, StagePlanned, StageEstimated, StageContracted, StageStarted,
}

// IsLive reports whether the offer waits for an answer at now. Its last moment is
// the deadline itself.
func (o *LeadOffer) IsLive(now time.Time) bool {
	return o.State == OfferOffered && !now.After(o.Deadline)
}

// Accept takes the lead for the partner. It fails with Conflict when the offer was
// answered or withdrawn before, and with Expired after its deadline.
func (o *LeadOffer) Accept(now time.Time) *Error {
	if err := o.answer(now); err != nil {
		return err
	}
	stage := StageAccepted
	o.State, o.AnsweredAt, o.Stage, o.StageAt = OfferAccepted, &now, &stage, &now
	return nil
}

// Decline turns the lead down for the partner. It fails as Accept does.
func (o *LeadOffer) Decline(reason DeclineReason, now time.Time) *Error {
	if err := o.answer(now); err != nil {
		return err
	}
	o.State, o.AnsweredAt, o.DeclineReason = OfferDeclined, &now, &reason
	return nil
}

// answer fails unless the offer waits for an answer.
func (o *LeadOffer) answer(now time.Time) *Error {
	switch {
	case o.IsLive(now):
		return nil
	case o.State == OfferOffered, o.State == OfferExpired:
		return Errorf(Expired, "The offer ended on %s.", sayTime(o.Deadline))
	case o.State == OfferWithdrawn:
		return Errorf(Conflict, "Other partners have taken this lead.")
	}
	return Errorf(Conflict, "This offer was answered on %s.", sayTime(*o.AnsweredAt))
}

// Advance says how far the work has come at now. It goes forward only, or to Lost
// with a reason, and from there nowhere.
func (o *LeadOffer) Advance(in LeadAdvanceInput, now time.Time) error {
	switch {
	case o.State != OfferAccepted:
		return Errorf(Conflict, "Only an accepted lead advances; accept the offer first.").In("offerId")
	case *o.Stage == StageLost:
		return Errorf(Conflict, "This lead was lost on %s.", sayTime(*o.StageAt)).In("stage")
	}
	var errs Errors
	in.lose(&errs, o)
	in.worth(&errs, o)
	if in.Stage != StageLost && slices.Index(stages, in.Stage) <= slices.Index(stages, *o.Stage) {
		errs = append(errs, Errorf(Conflict, "The work has come to %s; it goes forward only.", *o.Stage).In("stage"))
	}
	if err := errs.Err(); err != nil {
		return err
	}
	o.Stage, o.StageAt = &in.Stage, &now
	return nil
}

// isOver reports whether nothing more is to come of the lead for the partner.
func (o *LeadOffer) isOver() bool {
	return o.State != OfferAccepted || *o.Stage == StageStarted || *o.Stage == StageLost
}

// sayTime writes a moment for people.
func sayTime(t time.Time) string { return t.UTC().Format("2 January 2006 at 15:04 UTC") }
