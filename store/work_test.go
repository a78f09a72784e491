package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// Whoever keeps all connections for queries keeps nobody from being known, nor from
// paying; what is measured is the time with a connection, and not the wait for one.
func TestWhatIsVitalDoesNotWaitForQueries(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), storetest.URL(t), store.Options{Connections: 4})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	hold, held := make(chan struct{}), make(chan struct{}, 3)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			_ = s.InTx(t.Context(), func(*store.Store) error {
				held <- struct{}{}
				<-hold
				return nil
			})
		})
	}
	for range 3 {
		<-held
	}
	soon, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := s.Ping(soon); err != nil {
		t.Error(err)
	}
	if granted, _, err := s.TakePoints(soon, "somebody", market.Allowance{Capacity: 10, PerSecond: 1}, 1, 0, 0); err != nil || granted != 1 {
		t.Errorf("%d points, %v", granted, err)
	}
	if _, err := s.EmbedKeyInForce(soon, "pgw_none", now); err != nil {
		t.Error(err)
	}
	ctx, spent := store.Measure(t.Context())
	short, end := context.WithTimeout(ctx, 300*time.Millisecond)
	defer end()
	if err := s.InTx(short, func(*store.Store) error { return nil }); err == nil || spent() != 0 {
		t.Errorf("a transaction more: %v after %v", err, spent())
	}
	close(hold)
	wait.Wait()
	_ = s.InTx(ctx, func(*store.Store) error { time.Sleep(50 * time.Millisecond); return nil })
	if got := spent(); got < 50*time.Millisecond {
		t.Errorf("%v were measured of 50 ms", got)
	}
	if p := s.Pool(); p.Waits == 0 || p.Most != 4 {
		t.Errorf("%+v", p)
	}
}

// One operation has two connections at once, however many of its fields ask.
func TestMeasuredWorkHasTwoConnections(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), storetest.URL(t), store.Options{Connections: 8})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, _ := store.Measure(t.Context())
	var mu sync.Mutex
	var wait sync.WaitGroup
	now, most := 0, 0
	count := func(n int) {
		mu.Lock()
		defer mu.Unlock()
		now += n
		most = max(most, now)
	}
	for range 6 {
		wait.Go(func() {
			_ = s.InTx(ctx, func(*store.Store) error {
				count(1)
				defer count(-1)
				time.Sleep(20 * time.Millisecond)
				return nil
			})
		})
	}
	wait.Wait()
	if most != 2 {
		t.Errorf("%d at once, want 2", most)
	}
}
