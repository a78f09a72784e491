package market

import "time"

// PartnerState is where a partner stands in the programme.
type PartnerState string

// The states of a partner.
const (
	PartnerApplied  PartnerState = "APPLIED"
	PartnerActive   PartnerState = "ACTIVE"
	PartnerPaused   PartnerState = "PAUSED"
	PartnerRejected PartnerState = "REJECTED"
)

// IsAdmitted reports whether a partner in the state is in the directory.
func (s PartnerState) IsAdmitted() bool { return s == PartnerActive || s == PartnerPaused }

// PartnerKind is what a partner does in the programme (P3).
type PartnerKind string

// The kinds of partners.
const (
	Integrator       PartnerKind = "INTEGRATOR"
	Freelancer       PartnerKind = "FREELANCER"
	Subcontractor    PartnerKind = "SUBCONTRACTOR"
	MarketingPartner PartnerKind = "MARKETING"
	Developer        PartnerKind = "DEVELOPER"
	Maintainer       PartnerKind = "MAINTAINER"
	Recruiter        PartnerKind = "RECRUITER"
)

// Competence is what a partner has done before (P9).
type Competence string

// The competences, most experienced first.
const (
	ThisProduct   Competence = "THIS_PRODUCT"
	OtherSoftware Competence = "OTHER_SOFTWARE"
	Newcomer      Competence = "NEWCOMER"
)

// Service is what a partner earns with beside licences (B14).
type Service string

// The services.
const (
	Implementation   Service = "IMPLEMENTATION"
	Integration      Service = "INTEGRATION"
	Customising      Service = "CUSTOMISING"
	SupportService   Service = "SUPPORT"
	Audit            Service = "AUDIT"
	InHouseSystems   Service = "IN_HOUSE_SYSTEMS"
	MobileApps       Service = "MOBILE_APPS"
	Migration        Service = "MIGRATION"
	Hosting          Service = "HOSTING"
	DemoInstallation Service = "DEMO_INSTALLATION"
	Training         Service = "TRAINING"
)

// PartnerOrder is the order of a list of partners.
type PartnerOrder string

// The orders of partners.
const (
	PartnersByRating PartnerOrder = "RATING"
	PartnersByName   PartnerOrder = "NAME"
	PartnersByNewest PartnerOrder = "NEWEST"

	PartnersByDistance PartnerOrder = "DISTANCE" // needs PartnerFilter.Near
)

// Partner is an independent company that sells, installs and supports the
// vendor's software. Summary and Locale are in the reader's language; the
// description in it is loaded only where it is read.
type Partner struct {
	ID              PartnerID      `db:"id"`
	OrganizationID  OrganizationID `db:"organization_id"`
	Slug            string         `db:"slug"`
	Name            string         `db:"name"`
	SortName        string         `db:"sort_name"` // the key of the order by name
	State           PartnerState   `db:"state"`
	Kinds           []PartnerKind  `db:"kinds"`
	Competence      Competence     `db:"competence"`
	Level           *Level         `db:"level"`
	Services        []Service      `db:"services"`
	IndustryCodes   []string       `db:"industries"`
	Languages       []string       `db:"languages"`
	Country         string         `db:"country"`
	City            string         `db:"city"`
	Latitude        *float64       `db:"latitude"`  // degrees north, WGS 84
	Longitude       *float64       `db:"longitude"` // degrees east, WGS 84
	Website         *string        `db:"website"`
	Summary         string         `db:"summary"`
	Locale          string         `db:"locale"`
	Rating          Rating         `db:"rating"`
	AppliedAt       time.Time      `db:"applied_at"`
	AdmittedAt      *time.Time     `db:"admitted_at"`
	RejectionReason *string        `db:"rejection_reason"`
	DistanceKm      *float64       `db:"distance_km"` // from where a list was asked for; else nil
}

// PartnerText is a partner's texts in one language.
type PartnerText struct {
	PartnerID   PartnerID `db:"partner_id"`
	Locale      string    `db:"locale"`
	Summary     string    `db:"summary"`
	Description string    `db:"description"` // Markdown
}

// Level is a level of the programme.
type Level struct {
	Code       string  `db:"code"`
	Rank       int     `db:"rank"` // 1 is the lowest
	Licence    string  `db:"licence"`
	Discount   Decimal `db:"discount"`    // percent
	LeadWeight Decimal `db:"lead_weight"` // 1 is neutral
}

// Industry is an industry with its name in the reader's language.
type Industry struct {
	Code   string `db:"code"`
	Name   string `db:"name"`
	Locale string `db:"locale"`
	Rank   int    `db:"rank"` // the place by name, in the reader's language
}

// IsNode marks an object with an identity.
func (*Partner) IsNode() {}

// PartnerBy names a partner: exactly one field is set.
type PartnerBy struct {
	ID   *PartnerID
	Slug *string
}

// PartnerFilter narrows a list of partners; what is empty does not.
type PartnerFilter struct {
	Countries     []string
	City          *string
	Languages     []string
	Industries    []string
	Kinds         []PartnerKind
	Services      []Service
	Competences   []Competence
	Levels        []string
	MinimumRating *float64
	Text          *string
	Near          *NearInput
	State         *PartnerState // nil for ACTIVE and PAUSED
}

// PartnerTextInput is a partner's texts in one language.
type PartnerTextInput struct {
	Locale      string
	Summary     string
	Description string // Markdown
}

// PartnerApplyInput is the input of partnerApply.
type PartnerApplyInput struct {
	Name       string
	Kinds      []PartnerKind
	Competence Competence
	Services   []Service
	Industries []string
	Languages  []string
	Country    string
	City       string
	Latitude   *float64
	Longitude  *float64
	Website    *string
	Texts      []*PartnerTextInput
}

// PartnerApproveInput is the input of partnerApprove.
type PartnerApproveInput struct {
	PartnerID PartnerID
	Level     *string // nil for the lowest
}

// PartnerRejectInput is the input of partnerReject.
type PartnerRejectInput struct {
	PartnerID PartnerID
	Reason    string
}

// PartnerUpdateInput is the input of partnerUpdate; nil leaves a field as it is,
// unless Cleared names it.
type PartnerUpdateInput struct {
	Name       *string
	Kinds      []PartnerKind
	Competence *Competence
	Services   []Service
	Industries []string
	Languages  []string
	Country    *string
	City       *string
	Latitude   *float64
	Longitude  *float64
	Website    *string
	Texts      []*PartnerTextInput
	IsPaused   *bool
	Cleared    Cleared
}
