package market

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MergeWithin is how long a lead is found again when the same number or address comes
// with another.
const MergeWithin = 90 * 24 * time.Hour

// MaxAdditions is how many leads that come by themselves add to one. Anybody may know a
// number; what comes after that is merged as well, changes nothing, and is read by the house
// alone.
const MaxAdditions = 10

// LeadMergeInput is the input of leadMerge.
type LeadMergeInput struct {
	LeadID LeadID
	IntoID LeadID
	Reason string
}

// Check fails with all that is wrong with the input itself, and tidies its reason.
func (in *LeadMergeInput) Check() error {
	var errs Errors
	in.Reason, _ = Blot(checkText(&errs, "reason", in.Reason, 5, 1000))
	errs.Add(in.LeadID != in.IntoID, "intoId", "A lead is not merged into itself; name another one.")
	return errs.Err()
}

// MergeInto ends the lead at now as another of the same need, and returns what the other
// says since. What was offered is withdrawn; who has accepted keeps that. It fails with
// Conflict, and changes nothing, unless both can still be handed out, so nothing is merged
// in a circle.
func (c *LeadCase) MergeInto(into *LeadCase, now time.Time) ([]*LeadCorrection, *Error) {
	switch {
	case c.Lead.State == LeadMerged:
		return nil, Errorf(Conflict, "This lead was merged before.").In("leadId")
	case c.Lead.isOut():
		return nil, Errorf(Conflict, "This lead is over, or held.").In("leadId")
	case into.Lead.isOut():
		return nil, Errorf(Conflict, "That lead is over, held or merged itself; name one that is not.").In("intoId")
	}
	c.Close(now)
	c.Lead.State, c.Lead.MergedInto, c.Lead.MergedAdds = LeadMerged, &into.Lead.ID, into.Additions < MaxAdditions
	if !c.Lead.MergedAdds {
		return nil, nil
	}
	return into.Lead.add(c.Lead, now), nil
}

// add takes over at now what another lead says and this one does not, and returns what
// has changed. Nothing that it says is lost: texts are added to. Where exactly the client
// is, is no correction, because partners read those before they may know it. How many
// partners compare stays: who knows a number does not hand it to more of them.
func (l *Lead) add(other *Lead, now time.Time) []*LeadCorrection {
	before := l.facts()
	for _, pair := range [][2]**string{{&l.Goal, &other.Goal}, {&l.Means, &other.Means}, {&l.Stages, &other.Stages}, {&l.Contents, &other.Contents}} {
		*pair[0] = joined(*pair[0], *pair[1])
	}
	if l.BudgetMinor == nil {
		l.BudgetMinor, l.BudgetCurrency = other.BudgetMinor, other.BudgetCurrency
	}
	if l.City == nil && (l.Country == nil || other.Country == nil || *l.Country == *other.Country) {
		l.City = other.City
	}
	if l.Latitude == nil && (l.Country == nil || other.Country == nil || *l.Country == *other.Country) {
		l.Latitude, l.Longitude = other.Latitude, other.Longitude
	}
	if l.Country == nil {
		l.Country = other.Country
	}
	if l.IndustryCode == nil {
		l.IndustryCode = other.IndustryCode
	}
	if l.Deadline == nil {
		l.Deadline = other.Deadline
	}
	return l.changes(before, now)
}

// joined is a text with what another adds to it, if both together are not too long.
func joined(said, more *string) *string {
	switch {
	case said == nil:
		return more
	case more == nil, strings.Contains(*said, *more), utf8.RuneCountInString(*said)+utf8.RuneCountInString(*more)+2 > maxBrief:
		return said
	}
	both := *said + "\n\n" + *more
	return &both
}

// Invite offers the lead at now to one more partner, whom its client has chosen in
// another submission; who accepted it before keeps it. It does nothing for a partner
// that had the lead, when the most have it that may, and after MaxAdditions.
func (c *LeadCase) Invite(d LeadDealer, partner PartnerID, now time.Time) {
	accepted := c.count(OfferAccepted)
	if c.Lead.isOut() || c.Additions >= MaxAdditions || accepted >= maxLeadShare || slices.ContainsFunc(c.Offers, func(o *LeadOffer) bool { return o.PartnerID == partner }) {
		return
	}
	r := c.Running()
	if r == nil || r.IsBoard() {
		c.finish(OutcomeOverridden, now)
		start := LeadStart{Mode: LeadExclusive, MaxShare: accepted + 1, Hours: int(OfferLife / time.Hour)}
		if accepted > 0 {
			start.Mode = LeadShared
		}
		r = c.start(d, start, now)
	}
	c.offer(r, []LeadPick{{partner, LeadTraceOf(ReasonClientChoice, d.Policy.Version)}}, now)
	c.schedule(d.Policy, nil, now)
	c.settle(now)
}
