package live

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"

	"partnergraph/market"
)

// delivery is one event on its way to a group.
type delivery struct {
	group   *group
	event   *market.Event
	updates map[string]*Update // by view; nil when the event has nothing to show
}

// serve hands the event to a crowd. It is executed when the first of a view may have it.
func (d *delivery) serve(crowd []*member) {
	g := d.group
	fresh, refused, err := g.owner.ask(g.ctx, crowd)
	var concerned []bool
	if err == nil {
		concerned, err = g.concerned(d.event, fresh, refused)
	}
	for i, m := range crowd {
		switch {
		case err != nil:
			m.end(err)
		case refused[i] != nil:
			m.end(refused[i])
		case concerned[i]:
			m.hear(d.event, d.update(m.view, fresh[i]))
		}
	}
}

// update is what those with a view hear.
func (d *delivery) update(view string, viewer market.Viewer) *Update {
	s := d.group.as(view)
	if s == nil {
		return nil // they have left
	}
	if s.asOf(d.event) != nil {
		view = everybody
	}
	u, executed := d.updates[view]
	if !executed {
		u = s.executed(d.group.ctx, viewer, d.event)
		d.updates[view] = u
	}
	return u
}

// executed is execute, where a panic ends those with the view, and nobody else.
func (s *Subscription) executed(ctx context.Context, as market.Viewer, e *market.Event) (u *Update) {
	defer func() {
		if v := recover(); v != nil {
			u = &Update{Err: fault(ctx, v)}
		}
	}()
	return s.execute(ctx, as, e)
}

// everybody is the view of an event that shows all the same.
const everybody = "everybody"

// concerned says whom of those who are not refused an event is for.
func (g *group) concerned(e *market.Event, viewers []market.Viewer, refused []error) ([]bool, error) {
	concerned := make([]bool, len(viewers))
	if g.concerns == nil || e.IsResync {
		for i := range concerned {
			concerned[i] = true
		}
		return concerned, nil
	}
	asked, places := []market.Viewer{}, []int{}
	for i, v := range viewers {
		if refused[i] == nil {
			asked, places = append(asked, v), append(places, i)
		}
	}
	ctx, cancel := context.WithTimeout(g.ctx, patience)
	defer cancel()
	answers, err := g.concerns(ctx, e, asked)
	if err != nil {
		return nil, err
	}
	for i, place := range places {
		concerned[place] = answers[i]
	}
	return concerned, nil
}

// asOf is who an event is executed as for all, if it shows all the same.
func (s *Subscription) asOf(e *market.Event) *market.Viewer {
	if s.As == nil {
		return nil
	}
	return s.As(e)
}

// execute makes the update of an event, seen as a viewer who may.
func (s *Subscription) execute(ctx context.Context, as market.Viewer, e *market.Event) *Update {
	if all := s.asOf(e); all != nil {
		as = *all
	}
	response := s.Execute(ctx, as, e)
	if response == nil {
		return nil
	}
	return &Update{Response: response, Cursor: e.Cursor(s.Stream)}
}

// fault is the error of a panic, which is logged.
func fault(ctx context.Context, v any) error {
	slog.ErrorContext(ctx, "panic while an event is delivered", "panic", v, "stack", string(debug.Stack()))
	return fmt.Errorf("panic: %v", v)
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
