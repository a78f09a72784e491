// Package loaders batches the loading of children: one statement a level instead of
// one a row. The loaders are dataloaden's; all are fed by one adapter.
package loaders

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	"partnergraph/market"
)

// batch adapts a store method, which returns what it found by key, to dataloaden's
// fetch, which wants a value or an error for each key in order. dataloaden runs
// fetch on a goroutine of its own, where a panic would end the process, and takes a
// short result for nil: so panics become errors, and a missing key is NotFound.
//
// dataloaden asks again for a key that is on its way when another level of the
// answer wants it too. Here it is waited for: each key is fetched once, so the number
// of statements does not depend on who was faster.
func batch[K comparable, V any](ctx context.Context, name string, fetch func(context.Context, []K) (map[K]V, error)) func([]K) ([]V, []error) {
	under := loads[K, V]{byKey: map[K]*load[V]{}}
	return func(keys []K) ([]V, []error) {
		wanted, missing, ours := under.claim(keys)
		if len(missing) > 0 {
			found, err := guard(ctx, name, missing, fetch)
			for i, key := range missing {
				value, ok := found[key]
				ours[i].end(value, ok, name, err)
			}
		}
		return results(wanted)
	}
}

// loads are the loadings of a loader, under way or ended.
type loads[K comparable, V any] struct {
	mu    sync.Mutex
	byKey map[K]*load[V]
}

// load is the loading of a key.
type load[V any] struct {
	done  chan struct{} // closed when value or err is set
	value V
	err   error
}

// claim returns the loading of each key; and apart, in the same order, the keys that
// nobody is loading, with the loadings that the caller is to end.
func (l *loads[K, V]) claim(keys []K) (wanted []*load[V], missing []K, ours []*load[V]) {
	wanted = make([]*load[V], len(keys))
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, key := range keys {
		if l.byKey[key] == nil {
			l.byKey[key] = &load[V]{done: make(chan struct{})}
			missing, ours = append(missing, key), append(ours, l.byKey[key])
		}
		wanted[i] = l.byKey[key]
	}
	return wanted, missing, ours
}

func (l *load[V]) end(value V, ok bool, name string, err error) {
	if err == nil && !ok {
		err = market.Errorf(market.NotFound, "There is no such %s, or you may not see it.", name)
	}
	l.value, l.err = value, err
	close(l.done)
}

// results waits for the loadings.
func results[V any](wanted []*load[V]) ([]V, []error) {
	values, errs := make([]V, len(wanted)), make([]error, len(wanted))
	for i, l := range wanted {
		<-l.done
		values[i], errs[i] = l.value, l.err
	}
	return values, errs
}

// guard calls fetch and turns a panic into an error.
func guard[K comparable, V any](ctx context.Context, name string, keys []K, fetch func(context.Context, []K) (map[K]V, error)) (found map[K]V, err error) {
	defer func() {
		if r := recover(); r != nil {
			slog.ErrorContext(ctx, "loader panicked", "loader", name, "panic", r, "stack", string(debug.Stack()))
			err = fmt.Errorf("loading %s failed", name)
		}
	}()
	return fetch(ctx, keys)
}

// orNone makes a missing key an empty value instead of NotFound: a parent without
// children has no row.
func orNone[K comparable, V any](fetch func(context.Context, []K) (map[K]V, error)) func(context.Context, []K) (map[K]V, error) {
	return func(ctx context.Context, keys []K) (map[K]V, error) {
		found, err := fetch(ctx, keys)
		if err != nil {
			return nil, err
		}
		filled := make(map[K]V, len(keys))
		for _, key := range keys {
			filled[key] = found[key]
		}
		return filled, nil
	}
}
