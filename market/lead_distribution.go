package market

import "time"

// DistributionState is where the handing out of a lead stands.
type DistributionState string

// The states of a distribution.
const (
	DistributionRunning DistributionState = "RUNNING"
	DistributionDone    DistributionState = "DONE"
	DistributionStopped DistributionState = "STOPPED"
)

// DistributionOutcome is how a distribution ended.
type DistributionOutcome string

// The outcomes of distributions.
const (
	OutcomeTaken         DistributionOutcome = "TAKEN"
	OutcomeNobodyFits    DistributionOutcome = "NOBODY_FITS"
	OutcomeDeclinedByAll DistributionOutcome = "DECLINED_BY_ALL"
	OutcomeReturned      DistributionOutcome = "RETURNED"
	OutcomeDealConflict  DistributionOutcome = "DEAL_CONFLICT"
	OutcomeOverridden    DistributionOutcome = "OVERRIDDEN"
	OutcomeClosed        DistributionOutcome = "CLOSED"
)

// LeadDistribution is one way in which a lead is handed out. A lead has one that runs,
// at most; when it ends without enough takers, another may go on.
type LeadDistribution struct {
	ID            DistributionID       `db:"id"`
	LeadID        LeadID               `db:"lead_id"`
	Mode          LeadMode             `db:"mode"`
	PolicyVersion int                  `db:"policy_version"`
	Seed          DrawSeed             `db:"seed"` // of its draws
	MaxShare      int                  `db:"max_share"`
	Hours         int                  `db:"hours"` // that a partner has to answer
	Draws         bool                 `db:"draws"` // false when somebody named the partners
	Round         int                  `db:"round"` // how many draws were made
	State         DistributionState    `db:"state"`
	Outcome       *DistributionOutcome `db:"outcome"`
	NextAt        *time.Time           `db:"next_at"` // when something is to be done
	StartedAt     time.Time            `db:"started_at"`
	EndedAt       *time.Time           `db:"ended_at"`
	PersonID      *PersonID            `db:"by_person"` // of the house, when it decided
	Reason        *string              `db:"reason"`    // why it did
	NextStep      *LeadStep            `db:"next_step"` // what is to be done at NextAt, where it was asked for
}

// LeadStep is what is to be done next about handing a lead out.
type LeadStep string

// The steps: partners are drawn, the offer that ends first is passed on, who closed for
// the night opens, the lead leaves the board.
const (
	StepDraw       LeadStep = "DRAW"
	StepPassOn     LeadStep = "PASS_ON"
	StepOpening    LeadStep = "OPENING"
	StepLeaveBoard LeadStep = "LEAVE_BOARD"
)

// Scan reads a seed from 32 bytes.
func (s *DrawSeed) Scan(src any) error {
	bytes, ok := src.([]byte)
	if !ok || len(bytes) != len(s) {
		return Errorf(Invalid, "%T is no seed.", src)
	}
	copy(s[:], bytes)
	return nil
}

// IsBoard reports whether partners come for the lead, instead of being asked.
func (d *LeadDistribution) IsBoard() bool { return d.Mode == LeadBoard || d.Mode == LeadSold }

// isOurs reports whether the house named the partners, so that naming more takes
// nothing out of anybody's hands.
func (d *LeadDistribution) isOurs() bool { return d.PersonID != nil && !d.Draws && !d.IsBoard() }

// end says how the distribution has ended.
func (d *LeadDistribution) end(outcome DistributionOutcome, now time.Time) {
	d.State, d.Outcome, d.EndedAt, d.NextAt = DistributionDone, &outcome, &now, nil
	if outcome == OutcomeOverridden {
		d.State = DistributionStopped
	}
}

// LeadDealer is what handing out leads needs from outside: the policy in force, a
// draw among the partners of today, the deals they have, and new ids.
type LeadDealer struct {
	Policy *LeadPolicy
	Draw   func(n int, seed DrawSeed) (*LeadDraw, error)
	Deal   func() (*Deal, error) // that the lead falls under (L12), nil for none
	NewID  func() DistributionID
	Seed   DrawSeed // for a distribution that begins
}

// LeadStart is how a distribution is to begin.
type LeadStart struct {
	Mode            LeadMode
	MaxShare, Hours int
	Draws           bool
	Person          *PersonID // of the house, when it decides
	Reason          *string
}

// ordinary is how the policy hands a lead of this size out.
func (d LeadDealer) ordinary(size LeadSize) LeadStart {
	r := d.Policy.Size(size)
	return LeadStart{Mode: r.Mode, MaxShare: r.MaxShare, Hours: r.Hours, Draws: true}
}

// first is how the policy begins with a lead of this size. One for the board comes there
// when nobody has a deal about it (L12), which everybody would see otherwise: until then
// it is in the hands of nobody.
func (d LeadDealer) first(size LeadSize) LeadStart {
	start := d.ordinary(size)
	if start.Mode == LeadBoard {
		start.Mode, start.Draws = LeadExclusive, false
	}
	return start
}

// Begin hands the lead out anew at now, in the policy's ordinary way. A lead with a
// partner of the client's choice is offered to nobody else before.
func (c *LeadCase) Begin(d LeadDealer, now time.Time) {
	start := d.first(c.Lead.Size)
	if c.Lead.PartnerID != nil && len(c.Offers) == 0 {
		start = LeadStart{Mode: LeadExclusive, MaxShare: 1, Hours: int(OfferLife / time.Hour)}
	} else if c.Lead.MaxShare > 1 { // the client compares
		start.Mode, start.MaxShare = LeadShared, c.Lead.MaxShare
	}
	c.start(d, start, now)
}

// start begins a distribution.
func (c *LeadCase) start(d LeadDealer, start LeadStart, now time.Time) *LeadDistribution {
	next := now
	if start.Mode == LeadBoard {
		next = now.AddDate(0, 0, d.Policy.Rules.BoardDays)
	}
	r := &LeadDistribution{
		ID: d.NewID(), LeadID: c.Lead.ID, Mode: start.Mode, PolicyVersion: d.Policy.Version, Seed: d.Seed,
		MaxShare: start.MaxShare, Hours: start.Hours, Draws: start.Draws && start.Mode != LeadBoard && start.Mode != LeadSold,
		State: DistributionRunning, NextAt: &next, StartedAt: now, PersonID: start.Person, Reason: start.Reason,
	}
	c.Lead.MaxShare = start.MaxShare
	c.Distributions = append(c.Distributions, r)
	return r
}

// Running is the distribution that runs, or nil.
func (c *LeadCase) Running() *LeadDistribution {
	for _, d := range c.Distributions {
		if d.State == DistributionRunning {
			return d
		}
	}
	return nil
}

// finish ends the distribution that runs, if any.
func (c *LeadCase) finish(outcome DistributionOutcome, now time.Time) {
	if d := c.Running(); d != nil {
		d.end(outcome, now)
	}
}
