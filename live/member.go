package live

import (
	"context"
	"sync"

	"partnergraph/events"
	"partnergraph/market"
)

// ahead is how many events a member may be handed while it still catches up.
const ahead = 256

// member is one subscriber in a group.
type member struct {
	group    *group
	viewer   market.Viewer // as it was when it subscribed
	view     string
	channels []market.Channel
	listener Listener

	mu     sync.Mutex
	missed *events.Missed // nil once all that comes is new
	live   bool           // it has caught up
	held   []handed       // what came while it had not
	gone   bool
	cancel context.CancelFunc // of its replay
}

type handed struct {
	event  *market.Event
	update *Update
}

// hear takes an event from the group; update is nil when there is nothing to tell.
func (m *member) hear(e *market.Event, u *Update) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.gone || u == nil:
	case m.live:
		m.tell(e, u)
	case len(m.held) >= ahead:
		m.finish(&Update{Err: errSlow()})
	default:
		m.held = append(m.held, handed{e, u})
	}
}

// tell passes an event on, unless it was heard, or is old.
func (m *member) tell(e *market.Event, u *Update) {
	if m.missed != nil {
		if !m.missed.New(e) {
			return
		}
		if m.missed.Over(e) {
			m.missed = nil
		}
	}
	if u.Last() {
		m.finish(u)
		return
	}
	m.listener.Hear(u)
}

// catchUp passes on what came meanwhile. From here on the member is as all others.
func (m *member) catchUp() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, h := range m.held {
		if !m.gone {
			m.tell(h.event, h.update)
		}
	}
	m.live, m.held = true, nil
	if m.cancel != nil {
		m.cancel()
		m.cancel = nil
	}
}

// until is a context that ends when the member leaves.
func (m *member) until(base context.Context) context.Context {
	m.mu.Lock()
	defer m.mu.Unlock()
	ctx, cancel := context.WithCancel(base)
	m.cancel = cancel
	if m.gone {
		cancel()
	}
	return ctx
}

// replay executes what the member has missed, for it alone, as fast as it reads.
func (m *member) replay(ctx context.Context, s *Subscription) {
	defer func() {
		if v := recover(); v != nil {
			m.end(fault(ctx, v))
		}
	}()
	for {
		event, err := m.missed.Next(ctx)
		switch {
		case err != nil:
			m.end(err)
			return
		case event == nil:
			m.catchUp()
			return
		case !m.listener.Wait(ctx):
			return // it has left, or is about to
		}
		on := false
		if !m.group.owner.replays.with(ctx, func() { on = m.again(ctx, s, event) }) || !on {
			return
		}
	}
}

// again executes one event of the past, if the member may still have it, and says
// whether to go on.
func (m *member) again(ctx context.Context, s *Subscription, e *market.Event) bool {
	fresh, refused, err := m.group.owner.ask(ctx, []*member{m})
	switch {
	case err != nil:
		m.end(err)
		return false
	case refused[0] != nil:
		m.end(refused[0])
		return false
	}
	concerned, err := m.group.concerned(e, fresh, refused)
	switch {
	case err != nil:
		m.end(err)
		return false
	case !concerned[0]:
		return true
	}
	return m.replayed(s.execute(ctx, fresh[0], e))
}

// replayed passes on one event of the past, and says whether to go on.
func (m *member) replayed(u *Update) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.gone:
	case u == nil:
	case u.Last():
		m.finish(u)
	default:
		m.listener.Hear(u)
	}
	return !m.gone
}

// end tells the member why nothing more comes.
func (m *member) end(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.gone {
		m.finish(&Update{Err: err})
	}
}

// finish says the last word.
func (m *member) finish(u *Update) {
	m.gone = true
	m.listener.Hear(u)
	go m.leave() // which takes locks that come before this one
}

// leave takes the member out of its group.
func (m *member) leave() {
	m.mu.Lock()
	m.gone = true
	if m.cancel != nil {
		m.cancel()
	}
	m.held = nil
	m.mu.Unlock()
	m.group.owner.exit(m)
}
