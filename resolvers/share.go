package resolvers

import (
	"context"

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
func (r *Resolver) join(ctx context.Context, seat *live.Seat, topic, key string, after *string, alike bool) error {
	from, err := resumeFrom(topic, after, seat.Resume())
	if err != nil {
		return err
	}
	operation, v := graphql.GetOperationContext(ctx), auth.Viewer(ctx)
	view, as := viewOf(operation, v, alike)
	return r.shared().groups.Join(ctx, seat, live.Subscription{
		Topic: topic, Key: key, After: from, Viewer: v, View: topic + " " + key + " " + view, As: as,
		Execute: func(ctx context.Context, as market.Viewer, e *market.Event) *graphql.Response {
			return r.execute(ctx, operation, as, e)
		},
	})
}

// resumeFrom is the later of the cursors that a client gives: as an argument, which
// stands in an address that is called again as it was, and as its last event.
func resumeFrom(topic string, after *string, last string) (string, error) {
	if last == "" {
		return given(after), nil
	}
	heard, refused := market.ParsePosition(topic, last)
	if refused != nil {
		return "", market.Errorf(market.Invalid, "Last-Event-ID is no cursor of this subscription; leave it out, or send the id of its last event.")
	}
	if asked, err := market.ParsePosition(topic, given(after)); err == nil && asked.After(heard) {
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
