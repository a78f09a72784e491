package market

import (
	"encoding/json"
	"slices"
	"time"
)

// LeadMode is how a lead is handed out.
type LeadMode string

// The modes: one partner at a time, up to a number at once, who fits may claim it,
// who fits may buy it.
const (
	LeadExclusive LeadMode = "EXCLUSIVE"
	LeadShared    LeadMode = "SHARED"
	LeadBoard     LeadMode = "BOARD"
	LeadSold      LeadMode = "SOLD"
)

// The half-lives of what partners' counters remember. They are no part of the policy,
// because the counters are kept with them (migration 0033).
const (
	ReceivedHalfLife = 14 * 24 * time.Hour // of a lead that a draw gave
	AnswerHalfLife   = 90 * 24 * time.Hour // of an answer
)

// LeadPolicy is one version of how leads are handed out (P16): from ValidFrom until a
// newer version begins. It is never changed; only before it begins it can be withdrawn.
type LeadPolicy struct {
	Version          int        `db:"version"`
	ValidFrom        time.Time  `db:"valid_from"`
	Note             string     `db:"note"` // what is new in it
	Rules            LeadRules  `db:"rules"`
	NextFrom         *time.Time `db:"next_from"` // when the first of the newer versions begins; nil for none
	WithdrawnAt      *time.Time `db:"withdrawn_at"`
	WithdrawnByID    *PersonID  `db:"withdrawn_by"`
	WithdrawalReason *string    `db:"withdrawal_reason"`
}

// LeadRules are the numbers of a policy.
type LeadRules struct {
	Kinds         []PartnerKind    `json:"kinds"`         // who takes leads
	Newcomers     []Competence     `json:"newcomers"`     // for whom the floor is
	Sizes         []*LeadSizeRules `json:"sizes"`         // one for each size
	RadiusKm      int              `json:"radiusKm"`      // around a partner that names none
	Pool          int              `json:"pool"`          // at most so many are drawn among
	Rounds        int              `json:"rounds"`        // draws, before the lead goes to the board
	BoardDays     int              `json:"boardDays"`     // before it goes to the house
	WaitHours     int              `json:"waitHours"`     // at most, for partners to open
	ReturnHours   int              `json:"returnHours"`   // in which a bad lead is returned
	DealDays      int              `json:"dealDays"`      // for which a deal is protected
	RemindAt      float64          `json:"remindAt"`      // the part of an offer's time after which its partner is reminded
	LevelPower    float64          `json:"levelPower"`    // the power to which a level's lead weight is raised
	Rating        []*CurvePoint    `json:"rating"`        // from stars
	RatingPrior   float64          `json:"ratingPrior"`   // stars of who has no reviews
	AnswerTime    []*CurvePoint    `json:"answerTime"`    // from hours
	AnswerPrior   float64          `json:"answerPrior"`   // hours of who has not answered
	AnswerWeight  float64          `json:"answerWeight"`  // for how many answers the prior counts
	Load          []*CurvePoint    `json:"load"`          // from leads in hand
	CatchUpAtMost float64          `json:"catchUpAtMost"` // the most that catching up multiplies, or divides, a weight by
}

// LeadSizeRules are the rules for leads of one size.
type LeadSizeRules struct {
	Size          LeadSize     `json:"size"`
	Mode          LeadMode     `json:"mode"`
	MaxShare      int          `json:"maxShare"`      // how many partners may take it
	Hours         int          `json:"hours"`         // to answer an offer
	Drawn         []Competence `json:"drawn"`         // whom the draw is among
	Board         []Competence `json:"board"`         // who may claim one
	NewcomerFloor float64      `json:"newcomerFloor"` // what level times answer time count for newcomers, at least; 0 for no floor
}

// CurvePoint is a point of a Curve.
type CurvePoint struct {
	At     float64 `json:"at"`
	Weight float64 `json:"weight"`
}

// Curve makes a weight of a value: straight lines between its points, and level before
// the first and after the last.
type Curve []*CurvePoint

// Weigh is the weight at a value.
func (c Curve) Weigh(at float64) float64 {
	for i, p := range c {
		switch {
		case at <= p.At && i == 0, at == p.At:
			return p.Weight
		case at < p.At:
			from := c[i-1]
			return from.Weight + (p.Weight-from.Weight)*((at-from.At)/(p.At-from.At))
		}
	}
	return c[len(c)-1].Weight
}

// Size are the rules for a size.
func (r *LeadRules) Size(size LeadSize) *LeadSizeRules {
	for _, s := range r.Sizes {
		if s.Size == size {
			return s
		}
	}
	return &LeadSizeRules{Size: size, Mode: LeadBoard, MaxShare: 1, Hours: 24} // Check lets none be missing
}

// Size are the policy's rules for a size.
func (p *LeadPolicy) Size(size LeadSize) *LeadSizeRules { return p.Rules.Size(size) }

// Scan reads the rules from JSON.
func (r *LeadRules) Scan(src any) error { return scanJSON(src, r) }

// IsNewcomer reports whether the floor is for the competence.
func (r *LeadRules) IsNewcomer(c Competence) bool { return slices.Contains(r.Newcomers, c) }

// scanJSON reads what a column of JSON holds.
func scanJSON(src any, into any) error {
	switch src := src.(type) {
	case []byte:
		return json.Unmarshal(src, into)
	case string:
		return json.Unmarshal([]byte(src), into)
	}
	return Errorf(Invalid, "%T is no JSON.", src)
}
