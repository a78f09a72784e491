package store_test

import (
	"testing"
	"time"

	"partnergraph/store"
	"partnergraph/store/storetest"
)

// A server whose clock is an hour off tells the same time as one whose clock is right.
func TestTheDatabaseKeepsTheTime(t *testing.T) {
	url := storetest.URL(t)
	for name, off := range map[string]time.Duration{"right": 0, "an hour slow": -time.Hour, "an hour fast": time.Hour} {
		t.Run(name, func(t *testing.T) {
			s, err := store.Open(t.Context(), url, store.Options{Connections: 2, Clock: func() time.Time { return time.Now().Add(off) }})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if got := time.Until(s.Now()); (got - off).Abs() > time.Minute {
				t.Fatalf("before it is measured the clock is %s off, want %s", got, off)
			}
			if err := s.MeasureTime(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := time.Until(s.Now()); got.Abs() > 10*time.Second {
				t.Errorf("the clock is %s off", got)
			}
		})
	}
}
