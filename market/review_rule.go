package market

import "time"

// ReviewWork is what a review is to rest on, out of a lead or invoice of the
// author's.
type ReviewWork struct {
	Kind           ReviewBasisKind `db:"kind"`
	OrganizationID *OrganizationID `db:"organization_id"` // whose lead or invoice; nil for a person's
	IsOfPartner    bool            `db:"is_of_partner"`   // whether the partner has to do with it
	DoneAt         *time.Time      `db:"done_at"`         // when it was accepted or paid
}

// Basis is what the public learns of the work. It fails with Conflict, at the field
// of the basis, when the partner had nothing to do with it, or has not accepted the
// lead, or was not paid.
func (w *ReviewWork) Basis() (ReviewBasis, error) {
	field, undone := "leadId", "This partner has not accepted this lead."
	if w.Kind == PaidInvoice {
		field, undone = "invoiceId", "This invoice is not paid."
	}
	switch {
	case !w.IsOfPartner:
		return ReviewBasis{}, Errorf(Conflict, "This is not of the partner you review.").In("basis", field)
	case w.DoneAt == nil:
		return ReviewBasis{}, Errorf(Conflict, "%s A review rests on work that was agreed or paid.", undone).In("basis", field)
	}
	return ReviewBasis{Kind: w.Kind, OccurredAt: *w.DoneAt}, nil
}

// WrittenFor is the organisation that the author writes for: the one acted for when
// the work was done for it, nil for a person alone.
func (w *ReviewWork) WrittenFor(v Viewer) *OrganizationID {
	if w.OrganizationID == nil || *w.OrganizationID != v.Organization {
		return nil
	}
	return w.OrganizationID
}

// MayReview fails with Conflict for a member of the organisation that is to be
// reviewed. A telephone number belongs to one person here, so nobody else can share
// it with a member.
func MayReview(isMember bool) error {
	if isMember {
		return Errorf(Conflict, "You belong to this partner. Nobody reviews their own organisation.").In("partnerId")
	}
	return nil
}

// MayAnswer fails with Forbidden unless the viewer acts for the partner whose work
// the review is about, as its owner, manager or editor.
func (r *Review) MayAnswer(v Viewer) error {
	if v.Partner != r.PartnerID || !v.Is(Audience(Owner), Audience(Manager), Audience(Editor)) {
		return Errorf(Forbidden, "Only the partner that the review is about may answer it: its owners, managers and editors.")
	}
	return nil
}

// Writes is the language of what the viewer writes: the one given, else the first
// that the operation asks for, else English.
func (v Viewer) Writes(given *string) string {
	switch {
	case given != nil:
		return *given
	case len(v.Locales) > 0:
		return v.Locales[0]
	}
	return "en"
}
