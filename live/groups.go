package live

import (
	"context"
	"runtime"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"partnergraph/events"
	"partnergraph/market"
)

// Rights says of viewers who had seats, in their order, who they are by now, or why
// they may hear nothing more. It fails when it cannot say.
type Rights func(ctx context.Context, viewers []market.Viewer) (fresh []market.Viewer, refused []error, err error)

// Groups are those who listen on this server.
type Groups struct {
	hub    *events.Hub
	rights Rights
	// How many crowds are served at once, and how many events replayed: subscriptions must
	// leave the database to others, and those who come back must not hold up what is new.
	crowds, replays slots

	mu   sync.Mutex
	open map[string]*group
}

// NewGroups makes groups of the hub's events.
func NewGroups(hub *events.Hub, rights Rights) *Groups {
	n := runtime.GOMAXPROCS(0)
	return &Groups{hub: hub, rights: rights, crowds: make(slots, 2*n), replays: make(slots, n), open: map[string]*group{}}
}

// Subscription is what a subscriber wants.
type Subscription struct {
	Topic, Key string
	After      string // a cursor, or ""
	Viewer     market.Viewer
	// View names all that a response depends on but the event: those with the same view
	// get the same bytes.
	View string
	// As is who a view is executed as that does not depend on who looks; without it, one
	// of those who do.
	As *market.Viewer
	// Execute makes the response for an event, or nil when there is none.
	Execute func(ctx context.Context, as market.Viewer, e *market.Event) *graphql.Response
}

// Join gives the seat a place among those with the same view. What was missed since
// the cursor is heard first, then what comes; nothing twice, and nothing not at all.
// It fails as events.Hub.Missed does.
func (g *Groups) Join(ctx context.Context, seat *Seat, s Subscription) error {
	m := &member{viewer: s.Viewer, listener: seat.listener}
	if err := g.enter(m, seat.base, &s); err != nil {
		return err
	}
	missed, err := g.hub.Missed(ctx, s.Topic, s.Key, s.After)
	if err != nil {
		m.leave()
		return err
	}
	from := missed.From()
	m.missed = missed
	if missed.Any() {
		go m.replay(m.until(seat.base), &s)
	} else {
		m.catchUp()
	}
	seat.take(m, from)
	return nil
}

// enter puts a member into its group, which is made when it is the first.
func (g *Groups) enter(m *member, base context.Context, s *Subscription) (err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	own := g.open[s.View]
	if own == nil || own.isFinished() {
		own = &group{owner: g, Subscription: *s, ctx: base, members: map[*member]struct{}{}}
		own.Viewer = market.Viewer{} // it is nobody's
		if own.tap, err = g.hub.Tap(s.Topic, s.Key, own); err != nil {
			return err
		}
		g.open[s.View] = own
	}
	m.group = own
	own.mu.Lock()
	defer own.mu.Unlock()
	own.members[m] = struct{}{}
	return nil
}

// exit takes a member out; a group of nobody is no more.
func (g *Groups) exit(m *member) {
	g.mu.Lock()
	defer g.mu.Unlock()
	own := m.group
	own.mu.Lock()
	delete(own.members, m)
	empty := len(own.members) == 0
	own.mu.Unlock()
	if !empty {
		return
	}
	own.tap.Close()
	if g.open[own.View] == own {
		delete(g.open, own.View)
	}
}
