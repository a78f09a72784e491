package store

import (
	"context"
	"time"

	"partnergraph/markdown"
	"partnergraph/market"
)

// UpdateReply changes what a reply says, and keeps what it said before. A change
// that changes nothing leaves no trace.
func (s *Store) UpdateReply(ctx context.Context, v market.Viewer, in market.ReplyUpdateInput, now time.Time) (*market.Reply, error) {
	body, err := in.Post(markdown.HTML)
	if err != nil {
		return nil, err
	}
	return inTx(ctx, s, func(s *Store) (*market.Reply, error) {
		reply, err := s.lockReply(ctx, in.ReplyID)
		if err != nil {
			return nil, err
		}
		history, err := s.history(ctx, in.ReplyID, now)
		if err != nil {
			return nil, err
		}
		if err := reply.MayChange(v, history.Revisions, history.Recent); err != nil || reply.Body.Markdown == body.Markdown {
			return reply, err
		}
		if err := s.keepRevision(ctx, reply, history.Revisions+1, v.Person, now); err != nil {
			return nil, err
		}
		return one[market.Reply](ctx, s, `
			UPDATE reply SET markdown = $2, html = $3, edited_at = $4 WHERE id = $1
			RETURNING `+replyColumns, reply.ID, body.Markdown, body.HTML, now)
	})
}

func (s *Store) lockReply(ctx context.Context, id market.ReplyID) (*market.Reply, error) {
	reply, err := one[market.Reply](ctx, s, `SELECT `+replyColumns+` FROM reply WHERE id = $1 FOR NO KEY UPDATE`, id)
	return reply, inField(err, "replyId")
}

// replyHistory counts the changes of a reply: all, and those of the last minute.
type replyHistory struct {
	Revisions int `db:"revisions"`
	Recent    int `db:"recent"`
}

func (s *Store) history(ctx context.Context, id market.ReplyID, now time.Time) (*replyHistory, error) {
	return one[replyHistory](ctx, s, `
		SELECT count(*) AS revisions, count(*) FILTER (WHERE replaced_at > $2) AS recent
		FROM reply_revision WHERE reply_id = $1`, id, now.Add(-time.Minute))
}

// keepRevision keeps what the reply says before somebody replaces it.
func (s *Store) keepRevision(ctx context.Context, r *market.Reply, position int, by market.PersonID, now time.Time) error {
	_, err := s.exec(ctx, `
		INSERT INTO reply_revision (reply_id, position, markdown, html, locale, replaced_at, replaced_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, r.ID, position, r.Body.Markdown, r.Body.HTML, r.Body.Locale, now, by)
	return err
}

// AcceptReply marks a reply as an answer, or takes the mark away. Asking for what
// is so already is no error.
func (s *Store) AcceptReply(ctx context.Context, v market.Viewer, in market.ReplyAcceptInput) (*market.Reply, error) {
	return inTx(ctx, s, func(s *Store) (*market.Reply, error) {
		thread, err := s.lockThreadOf(ctx, in.ReplyID)
		if err != nil {
			return nil, err
		}
		reply, err := s.lockReply(ctx, in.ReplyID)
		if err != nil {
			return nil, err
		}
		if err := thread.MayAccept(v, reply, in.IsAccepted); err != nil || reply.IsAccepted == in.IsAccepted {
			return reply, err
		}
		if _, err := s.exec(ctx, `
			UPDATE thread SET accepted_count = accepted_count + CASE WHEN $2 THEN 1 ELSE -1 END
			WHERE id = $1`, thread.ID, in.IsAccepted); err != nil {
			return nil, err
		}
		return one[market.Reply](ctx, s, `
			UPDATE reply SET is_accepted = $2 WHERE id = $1 RETURNING `+replyColumns, reply.ID, in.IsAccepted)
	})
}

// lockThreadOf locks the thread of a reply, before the reply itself as everybody
// does.
func (s *Store) lockThreadOf(ctx context.Context, id market.ReplyID) (*market.Thread, error) {
	thread, err := one[market.Thread](ctx, s, `
		SELECT `+threadColumns+` FROM thread
		WHERE id = (SELECT thread_id FROM reply WHERE id = $1) FOR NO KEY UPDATE`, id)
	return thread, inField(err, "replyId")
}
