package market

import "time"

// LeadCorrection is what a field of a lead said before and after somebody corrected it
// (L9).
type LeadCorrection struct {
	LeadID      LeadID    `db:"lead_id"`
	Field       string    `db:"field"` // by its name in the input of leadCorrect
	Before      *string   `db:"before"`
	After       *string   `db:"after"`
	Party       LeadParty `db:"party"`
	PersonID    *PersonID `db:"person_id"` // nil for whom it is not told
	CorrectedAt time.Time `db:"corrected_at"`
}

// LeadCorrectInput is the input of leadCorrect; what is nil stays as it is.
type LeadCorrectInput struct {
	LeadID   LeadID
	Goal     *string
	Means    *string
	Stages   *string
	Contents *string
	Size     *LeadSize
	Budget   *MoneyInput
	Country  *Typed
	City     *string
	Industry *string
	Deadline *time.Time
	Note     *string
}

// Correct changes what the lead says at now, and returns what has changed, with the
// note in the form that is kept: without what tells who the contact is, which nothing
// may say before a partner has accepted. It fails with all that is wrong with the input, with
// Conflict when the lead is over, and with Invalid when nothing would change.
func (l *Lead) Correct(in LeadCorrectInput, c *LeadContact, now time.Time) (changes []*LeadCorrection, note *string, err error) {
	var errs Errors
	before, names := l.facts(), c.names()
	for _, f := range []struct {
		name  string
		given *string
		to    **string
		max   int
		check func(*Errors, string, string, int, int) string
	}{
		{"goal", in.Goal, &l.Goal, maxBrief, checkText}, {"means", in.Means, &l.Means, maxBrief, checkText},
		{"stages", in.Stages, &l.Stages, maxBrief, checkText}, {"contents", in.Contents, &l.Contents, maxBrief, checkText},
		{"city", in.City, &l.City, 80, checkLine},
	} {
		if f.given != nil {
			*f.to = blotted(optionalText(&errs, f.name, f.given, f.max, f.check), names...)
		}
	}
	if in.Size != nil {
		l.Size = *in.Size
	}
	if in.Country != nil {
		l.Country = in.Country.take(&errs, "country")
	}
	if in.Industry != nil {
		l.IndustryCode = in.Industry
	}
	LeadSubmitInput{Budget: in.Budget, Deadline: in.Deadline}.limit(&errs, l, now)
	note = blotted(optionalText(&errs, "note", in.Note, 1000, checkText), names...)
	if l.isOver() {
		errs = append(errs, Errorf(Conflict, "This lead is over.").In("leadId"))
	}
	if err := errs.Err(); err != nil {
		return nil, nil, err
	}
	if changes = l.changes(before, now); len(changes) == 0 {
		return nil, nil, Errorf(Invalid, "Nothing of this is new; give at least one field that changes.")
	}
	return changes, note, nil
}

// changes are what the lead says now and did not before.
func (l *Lead) changes(before []fact, now time.Time) (changes []*LeadCorrection) {
	for i, f := range l.facts() {
		if f.text != before[i].text {
			changes = append(changes, &LeadCorrection{LeadID: l.ID, Field: f.name, Before: some(before[i].text), After: some(f.text), CorrectedAt: now})
		}
	}
	return changes
}

// fact is a field that can be corrected, as text.
type fact struct{ name, text string }

// facts are the fields that can be corrected, in the order of the contract.
func (l *Lead) facts() []fact {
	budget, deadline := "", ""
	if b := l.Budget(); b != nil {
		budget = b.String()
	}
	if l.Deadline != nil {
		deadline = l.Deadline.Format(time.DateOnly)
	}
	return []fact{{"goal", text(l.Goal)}, {"means", text(l.Means)}, {"stages", text(l.Stages)}, {"contents", text(l.Contents)},
		{"size", string(l.Size)}, {"budget", budget}, {"country", text(l.Country)}, {"city", text(l.City)},
		{"industry", text(l.IndustryCode)}, {"deadline", deadline}}
}

// text is a text that may be missing.
func text(t *string) string {
	if t == nil {
		return ""
	}
	return *t
}

// MayCorrect fails with Conflict for a partner that bought the lead: what others are to
// buy is described by who sells it, and what is wrong with it is a reason to return it.
func (c *LeadCase) MayCorrect(partner PartnerID) error {
	for _, o := range c.Offers {
		if o.PartnerID == partner && o.PriceMinor != nil {
			return Errorf(Conflict, "A lead that was bought is corrected by who sells it; if it is not as described, return it (leadReturn).").In("leadId")
		}
	}
	return nil
}
