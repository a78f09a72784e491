// Package loaders batches the loading of children: one statement a level instead of
// one a row. The loaders are dataloaden's; all are fed by one adapter.
package loaders

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"

	"partnergraph/market"
)

// batch adapts a store method, which returns what it found by key, to dataloaden's
// fetch, which wants a value or an error for each key in order. dataloaden runs
// fetch on a goroutine of its own, where a panic would end the process, and takes a
// short result for nil: so panics become errors, and a missing key is NotFound.
func batch[K comparable, V any](ctx context.Context, name string, fetch func(context.Context, []K) (map[K]V, error)) func([]K) ([]V, []error) {
	return func(keys []K) ([]V, []error) {
		found, err := guard(ctx, name, keys, fetch)
		values, errs := make([]V, len(keys)), make([]error, len(keys))
		for i, key := range keys {
			value, ok := found[key]
			switch {
			case err != nil:
				errs[i] = err
			case !ok:
				errs[i] = market.Errorf(market.NotFound, "There is no such %s, or you may not see it.", name)
			default:
				values[i] = value
			}
		}
		return values, errs
	}
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
