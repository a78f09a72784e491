package demo

import (
	"iter"

	"partnergraph/market"
	"partnergraph/store"
)

// leads are all leads: those behind reviewed work first, then the fresh ones.
func (w *World) leads() iter.Seq[Lead] {
	return func(yield func(Lead) bool) {
		for i := range w.Size.Bases() {
			if !paid(i) && !yield(w.WorkLead(i)) {
				return
			}
		}
		for i := range w.Size.Leads {
			if !yield(w.FreshLead(i)) {
				return
			}
		}
	}
}

func (w *World) workLeadID(basis int) string {
	l := w.WorkLead(basis)
	return w.leadID(&l)
}

func (w *World) leadID(l *Lead) string { return w.id(aLead, l.Index, l.At) }

// leadCount is about how many leads there are.
func (w *World) leadCount() int { return w.Size.Bases()*4/5 + w.Size.Leads }

func (w *World) leadRows() table {
	return table{"lead", []string{"id", "person_id", "organization_id", "partner_id", "title", "state", "size", "source", "goal", "means", "stages",
		"contents", "budget_minor", "budget_currency", "country", "city", "industry", "locale", "deadline", "max_share", "created_at"},
		func(yield func([]any) bool) {
			for l := range w.leads() {
				if !yield(w.leadRow(&l)) {
					return
				}
			}
		}, w.leadCount()}
}

func (w *World) leadRow(l *Lead) []any {
	var person, organization, partner, minor, currency any
	source := market.FromSite
	if l.Client >= 0 {
		person, organization = w.personID(w.Size.Buyer(l.Client)), w.organizationID(Org{AClient, l.Client})
	}
	if l.Chosen >= 0 {
		partner, source = w.partnerID(l.Chosen), market.FromPartnerPage
	}
	if l.Budget.Minor > 0 {
		minor, currency = l.Budget.Minor, string(l.Budget.Currency)
	}
	return []any{w.leadID(l), person, organization, partner, l.Title, string(l.State), string(l.Size), string(source),
		given(l.Goal), given(l.Means), given(l.Stages), given(l.Contents), minor, currency,
		l.Place.Country, l.Place.Name[English], given(l.Industry), l.Lang.String(), orNull(l.Deadline), l.MaxShare, l.At}
}

// orNone is nil for a text that was not given.
func orNone(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// sealedContacts are whom to call about all leads. Each is a person of its own: of the
// numbers that belong to nobody there are but a thousand.
type sealedContacts struct {
	*World
	store    *store.Store
	subjects [][]any // with their keys, in the order of the leads
	err      error   // of the first that could not be sealed
}

func (c *sealedContacts) subjectRows() table {
	return table{"data_subject", store.SubjectColumns, func(yield func([]any) bool) {
		for l := range c.leads() {
			subject, err := c.store.SubjectRow(c.id(aSubject, l.Index, l.At))
			if c.err = err; err != nil {
				return
			}
			c.subjects = append(c.subjects, subject)
			if !yield(subject) {
				return
			}
		}
	}, c.leadCount()}
}

func (c *sealedContacts) rows() table {
	return table{"lead_contact", store.ContactColumns, func(yield func([]any) bool) {
		i := 0
		for l := range c.leads() {
			contact := &market.LeadContact{LeadID: market.LeadID(c.leadID(&l)), Name: l.Contact.Name, Phone: &l.Contact.Phone,
				Email: orNone(l.Contact.Email), Company: orNone(l.Contact.Company)}
			row, err := c.store.ContactRow(c.subjects[i], contact, &l.Place.Country)
			if i++; err != nil {
				c.err = err
				return
			}
			if !yield(row) {
				return
			}
		}
	}, c.leadCount()}
}

func (w *World) leadOfferRows() table {
	return table{"lead_offer", []string{"id", "lead_id", "partner_id", "state", "sent_at", "deadline", "answered_at", "decline_reason",
		"stage", "stage_at", "lost_reason", "lost_cause", "contract_minor", "contract_currency"},
		func(yield func([]any) bool) {
			for l := range w.leads() {
				for n, o := range l.Offers {
					row := []any{w.id(anOffer, l.Index*most+n, o.SentAt), w.leadID(&l), w.partnerID(o.Partner), string(o.State), o.SentAt,
						o.Deadline(), orNull(o.Answered), given(o.Decline), given(o.Stage), orNull(o.StageAt), given(o.Lost),
						given(o.Cause), nil, nil}
					if o.Contract.Minor > 0 {
						row[12], row[13] = o.Contract.Minor, string(o.Contract.Currency)
					}
					if !yield(row) {
						return
					}
				}
			}
		}, w.leadCount()}
}

// leadRevealRows log that the partners that accepted a lead saw whom to call.
func (w *World) leadRevealRows() table {
	return table{"lead_contact_reveal", []string{"lead_id", "person_id", "organization_id", "revealed_at"},
		func(yield func([]any) bool) {
			for l := range w.leads() {
				for _, o := range l.Offers {
					if o.State == market.OfferAccepted && !yield([]any{w.leadID(&l), w.personID(w.Size.Member(o.Partner, 0)),
						w.organizationID(Org{APartner, o.Partner}), o.Answered}) {
						return
					}
				}
			}
		}, w.leadCount()}
}
