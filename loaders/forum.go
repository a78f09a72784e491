package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

//go:generate go tool dataloaden BoardLoader partnergraph/market.BoardID *partnergraph/market.Board
//go:generate go tool dataloaden ThreadLoader partnergraph/market.ThreadID *partnergraph/market.Thread
//go:generate go tool dataloaden ReplyLoader partnergraph/market.ReplyID *partnergraph/market.Reply
//go:generate go tool dataloaden BoardThreadsLoader partnergraph/loaders.BoardThreadsKey *partnergraph/market.ThreadConnection
//go:generate go tool dataloaden ThreadRepliesLoader partnergraph/loaders.ThreadRepliesKey *partnergraph/market.ReplyConnection
//go:generate go tool dataloaden AcceptedRepliesLoader partnergraph/market.ThreadID []*partnergraph/market.Reply
//go:generate go tool dataloaden RevisionsLoader partnergraph/market.ReplyID []*partnergraph/market.ReplyRevision

// The keys of the connections of the forum.
type (
	BoardThreadsKey  = pageKey[market.BoardID, market.ThreadOrder] // a page of a board's threads
	ThreadRepliesKey = pageKey[market.ThreadID, struct{}]          // a page of a thread's replies
)

// forumLoaders load what belongs to forum.go.
type forumLoaders struct {
	Board           *BoardLoader
	Thread          *ThreadLoader
	Reply           *ReplyLoader
	BoardThreads    *BoardThreadsLoader
	ThreadReplies   *ThreadRepliesLoader
	AcceptedReplies *AcceptedRepliesLoader
	Revisions       *RevisionsLoader
}

func newForumLoaders(ctx context.Context, s *store.Store, v market.Viewer) forumLoaders {
	return forumLoaders{
		Board:           NewBoardLoader(BoardLoaderConfig{Fetch: batch(ctx, "board", s.BoardsByID), Wait: Wait, MaxBatch: 200}),
		Thread:          NewThreadLoader(ThreadLoaderConfig{Fetch: batch(ctx, "thread", s.ThreadsByID), Wait: Wait, MaxBatch: 200}),
		Reply:           NewReplyLoader(ReplyLoaderConfig{Fetch: batch(ctx, "reply", s.RepliesByID), Wait: Wait, MaxBatch: 200}),
		BoardThreads:    NewBoardThreadsLoader(BoardThreadsLoaderConfig{Fetch: batch(ctx, "board", pages(s.BoardThreads)), Wait: Wait, MaxBatch: 200}),
		ThreadReplies:   NewThreadRepliesLoader(ThreadRepliesLoaderConfig{Fetch: batch(ctx, "thread", pages(unordered(s.ThreadReplies))), Wait: Wait, MaxBatch: 200}),
		AcceptedReplies: NewAcceptedRepliesLoader(AcceptedRepliesLoaderConfig{Fetch: batch(ctx, "accepted reply", orNone(s.AcceptedReplies)), Wait: Wait, MaxBatch: 200}),
		Revisions:       NewRevisionsLoader(RevisionsLoaderConfig{Fetch: batch(ctx, "revision", orNone(withViewer(v, s.Revisions))), Wait: Wait, MaxBatch: 200}),
	}
}
