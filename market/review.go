package market

import "time"

// ReviewBasisKind is what a review rests on.
type ReviewBasisKind string

// The kinds of bases.
const (
	AcceptedLead ReviewBasisKind = "ACCEPTED_LEAD"
	PaidInvoice  ReviewBasisKind = "PAID_INVOICE"
)

// Review is what a client says about a partner's work or solution.
type Review struct {
	ID             ReviewID        `db:"id"`
	PartnerID      PartnerID       `db:"partner_id"`
	SolutionID     *SolutionID     `db:"solution_id"` // nil when it is about the partner
	AuthorID       PersonID        `db:"author_id"`
	OrganizationID *OrganizationID `db:"organization_id"`
	Score          int             `db:"score"` // stars, 1 to 5
	Aspects        ReviewAspects   `db:"aspects"`
	Text           string          `db:"text"`
	Locale         string          `db:"locale"`
	Basis          ReviewBasis     `db:"basis"`
	ReplyText      *string         `db:"reply_text"`
	ReplyLocale    *string         `db:"reply_locale"`
	ReplyAt        *time.Time      `db:"reply_at"`
	CreatedAt      time.Time       `db:"created_at"`
}

// ReviewAspects are stars by aspect, 1 to 5, nil where none were given.
type ReviewAspects struct {
	Quality       *int `db:"quality"`
	Deadlines     *int `db:"deadlines"`
	Communication *int `db:"communication"`
	Price         *int `db:"price"`
}

// ReviewBasis is the work a review rests on.
type ReviewBasis struct {
	Kind       ReviewBasisKind `db:"kind"`
	OccurredAt time.Time       `db:"occurred_at"`
}

// Verification says how the basis was verified.
func (b ReviewBasis) Verification() string {
	if b.Kind == PaidInvoice {
		return "The author paid an invoice of this partner through the market place."
	}
	return "The partner accepted a lead of the author's on the market place."
}

// ReviewReply is a partner's answer to a review.
type ReviewReply struct {
	Text      string
	Locale    string
	CreatedAt time.Time
}

// Reply is the partner's answer, nil when there is none.
func (r *Review) Reply() *ReviewReply {
	if r.ReplyText == nil {
		return nil
	}
	return &ReviewReply{*r.ReplyText, *r.ReplyLocale, *r.ReplyAt}
}

// IsNode marks an object with an identity.
func (*Review) IsNode() {}
