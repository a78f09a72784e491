package store_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

func TestTakePoints(t *testing.T) {
	t.Parallel()
	s := storetest.New(t)
	a := market.Allowance{Capacity: 100, PerSecond: 1}
	take := func(key string, need, extra, back int) (int, float64) {
		t.Helper()
		granted, level, err := s.TakePoints(t.Context(), key, a, need, extra, back)
		if err != nil {
			t.Fatal(err)
		}
		return granted, level
	}
	if granted, level := take("a", 10, 5, 0); granted != 15 || level != 85 {
		t.Errorf("of a full bucket: granted %d, %v left", granted, level)
	}
	if granted, level := take("a", 80, 20, 0); granted != 85 || level > 1 {
		t.Errorf("nearly all: granted %d, %v left", granted, level)
	}
	if granted, level := take("a", 30, 5, 0); granted != 0 || level > 5 {
		t.Errorf("more than there is: granted %d, %v left", granted, level)
	}
	if granted, _ := take("a", 30, 0, 30); granted != 30 {
		t.Errorf("what is put back is not there: granted %d", granted)
	}
	if _, level := take("a", 0, 0, 1000); level != 100 {
		t.Errorf("it holds %v, more than it can", level)
	}
	if granted, _ := take("b", 100, 5, 0); granted != 100 {
		t.Errorf("another's bucket: granted %d", granted)
	}
	a.PerSecond = 1000
	time.Sleep(20 * time.Millisecond)
	if granted, _ := take("b", 15, 0, 0); granted != 15 {
		t.Errorf("it is not refilled: granted %d", granted)
	}
}

// Callers at the same moment, of whom some leave, take no point twice.
func TestTakePointsAtOnce(t *testing.T) {
	t.Parallel()
	s := storetest.New(t)
	a := market.Allowance{Capacity: 500, PerSecond: 1}
	var taken atomic.Int64
	var wait sync.WaitGroup
	start := time.Now()
	for i := range 20 {
		wait.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if i%5 == 0 {
				time.AfterFunc(time.Duration(i)*time.Millisecond/2, cancel)
			}
			for range 10 {
				if granted, _, err := s.TakePoints(ctx, "key", a, 3, 4, 0); err == nil {
					taken.Add(int64(granted))
				}
			}
		})
	}
	wait.Wait()
	if most := 500 + int64(time.Since(start).Seconds()) + 1; taken.Load() > most {
		t.Errorf("%d points were taken of 500", taken.Load())
	}
}

func TestForgetAllowances(t *testing.T) {
	t.Parallel()
	s := storetest.New(t)
	for _, key := range []string{"old", "new"} {
		if _, _, err := s.TakePoints(t.Context(), key, market.Allowance{Capacity: 10, PerSecond: 1}, 5, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.ForgetAllowances(t.Context()); n != 0 || err != nil {
		t.Errorf("forgot %d of today: %v", n, err)
	}
	if _, err := s.DB().ExecContext(t.Context(), `UPDATE allowance SET refilled_at = refilled_at - interval '61 minutes' WHERE hash = sha256('old')`); err != nil {
		t.Fatal(err)
	}
	if n, err := s.ForgetAllowances(t.Context()); n != 1 || err != nil {
		t.Errorf("forgot %d of an hour ago: %v", n, err)
	}
}
