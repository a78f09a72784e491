package market

import "time"

// LeadNeed is what a draw knows of a lead.
type LeadNeed struct {
	Size           LeadSize
	Country        *string
	Latitude       *float64 // with Longitude
	Longitude      *float64
	IndustryCode   *string
	Locale         string
	OrganizationID *OrganizationID // the client's
}

// LeadCandidate is a partner as the distribution of leads knows it.
type LeadCandidate struct {
	PartnerID      PartnerID       `db:"partner_id"`
	OrganizationID OrganizationID  `db:"organization_id"`
	State          PartnerState    `db:"state"`
	Kinds          []PartnerKind   `db:"kinds"`
	Competence     Competence      `db:"competence"`
	Languages      []string        `db:"languages"`
	IndustryCodes  []string        `db:"industries"`
	Country        string          `db:"country"`
	Latitude       *float64        `db:"latitude"`
	Longitude      *float64        `db:"longitude"`
	LevelWeight    float64         `db:"level_weight"`
	RatingValue    float64         `db:"rating_value"`
	RatingCount    int             `db:"rating_count"`
	Standing       LeadStanding    `db:"standing"`
	Preferences    LeadPreferences `db:"preferences"`
	HadIt          bool            `db:"had_it"` // whether the lead was offered to it before
}

// LeadStanding is what became of the leads that were offered to a partner, counted up
// to a moment.
type LeadStanding struct {
	PartnerID    PartnerID  `db:"partner_id"`
	Open         int        `db:"open"`          // offers that wait for an answer
	Working      int        `db:"working"`       // leads accepted, neither begun nor lost
	WeekSmall    int        `db:"week_small"`    // offered this week, and waiting or accepted
	WeekMedium   int        `db:"week_medium"`   //
	WeekLarge    int        `db:"week_large"`    //
	Received     float64    `db:"received"`      // leads that draws gave it, each halved every 14 days
	AnswerHours  float64    `db:"answer_hours"`  // the sum of what answers took, each halved every 90 days
	AnswerWeight float64    `db:"answer_weight"` // and of their number
	LastOfferAt  *time.Time `db:"last_offered_at"`
	Rests        []*LeadRest
}

// LeadRest is what keeps leads of a size from a partner.
type LeadRest struct {
	Size   LeadSize
	Reason LeadRefusal
	Until  *time.Time // where time alone ends it
}

// MeanAnswerHours is how long answers took in the mean, nil without any.
func (s *LeadStanding) MeanAnswerHours() *float64 {
	if s.AnswerWeight <= 0 {
		return nil
	}
	mean := s.AnswerHours / s.AnswerWeight
	return &mean
}

// InHand is how many leads the partner has to see to.
func (s *LeadStanding) InHand() int { return s.Open + s.Working }

// Week is how many leads of the size count for the partner's limit this week.
func (s *LeadStanding) Week(size LeadSize) int {
	switch size {
	case Small:
		return s.WeekSmall
	case Medium:
		return s.WeekMedium
	}
	return s.WeekLarge
}

// WeekAll is how many leads of all sizes do.
func (s *LeadStanding) WeekAll() int { return s.WeekSmall + s.WeekMedium + s.WeekLarge }

// WeekOf is when the week of limits begins that a moment is in: on Monday at 00:00 UTC.
func WeekOf(at time.Time) time.Time {
	at = at.UTC()
	monday := at.AddDate(0, 0, -(int(at.Weekday())+6)%7)
	return time.Date(monday.Year(), monday.Month(), monday.Day(), 0, 0, 0, 0, time.UTC)
}

// Need is what a draw knows of the lead.
func (l *Lead) Need() *LeadNeed {
	return &LeadNeed{Size: l.Size, Country: l.Country, Latitude: l.Latitude, Longitude: l.Longitude, IndustryCode: l.IndustryCode, Locale: l.Locale, OrganizationID: l.OrganizationID}
}
