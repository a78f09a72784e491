package store_test

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// Listeners of every server hear of a commit, not of a rollback, and not of each
// commit among many.
func TestCommitsWakeListeners(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	writer, other := storetest.Open(t, url), storetest.Open(t, url)
	wake, stop := listen(t, other)
	defer stop()
	emit := func() {
		err := writer.InTx(t.Context(), func(s *store.Store) error {
			return s.Emit(t.Context(), store.ReplyTopic, uuid.NewString(), uuid.NewString())
		})
		if err != nil {
			t.Error(err)
		}
	}
	<-wake // it listens
	emit()
	select {
	case <-wake:
	case <-time.After(10 * time.Second):
		t.Fatal("a commit woke nobody")
	}

	failed := errors.New("failed")
	err := writer.InTx(t.Context(), func(s *store.Store) error {
		return errors.Join(s.Emit(t.Context(), store.ReplyTopic, uuid.NewString(), uuid.NewString()), failed)
	})
	if !errors.Is(err, failed) {
		t.Fatal(err)
	}
	select {
	case <-wake:
		t.Error("a rollback woke the listener")
	case <-time.After(50 * time.Millisecond):
	}

	begin := time.Now()
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for range 25 {
				emit()
			}
		})
	}
	woken := 0
	written := make(chan struct{})
	go func() { writers.Wait(); close(written) }()
	for done := false; !done; {
		select {
		case <-wake:
			woken++
		case <-written:
			done = true
		}
	}
	if most := int(time.Since(begin)/(5*time.Millisecond)) + 1; woken == 0 || woken > most {
		t.Errorf("200 commits woke the listener %d times in %v, want 1 to %d", woken, time.Since(begin), most)
	}
}

// listen starts a listener. stop ends it.
func listen(t *testing.T, s *store.Store) (wake chan struct{}, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	wake = make(chan struct{}, 1)
	done := make(chan struct{})
	go func() { defer close(done); s.Listen(ctx, wake) }()
	return wake, func() { cancel(); <-done }
}

func TestAnotherWayToWakeReplacesNotifications(t *testing.T) {
	t.Parallel()
	woken := make(chan struct{}, 1)
	s, err := store.Open(t.Context(), storetest.URL(t), store.Options{Connections: 2, Wake: func() { woken <- struct{}{} }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.InTx(t.Context(), func(s *store.Store) error {
		return s.Emit(t.Context(), store.ReplyTopic, uuid.NewString(), uuid.NewString())
	})
	if err != nil || len(woken) != 1 {
		t.Errorf("woken %d times, %v", len(woken), err)
	}
}

func TestPruningStopsAtTheFirstYoungEvent(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	s := storetest.Open(t, url)
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for _, age := range []time.Duration{
		market.EventLife + time.Hour,
		market.EventLife + time.Microsecond, // the last to go
		market.EventLife,
		market.EventLife + time.Hour, // begun long before it wrote
		0,
	} {
		if _, err := db.Exec(`INSERT INTO outbox (topic, key, subject, created_at) VALUES ('reply', $1, $1, $2)`,
			uuid.NewString(), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []int{2, 0} {
		if got, err := s.PruneOutbox(t.Context(), now); got != want || err != nil {
			t.Errorf("pruned %d, %v; want %d", got, err, want)
		}
	}
	if got, err := s.PruneOutbox(t.Context(), now.Add(time.Microsecond)); got != 2 || err != nil {
		t.Errorf("a moment later, pruned %d, %v", got, err)
	}
}
