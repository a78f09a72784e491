package events

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"partnergraph/store"
)

// Keeper keeps what was read, and is told what has changed. Its methods do not wait.
type Keeper interface {
	// Changed takes the tags of what was committed before asOf and not told before.
	Changed(tags []string, asOf time.Time)
	// Forget says that nothing is known any more of what has changed.
	Forget()
}

const (
	// look is how often a server asks what others have changed. What it changes itself it
	// asks about at once.
	look = 200 * time.Millisecond
	// lookTime is how long an answer to that may take.
	lookTime = time.Second
	// lookAgain is how long it waits after one that failed.
	lookAgain = 100 * time.Millisecond
	// pruneEvery is how often what has been told is deleted, pruneAge how long ago it must
	// have been told, and gap after how long without news a server starts afresh, which is
	// well before it would miss something.
	pruneEvery, pruneAge, gap = 30 * time.Second, 2 * time.Minute, time.Minute
)

// Changes tells a keeper of all changes in the tables that tell of them, whoever makes them.
type Changes struct {
	store  *store.Store
	keeper Keeper
	nudge  chan struct{} // has room for one

	mu    sync.Mutex
	asked chan struct{} // closed when the next look is over; see Settle
	ended bool
}

// NewChanges makes it; Run does the telling.
func NewChanges(s *store.Store, k Keeper) *Changes {
	return &Changes{store: s, keeper: k, nudge: make(chan struct{}, 1), asked: make(chan struct{})}
}

// Settle waits until the keeper knows of all that was committed before the call, or the
// context ends. Where that cannot be learnt the keeper forgets everything, and Settle
// returns.
func (c *Changes) Settle(ctx context.Context) {
	c.mu.Lock()
	over, ended := c.asked, c.ended
	c.mu.Unlock()
	if ended {
		return
	}
	select {
	case c.nudge <- struct{}{}:
	default: // somebody has asked already, and it is not under way yet
	}
	select {
	case <-over:
	case <-ctx.Done():
	}
}

// Run follows changes until ctx ends; then the keeper has forgotten everything. It is
// called once.
func (c *Changes) Run(ctx context.Context) {
	defer c.end()
	for warned := false; ctx.Err() == nil; {
		err := c.follow(ctx)
		c.keeper.Forget()
		c.tell(c.begin())
		if ctx.Err() == nil && !warned {
			slog.WarnContext(ctx, "changes cannot be followed, so no answers are kept", "error", err)
		}
		warned = true
		c.pause(ctx, lookAgain)
	}
}

// follow tells of changes for as long as they can be followed without a gap.
func (c *Changes) follow(ctx context.Context) error {
	starting, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	began := c.begin()
	changes, err := c.store.FollowChanges(starting)
	if err != nil {
		c.keeper.Forget()
		c.tell(began)
		return err
	}
	defer changes.Close()
	c.keeper.Forget() // what was read before may have changed unseen
	c.tell(began)
	looked, pruning := time.Now(), marks{}
	for {
		began := c.begin()
		asOf := time.Now()
		tags, err := c.next(ctx, changes)
		if err != nil || asOf.Sub(looked) > gap {
			c.keeper.Forget()
			c.tell(began)
			return err
		}
		c.keeper.Changed(tags, asOf)
		c.tell(began)
		looked = asOf
		if err := pruning.prune(ctx, changes, asOf); err != nil {
			return err
		}
		if !c.pause(ctx, look) {
			return ctx.Err()
		}
	}
}

func (c *Changes) next(ctx context.Context, changes *store.Changes) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	return changes.Next(ctx)
}

// begin begins a look: who calls Settle from now on waits for the one after it.
func (c *Changes) begin() (over chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	over, c.asked = c.asked, make(chan struct{})
	return over
}

// tell lets those go who have waited for a look.
func (c *Changes) tell(over chan struct{}) { close(over) }

// end lets everybody go who waits, for good: the keeper keeps nothing any more.
func (c *Changes) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	close(c.asked)
}

// pause waits until somebody asks, or for so long; it reports false when ctx has ended.
func (c *Changes) pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-c.nudge:
	case <-timer.C:
	}
	return true
}

// marks say what had been told at which times.
type marks struct {
	snapshots []string
	times     []time.Time
}

// prune deletes now and then what was told long ago.
func (m *marks) prune(ctx context.Context, changes *store.Changes, now time.Time) error {
	if n := len(m.times); n > 0 && now.Sub(m.times[n-1]) < pruneEvery {
		return nil
	}
	m.snapshots, m.times = append(m.snapshots, changes.Snapshot()), append(m.times, now)
	if now.Sub(m.times[0]) < pruneAge {
		return nil
	}
	oldest := m.snapshots[0]
	m.snapshots, m.times = m.snapshots[1:], m.times[1:]
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	return changes.Prune(ctx, oldest)
}
