package answers

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func newCache(t *testing.T, bytes int) *Cache {
	t.Helper()
	c, err := New(bytes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.kept.StopAllGoroutines(); c.unkept.StopAllGoroutines() })
	c.Changed(nil, time.Now())
	return c
}

// read makes an answer, while something else happens.
func (c *Cache) read(t *testing.T, key Key, tags []string, timed bool, meanwhile ...func()) {
	t.Helper()
	flight, _, answer := c.Join(t.Context(), key)
	if flight == nil {
		t.Fatalf("there is an answer already: %v", answer)
	}
	for _, happens := range meanwhile {
		happens()
	}
	flight.Keep(&Answer{Body: []byte(`{"data":1}`), Tags: tags}, timed)
	flight.End()
}

var one = Key{1}

func TestAnswersAreKeptUntilWhatTheyWereMadeOfChanges(t *testing.T) {
	tags := []string{"thread *", "thread id=1", "level"}
	for name, test := range map[string]struct {
		before, meanwhile, after []string // changes, around the reading
		want                     bool
	}{
		"nothing changes":                      {want: true},
		"a row of it":                          {after: []string{"thread", "thread id=1"}},
		"another row":                          {after: []string{"thread", "thread id=2"}, want: true},
		"unknown rows":                         {after: []string{"thread", "thread *"}},
		"a table of it":                        {after: []string{"level", "level code=1"}},
		"another table":                        {after: []string{"partner", "partner *"}, want: true},
		"a row of it while it was read":        {meanwhile: []string{"thread", "thread id=1"}},
		"another row while it was read":        {meanwhile: []string{"thread", "thread id=2"}, want: true},
		"a row of it before it was read":       {before: []string{"thread", "thread id=1"}, want: true},
		"a row of it before, and after it too": {before: []string{"level"}, after: []string{"level"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCache(t, 1<<20)
			c.Changed(test.before, time.Now())
			c.read(t, one, tags, false, func() { c.Changed(test.meanwhile, time.Now()) })
			c.Changed(test.after, time.Now())
			if got := c.Get(one) != nil; got != test.want {
				t.Errorf("given again: %v, want %v", got, test.want)
			}
		})
	}
}

func TestAnswersAreNotKeptWithoutNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, 1<<20)
		given := func(want bool, when string) {
			t.Helper()
			if got := c.Get(one) != nil; got != want {
				t.Errorf("%s: given %v, want %v", when, got, want)
			}
		}
		c.read(t, one, []string{"level"}, false)
		time.Sleep(Lease - time.Millisecond)
		given(true, "before the news are too old")
		time.Sleep(time.Millisecond)
		given(false, "when they are")
		c.Changed(nil, time.Now())
		given(true, "with news again")
		c.Forget()
		c.Changed(nil, time.Now())
		given(false, "after everything was forgotten")
		c.read(t, one, []string{"level"}, false, c.Forget, func() { c.Changed(nil, time.Now()) })
		given(false, "what was read before everything was forgotten")
	})
}

func TestAnswersGrowOld(t *testing.T) {
	for name, test := range map[string]struct {
		timed bool
		life  time.Duration
	}{"by a minute": {life: Life}, "by a second when they depend on the time": {timed: true, life: TimedLife}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCache(t, 1<<20)
				c.read(t, one, []string{"level"}, test.timed)
				time.Sleep(test.life - time.Millisecond)
				c.Changed(nil, time.Now())
				if c.Get(one) == nil {
					t.Error("on its last moment it is gone")
				}
				time.Sleep(2 * time.Millisecond)
				if c.Get(one) != nil {
					t.Error("it is there after its time")
				}
			})
		})
	}
}

// A change is remembered for as long as there may be an answer of before it.
func TestChangesAreRememberedLongEnough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, 1<<20)
		for range 5 {
			time.Sleep(Life - time.Second)
			c.Changed([]string{"other"}, time.Now())
			c.read(t, one, []string{"level"}, false, func() { c.Changed([]string{"level"}, time.Now()) })
			if c.Get(one) != nil {
				t.Error("a change while it was read is forgotten")
			}
			c.read(t, one, []string{"level"}, false)
			c.Changed([]string{"level"}, time.Now())
			time.Sleep(2 * time.Second) // into the next while
			c.Changed([]string{"other"}, time.Now())
			if c.Get(one) != nil {
				t.Error("a change after it was read is forgotten")
			}
		}
	})
}

