package quota_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/server/quota"
)

// own counts by itself, by a clock that the test moves.
func own(b *bucket) *quota.Quota { return quota.New(nil, b.now, slog.New(slog.DiscardHandler)) }

func TestAChainPaysFromAllOrNone(t *testing.T) {
	b := newBucket()
	q := own(b)
	wide := quota.Bucket{Key: "wide", Allowance: market.Allowance{Capacity: 150, PerSecond: 1}}
	chain := func(key string) []quota.Bucket {
		return []quota.Bucket{{Key: key, Allowance: market.Allowance{Capacity: 100, PerSecond: 1}}, wide}
	}
	for _, test := range []struct {
		key            string
		cost, at, left int
		refused        bool
		retry          time.Duration
	}{
		{key: "a", cost: 100, left: 0},
		{key: "a", cost: 1, at: 0, refused: true, left: 0, retry: time.Second},
		{key: "b", cost: 51, at: 1, refused: true, left: 50, retry: time.Second},
		{key: "b", cost: 50, left: 50}, // nothing was lost by the refusal
		{key: "c", cost: 1, at: 1, refused: true, left: 0, retry: time.Second},
	} {
		got, at, err := q.Pay(t.Context(), chain(test.key), test.cost)
		if err != nil || (got.Retry > 0) != test.refused || at != test.at || got.Remaining != test.left || got.Retry != test.retry {
			t.Errorf("%d from %s: %+v from bucket %d, %v; want %+v", test.cost, test.key, got, at, err, test)
		}
	}
	if _, at := q.Empty(t.Context(), chain("c")); at != 1 {
		t.Errorf("bucket %d is empty, want the wide one", at)
	}
	if left, at := q.Empty(t.Context(), chain("c")[:1]); at != -1 || left.Remaining != 100 {
		t.Errorf("bucket %d is empty, %d are left in the first", at, left.Remaining)
	}
}

func TestWhatALaterBucketRefusesIsSpentByTheNext(t *testing.T) {
	b := newBucket()
	q := quota.New(func(ctx context.Context, key string, a market.Allowance, need, extra, back int) (int, float64, error) {
		if key == "empty" {
			return 0, 0, nil
		}
		return b.take(ctx, key, a, need, extra, back)
	}, b.now, slog.New(slog.DiscardHandler))
	chain := []quota.Bucket{{Key: "key", Allowance: allowance}, {Key: "empty", Allowance: allowance}}
	for range 50 {
		if got, at, _ := q.Pay(t.Context(), chain, 900); at != 1 || got.Retry == 0 {
			t.Fatalf("it is paid: %+v at %d", got, at)
		}
	}
	if spent, _ := spend(t, q, 10); spent != 1000 || b.asked > 25 {
		t.Errorf("%d points are left after %d statements", spent, b.asked)
	}
}

func TestWhatIsOwedIsPaidFirst(t *testing.T) {
	b := newBucket()
	q := own(b)
	a := market.Allowance{Capacity: 100, PerSecond: 10}
	chain := []quota.Bucket{{Key: "key", Allowance: a}}
	q.Owe(t.Context(), chain, 60)
	if left, at := q.Empty(t.Context(), chain); at != -1 || left.Remaining != 40 {
		t.Fatalf("after 60 of 100 there are %d left", left.Remaining)
	}
	q.Owe(t.Context(), chain, 60) // 20 too many
	if left, at := q.Empty(t.Context(), chain); at != 0 || left.Remaining != 0 {
		t.Errorf("who owes has %d left", left.Remaining)
	}
	if got, _, _ := q.Pay(t.Context(), chain, 1); got.Retry != 2100*time.Millisecond {
		t.Errorf("a point comes after %v, want 2.1 s", got.Retry)
	}
	b.sleep(2 * time.Second)
	if got, _, _ := q.Pay(t.Context(), chain, 1); got.Retry != 100*time.Millisecond {
		t.Errorf("a point comes after %v, want 100 ms", got.Retry)
	}
	b.sleep(100 * time.Millisecond)
	if got, _, _ := q.Pay(t.Context(), chain, 1); got.Retry != 0 {
		t.Errorf("when all is paid: %+v", got)
	}
	q.Owe(t.Context(), chain, 1_000_000) // never more than a bucket
	b.sleep(20 * time.Second)
	if got, _, _ := q.Pay(t.Context(), chain, 90); got.Retry != 0 {
		t.Errorf("who owes a bucket waits for longer than two: %+v", got)
	}
}
