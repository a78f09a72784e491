package store_test

import (
	"testing"
	"time"

	"partnergraph/store"
	"partnergraph/store/storetest"
)

// server is another server on the world's database, whose clock is off.
func (w *leadWorld) server(off time.Duration) *store.Store {
	w.Helper()
	s, err := store.Open(w.Context(), w.DSN(), store.Options{Connections: 4, Keys: storetest.Keys, Clock: func() time.Time { return time.Now().Add(off) }})
	w.must(err)
	w.Cleanup(func() { s.Close() })
	w.must(s.MeasureTime(w.Context()))
	return s
}

// passedOnce fails the test unless each lead came to two partners, to the second after
// the first's deadline and within the time.
func (w *leadWorld) passedOnce(leads int, within time.Duration) {
	w.Helper()
	var all, odd, wrong int
	w.must(w.db.QueryRow(`SELECT count(*), count(*) FILTER (WHERE n <> 2), count(*) FILTER (WHERE second <= first OR second > first + $1 * interval '1 second') FROM (
		SELECT count(*) AS n, min(deadline) AS first, max(sent_at) AS second FROM lead_offer GROUP BY lead_id) AS o`, within.Seconds()).Scan(&all, &odd, &wrong))
	if all != leads || odd != 0 || wrong != 0 {
		w.Errorf("of %d leads %d did not come to two partners, %d at the wrong time", all, odd, wrong)
	}
}

// Of two servers one is ten minutes slow and one fast: leads are passed on once, when
// their time is over by the database's clock.
func TestServersWhoseClocksDisagreePassOnOnce(t *testing.T) {
	w := newLeadWorld(t, 6)
	const leads = 20
	for n := range leads {
		w.inEnglish(n, time.Now())
	}
	storetest.Exec(t, w.db, `UPDATE lead_offer SET deadline = clock_timestamp() + interval '2 seconds'`)
	storetest.Exec(t, w.db, `UPDATE lead_distribution SET next_at = clock_timestamp() + interval '2 seconds' WHERE state = 'RUNNING'`)
	servers := []*store.Store{w.server(-10 * time.Minute), w.server(10 * time.Minute)}
	inParallel(len(servers), func(i int) {
		for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			if _, err := servers[i].PassOnLeads(t.Context(), servers[i].Now()); err != nil {
				t.Error(err)
			}
		}
	})
	w.passedOnce(leads, time.Minute)
	w.holds(time.Now())
}

// What the end of a connection cuts off in the middle of passing on has not happened, and
// is done by whoever comes next.
func TestAKilledBackendPassesOnNothingTwice(t *testing.T) {
	w := newLeadWorld(t, 6)
	const leads = 60
	for n := range leads {
		w.inEnglish(n, storetest.Now)
	}
	late := storetest.Now.Add(25 * time.Hour)
	passed, killed := make(chan error), 0
	go func() { passed <- second(w.PassOnLeads(t.Context(), late)) }()
	for running := true; running; {
		select {
		case <-passed: // with the connections' errors
			running = false
		case <-time.After(20 * time.Millisecond):
			var n int
			w.must(w.db.QueryRow(`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
				WHERE datname = current_database() AND application_name = 'partnergraph' AND backend_xid IS NOT NULL`).Scan(&n))
			killed += n
		}
	}
	if killed == 0 {
		t.Error("nothing was killed in a transaction")
	}
	for range 10 { // a pool meets its dead connections one by one
		_, _ = w.PassOnLeads(t.Context(), late)
	}
	w.must(second(w.PassOnLeads(t.Context(), late)))
	w.passedOnce(leads, 3*time.Hour)
	w.holds(late)
}
