package live

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
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

// group is those who see the same of the same events.
type group struct {
	owner *Groups
	Subscription
	ctx context.Context // without an end and without a viewer
	tap *events.Tap

	mu       sync.Mutex
	members  map[*member]struct{}
	queue    []*market.Event
	busy     bool  // somebody serves the queue
	finished error // why nothing more comes, once the queue is served
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
func (g *group) Size() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.members)
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
				for _, m := range g.all() {
					m.end(finished)
				}
			}
			return
		}
		event := g.queue[0]
		g.queue = g.queue[1:]
		g.mu.Unlock()
		g.deliver(event)
	}
}

func (g *group) all() []*member {
	g.mu.Lock()
	defer g.mu.Unlock()
	all := make([]*member, 0, len(g.members))
	for m := range g.members {
		all = append(all, m)
	}
	return all
}

// deliver hands an event to all members, each by the rights of now. It is executed
// when the first of them may have it. A panic ends them, and not the process.
func (g *group) deliver(e *market.Event) {
	defer func() {
		if v := recover(); v != nil {
			err := fault(g.ctx, v)
			for _, m := range g.all() {
				m.end(err)
			}
		}
	}()
	d := delivery{group: g, event: e}
	all := g.all()
	for len(all) > 0 {
		n := min(crowd, len(all))
		g.owner.crowds.with(g.ctx, func() { d.serve(all[:n]) })
		all = all[n:]
	}
}

// delivery is one event on its way to a group.
type delivery struct {
	group    *group
	event    *market.Event
	executed bool
	update   *Update // nil when the event has nothing to show
}

// serve hands the event to a crowd.
func (d *delivery) serve(crowd []*member) {
	fresh, refused, err := d.group.owner.ask(d.group.ctx, crowd)
	for i, m := range crowd {
		switch {
		case err != nil:
			m.end(err)
		case refused[i] != nil:
			m.end(refused[i])
		default:
			if !d.executed {
				d.executed, d.update = true, d.group.execute(d.group.ctx, fresh[i], d.event)
			}
			m.hear(d.event, d.update)
		}
	}
}

// fault is the error of a panic, which is logged.
func fault(ctx context.Context, v any) error {
	slog.ErrorContext(ctx, "panic while an event is delivered", "panic", v, "stack", string(debug.Stack()))
	return fmt.Errorf("panic: %v", v)
}

// execute makes the update of an event, seen as a viewer who may.
func (s *Subscription) execute(ctx context.Context, as market.Viewer, e *market.Event) *Update {
	if s.As != nil {
		as = *s.As
	}
	response := s.Execute(ctx, as, e)
	if response == nil {
		return nil
	}
	return &Update{Response: response, Cursor: e.Cursor(e.Topic)}
}

// ask asks about members at once, about those who are the same only once.
func (g *Groups) ask(ctx context.Context, members []*member) (fresh []market.Viewer, refused []error, err error) {
	type who struct {
		person       market.PersonID
		session      market.SessionID
		token        market.APITokenID
		organization market.OrganizationID
	}
	place, viewers := map[who]int{}, []market.Viewer{}
	of := make([]int, len(members))
	for i, m := range members {
		v := m.viewer
		key := who{v.Person, v.Session, v.APIToken, v.Organization}
		n, known := place[key]
		if !known {
			n = len(viewers)
			place[key], viewers = n, append(viewers, v)
		}
		of[i] = n
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	each, refusals, err := g.rights(ctx, viewers)
	if err != nil {
		return nil, nil, err
	}
	fresh, refused = make([]market.Viewer, len(members)), make([]error, len(members))
	for i, n := range of {
		fresh[i], refused[i] = each[n], refusals[n]
	}
	return fresh, refused, nil
}
