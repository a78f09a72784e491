package answers

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Flight is an operation that is being answered, for all who ask the same meanwhile. The
// first of them answers it. It goes on while any of them waits.
type Flight struct {
	cache  *Cache
	key    Key
	began  uint64    // the change after which the reading began
	at     time.Time // when
	cancel func()    // ends the work
	stop   func() bool

	mu      sync.Mutex
	waiting int // who still wants the answer
	ended   bool

	done   chan struct{} // closed when answer is set
	answer *Answer       // nil when there is none that others may have
}

// Join begins a flight, which its caller leads and ends, or joins one that is under way
// and waits. It returns the flight to lead with the context to do it under; or the answer
// that another gave; or neither, when the caller is to see to itself.
//
// Who joins gets no answer that was read before a change which was told before it joined.
func (c *Cache) Join(ctx context.Context, key Key) (lead *Flight, inner context.Context, answer *Answer) {
	if _, never := c.unkept.GetIfPresent(key); never {
		return nil, nil, nil
	}
	for range 3 {
		if answer := c.get(key); answer != nil {
			c.shared.Add(1)
			return nil, nil, answer
		}
		f, inner := c.flight(ctx, key)
		if inner != nil {
			c.misses.Add(1)
			return f, inner, nil
		}
		answer, gone := f.wait(ctx)
		switch {
		case gone || answer == nil:
			return nil, nil, nil
		case c.follows(c.now()) && c.right(answer):
			c.shared.Add(1)
			return nil, nil, answer
		}
	}
	return nil, nil, nil
}

// flight joins the one there is, or begins one, whose work is done under a context that
// does not end with the leader's while others wait.
func (c *Cache) flight(ctx context.Context, key Key) (f *Flight, inner context.Context) {
	c.flightLock.Lock()
	defer c.flightLock.Unlock()
	if f := c.flights[key]; f != nil && f.join() {
		return f, nil
	}
	inner, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f = &Flight{cache: c, key: key, began: c.change.Load(), at: c.now(), waiting: 1, cancel: cancel, done: make(chan struct{})}
	f.stop = context.AfterFunc(ctx, f.leave)
	c.flights[key] = f
	return f, inner
}

// join counts one more who waits; there is none to join when all have gone.
func (f *Flight) join() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended || f.waiting == 0 {
		return false
	}
	f.waiting++
	return true
}

// leave counts one less. When nobody waits the work ends.
func (f *Flight) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.waiting--; f.waiting == 0 {
		f.cancel()
	}
}

func (f *Flight) wait(ctx context.Context) (answer *Answer, gone bool) {
	select {
	case <-f.done:
		return f.answer, false
	case <-ctx.Done():
		f.leave()
		return nil, true
	}
}

// Keep gives an answer to all who wait, and keeps it unless something has changed
// meanwhile that it was made of, or it is too large. timed says that it depends on the time.
func (f *Flight) Keep(answer *Answer, timed bool) {
	c, life := f.cache, Life
	if timed {
		life = TimedLife
	}
	answer.Body, answer.began, answer.until = slices.Clone(answer.Body), f.began, f.at.Add(life)
	f.answer = answer
	if int(answer.weight()) <= c.largest && c.follows(c.now()) && c.right(answer) {
		c.kept.Set(f.key, answer)
	}
}

// Never says that answers to this operation are not to be kept.
func (f *Flight) Never() { f.cache.unkept.Set(f.key, struct{}{}) }

// End ends the flight. Who waits sees to itself, unless there is an answer to keep.
func (f *Flight) End() {
	c := f.cache
	c.flightLock.Lock()
	if c.flights[f.key] == f {
		delete(c.flights, f.key)
	}
	c.flightLock.Unlock()
	f.mu.Lock()
	f.ended = true
	f.mu.Unlock()
	close(f.done)
	f.stop()
	f.cancel()
}
