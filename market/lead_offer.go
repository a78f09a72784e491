package market

import "time"

// OfferState is what became of an offer.
type OfferState string

// The states of an offer.
const (
	OfferOffered   OfferState = "OFFERED"
	OfferAccepted  OfferState = "ACCEPTED"
	OfferDeclined  OfferState = "DECLINED"
	OfferExpired   OfferState = "EXPIRED"
	OfferWithdrawn OfferState = "WITHDRAWN"
	OfferReturned  OfferState = "RETURNED"
	OfferViewed    OfferState = "VIEWED" // shown for one that is OfferOffered and was opened; never stored
)

// DeclineReason is why a partner declines a lead.
type DeclineReason string

// The reasons to decline.
const (
	NoCapacity   DeclineReason = "NO_CAPACITY"
	NotOurField  DeclineReason = "NOT_OUR_FIELD"
	NotOurRegion DeclineReason = "NOT_OUR_REGION"
	TooSmall     DeclineReason = "TOO_SMALL"
	TooLarge     DeclineReason = "TOO_LARGE"
	AlreadyKnown DeclineReason = "ALREADY_KNOWN"
	OtherReason  DeclineReason = "OTHER"
)

// LeadStage is how far the work on an accepted lead has come (L7).
type LeadStage string

// The stages, in their order.
const (
	StageAccepted   LeadStage = "ACCEPTED"
	StageContacted  LeadStage = "CONTACTED"
	StageClarified  LeadStage = "CLARIFIED"
	StagePlanned    LeadStage = "PLANNED"
	StageEstimated  LeadStage = "ESTIMATED"
	StageContracted LeadStage = "CONTRACTED"
	StageStarted    LeadStage = "STARTED"
	StageLost       LeadStage = "LOST"
)

// OfferLife is how long a partner has to answer a lead that a client brought to
// it. The house sets the time for those it hands out.
const OfferLife = 48 * time.Hour

// LeadOffer is a lead offered to a partner.
type LeadOffer struct {
	ID            OfferID        `db:"id"`
	LeadID        LeadID         `db:"lead_id"`
	PartnerID     PartnerID      `db:"partner_id"`
	State         OfferState     `db:"state"`
	SentAt        time.Time      `db:"sent_at"`
	Deadline      time.Time      `db:"deadline"`
	AnsweredAt    *time.Time     `db:"answered_at"`
	DeclineReason *DeclineReason `db:"decline_reason"`
	Stage         *LeadStage     `db:"stage"`
	StageAt       *time.Time     `db:"stage_at"`
	LostReason    *string        `db:"lost_reason"`
	LostCause     *LostCause     `db:"lost_cause"`

	EstimateMinor    *int64    `db:"estimate_minor"`
	EstimateCurrency *Currency `db:"estimate_currency"`
	ContractMinor    *int64    `db:"contract_minor"`
	ContractCurrency *Currency `db:"contract_currency"`

	DistributionID *DistributionID `db:"distribution_id"`
	ViewedAt       *time.Time      `db:"viewed_at"`
	RemindedAt     *time.Time      `db:"reminded_at"`
	PriceMinor     *int64          `db:"price_minor"`
	PriceCurrency  *Currency       `db:"price_currency"`
	Trace          *LeadTrace      `db:"trace"` // why it went to this partner
	ReturnedAt     *time.Time      `db:"returned_at"`
	ReturnReason   *ReturnReason   `db:"return_reason"`
	ReturnNote     *string         `db:"return_note"`
}

// IsNode marks an object with an identity.
func (*LeadOffer) IsNode() {}

// LeadOfferInput is the input of leadOffer.
type LeadOfferInput struct {
	LeadID     LeadID
	PartnerIDs []PartnerID
	MaxShare   int
	Hours      int
	Reason     *string // why the house decides, while the lead is handed out by itself
}

// LeadAcceptInput is the input of leadAccept.
type LeadAcceptInput struct{ OfferID OfferID }

// LeadDeclineInput is the input of leadDecline.
type LeadDeclineInput struct {
	OfferID OfferID
	Reason  DeclineReason
}

// LeadAdvanceInput is the input of leadAdvance.
type LeadAdvanceInput struct {
	OfferID    OfferID
	Stage      LeadStage
	LostReason *string
	LostCause  *LostCause

	Estimate      *MoneyInput
	ContractValue *MoneyInput
}
