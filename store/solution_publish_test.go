package store_test

import (
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// The house confirms what it has read: not what was submitted since.
func TestPublishConfirmsWhatWasRead(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Maker"))
	manager := storetest.ProgrammeManager(t, db)
	id := storetest.Solution(t, s, db, owner, storetest.Listing(t, db, "Before")).ID
	resubmit := func(days int, at time.Time) time.Time {
		t.Helper()
		if _, err := s.UpdateSolution(t.Context(), owner, market.SolutionUpdateInput{SolutionID: id, TrialDays: &days}, at); err != nil {
			t.Fatal(err)
		}
		if _, err := s.SubmitSolution(t.Context(), owner, market.SolutionSubmitInput{SolutionID: id}); err != nil {
			t.Fatal(err)
		}
		return draftOf(t, s, manager, id).UpdatedAt
	}
	publish := func(read time.Time) error {
		return second(s.PublishSolution(t.Context(), manager, market.SolutionPublishInput{SolutionID: id, UpdatedAt: &read}, storetest.Now.Add(time.Hour)))
	}
	read := resubmit(7, storetest.Now.Add(time.Minute))
	now := resubmit(8, storetest.Now.Add(2*time.Minute+123*time.Nanosecond))
	if got := codeOf(publish(read)); got != market.Conflict {
		t.Errorf("what was read before the last change: %q", got)
	}
	if err := publish(now.Truncate(time.Microsecond)); err != nil { // as it is on the wire
		t.Errorf("what stands there: %v", err)
	}
}
