package demo_test

import (
	"testing"

	"partnergraph/demo"
)

// Whoever signs in to the demo finds deals, one of them for the house to decide, notes,
// and a client whom nobody has called.
func TestLeadsAreWorkedOnInTheDemo(t *testing.T) {
	t.Parallel()
	s, db, w := loaded(t, demo.Small)
	if err := w.Work(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		`SELECT string_agg(state, ' ' ORDER BY state) FROM deal`: "CONFLICT PROTECTED PROTECTED",
		`SELECT count(*) FROM lead_note`:                         "2",
		`SELECT count(*) FROM lead_complaint`:                    "1",
	} {
		var got string
		if err := db.QueryRowContext(t.Context(), query).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", query, got, err, want)
		}
	}
}
