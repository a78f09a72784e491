package store

import (
	"context"
	"strconv"

	"partnergraph/market"
)

const replyColumns = `reply.id, reply.thread_id, reply.author_id, reply.number,
	reply.badge_name AS "badge.name", reply.badge_organization AS "badge.organization", reply.badge_role AS "badge.role",
	reply.badge_licence AS "badge.licence", reply.badge_motto AS "badge.motto", reply.badge_is_house AS "badge.is_house",
	reply.html AS "body.html", reply.markdown AS "body.markdown", reply.locale AS "body.locale",
	reply.is_accepted, reply.created_at, reply.edited_at`

// RepliesByID returns the replies there are among ids.
func (s *Store) RepliesByID(ctx context.Context, ids []market.ReplyID) (map[market.ReplyID]*market.Reply, error) {
	replies, err := all[market.Reply](rowsBy(ctx, "reply", "id", ids...), s, `SELECT `+replyColumns+` FROM reply WHERE id = ANY($1::uuid[])`, ids)
	return byKey(replies, func(r *market.Reply) market.ReplyID { return r.ID }), err
}

// ThreadReplies reads the same page of the replies in each thread, oldest first.
func (s *Store) ThreadReplies(ctx context.Context, threads []market.ThreadID, p market.PageArgs) (map[market.ThreadID]*market.Page[*market.Reply], error) {
	l := list[market.Reply]{columns: replyColumns, from: `reply`, order: replyOrder}
	return pagesOf(ctx, s, l, p, threads, `reply.thread_id`, func(r *market.Reply) market.ThreadID { return r.ThreadID })
}

// replyOrder is that of the numbers, which are unique within the thread.
var replyOrder = order[market.Reply]{
	name: "reply", columns: []string{"reply.number"}, types: []string{"integer"},
	key: func(r *market.Reply) []string { return []string{strconv.Itoa(r.Number)} },
}

// AcceptedReplies returns the accepted replies of each thread, oldest first. There
// are at most market.MaxAccepted in a thread.
func (s *Store) AcceptedReplies(ctx context.Context, threads []market.ThreadID) (map[market.ThreadID][]*market.Reply, error) {
	replies, err := all[market.Reply](rowsBy(ctx, "reply", "thread_id", threads...), s, `
		SELECT `+replyColumns+` FROM reply
		WHERE thread_id = ANY($1::uuid[]) AND is_accepted
		ORDER BY thread_id, number`, threads)
	return groupBy(replies, func(r *market.Reply) market.ThreadID { return r.ThreadID }), err
}

// Revisions returns what each reply said before its changes, oldest first, at most
// market.MaxRevisions of each. What somebody else than the author has replaced, a
// moderator, and what stood before that, only the author and moderators may read.
func (s *Store) Revisions(ctx context.Context, v market.Viewer, replies []market.ReplyID) (map[market.ReplyID][]*market.ReplyRevision, error) {
	v = v.In(market.ForumRead)
	revisions, err := all[market.ReplyRevision](ctx, s, `
		SELECT r.reply_id, r.html AS "body.html", r.markdown AS "body.markdown", r.locale AS "body.locale", r.replaced_at
		FROM reply_revision r JOIN reply ON reply.id = r.reply_id
		WHERE r.reply_id = ANY($1::uuid[]) AND ($2 OR reply.author_id::text = $3 OR NOT EXISTS (
			SELECT FROM reply_revision later
			WHERE later.reply_id = r.reply_id AND later.position >= r.position AND later.replaced_by <> reply.author_id))
		ORDER BY r.reply_id, r.position`, replies, v.Moderates(), string(v.Self()))
	return groupBy(revisions, func(r *market.ReplyRevision) market.ReplyID { return r.ReplyID }), err
}
