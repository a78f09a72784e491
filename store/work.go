package store

import (
	"context"
	"sync/atomic"
	"time"
)

// atOnce is how many connections one piece of measured work has at once: an operation
// with thirty slow fields must not have them all.
const atOnce = 2

// work is what a piece of work has used of the database.
type work struct {
	turns chan struct{}
	spent atomic.Int64
}

type workKey struct{}

// Measure adds up the time that the work done under the context has had connections
// for, not counting the time that it waited for them. Such work has two at once.
func Measure(ctx context.Context) (inner context.Context, spent func() time.Duration) {
	w := &work{turns: make(chan struct{}, atOnce)}
	return context.WithValue(ctx, workKey{}, w), func() time.Duration { return time.Duration(w.spent.Load()) }
}

// connection waits for a turn at the connections of the pool, first among the same
// work and then among all, until release. A transaction has its own already.
func (s *Store) connection(ctx context.Context) (release func(), err error) {
	if s.tx != nil || s.places == nil {
		return func() {}, nil
	}
	w, _ := ctx.Value(workKey{}).(*work)
	if w != nil {
		if err := enter(ctx, w.turns); err != nil {
			return nil, err
		}
	}
	if err := s.place(ctx); err != nil {
		if w != nil {
			<-w.turns
		}
		return nil, err
	}
	start := time.Now()
	return func() {
		<-s.places
		if w != nil {
			w.spent.Add(int64(time.Since(start)))
			<-w.turns
		}
	}, nil
}

// waits are how often and how long connections were waited for.
type waits struct{ number, time atomic.Int64 }

// place takes one of the places that there are connections for.
func (s *Store) place(ctx context.Context) error {
	select {
	case s.places <- struct{}{}:
		return nil
	default:
	}
	start := time.Now()
	defer func() {
		s.waits.number.Add(1)
		s.waits.time.Add(int64(time.Since(start)))
	}()
	return enter(ctx, s.places)
}

func enter(ctx context.Context, turns chan struct{}) error {
	select {
	case turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// vital is the store on the connections that operations cannot use up: for whatever
// says who asks, what they may spend, and whether the server is well.
func (s *Store) vital() *Store {
	if s.tx != nil || s.reserve == nil {
		return s
	}
	return s.reserve
}
