// Package answers keeps the answers to operations of nobody, for whoever asks the same,
// until something changes that they were made of. It knows neither GraphQL nor SQL: an
// answer is bytes with the tags of what was read for it, and a change is tags too.
package answers

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
)

const (
	// Life is how long an answer is kept at most, whatever is told of changes: as long as
	// shared caches may keep it.
	Life = time.Minute
	// TimedLife is how long one is kept that depends on the time.
	TimedLife = time.Second
	// Lease is how old the news of changes may be. Without later ones nothing is answered
	// from here, so no server shows for longer what another has changed.
	Lease = 900 * time.Millisecond
	// part is which part of the room an answer may take.
	part = 16
	// overhead is what an answer takes besides its bytes and tags, about.
	overhead = 500
	// How many operations are remembered whose answers are not to be kept, and for how
	// long: nobody waits for another's answer to those.
	unkeptMost, unkeptLife = 10_000, 10 * time.Second
)

// Key names an operation with all that its answer depends on but the data.
type Key [32]byte

// Answer is what was answered to an operation. It is not changed.
type Answer struct {
	Body []byte   // the answer, {"data": …}
	Name string   // of the operation
	Tags []string // of what was read

	began   uint64        // the change after which the reading began
	until   time.Time     // when it is dropped at the latest
	checked atomic.Uint64 // the last change at which it was found to be right

	made sync.Map // see Made
}

// Cache keeps answers. It is empty until Changed is called, and then as long as that goes on.
type Cache struct {
	kept    *otter.Cache[Key, *Answer]
	unkept  *otter.Cache[Key, struct{}] // whose answers are never to be kept
	largest int
	now     func() time.Time

	change atomic.Uint64 // counts changes
	asOf   atomic.Int64  // when it was asked for what has changed, in nanoseconds; 0 when that is not known

	mu         sync.RWMutex
	last       [2]map[string]uint64 // by tag: the last change that touched it, of this while and of the one before
	turned     time.Time            // when this while began
	flights    map[Key]*Flight
	flightLock sync.Mutex

	hits, misses, shared, invalid, evicted atomic.Int64
}

// New makes a cache of so many bytes.
func New(bytes int) (*Cache, error) {
	c := &Cache{largest: bytes / part, now: time.Now, last: [2]map[string]uint64{{}, {}}, flights: map[Key]*Flight{}}
	kept, err := otter.New(&otter.Options[Key, *Answer]{
		MaximumWeight: uint64(bytes),
		Weigher:       func(_ Key, a *Answer) uint32 { return a.weight() },
		ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[Key, *Answer]) time.Duration {
			return max(e.Value.until.Sub(c.now()), time.Millisecond)
		}),
		OnDeletion: func(e otter.DeletionEvent[Key, *Answer]) {
			if e.Cause == otter.CauseOverflow {
				c.evicted.Add(1)
			}
		},
	})
	if err != nil {
		return nil, err
	}
	c.kept = kept
	c.unkept, err = otter.New(&otter.Options[Key, struct{}]{
		MaximumSize:      unkeptMost,
		ExpiryCalculator: otter.ExpiryWriting[Key, struct{}](unkeptLife),
	})
	return c, err
}

// Made is what make makes of an answer, made once: something small, such as a tag.
func (a *Answer) Made(what string, make func() string) string {
	if text, ok := a.made.Load(what); ok {
		return text.(string)
	}
	text, _ := a.made.LoadOrStore(what, make())
	return text.(string)
}

func (a *Answer) weight() uint32 {
	n := overhead + len(a.Body) + len(a.Name)
	for _, tag := range a.Tags {
		n += len(tag) + 16
	}
	return uint32(n)
}

// Changed takes the tags of what was committed before asOf and not told before. Answers
// that were read from any of it are not given any more when it returns.
func (c *Cache) Changed(tags []string, asOf time.Time) {
	if len(tags) > 0 {
		c.touch(tags)
	}
	c.asOf.Store(asOf.UnixNano())
}

// touch notes a change of the tags. What was touched is remembered for as long as there
// may be answers of before.
func (c *Cache) touch(tags []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.now(); now.Sub(c.turned) > Life {
		c.last[1], c.last[0], c.turned = c.last[0], map[string]uint64{}, now
	}
	change := c.change.Load() + 1
	for _, tag := range tags {
		c.last[0][tag] = change
	}
	c.change.Store(change)
}

// Forget drops everything: it is not known what has changed. Until the next news nothing
// is kept.
func (c *Cache) Forget() {
	c.asOf.Store(0)
	c.mu.Lock()
	c.change.Add(1)
	c.last, c.turned = [2]map[string]uint64{{everything: c.change.Load()}, {}}, c.now()
	c.mu.Unlock()
	c.kept.InvalidateAll()
}

// everything is a tag of all answers.
const everything = ""

// follows reports whether it is known what has changed until just now.
func (c *Cache) follows(now time.Time) bool {
	return now.UnixNano()-c.asOf.Load() < int64(Lease)
}

// Get is the answer to an operation, or nil. An answer is right as of the last news of
// changes, which are never older than Lease.
func (c *Cache) Get(key Key) *Answer {
	a := c.get(key)
	if a != nil {
		c.hits.Add(1)
	}
	return a
}

func (c *Cache) get(key Key) *Answer {
	now := c.now()
	a, ok := c.kept.GetIfPresent(key)
	switch {
	case !ok || !c.follows(now) || now.After(a.until):
		return nil
	case !c.right(a):
		if _, dropped := c.kept.Invalidate(key); dropped {
			c.invalid.Add(1)
		}
		return nil
	}
	return a
}

// right reports whether nothing has changed that an answer was made of.
func (c *Cache) right(a *Answer) bool {
	change := c.change.Load()
	if a.checked.Load() == change {
		return true
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	change = c.change.Load()
	for _, last := range c.last {
		if last[everything] > a.began {
			return false
		}
		for _, tag := range a.Tags {
			if last[tag] > a.began {
				return false
			}
		}
	}
	a.checked.Store(change)
	return true
}

// Stats are what the cache has done, and what it holds.
type Stats struct {
	Hits, Misses, Shared int64 // answered from here; not; and by waiting for another's answer
	Invalid, Evicted     int64 // dropped because of a change; and for room
	Answers, Bytes       int
}

// Stats counts.
func (c *Cache) Stats() Stats {
	return Stats{c.hits.Load(), c.misses.Load(), c.shared.Load(), c.invalid.Load(), c.evicted.Load(),
		c.kept.EstimatedSize(), int(c.kept.WeightedSize())}
}