func TestRoomIsBounded(t *testing.T) {
	const room = 64 << 10
	c := newCache(t, room)
	for i := range 500 {
		c.read(t, Key{byte(i), byte(i >> 8)}, []string{"level"}, false)
	}
	c.kept.CleanUp()
	if s := c.Stats(); s.Bytes > room || s.Answers == 0 || s.Evicted == 0 {
		t.Errorf("%+v in a room of %d", s, room)
	}
	flight, _, _ := c.Join(t.Context(), one)
	flight.Keep(&Answer{Body: make([]byte, room/part), Tags: []string{"level"}}, false)
	flight.End()
	if c.Get(one) != nil {
		t.Error("an answer takes more than its part of the room")
	}
}

func TestOneAnswersForAllWhoAskAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, 1<<20)
		var made, given atomic.Int64
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				flight, _, answer := c.Join(t.Context(), one)
				if flight != nil {
					made.Add(1)
					time.Sleep(100 * time.Millisecond)
					flight.Keep(&Answer{Body: []byte("x"), Tags: []string{"level"}}, false)
					flight.End()
				} else if answer != nil && string(answer.Body) == "x" {
					given.Add(1)
				}
			})
		}
		all.Wait()
		if made.Load() != 1 || given.Load() != 49 {
			t.Errorf("made %d times, given %d", made.Load(), given.Load())
		}
	})
}

// Who comes after a change was told gets nothing that was read before it, also when it
// waited for whoever began before.
func TestWhoComesAfterAChangeGetsNothingOlder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, 1<<20)
		early, _, _ := c.Join(t.Context(), one)
		c.Changed([]string{"level"}, time.Now())
		var late *Flight
		var answer *Answer
		go func() { late, _, answer = c.Join(t.Context(), one) }()
		synctest.Wait()
		early.Keep(&Answer{Body: []byte("old"), Tags: []string{"level"}}, false)
		early.End()
		synctest.Wait()
		if late == nil || answer != nil {
			t.Errorf("the late one was given %v", answer)
		}
		late.End()
	})
}

// Who leaves takes the work along only when nobody else wants it.
func TestWhoLeavesHurtsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, 1<<20)
		first, leave := context.WithCancel(t.Context())
		flight, work, _ := c.Join(first, one)
		second, leaveToo := context.WithCancel(t.Context())
		answers := make(chan *Answer, 2)
		go func() { _, _, a := c.Join(second, one); answers <- a }()
		go func() { _, _, a := c.Join(t.Context(), one); answers <- a }()
		synctest.Wait()
		leave()
		leaveToo()
		synctest.Wait()
		if work.Err() != nil || <-answers != nil {
			t.Error("the work has ended with who left, while one waits")
		}
		flight.Keep(&Answer{Body: []byte("x"), Tags: []string{"level"}}, false)
		flight.End()
		if a := <-answers; a == nil {
			t.Error("who waited got nothing")
		}

		alone, leave := context.WithCancel(t.Context())
		flight, work, _ = c.Join(alone, Key{2})
		leave()
		synctest.Wait()
		if work.Err() == nil {
			t.Error("the work goes on for nobody")
		}
		other, _, _ := c.Join(t.Context(), Key{2})
		if other == nil || other == flight {
			t.Error("who comes after all have left waits for their work")
		}
		flight.End()
		other.End()
	})
}

func TestNobodyWaitsForWhatIsNeverKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, 1<<20)
		flight, _, _ := c.Join(t.Context(), one)
		flight.Never()
		flight.End()
		if again, _, answer := c.Join(t.Context(), one); again != nil || answer != nil {
			t.Error("it is waited for")
		}
		time.Sleep(unkeptLife + time.Second)
		again, _, _ := c.Join(t.Context(), one)
		if again == nil {
			t.Error("it is never tried again")
		} else {
			again.End()
		}
	})
}

// Readers and changes at once: what is given was right when it was asked for.
func TestNothingOldIsGivenInARace(t *testing.T) {
	c := newCache(t, 1<<20)
	var truth, known atomic.Int64 // what is so, and what was told
	var all sync.WaitGroup
	stop := time.Now().Add(time.Second)
	for range 4 {
		all.Go(func() {
			for time.Now().Before(stop) {
				least := known.Load()
				flight, _, answer := c.Join(t.Context(), one)
				if flight != nil {
					body := []byte{byte(truth.Load()), byte(truth.Load() >> 8)}
					flight.Keep(&Answer{Body: slices.Clone(body), Tags: []string{"level"}}, false)
					flight.End()
				} else if answer != nil {
					if got := int64(answer.Body[0]) | int64(answer.Body[1])<<8; got < least {
						t.Errorf("given %d, when %d was known", got, least)
						return
					}
				}
			}
		})
	}
	for n := int64(1); time.Now().Before(stop) && n < 1<<15; n++ {
		truth.Store(n)
		c.Changed([]string{"level"}, time.Now())
		known.Store(n)
	}
	all.Wait()
}
