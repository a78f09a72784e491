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
	// Stream names the cursors of the events, which come from the channels.
	Stream   string
	Channels []market.Channel
	After    string // a cursor, or ""
	Viewer   market.Viewer
	// Group names those who are served together: an event is brought to all of a group
	// before the next, each in its own channels, and their rights are asked about at once.
	Group string
	// View names, within the group, all that a response depends on but the event: those
	// with the same view get the same bytes.
	View string
	// As is who an event is executed as that shows all of the group the same, whatever
	// their views; without one, it is executed for each view as one who has it.
	As func(*market.Event) *market.Viewer
	// Concerns says for whom of many an event is at all; without it, for all.
	Concerns func(ctx context.Context, e *market.Event, viewers []market.Viewer) ([]bool, error)
	// Execute makes the response for an event, or nil when there is none.
	Execute func(ctx context.Context, as market.Viewer, e *market.Event) *graphql.Response
}

// Join gives the seat a place among those with the same view. What was missed since
// the cursor is heard first, then what comes; nothing twice, and nothing not at all.
// It fails as events.Hub.Missed does.
func (g *Groups) Join(ctx context.Context, seat *Seat, s Subscription) error {
	m := &member{viewer: s.Viewer, view: s.View, channels: s.Channels, listener: seat.listener}
	if err := g.enter(m, seat.base, &s); err != nil {
		return err
	}
	missed, err := g.hub.Missed(ctx, s.Stream, s.Channels, s.After)
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
func (g *Groups) enter(m *member, base context.Context, s *Subscription) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	own := g.open[s.Group]
	if own == nil || own.isFinished() {
		own = newGroup(g, base, s)
	}
	m.group = own
	if err := own.admit(m, s); err != nil {
		return err
	}
	g.open[s.Group] = own
	return nil
}

// exit takes a member out; a group of nobody is no more.
func (g *Groups) exit(m *member) {
	g.mu.Lock()
	defer g.mu.Unlock()
	own := m.group
	if own.dismiss(m) == 0 && g.open[own.name] == own {
		delete(g.open, own.name)
	}
}
