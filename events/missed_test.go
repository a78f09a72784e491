package events_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

func TestAStreamResumesFromEachCursor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hub, _ := w.hub()
	key := uuid.NewString()
	places := []market.Position{{}}
	for range 10 {
		tx := w.begin()
		for range 50 { // together more than a page
			places = append(places, w.write(tx, key))
			w.write(tx, uuid.NewString())
		}
		w.commit(tx)
	}
	for i := 0; i < len(places); i += 25 {
		w.hears(w.subscribe(hub, key, places[i].Cursor(topic)), places[i+1:]...)
	}
	last := w.subscribe(hub, key, places[len(places)-1].Cursor(topic))
	w.silent(last)
	w.hears(last, w.write(w.db, key))
}

func TestWhoMayHaveMissedSomethingIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hub, _ := w.hub()
	key := uuid.NewString()
	old, oldest := w.write(w.db, key), market.Position{}
	oldest, old = old, w.write(w.db, key)
	kept := w.write(w.db, key)
	first := w.subscribe(hub, key, market.Position{}.Cursor(topic))
	w.hears(first, oldest, old, kept) // so the hub has handed them out
	_, err := w.db.Exec(`UPDATE outbox SET created_at = now() - interval '25 hours' WHERE (xid, id) < ($1::text::xid8, $2)`,
		fmt.Sprint(kept.XID), kept.ID)
	w.must(err)
	s := storetest.Open(t, w.url)
	if n, err := s.PruneOutbox(t.Context(), time.Now()); n != 2 || err != nil {
		t.Fatalf("pruned %d, %v", n, err)
	}
	subs := map[string]*reader{}
	for name, test := range map[string]struct {
		after  market.Position
		missed bool
	}{
		"the start":                 {market.Position{}, true},
		"one before the last":       {oldest, true},
		"the last that was deleted": {old, false},
		"the first that was kept":   {kept, false},
	} {
		sub := w.subscribe(hub, key, test.after.Cursor(topic))
		if from, want := sub.missed.From(), test.after.Cursor(topic); from != want {
			t.Errorf("%s: begins from %s, want %s", name, from, want)
		}
		subs[name] = sub
		if !test.missed {
			continue
		}
		event, err := sub.Next(t.Context())
		if err != nil || !event.IsResync { // whose place is after what was read anew, which may be after kept
			t.Errorf("%s: came %+v, %v", name, event, err)
		}
		subs[name+", and after what it was told"] = w.subscribe(hub, key, event.Cursor(topic))
	}
	next := w.write(w.db, key)
	w.notify()
	for name, sub := range subs {
		got := w.next(sub)
		if got == kept { // which may come again
			got = w.next(sub)
		}
		if got != next {
			t.Errorf("%s: went on with %v, want %v", name, got, next)
		}
	}
	ahead := market.Position{XID: kept.XID + 1_000_000, ID: 1}
	if _, err := read(t.Context(), hub, topic, key, ahead.Cursor(topic)); codeOf(err) != market.Invalid {
		t.Errorf("one ahead of all: %v", err)
	}
	if _, err := read(t.Context(), hub, topic, key, "nonsense"); codeOf(err) != market.Invalid {
		t.Errorf("nonsense: %v", err)
	}
}
