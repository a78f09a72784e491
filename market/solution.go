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
	SolutionsByPrice  SolutionOrder = "PRICE" // needs SolutionFilter.Price
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

// Solution is a CRM or ERP solution of a partner. Title, Summary and Locale are in
// the reader's language; the description in it is loaded only where it is read.
type Solution struct {
	ID             SolutionID    `db:"id"`
	PartnerID      PartnerID     `db:"partner_id"`
	CategoryID     CategoryID    `db:"category_id"`
	Slug           string        `db:"slug"`
	State          SolutionState `db:"state"`
	Title          string        `db:"title"`
	Summary        string        `db:"summary"`
	Locale         string        `db:"locale"`
	SortTitle      string        `db:"sort_title"` // the key of the order by title
	IndustryCodes  []string      `db:"industries"`
	MinimumUsers   *int          `db:"minimum_users"`
	MaximumUsers   *int          `db:"maximum_users"`
	HostingCountry *string       `db:"hosting_country"`
	HasExport      bool          `db:"has_export"`
	TrialDays      int           `db:"trial_days"`
	IsFreemium     bool          `db:"is_freemium"`
	Plans          []*Plan       `db:"plans"` // cheapest first
	Rating         Rating        `db:"rating"`
	PublishedAt    *time.Time    `db:"published_at"`
	UpdatedAt      time.Time     `db:"updated_at"`

	PriceMinor *int64 `db:"price_minor"` // by which a list is ordered; else nil

	Category *Category `db:"category"` // nil unless it was read with the solution
	Partner  *Partner  `db:"partner"`  // nil unless it was read with the solution
}

// SolutionText is a solution's texts in one language.
type SolutionText struct {
	SolutionID  SolutionID `db:"solution_id" json:"-"`
	Locale      string     `db:"locale"`
	Title       string     `db:"title"`
	Summary     string     `db:"summary"`
	Description string     `db:"description"` // Markdown
}

// SolutionDraft is all that a partner writes about a solution: the change of a
// published one that the house has not confirmed yet, as it stands in the database
// in JSON.
type SolutionDraft struct {
	Texts       []*SolutionText
	CategoryID  CategoryID
	Plans       []*Plan
	IsSubmitted bool
	UpdatedAt   time.Time

	IndustryCodes  []string `json:"Industries"`
	MinimumUsers   *int
	MaximumUsers   *int
	HostingCountry *string
	HasExport      bool
	TrialDays      int
	IsFreemium     bool
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
	Category         *string  // slug; its children count too
	Categories       []string // slugs; with Category, any of all
	PartnerID        *PartnerID
	Languages        []string
	PriceModels      []PriceModel
	Industries       []string
	HostingCountries []string
	Price            *PriceFilter
	Users            *int // how many the company has
	HasTrial         *bool
	IsFreemium       *bool
	HasExport        *bool
	MinimumRating    *float64
	Text             *string
	State            *SolutionState // nil for PUBLISHED
}

// SolutionTextInput is a solution's texts in one language.
type SolutionTextInput struct {
	Locale      string
	Title       string
	Summary     string
	Description string // Markdown
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

// SolutionUpdateInput is the input of solutionUpdate; nil leaves a field as it is,
// unless Cleared names it.
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
	Cleared        Cleared
}

// SolutionSubmitInput is the input of solutionSubmit.
type SolutionSubmitInput struct{ SolutionID SolutionID }

// SolutionPublishInput is the input of solutionPublish.
type SolutionPublishInput struct {
	SolutionID SolutionID
	UpdatedAt  *time.Time // what was read; nil to confirm whatever is there
}
