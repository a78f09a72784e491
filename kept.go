package main

import (
	"context"
	"fmt"
	"math"

	"partnergraph/events"
	"partnergraph/server"
	"partnergraph/server/answers"
	"partnergraph/store"
)

// reading notes what is read, for a server that knows nothing of tables.
func reading(ctx context.Context) (context.Context, func() server.Read) {
	ctx, read := store.Reading(ctx)
	return ctx, func() server.Read { return server.Read(read()) }
}

// leastCache is the smallest cache in which a page of the catalogue has room.
const leastCache = 1 << 20

func (s *serve) checkCache() error {
	if s.CacheBytes != 0 && (s.CacheBytes < leastCache || s.CacheBytes > math.MaxInt32) {
		return fmt.Errorf("--cache-bytes must be 0 or from %d to %d, not %d", leastCache, math.MaxInt32, s.CacheBytes)
	}
	return nil
}

// keepAnswers makes the cache of answers to nobody, and has it told of changes, by whatever
// server, until stop is called; nil for none.
func (s *serve) keepAnswers(ctx context.Context, db *opened) (kept *answers.Cache, stop func(), err error) {
	if s.CacheBytes == 0 {
		return nil, func() {}, nil
	}
	if kept, err = answers.New(s.CacheBytes); err == nil {
		err = db.LearnTables(ctx)
	}
	if err != nil {
		return nil, nil, err
	}
	changes := events.NewChanges(db.Store, kept)
	db.AfterWrites(changes.Settle)
	return kept, background(changes.Run), nil
}
