package live

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"partnergraph/events"
	"partnergraph/market"
)

const (
	// most is how many events a group may be behind before all in it are cut.
	most = 10_000
	// crowd is how many are asked about in one statement, and served before the next.
	crowd = 1000
	// patience is how long asking about a crowd may take.
	patience = 10 * time.Second
)

// group is those who are served together.
type group struct {
	owner    *Groups
	name     string
	concerns func(context.Context, *market.Event, []market.Viewer) ([]bool, error)
	ctx      context.Context // without an end and without a viewer

	mu       sync.Mutex
	members  map[*member]struct{}
	channels map[market.Channel]*listeners
	views    map[string]*view
	queue    []*market.Event
	busy     bool  // somebody serves the queue
	finished error // why nothing more comes, once the queue is served
}

// listeners are the members who listen to a channel, which is tapped for them.
type listeners struct {
	tap     *events.Tap
	members map[*member]struct{}
}

// view is how some of the members see events.
type view struct {
	*Subscription // of one of them
	members       int
}

func newGroup(owner *Groups, ctx context.Context, s *Subscription) *group {
	return &group{owner: owner, name: s.Group, concerns: s.Concerns, ctx: ctx, members: map[*member]struct{}{},
		channels: map[market.Channel]*listeners{}, views: map[string]*view{}}
}

// admit takes a member in. Its owner lets one in or out at a time.
func (g *group) admit(m *member, s *Subscription) error {
	for _, c := range m.channels {
		if err := g.listen(c, m); err != nil {
			g.dismiss(m)
			return err
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.members[m] = struct{}{}
	if g.views[m.view] == nil {
		anybodys := *s
		anybodys.Viewer = market.Viewer{}
		g.views[m.view] = &view{Subscription: &anybodys}
	}
	g.views[m.view].members++
	return nil
}

// listen makes a member hear a channel. The hub takes its own lock before the group's, so
// it is not called under the group's.
func (g *group) listen(c market.Channel, m *member) error {
	g.mu.Lock()
	to := g.channels[c]
	g.mu.Unlock()
	if to == nil {
		to = &listeners{members: map[*member]struct{}{}}
		var err error
		if to.tap, err = g.owner.hub.Tap(c, g); err != nil {
			return err
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.channels[c] = to
	to.members[m] = struct{}{}
	return nil
}

// dismiss lets a member go, if it has not gone, and says how many are left.
func (g *group) dismiss(m *member) (left int) {
	var idle []*events.Tap
	g.mu.Lock()
	if _, in := g.members[m]; in {
		delete(g.members, m)
		if v := g.views[m.view]; v.members == 1 {
			delete(g.views, m.view)
		} else {
			v.members--
		}
	}
	left = len(g.members)
	for _, c := range m.channels {
		if to := g.channels[c]; to != nil {
			delete(to.members, m)
			if len(to.members) == 0 {
				idle = append(idle, to.tap)
				delete(g.channels, c)
			}
		}
	}
	g.mu.Unlock()
	for _, tap := range idle {
		tap.Close()
	}
	return left
}

// Take queues an event: it implements events.Tapped.
func (g *group) Take(e *market.Event) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.queue) >= most {
		g.queue, g.finished = nil, errSlow()
	}
	if g.finished == nil {
		g.queue = append(g.queue, e)
	}
	g.work()
}

// Size implements events.Tapped.
func (g *group) Size(c market.Channel) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	if to := g.channels[c]; to != nil {
		return len(to.members)
	}
	return 0
}

// Stop ends the group after what is queued: it implements events.Tapped.
func (g *group) Stop(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.finished = err
	g.work()
}

func (g *group) isFinished() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.finished != nil
}

func (g *group) work() {
	if !g.busy {
		g.busy = true
		go g.serve()
	}
}

// serve delivers what is queued, and ends.
func (g *group) serve() {
	for {
		g.mu.Lock()
		if len(g.queue) == 0 {
			finished := g.finished
			g.queue, g.busy = nil, finished != nil // for good
			g.mu.Unlock()
			if finished != nil {
				g.end(finished)
			}
			return
		}
		event := g.queue[0]
		g.queue = g.queue[1:]
		g.mu.Unlock()
		g.deliver(event)
	}
}

// end tells all members why nothing more comes.
func (g *group) end(err error) {
	g.mu.Lock()
	all := slices.Collect(maps.Keys(g.members))
	g.mu.Unlock()
	for _, m := range all {
		m.end(err)
	}
}

// of are the members who listen to a channel.
func (g *group) of(c market.Channel) []*member {
	g.mu.Lock()
	defer g.mu.Unlock()
	if to := g.channels[c]; to != nil {
		return slices.Collect(maps.Keys(to.members))
	}
	return nil
}

// as is how those with a view see events, while any of them are left.
func (g *group) as(name string) *Subscription {
	g.mu.Lock()
	defer g.mu.Unlock()
	if v := g.views[name]; v != nil {
		return v.Subscription
	}
	return nil
}

// deliver hands an event to all who listen for it, each by the rights of now. A panic
// ends them, and not the process.
func (g *group) deliver(e *market.Event) {
	defer func() {
		if v := recover(); v != nil {
			g.end(fault(g.ctx, v))
		}
	}()
	d := delivery{group: g, event: e, updates: map[string]*Update{}}
	all := g.of(e.Channel())
	for len(all) > 0 {
		n := min(crowd, len(all))
		g.owner.crowds.with(g.ctx, func() { d.serve(all[:n]) })
		all = all[n:]
	}
}
