package store

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"
)

// clockEvery is how often the database's clock is read: clocks of servers drift by
// milliseconds in that time.
const clockEvery = 30 * time.Second

// clock tells the database's time by this machine's clock and how far that is off, so
// that of several servers each ends an offer at the same moment.
type clock struct {
	local  func() time.Time
	offset atomic.Int64 // nanoseconds that the database is ahead
}

// Now is the time by the database's clock, as it was last measured by KeepTime; before
// that, by this machine's.
func (s *Store) Now() time.Time { return s.clock.local().Add(time.Duration(s.clock.offset.Load())) }

// KeepTime measures the database's clock every 30 seconds, until ctx ends. What cannot be
// measured stays as it was.
func (s *Store) KeepTime(ctx context.Context) {
	tick := time.NewTicker(clockEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.MeasureTime(ctx); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "the database's clock could not be read", "error", err)
		}
	}
}

// MeasureTime reads the database's clock once. The answer is taken to have been given
// in the middle of the way there and back.
func (s *Store) MeasureTime(ctx context.Context) error {
	asked := s.clock.local()
	at, err := value[time.Time](ctx, s.vital(), `SELECT clock_timestamp()`)
	if err != nil {
		return err
	}
	took := s.clock.local().Sub(asked)
	s.clock.offset.Store(int64(at.Sub(asked.Add(took / 2))))
	return nil
}
