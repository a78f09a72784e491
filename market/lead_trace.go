package market

// LeadReason is why a lead went to a partner.
type LeadReason string

// The reasons: drawn by the policy, chosen by the client, a deal that the partner had
// registered, named by the house, claimed from the board, bought.
const (
	ReasonDraw         LeadReason = "DRAW"
	ReasonClientChoice LeadReason = "CLIENT_CHOICE"
	ReasonDeal         LeadReason = "DEAL"
	ReasonHouse        LeadReason = "HOUSE"
	ReasonClaim        LeadReason = "CLAIM"
	ReasonPurchase     LeadReason = "PURCHASE"
)

// LeadFactorName names a factor of a weight.
type LeadFactorName string

// The factors, in the order in which a trace has them.
const (
	FactorLevel      LeadFactorName = "LEVEL"
	FactorRating     LeadFactorName = "RATING"
	FactorAnswerTime LeadFactorName = "ANSWER_TIME"
	FactorLoad       LeadFactorName = "LOAD"
	FactorNewcomer   LeadFactorName = "NEWCOMER"
)

// LeadTraceFactor is a factor of a partner's weight in a draw.
type LeadTraceFactor struct {
	Name   LeadFactorName `json:"name"`
	Value  float64        `json:"value"`  // what was known of the partner
	Weight float64        `json:"weight"` // what the policy makes of it
}

// LeadTrace is why a lead was offered to a partner. What comes from a draw is empty
// where there was none.
type LeadTrace struct {
	Reason     LeadReason         `json:"reason"`
	Policy     int                `json:"policy"` // the version
	Factors    []*LeadTraceFactor `json:"factors"`
	Weight     float64            `json:"weight"`     // the product of the factors' weights
	Due        float64            `json:"due"`        // leads it should have had, of those that all candidates had
	Received   float64            `json:"received"`   // leads it had
	CatchUp    float64            `json:"catchUp"`    // what that multiplies the weight by
	Chance     float64            `json:"chance"`     // to be drawn first
	Candidates int                `json:"candidates"` // among how many
}

// LeadTraceOf is the trace of what no draw decided.
func LeadTraceOf(reason LeadReason, policy int) *LeadTrace {
	return &LeadTrace{Reason: reason, Policy: policy, Factors: []*LeadTraceFactor{}}
}

// Scan reads a trace from JSON.
func (t *LeadTrace) Scan(src any) error { return scanJSON(src, t) }
