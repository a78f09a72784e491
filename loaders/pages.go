package loaders

import (
	"context"

	"partnergraph/market"
)

// pageKey asks for a page of a parent's children in an order. Its instances are the
// keys of loaders of connections.
type pageKey[K ~string, O comparable] struct {
	Parent K
	Order  O // struct{} where there is only one
	Page   market.PageArgs
}

// pages reads the pages for the keys: those that ask for the same page of different
// parents in one statement.
func pages[K ~string, O comparable, T any](
	fetch func(context.Context, []K, O, market.PageArgs) (map[K]*market.Page[T], error),
) func(context.Context, []pageKey[K, O]) (map[pageKey[K, O]]*market.Page[T], error) {
	return func(ctx context.Context, keys []pageKey[K, O]) (map[pageKey[K, O]]*market.Page[T], error) {
		parents := map[pageKey[K, O]][]K{} // by the key without its parent
		for _, key := range keys {
			alike := pageKey[K, O]{Order: key.Order, Page: key.Page}
			parents[alike] = append(parents[alike], key.Parent)
		}
		found := make(map[pageKey[K, O]]*market.Page[T], len(keys))
		for alike, ids := range parents {
			read, err := fetch(ctx, ids, alike.Order, alike.Page)
			if err != nil {
				return nil, err
			}
			for id, page := range read {
				found[pageKey[K, O]{id, alike.Order, alike.Page}] = page
			}
		}
		return found, nil
	}
}

// unordered makes a fetch of pages of one whose lists have one order only.
func unordered[K ~string, T any](
	fetch func(context.Context, []K, market.PageArgs) (map[K]*market.Page[T], error),
) func(context.Context, []K, struct{}, market.PageArgs) (map[K]*market.Page[T], error) {
	return func(ctx context.Context, parents []K, _ struct{}, p market.PageArgs) (map[K]*market.Page[T], error) {
		return fetch(ctx, parents, p)
	}
}
