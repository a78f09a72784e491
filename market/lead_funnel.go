package market

import "time"

// LostCause is why nothing came of a lead, in a word that can be counted (L8).
type LostCause string

// The causes of loss.
const (
	LostToPrice      LostCause = "PRICE"
	LostToBudget     LostCause = "NO_BUDGET"
	LostToCompetitor LostCause = "COMPETITOR"
	LostToSilence    LostCause = "NO_ANSWER"
	LostToNoNeed     LostCause = "NO_NEED"
	LostToTiming     LostCause = "TIMING"
	LostToOther      LostCause = "OTHER"
)

// LeadStageTime is how long an offer was in a stage. Seconds is nil for the stages
// at which the work with the lead ends.
type LeadStageTime struct {
	OfferID   OfferID    `db:"offer_id"`
	Stage     LeadStage  `db:"stage"`
	EnteredAt time.Time  `db:"entered_at"`
	LeftAt    *time.Time `db:"left_at"`
	Seconds   *int       `db:"-"`
}

// Last sets how many seconds the offer has been in the stage by now.
func (t *LeadStageTime) Last(now time.Time) {
	if t.Stage == StageStarted || t.Stage == StageLost {
		return
	}
	end := now
	if t.LeftAt != nil {
		end = *t.LeftAt
	}
	seconds := max(0, int(end.Sub(t.EnteredAt)/time.Second))
	t.Seconds = &seconds
}

// worth reads what the work was estimated at or agreed for: each with its stage, and
// what was agreed also by who begins the work at once.
func (in LeadAdvanceInput) worth(errs *Errors, o *LeadOffer) {
	if in.Estimate != nil {
		errs.Add(in.Stage == StageEstimated, "estimate", "estimate goes with ESTIMATED only.")
		o.EstimateMinor, o.EstimateCurrency = in.Estimate.positive(errs, "estimate")
	}
	if in.ContractValue != nil {
		errs.Add(in.Stage == StageContracted || in.Stage == StageStarted, "contractValue", "contractValue goes with CONTRACTED or STARTED only.")
		o.ContractMinor, o.ContractCurrency = in.ContractValue.positive(errs, "contractValue")
	}
}

// positive reads an amount of more than zero.
func (in MoneyInput) positive(errs *Errors, field string) (*int64, *Currency) {
	amount, err := in.Money()
	if refusal, ok := err.(*Error); ok {
		errs.take(refusal, field)
		return nil, nil
	}
	errs.Add(amount.Minor > 0, field+".amount", "amount must be more than zero.")
	return &amount.Minor, &amount.Currency
}

// lose reads why nothing came of the lead: in words, and in one that can be counted.
func (in LeadAdvanceInput) lose(errs *Errors, o *LeadOffer) {
	if in.Stage != StageLost {
		errs.Add(in.LostReason == nil, "lostReason", "lostReason goes with LOST only.")
		errs.Add(in.LostCause == nil, "lostCause", "lostCause goes with LOST only.")
		return
	}
	errs.Add(in.LostReason != nil, "lostReason", "lostReason is missing: say in 5 to 1,000 characters why the lead was lost.")
	if in.LostReason != nil {
		text, _ := Blot(checkText(errs, "lostReason", *in.LostReason, 5, 1000))
		o.LostReason = &text
	}
	cause := LostToOther
	if in.LostCause != nil {
		cause = *in.LostCause
	}
	o.LostCause = &cause
}

// Estimate is what the client was told that the work costs, nil when that was not said.
func (o *LeadOffer) Estimate() *Money { return moneyOf(o.EstimateMinor, o.EstimateCurrency) }

// ContractValue is what was agreed, nil when that was not said.
func (o *LeadOffer) ContractValue() *Money { return moneyOf(o.ContractMinor, o.ContractCurrency) }

func moneyOf(minor *int64, currency *Currency) *Money {
	if minor == nil {
		return nil
	}
	return &Money{*minor, *currency}
}
