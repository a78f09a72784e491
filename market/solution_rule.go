package market

import "time"

// Edit takes a change to an unpublished solution back to its partner: what was
// submitted is no longer what stands there.
func (s *Solution) Edit() {
	if s.State == SolutionSubmitted {
		s.State = SolutionDrafted
	}
}

// Submit asks the house to confirm the solution, or, when it is published, the
// draft of its change; nil is none. It fails with Conflict when there is nothing to
// confirm, or the house is asked already.
func (s *Solution) Submit(draft *SolutionDraft) *Error {
	switch {
	case s.State == SolutionDrafted:
		s.State = SolutionSubmitted
	case s.State == SolutionPublished && draft == nil:
		return Errorf(Conflict, "Nothing was changed since this was published.")
	case s.State == SolutionPublished && !draft.IsSubmitted:
		draft.IsSubmitted = true
	default:
		return Errorf(Conflict, "This waits for the house already.")
	}
	return nil
}

// Publish confirms what was submitted, at now: the solution, or, when it is
// published, the draft of its change. It fails with Conflict when nothing was
// submitted, when what stands there is not of the moment that was read, if one is
// named, or when the partner is not in the directory.
func (s *Solution) Publish(draft *SolutionDraft, partner PartnerState, read *time.Time, now time.Time) *Error {
	written := s.UpdatedAt
	if draft != nil {
		written = draft.UpdatedAt
	}
	switch {
	case read != nil && !read.Truncate(time.Microsecond).Equal(written.Truncate(time.Microsecond)):
		return Errorf(Conflict, "This was changed since you read it; read it again.").In("updatedAt")
	case !partner.IsAdmitted():
		return Errorf(Conflict, "Its partner is %s; only solutions of partners in the directory are published.", partner)
	case s.State == SolutionSubmitted:
		s.State, s.PublishedAt = SolutionPublished, &now
	case s.State != SolutionPublished || draft == nil || !draft.IsSubmitted:
		return Errorf(Conflict, "Its partner has not submitted anything to confirm.")
	}
	return nil
}

// Content is what stands in the solution, with its texts, as a draft to change.
func (s *Solution) Content(texts []*SolutionText) *SolutionDraft {
	return &SolutionDraft{
		Texts: texts, CategoryID: s.CategoryID, Plans: s.Plans, UpdatedAt: s.UpdatedAt,
		IndustryCodes: s.IndustryCodes, MinimumUsers: s.MinimumUsers, MaximumUsers: s.MaximumUsers,
		HostingCountry: s.HostingCountry, HasExport: s.HasExport, TrialDays: s.TrialDays, IsFreemium: s.IsFreemium,
	}
}
