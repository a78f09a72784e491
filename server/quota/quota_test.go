package quota_test

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/server/quota"
)

var allowance = market.Allowance{Capacity: 1000, PerSecond: 50}

// bucket is the database's side of one key, with a clock that the test moves.
type bucket struct {
	mu    sync.Mutex
	level float64
	at    time.Time
	time  time.Time
	asked int
	fails bool
}

func newBucket() *bucket {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return &bucket{level: float64(allowance.Capacity), at: start, time: start}
}

func (b *bucket) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.time
}

func (b *bucket) sleep(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.time = b.time.Add(d)
}

func (b *bucket) take(ctx context.Context, _ string, a market.Allowance, need, extra, back int) (int, float64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	if b.fails || ctx.Err() != nil {
		return 0, 0, errors.New("no answer")
	}
	b.level, b.at = a.After(b.level+float64(back), b.time.Sub(b.at)), b.time
	if b.level < float64(need) {
		return 0, b.level, nil
	}
	granted := int(min(b.level, float64(need+extra)))
	b.level -= float64(granted)
	return granted, b.level, nil
}

func (b *bucket) server() *quota.Quota {
	return quota.New(b.take, b.now, slog.New(slog.DiscardHandler))
}

// spend spends until it is refused, and says how much that was.
func spend(t *testing.T, q *quota.Quota, cost int) (spent int, last quota.Balance) {
	t.Helper()
	for {
		b, err := q.Spend(t.Context(), "key", allowance, cost)
		if err != nil {
			t.Fatal(err)
		}
		if b.Retry > 0 {
			return spent, b
		}
		spent += cost
	}
}

func TestABucketIsSpentOnce(t *testing.T) {
	b := newBucket()
	q := b.server()
	spent, last := spend(t, q, 10)
	if spent != 1000 || last.Remaining != 0 {
		t.Errorf("spent %d, %d are left", spent, last.Remaining)
	}
	if last.Retry != 200*time.Millisecond || last.Full != 20*time.Second {
		t.Errorf("there is enough after %v, and all after %v", last.Retry, last.Full)
	}
	if b.asked > 20 {
		t.Errorf("100 operations took %d statements", b.asked)
	}
}

func TestWhatIsSaidIsTrue(t *testing.T) {
	b := newBucket()
	q := b.server()
	_, last := spend(t, q, 300)
	b.sleep(last.Retry - time.Millisecond)
	if early, _ := q.Spend(t.Context(), "key", allowance, 300); early.Retry == 0 {
		t.Error("there was enough before it was said")
	}
	b.sleep(2*time.Second + time.Millisecond) // a refusal is remembered for a moment
	if late, _ := q.Spend(t.Context(), "key", allowance, 300); late.Retry != 0 {
		t.Errorf("there was too little after it was said: %+v", late)
	}
}

func TestRefusalsAreFreeAndNeedNoDatabase(t *testing.T) {
	b := newBucket()
	q := b.server()
	spend(t, q, 10)
	asked := b.asked
	for range 1000 {
		if r, _ := q.Spend(t.Context(), "key", allowance, 10); r.Retry != 200*time.Millisecond {
			t.Fatalf("hammering has moved the end to %v", r.Retry)
		}
	}
	if b.asked > asked+1 {
		t.Errorf("1,000 refusals took %d statements", b.asked-asked)
	}
}

func TestSeveralServersShareABucket(t *testing.T) {
	b := newBucket()
	servers := []*quota.Quota{b.server(), b.server(), b.server()}
	var spent atomic.Int64
	var wait sync.WaitGroup
	for _, q := range servers {
		for range 4 {
			wait.Go(func() {
				for range 200 {
					if r, err := q.Spend(t.Context(), "key", allowance, 7); err == nil && r.Retry == 0 {
						spent.Add(7)
					}
				}
			})
		}
	}
	wait.Wait()
	// The last points may be in leases that are too small for one more operation.
	if got := spent.Load(); got > 1000 || got < 1000-3*7 {
		t.Errorf("three servers let %d points through, want 1,000", got)
	}
	// Later the bucket is full again, and what may be out besides is a lease each.
	b.sleep(time.Minute)
	total := 0
	for _, q := range servers {
		n, _ := spend(t, q, 7)
		total += n
	}
	if most := 1000 + 3*allowance.Lease(); total > most || total < 900 {
		t.Errorf("after a minute %d points came through, want 1,000 and %d at most", total, most)
	}
}

func TestALeaseThatIsNotSpentComesBack(t *testing.T) {
	b := newBucket()
	b.level = 100
	q := b.server()
	if r, _ := q.Spend(t.Context(), "key", market.Allowance{Capacity: 1000, PerSecond: 1}, 10); r.Remaining != 90 {
		t.Errorf("%d are left, want 90", r.Remaining)
	}
	b.sleep(quota.Life)
	// 60 were taken, 50 of them are put back, and 5 have come since.
	if r, _ := q.Spend(t.Context(), "key", market.Allowance{Capacity: 1000, PerSecond: 1}, 10); r.Remaining != 85 {
		t.Errorf("%d are left, want 85", r.Remaining)
	}
}

func TestWithoutADatabaseThereIsABound(t *testing.T) {
	b := newBucket()
	b.fails = true
	q := b.server()
	if spent, _ := spend(t, q, 10); spent != allowance.Lease() {
		t.Errorf("%d points for one never heard of, want a lease, %d", spent, allowance.Lease())
	}
	if b.asked != 1 {
		t.Errorf("the database was asked %d times while it was down", b.asked)
	}
	b.fails = false
	b.sleep(2 * time.Second)
	if spent, _ := spend(t, q, 10); spent < 900 {
		t.Errorf("%d points when it is back", spent)
	}
}

func TestACallerWhoLeavesTakesNothingAlong(t *testing.T) {
	b := newBucket()
	left, cancel := context.WithCancel(t.Context())
	held, release := make(chan struct{}), make(chan struct{})
	first := true
	q := quota.New(func(ctx context.Context, key string, a market.Allowance, need, extra, back int) (int, float64, error) {
		if first {
			first = false
			close(held)
			<-release
		}
		return b.take(ctx, key, a, need, extra, back)
	}, b.now, slog.New(slog.DiscardHandler))
	var wait sync.WaitGroup
	wait.Go(func() { q.Spend(left, "key", allowance, 10) }) //nolint:errcheck // it has left
	<-held
	waiting, stop := context.WithCancel(t.Context())
	told := make(chan struct{})
	go func() {
		defer close(told)
		if _, err := q.Spend(waiting, "key", allowance, 10); !errors.Is(err, context.Canceled) {
			t.Errorf("whoever waits behind it is told %v", err)
		}
	}()
	stop()
	<-told
	cancel()
	close(release)
	wait.Wait()
	if r, err := q.Spend(t.Context(), "key", allowance, 10); err != nil || r.Retry != 0 || b.asked != 1 {
		t.Errorf("the next finds %+v, %v after %d statements", r, err, b.asked)
	}
}

func TestStrangersDoNotFillTheMemory(t *testing.T) {
	b := newBucket()
	q := b.server()
	for i := range 150_000 {
		q.Left(t.Context(), strconv.Itoa(i), allowance)
	}
	if n := q.Keys(); n > 101_000 {
		t.Errorf("%d keys are kept", n)
	}
	b.sleep(time.Minute)
	q.Left(t.Context(), "key", allowance)
	b.sleep(time.Minute)
	q.Left(t.Context(), "key", allowance)
	if n := q.Keys(); n > 2 {
		t.Errorf("%d keys are kept when nobody calls", n)
	}
}
