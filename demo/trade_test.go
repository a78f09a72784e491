package demo_test

import (
	"testing"

	"partnergraph/demo"
	"partnergraph/store/storetest"
)

// Whoever signs in to the demo finds a lead on sale, one that was bought, one that was
// returned, and a balance.
func TestLeadsAreTradedInTheDemo(t *testing.T) {
	t.Parallel()
	s, db, w := loaded(t, demo.Small)
	if err := w.Trade(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		`SELECT count(*) FROM lead_sale WHERE ended_at IS NULL`:                                                    "3",
		`SELECT string_agg(state, ' ' ORDER BY state) FROM lead_offer WHERE price_minor IS NOT NULL`:               "ACCEPTED RETURNED",
		`SELECT string_agg(kind, ' ' ORDER BY kind) FROM journal WHERE invoice_id IS NULL`:                         "LEAD_BOUGHT LEAD_BOUGHT LEAD_RETURNED LEAD_SOLD LEAD_SOLD LEAD_TAKEN_BACK TOPPED_UP",
		`SELECT sum(minor)::text FROM entry JOIN journal j ON j.id = journal_id WHERE account = 'PAID_IN'`:         "-25000",
		`SELECT count(*) FROM lead_sale s WHERE NOT EXISTS (SELECT FROM lead_offer o WHERE o.lead_id = s.lead_id)`: "1",
	} {
		var got string
		if err := db.QueryRowContext(t.Context(), query).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", query, got, err, want)
		}
	}
	storetest.BalancedBooks(t, db)
}
