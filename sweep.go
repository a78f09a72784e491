package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"partnergraph/store"
)

// sweepPause is how often old rows are looked for.
const sweepPause = time.Hour

// sweeping deletes what nothing needs any more, now and every hour until ctx ends.
// Several servers may do so at once.
func sweeping(ctx context.Context, s *store.Store) {
	for {
		if err := sweep(ctx, s, time.Now()); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "old rows stay until the next sweep", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(sweepPause):
		}
	}
}

// sweep deletes old sign-ins, events and counts of leads, and writes down which
// offers have expired.
func sweep(ctx context.Context, s *store.Store, now time.Time) error {
	err := s.ForgetSignIns(ctx, now)
	for _, rest := range []func(context.Context, time.Time) (int, error){s.PruneOutbox, s.ForgetLeadPlaces, s.ExpireOffers} {
		_, failed := rest(ctx, now)
		err = errors.Join(err, failed)
	}
	return err
}
