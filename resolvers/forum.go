package resolvers

import (
	"context"

	"partnergraph/graph"
	"partnergraph/market"
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
	return nil, errUnbuilt
}

func (m mutation) ThreadCreate(ctx context.Context, input market.ThreadCreateInput) (*graph.ThreadCreatePayload, error) {
	return nil, errUnbuilt
}

func (m mutation) ReplyCreate(ctx context.Context, input market.ReplyCreateInput) (*graph.ReplyCreatePayload, error) {
	return nil, errUnbuilt
}

func (m mutation) ReplyUpdate(ctx context.Context, input market.ReplyUpdateInput) (*graph.ReplyUpdatePayload, error) {
	return nil, errUnbuilt
}

func (m mutation) ReplyAccept(ctx context.Context, input market.ReplyAcceptInput) (*graph.ReplyAcceptPayload, error) {
	return nil, errUnbuilt
}

func (q query) Boards(ctx context.Context, locales []string) ([]*market.Board, error) {
	return nil, errUnbuilt
}

func (q query) Thread(ctx context.Context, by market.ThreadBy) (*market.Thread, error) {
	return nil, errUnbuilt
}

func (q query) Threads(ctx context.Context, filter *market.ThreadFilter, orderBy market.ThreadOrder, first *int, after *string, last *int, before *string) (*market.Page[*market.Thread], error) {
	return nil, errUnbuilt
}

func (r reply) Thread(ctx context.Context, obj *market.Reply) (*market.Thread, error) {
	return nil, errUnbuilt
}

func (r reply) Author(ctx context.Context, obj *market.Reply) (*market.Person, error) {
	return nil, errUnbuilt
}

func (r reply) Revisions(ctx context.Context, obj *market.Reply) ([]*market.ReplyRevision, error) {
	return nil, errUnbuilt
}

func (s subscription) ReplyAdded(ctx context.Context, threadID market.NodeID, after *string) (<-chan *market.ReplyAddedEvent, error) {
	return nil, errUnbuilt
}

func (t thread) Board(ctx context.Context, obj *market.Thread) (*market.Board, error) {
	return nil, errUnbuilt
}

func (t thread) Author(ctx context.Context, obj *market.Thread) (*market.Person, error) {
	return nil, errUnbuilt
}

func (t thread) Replies(ctx context.Context, obj *market.Thread, first *int, after *string, last *int, before *string) (*market.Page[*market.Reply], error) {
	return nil, errUnbuilt
}

func (t thread) AcceptedReplies(ctx context.Context, obj *market.Thread) ([]*market.Reply, error) {
	return nil, errUnbuilt
}
