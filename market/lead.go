package market

import (
	"strings"
	"time"
)

// LeadState is where a lead stands.
type LeadState string

// The states of a lead.
const (
	LeadOpen     LeadState = "OPEN"
	LeadOffered  LeadState = "OFFERED"
	LeadAccepted LeadState = "ACCEPTED"
	LeadClosed   LeadState = "CLOSED"
	LeadHeld     LeadState = "HELD"   // looks like spam; the house sees
	LeadMerged   LeadState = "MERGED" // the same as another
)

// LeadSize is how large the work is (L6).
type LeadSize string

// The sizes of leads.
const (
	Small  LeadSize = "SMALL"
	Medium LeadSize = "MEDIUM"
	Large  LeadSize = "LARGE"
)

// LeadSource is where a lead came from (L1).
type LeadSource string

// The sources of leads.
const (
	FromSite        LeadSource = "SITE"
	FromPartnerPage LeadSource = "PARTNER_PAGE"
	FromMarketing   LeadSource = "MARKETING"
)

// Lead is somebody's need, handed to partners. Everything about the person stands
// in LeadContact.
type Lead struct {
	ID              LeadID          `db:"id"`
	PersonID        *PersonID       `db:"person_id"`       // who submitted it, when signed in
	OrganizationID  *OrganizationID `db:"organization_id"` // for which organisation
	PartnerID       *PartnerID      `db:"partner_id"`      // the one the client chose
	Number          int             `db:"number"`
	Title           string          `db:"title"`
	State           LeadState       `db:"state"`
	Size            LeadSize        `db:"size"`
	Source          LeadSource      `db:"source"`
	Goal            *string         `db:"goal"`
	Means           *string         `db:"means"`
	Stages          *string         `db:"stages"`
	Contents        *string         `db:"contents"`
	BudgetMinor     *int64          `db:"budget_minor"`
	BudgetCurrency  *Currency       `db:"budget_currency"`
	Country         *string         `db:"country"`
	City            *string         `db:"city"`
	IndustryCode    *string         `db:"industry"`
	Locale          string          `db:"locale"`
	Deadline        *time.Time      `db:"deadline"` // a day
	MaxShare        int             `db:"max_share"`
	CreatedAt       time.Time       `db:"created_at"`
	Sale            *LeadSale       // as it is submitted
	SourceDetail    *string         `db:"source_detail"` // such as the name of an event
	ExternalID      *string         `db:"external_id"`   // in the system that submitted it
	Latitude        *float64        `db:"latitude"`      // degrees
	Longitude       *float64        `db:"longitude"`
	RetoldBy        *string         `db:"retold_by"` // who passed it on (L9)
	RetoldAt        *time.Time      `db:"retold_at"`
	HeldFor         string          `db:"hold_reasons"` // why it was held, in words of HoldReason; for the house
	Form            *LeadForm       `db:"-"`            // by which it has just come from a partner's page
	AttachmentCount int             `db:"attachment_count"`
	MergedInto      *LeadID         `db:"merged_into"`
	MergedAdds      bool            `db:"merged_adds"` // whether who calls for that one reads this one too
	EndedAt         *time.Time      `db:"ended_at"`    // by its client or the house, for good
	ContactErasedAt *time.Time      `db:"contact_erased_at"`
	IsContactOpen   bool            `db:"is_contact_open"` // whether the viewer may see whom to call
}

// Budget is what may be spent, nil when it was not said.
func (l *Lead) Budget() *Money {
	if l.BudgetMinor == nil {
		return nil
	}
	return &Money{*l.BudgetMinor, *l.BudgetCurrency}
}

// HoldReasons are why the lead was held; none when it was not, or the viewer may not
// know.
func (l *Lead) HoldReasons() []HoldReason {
	reasons := []HoldReason{}
	for _, word := range strings.Fields(l.HeldFor) {
		reasons = append(reasons, HoldReason(word))
	}
	return reasons
}

// Hold holds the lead back for the reasons, if there are any.
func (l *Lead) Hold(reasons []HoldReason) {
	for _, r := range reasons {
		l.State, l.HeldFor = LeadHeld, strings.TrimSpace(l.HeldFor+" "+string(r))
	}
}

// LeadContact is whom to call.
type LeadContact struct {
	LeadID      LeadID
	Name        string
	Phone       *string // E.164
	Email       *string
	Company     *string
	Details     []string // what stood in the texts of the lead and tells who it is
	Attachments []string // addresses
}

// IsNode marks an object with an identity.
func (*Lead) IsNode() {}

// LeadFilter narrows a list of leads; what is empty does not.
type LeadFilter struct {
	States      []LeadState
	Sizes       []LeadSize
	OfferStates []OfferState
}

// LeadContactInput is whom to call.
type LeadContactInput struct {
	Name    string
	Phone   *Typed // E.164
	Email   *string
	Company *string
}

// LeadSubmitInput is the input of leadSubmit.
type LeadSubmitInput struct {
	Contact   *LeadContactInput
	PartnerID *PartnerID
	Title     *string
	Goal      *string
	Means     *string
	Stages    *string
	Contents  *string
	Size      LeadSize
	Budget    *MoneyInput
	Country   *Typed
	City      *string
	Industry  *string
	Locale    *string
	Deadline  *time.Time
	Sale      *LeadSaleInput

	Source       *LeadSource
	SourceDetail *string
	ExternalID   *string
	Latitude     *float64
	Longitude    *float64
	MaxPartners  *int
	RetoldBy     *string
	RetoldAt     *time.Time
	Attachments  []string

	Form *LeadForm // by which it came from a partner's page; nil for all others
}

// LeadAddedEvent is a lead that has just come to a partner.
type LeadAddedEvent struct {
	Kind   EventKind
	Cursor string
	Node   *Lead      // nil with EventResync
	Offer  *LeadOffer // nil for a lead on the board
}

// LeadUpdatedEvent is something that happened to a lead.
type LeadUpdatedEvent struct {
	Kind   EventKind
	Cursor string
	Change *LeadChange // nil with EventResync, as Node
	Node   *Lead
}
