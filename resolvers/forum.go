package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
	"partnergraph/store"
)

type board struct{ *Resolver }

var _ graph.BoardResolver = board{}

// Board resolves the fields of Board that are not plain.
func (r *Resolver) Board() graph.BoardResolver { return board{r} }

type reply struct{ *Resolver }

var _ graph.ReplyResolver = reply{}

// Reply resolves the fields of Reply that are not plain.
func (r *Resolver) Reply() graph.ReplyResolver { return reply{r} }

type thread struct{ *Resolver }

var _ graph.ThreadResolver = thread{}

// Thread resolves the fields of Thread that are not plain.
func (r *Resolver) Thread() graph.ThreadResolver { return thread{r} }

func (b board) Threads(ctx context.Context, obj *market.Board, orderBy market.ThreadOrder, first *int, after *string, last *int, before *string) (*market.Page[*market.Thread], error) {
	p, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return loaders.For(ctx).BoardThreads.Load(loaders.BoardThreadsKey{Parent: obj.ID, Order: orderBy, Page: p})
}

func (m mutation) ThreadCreate(ctx context.Context, input market.ThreadCreateInput) (*graph.ThreadCreatePayload, error) {
	thread, err := m.Store.CreateThread(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.ThreadCreatePayload{Thread: thread, UserErrors: errs}, err
}

func (m mutation) ReplyCreate(ctx context.Context, input market.ReplyCreateInput) (*graph.ReplyCreatePayload, error) {
	reply, err := m.Store.CreateReply(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.ReplyCreatePayload{Reply: reply, UserErrors: errs}, err
}

func (m mutation) ReplyUpdate(ctx context.Context, input market.ReplyUpdateInput) (*graph.ReplyUpdatePayload, error) {
	reply, err := m.Store.UpdateReply(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.ReplyUpdatePayload{Reply: reply, UserErrors: errs}, err
}

func (m mutation) ReplyAccept(ctx context.Context, input market.ReplyAcceptInput) (*graph.ReplyAcceptPayload, error) {
	reply, err := m.Store.AcceptReply(ctx, auth.Viewer(ctx), input)
	errs, err := mend(err)
	return &graph.ReplyAcceptPayload{Reply: reply, UserErrors: errs}, err
}

func (q query) Boards(ctx context.Context, locales []string) ([]*market.Board, error) {
	return q.Store.Boards(ctx, locales)
}

func (q query) Thread(ctx context.Context, by market.ThreadBy) (*market.Thread, error) {
	return absent(q.Store.Thread(ctx, by))
}

func (q query) Threads(ctx context.Context, filter *market.ThreadFilter, orderBy market.ThreadOrder, first *int, after *string, last *int, before *string) (*market.Page[*market.Thread], error) {
	p, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return q.Store.Threads(ctx, filter, orderBy, p)
}

func (r reply) Thread(ctx context.Context, obj *market.Reply) (*market.Thread, error) {
	return loaders.For(ctx).Thread.Load(obj.ThreadID)
}

func (r reply) Author(ctx context.Context, obj *market.Reply) (*market.Person, error) {
	return loaders.For(ctx).Person.Load(obj.AuthorID)
}

func (r reply) Revisions(ctx context.Context, obj *market.Reply) ([]*market.ReplyRevision, error) {
	if obj.EditedAt == nil {
		return []*market.ReplyRevision{}, nil
	}
	return loaders.For(ctx).Revisions.Load(obj.ID)
}

func (t thread) Board(ctx context.Context, obj *market.Thread) (*market.Board, error) {
	return loaders.For(ctx).Board.Load(obj.BoardID)
}

func (t thread) Author(ctx context.Context, obj *market.Thread) (*market.Person, error) {
	return loaders.For(ctx).Person.Load(obj.AuthorID)
}

func (t thread) Replies(ctx context.Context, obj *market.Thread, first *int, after *string, last *int, before *string) (*market.Page[*market.Reply], error) {
	p, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return loaders.For(ctx).ThreadReplies.Load(loaders.ThreadRepliesKey{Parent: obj.ID, Page: p})
}

func (t thread) ReplyAddedCursor(ctx context.Context, _ *market.Thread) (string, error) {
	return placeOf(ctx).Cursor(store.ReplyTopic), nil
}

func (t thread) AcceptedReplies(ctx context.Context, obj *market.Thread) ([]*market.Reply, error) {
	if obj.AcceptedCount == 0 {
		return []*market.Reply{}, nil
	}
	return loaders.For(ctx).AcceptedReplies.Load(obj.ID)
}
