package resolvers

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/auth"
	"partnergraph/graph/budget"
	"partnergraph/live"
	"partnergraph/market"
)

// sharing is what subscriptions share.
type sharing struct {
	groups *live.Groups
	exec   *executor.Executor // runs events, for which nobody is charged again
}

// shared is made when the first subscriber comes.
func (r *Resolver) shared() *sharing {
	r.sharingOnce.Do(func() {
		exec := executor.New(r.Schema())
		exec.SetErrorPresenter(PresentError)
		if r.Present != nil {
			exec.SetErrorPresenter(r.Present)
		}
		exec.Use(budget.Extension{})
		exec.Use(Operation{r})
		r.sharing = &sharing{live.NewGroups(r.Events, r.stillMayAll), exec}
	})
	return r.sharing
}

// join takes a seat for the subscription in the context.
func (r *Resolver) join(ctx context.Context, seat *live.Seat, t topic) error {
	from, err := resumeFrom(t.stream, t.after, seat.Resume())
	if err != nil {
		return err
	}
	operation, v := graphql.GetOperationContext(ctx), auth.Viewer(ctx)
	s := live.Subscription{
		Stream: t.stream, Channels: t.channels, After: from, Viewer: v,
		Execute: func(ctx context.Context, as market.Viewer, e *market.Event) *graphql.Response {
			return r.execute(ctx, operation, as, e)
		},
	}
	if t.crowd != nil {
		t.crowd.among(&s, operation)
	} else {
		t.apart(&s, operation)
	}
	return r.shared().groups.Join(ctx, seat, s)
}

// apart makes a group of those who see the same.
func (t *topic) apart(s *live.Subscription, operation *graphql.OperationContext) {
	view, everybody := viewOf(operation, s.Viewer, t.alike && showsAlike(operation.Operation.SelectionSet, true, nil))
	s.Group = fmt.Sprint(t.stream, t.channels, view)
	s.As = func(*market.Event) *market.Viewer { return everybody }
}

// crowd is those who ask the same about different things that are their own, such as
// leads about their partners. Each sees it by their own rights, but for the events that
// concern many and show each of them the same.
type crowd struct {
	name     string
	argument string          // names what is their own
	empty    map[string]bool // fields that show nobody anything in an event for many
	together func(*market.Event) bool
	concerns func(context.Context, *market.Event, []market.Viewer) ([]bool, error)
}

// among makes a group of the crowd, and of it views of those who see the same.
func (c *crowd) among(s *live.Subscription, operation *graphql.OperationContext) {
	everybody := nobodyReading(s.Viewer)
	s.Group = fmt.Sprint(s.Stream, " for ", c.name, " ", asked(operation, c.argument), everybody.Locales)
	s.View = viewerOf(s.Viewer)
	s.Concerns = c.concerns
	alike := showsAlike(operation.Operation.SelectionSet, true, c.empty)
	s.As = func(e *market.Event) *market.Viewer {
		if alike && c.together(e) {
			return everybody
		}
		return nil
	}
}

// resumeFrom is the later of the cursors that a client gives: as an argument, which
// stands in an address that is called again as it was, and as its last event.
func resumeFrom(stream string, after *string, last string) (string, error) {
	if last == "" {
		return given(after), nil
	}
	heard, refused := market.ParsePosition(stream, last)
	if refused != nil {
		return "", market.Errorf(market.Invalid, "Last-Event-ID is no cursor of this subscription; leave it out, or send the id of its last event.")
	}
	if asked, err := market.ParsePosition(stream, given(after)); err == nil && asked.After(heard) {
		return *after, nil
	}
	return last, nil
}

// stillMayAll are the viewers, unless something has changed for one since its
// subscription began: then what is selected would be shown by rights that are gone.
func (r *Resolver) stillMayAll(ctx context.Context, then []market.Viewer) ([]market.Viewer, []error, error) {
	fresh, refused, err := r.Store.StillValidAll(ctx, then, r.Now())
	if err != nil {
		return nil, nil, err
	}
	for i, v := range fresh {
		if refused[i] == nil && !samePlace(v, then[i]) {
			refused[i] = errPlaceChanged()
		}
	}
	return fresh, refused, nil
}

type eventKey struct{}

// eventOf is the event that a subscription is executed for, or nil.
func eventOf(ctx context.Context) *market.Event {
	e, _ := ctx.Value(eventKey{}).(*market.Event)
	return e
}

// execute is the response of a subscription to one event, as a viewer who may have
// it; nil when it has none.
func (r *Resolver) execute(ctx context.Context, operation *graphql.OperationContext, as market.Viewer, e *market.Event) (response *graphql.Response) {
	ctx = context.WithValue(auth.WithViewer(graphql.StartOperationTrace(ctx), as), eventKey{}, e)
	defer func() {
		if v := recover(); v != nil {
			err := operation.Recover(graphql.WithOperationContext(ctx, operation), v)
			response = &graphql.Response{Errors: gqlerror.List{PresentError(ctx, err)}}
		}
	}()
	responses, ctx := r.shared().exec.DispatchOperation(ctx, operation)
	return responses(ctx)
}
