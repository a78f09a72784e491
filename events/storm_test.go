package events_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"partnergraph/events"
	"partnergraph/market"
)

// storm is many writers at once, to one key.
type storm struct {
	world
	key string

	mu      sync.Mutex
	written []market.Position
}

// writer commits transactions of different lengths, and rolls some back.
func (s *storm) writer(transactions int) {
	for range transactions {
		tx := s.begin()
		_, err := tx.Exec(`SELECT pg_current_xact_id()`) // its place is taken now
		s.must(err)
		time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
		var places []market.Position
		for range rand.IntN(3) {
			places = append(places, s.write(tx, s.key))
		}
		if rand.IntN(5) == 0 {
			s.must(tx.Rollback())
			continue
		}
		s.commit(tx)
		s.record(places...)
	}
}

func (s *storm) record(places ...market.Position) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written = append(s.written, places...)
}

// end writes the last event, which readers know by its subject.
func (s *storm) end() {
	var p market.Position
	s.must(s.db.QueryRow(`INSERT INTO outbox (topic, key, subject) VALUES ($1, $2, $2) RETURNING xid, id`,
		topic, s.key).Scan(&p.XID, &p.ID))
	s.notify()
	s.record(p)
}

// reader collects what it hears, until the last event has come. One that hops
// leaves after each few events, and comes back to one or the other hub.
func (s *storm) reader(hubs []*events.Hub, sub *reader, hops bool) (heard []market.Position) {
	ctx, cancel := context.WithTimeout(s.Context(), patience)
	defer cancel()
	for {
		event, err := sub.Next(ctx)
		if err != nil {
			s.Errorf("after %d events: %v", len(heard), err)
			return heard
		}
		heard = append(heard, event.Position)
		if event.Subject == s.key {
			return heard
		}
		if hops && rand.IntN(4) == 0 {
			sub.Close()
			sub = s.subscribe(hubs[rand.IntN(len(hubs))], s.key, event.Cursor(topic))
		}
	}
}

// Eight writers with transactions of all lengths, two servers, listeners killed in
// between: each of eight readers hears each event once, in the order of cursors.
func TestNothingIsLostAndNothingComesTwice(t *testing.T) {
	t.Parallel()
	s := &storm{world: newWorld(t), key: uuid.NewString()}
	one, _ := s.hub()
	two, _ := s.hub()
	hubs := []*events.Hub{one, two}
	var readers, writers sync.WaitGroup
	heard := make([][]market.Position, 8)
	for i := range heard {
		sub := s.subscribe(hubs[i%2], s.key, "")
		readers.Go(func() { heard[i] = s.reader(hubs, sub, i >= 4) })
	}
	for range 8 {
		writers.Go(func() { s.writer(25) })
	}
	long := s.begin()
	s.record(s.write(long, s.key))
	for range 3 {
		time.Sleep(150 * time.Millisecond)
		_, err := s.db.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
		s.must(err)
	}
	s.commit(long)
	writers.Wait()
	s.end()
	readers.Wait()
	slices.SortFunc(s.written, func(p, q market.Position) int {
		if p.After(q) {
			return 1
		}
		return -1
	})
	for i := range heard {
		if !slices.Equal(heard[i], s.written) {
			t.Errorf("reader %d heard %d events, %d were written: %v\n%v", i, len(heard[i]), len(s.written), heard[i], s.written)
		}
	}
}
