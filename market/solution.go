package market

import "time"

// SolutionState is where a solution stands.
type SolutionState string

// The states of a solution.
const (
	SolutionDrafted   SolutionState = "DRAFT"
	SolutionSubmitted SolutionState = "SUBMITTED"
	SolutionPublished SolutionState = "PUBLISHED"
)

// SolutionOrder is the order of a list of solutions.
type SolutionOrder string

// The orders of solutions.
const (
	SolutionsByRating SolutionOrder = "RATING"
	SolutionsByTitle  SolutionOrder = "TITLE"
	SolutionsByNewest SolutionOrder = "NEWEST"
)

// PriceModel is what a price is for (B10).
type PriceModel string

// The price models.
const (
	PerUserMonth PriceModel = "PER_USER_MONTH"
	FlatMonth    PriceModel = "FLAT_MONTH"
	Once         PriceModel = "ONCE"
	PerHour      PriceModel = "PER_HOUR"
)

// Solution is a CRM or ERP solution of a partner. Title, Summary, Description and
// Locale are in the reader's language.
type Solution struct {
	ID             SolutionID    `db:"id"`
	PartnerID      PartnerID     `db:"partner_id"`
	CategoryID     CategoryID    `db:"category_id"`
	Slug           string        `db:"slug"`
	State          SolutionState `db:"state"`
	Title          string        `db:"title"`
	Summary        string        `db:"summary"`
	Description    string        `db:"description"` // sanitised HTML
	Locale         string        `db:"locale"`
	OriginalTitle  string        `db:"original_title"`
	IndustryCodes  []string      `db:"industries"`
	MinimumUsers   *int          `db:"minimum_users"`
	MaximumUsers   *int          `db:"maximum_users"`
	HostingCountry *string       `db:"hosting_country"`
	HasExport      bool          `db:"has_export"`
	TrialDays      int           `db:"trial_days"`
	IsFreemium     bool          `db:"is_freemium"`
	Rating         Rating        `db:"rating"`
	PublishedAt    *time.Time    `db:"published_at"`
	UpdatedAt      time.Time     `db:"updated_at"`
}

// SolutionText is a solution's texts in one language.
type SolutionText struct {
	SolutionID  SolutionID `db:"solution_id" json:"-"`
	Locale      string     `db:"locale"`
	Title       string     `db:"title"`
	Summary     string     `db:"summary"`
	Description string     `db:"description"` // Markdown
}

// SolutionDraft is the change of a published solution that the house has not
// confirmed yet.
type SolutionDraft struct {
	Texts       []*SolutionText
	CategoryID  CategoryID
	Plans       []*Plan
	IsSubmitted bool
	UpdatedAt   time.Time

	Industries     []string
	MinimumUsers   *int
	MaximumUsers   *int
	HostingCountry *string
	HasExport      bool
	TrialDays      int
	IsFreemium     bool
}

// Plan is one way to buy a solution.
type Plan struct {
	SolutionID SolutionID `json:"-"`
	Name       string
	Prices     []*Price
	Terms      []int // months: 1, 12, 24
}

// Price is a price in a plan: net, for one unit.
type Price struct {
	Model  PriceModel
	Amount Money
}

// Category is a place in the catalogue, with its name in the reader's language.
type Category struct {
	ID       CategoryID  `db:"id"`
	ParentID *CategoryID `db:"parent_id"`
	Slug     string      `db:"slug"`
	Name     string      `db:"name"`
	Locale   string      `db:"locale"`
}

// IsNode marks an object with an identity.
func (*Solution) IsNode() {}

// IsNode marks an object with an identity.
func (*Category) IsNode() {}

// SolutionBy names a solution: exactly one field is set.
type SolutionBy struct {
	ID   *SolutionID
	Slug *string
}

// SolutionFilter narrows a list of solutions; what is empty does not.
type SolutionFilter struct {
	Category      *string // slug; its children count too
	PartnerID     *PartnerID
	Languages     []string
	PriceModels   []PriceModel
	Industries    []string
	MinimumRating *float64
	Text          *string
	State         *SolutionState // nil for PUBLISHED
}

// SolutionTextInput is a solution's texts in one language.
type SolutionTextInput struct {
	Locale      string
	Title       string
	Summary     string
	Description string // Markdown
}

// PriceInput is a price in a plan.
type PriceInput struct {
	Model  PriceModel
	Amount *MoneyInput
}

// PlanInput is a plan of a solution.
type PlanInput struct {
	Name   string
	Prices []*PriceInput
	Terms  []int
}

// SolutionCreateInput is the input of solutionCreate.
type SolutionCreateInput struct {
	Texts          []*SolutionTextInput
	CategoryID     CategoryID
	Plans          []*PlanInput
	Industries     []string
	MinimumUsers   *int
	MaximumUsers   *int
	HostingCountry *string
	HasExport      bool
	TrialDays      int
	IsFreemium     bool
}

// SolutionUpdateInput is the input of solutionUpdate; nil leaves a field as it is.
type SolutionUpdateInput struct {
	SolutionID     SolutionID
	Texts          []*SolutionTextInput
	CategoryID     *CategoryID
	Plans          []*PlanInput
	Industries     []string
	MinimumUsers   *int
	MaximumUsers   *int
	HostingCountry *string
	HasExport      *bool
	TrialDays      *int
	IsFreemium     *bool
}

// SolutionSubmitInput is the input of solutionSubmit.
type SolutionSubmitInput struct{ SolutionID SolutionID }

// SolutionPublishInput is the input of solutionPublish.
type SolutionPublishInput struct{ SolutionID SolutionID }
