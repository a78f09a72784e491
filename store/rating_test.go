package store_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
)

// Whatever is reviewed, in whatever order and at whatever times, after each review
// the stored rating equals the formula over the rows.
func TestRatingEqualsTheFormulaOverTheRows(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	w := &work{t: t, db: db}
	solutions := []*market.SolutionID{nil, nil, w.solution(lantern, "PUBLISHED"), w.solution(lantern, "PUBLISHED")}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	at := now
	for range 60 {
		at = at.Add(time.Duration(r.ExpFloat64() * float64(60*24*time.Hour)))
		in := praise(lantern, w.invoice(alma, lantern, true))
		in.Score, in.SolutionID = 1+r.IntN(5), solutions[r.IntN(len(solutions))]
		if r.IntN(4) == 0 {
			in.PartnerID, in.SolutionID, in.Basis = rivalry, nil, w.lead(alma, rivalry, "ACCEPTED")
		}
		must(s.CreateReview(t.Context(), alma, in, at))(t)
		agrees(t, db, "partner", string(lantern))
		agrees(t, db, "partner", string(rivalry))
		agrees(t, db, "solution", string(*solutions[2]))
		agrees(t, db, "solution", string(*solutions[3]))
	}
}

// Of two reviews written at once, the second waits for the first to be there, so
// that its rating counts both.
func TestRatingCountsReviewsWrittenAtOnce(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	w := &work{t: t, db: db}
	for table, solution := range map[string]*market.SolutionID{"partner": nil, "solution": w.solution(lantern, "PUBLISHED")} {
		first, second := praise(lantern, w.invoice(alma, lantern, true)), praise(lantern, w.invoice(alma, lantern, true))
		first.SolutionID, second.SolutionID, second.Score = solution, solution, 1
		done := make(chan error)
		err := s.InTx(t.Context(), func(inner *store.Store) error {
			if _, err := inner.CreateReview(t.Context(), alma, first, now); err != nil {
				return err
			}
			go func() {
				_, err := s.CreateReview(t.Context(), alma, second, now)
				done <- err
			}()
			waitForLock(t, db)
			return nil
		})
		refused(t, errors.Join(err, <-done), "", "")
		id := string(lantern)
		if solution != nil {
			id = string(*solution)
		}
		agrees(t, db, table, id)
		if _, count, _ := rating(t, db, table, id); count != 2 {
			t.Errorf("%d reviews of the %s counted, want 2", count, table)
		}
	}
}

// A review that was refused leaves the rating as it was.
func TestRefusedReviewDoesNotRate(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	w := &work{t: t, db: db}
	in := praise(lantern, w.invoice(alma, lantern, true))
	must(s.CreateReview(t.Context(), alma, in, now))(t)
	before, count, at := rating(t, db, "partner", string(lantern))
	in.Score = 1
	_, err := s.CreateReview(t.Context(), alma, in, now.Add(1000*time.Hour))
	refused(t, err, market.Conflict, "basis")
	after, again, since := rating(t, db, "partner", string(lantern))
	if before != after || count != again || !at.Time.Equal(since.Time) {
		t.Errorf("rating moved from %v (%d) to %v (%d)", before, count, after, again)
	}
}
