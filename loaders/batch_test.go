package loaders

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"partnergraph/market"
)

func TestBatchAnswersEachKeyInOrder(t *testing.T) {
	failed := errors.New("failed")
	load := batch(t.Context(), "thing", func(_ context.Context, keys []string) (map[string]int, error) {
		switch keys[0] {
		case "fails":
			return nil, failed
		case "panics":
			panic("at the disco")
		}
		return map[string]int{"a": 1, "b": 2}, nil
	})
	values, errs := load([]string{"b", "none", "a"})
	var missing *market.Error
	if !slices.Equal(values, []int{2, 0, 1}) || errs[0] != nil || errs[2] != nil || !errors.As(errs[1], &missing) || missing.Code != market.NotFound {
		t.Errorf("%v, %v", values, errs)
	}
	if _, errs := load([]string{"fails", "too"}); errs[0] != failed || errs[1] != failed {
		t.Errorf("a fault: %v", errs)
	}
	if _, errs := load([]string{"panics"}); errs[0] == nil {
		t.Error("a panic is no error")
	}
}

// While a is on its way, a and b are wanted: only b is asked for.
func TestBatchFetchesEachKeyOnce(t *testing.T) {
	asked, release := make(chan []string, 2), make(chan struct{})
	load := batch(t.Context(), "thing", func(_ context.Context, keys []string) (map[string]string, error) {
		asked <- keys
		<-release
		found := map[string]string{}
		for _, k := range keys {
			found[k] = "the " + k
		}
		return found, nil
	})
	var both sync.WaitGroup
	wants := func(keys ...string) {
		both.Go(func() {
			values, errs := load(keys)
			for i, k := range keys {
				if values[i] != "the "+k || errs[i] != nil {
					t.Errorf("%s is %q, %v", k, values[i], errs[i])
				}
			}
		})
	}
	wants("a")
	first := <-asked
	wants("a", "b")
	second := <-asked
	if !slices.Equal(first, []string{"a"}) || !slices.Equal(second, []string{"b"}) {
		t.Errorf("asked for %v, then %v", first, second)
	}
	close(release)
	both.Wait()
	if values, _ := load([]string{"b", "a"}); !slices.Equal(values, []string{"the b", "the a"}) || len(asked) != 0 {
		t.Errorf("afterwards: %v", values)
	}
}
