package store

import (
	"cmp"
	"context"
	"time"

	"partnergraph/markdown"
	"partnergraph/market"
)

// CreateThread opens a thread with a question of the viewer's.
func (s *Store) CreateThread(ctx context.Context, v market.Viewer, in market.ThreadCreateInput, now time.Time) (*market.Thread, error) {
	title, body, err := in.Post(markdown.HTML)
	if err != nil {
		return nil, err
	}
	return inTx(ctx, s, func(s *Store) (*market.Thread, error) {
		badge, err := s.badge(ctx, v, now)
		if err != nil {
			return nil, err
		}
		board, err := s.countThread(ctx, in.BoardID)
		if err != nil {
			return nil, err
		}
		if err := board.MayOpen(v); err != nil {
			return nil, err
		}
		return one[market.Thread](ctx, s, `
			INSERT INTO thread (id, board_id, author_id, slug, title, locale, markdown, html,
				badge_name, badge_organization, badge_role, badge_licence, badge_motto, badge_is_house, created_at, active_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)
			RETURNING `+threadColumns,
			newID[market.ThreadID](), board.ID, v.Person, cmp.Or(market.Slug(title), "thread"), title, board.Locale, body.Markdown, body.HTML,
			badge.Name, badge.Organization, badge.Role, badge.Licence, badge.Motto, badge.IsHouse, now)
	})
}

// countThread adds a thread to the board's count.
func (s *Store) countThread(ctx context.Context, id market.BoardID) (*market.Board, error) {
	board, err := one[market.Board](ctx, s, `
		UPDATE board SET thread_count = thread_count + 1 WHERE id = $1 RETURNING `+boardColumns, id)
	return board, inField(err, "boardId")
}

// CreateReply answers in a thread. Replies are numbered from 1 without gaps, also
// when several are written at once. Who follows the thread is told.
func (s *Store) CreateReply(ctx context.Context, v market.Viewer, in market.ReplyCreateInput, now time.Time) (*market.Reply, error) {
	body, err := in.Post(markdown.HTML)
	if err != nil {
		return nil, err
	}
	return inTx(ctx, s, func(s *Store) (*market.Reply, error) {
		badge, err := s.badge(ctx, v, now)
		if err != nil {
			return nil, err
		}
		thread, err := s.countReply(ctx, in.ThreadID, now)
		if err != nil {
			return nil, err
		}
		reply, err := one[market.Reply](ctx, s, `
			INSERT INTO reply (id, thread_id, number, author_id, locale, markdown, html,
				badge_name, badge_organization, badge_role, badge_licence, badge_motto, badge_is_house, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
			RETURNING `+replyColumns,
			newID[market.ReplyID](), thread.ID, thread.ReplyCount, v.Person, cmp.Or(body.Locale, thread.Locale), body.Markdown, body.HTML,
			badge.Name, badge.Organization, badge.Role, badge.Licence, badge.Motto, badge.IsHouse, now)
		if err != nil {
			return nil, err
		}
		return reply, s.emit(ctx, ReplyTopic, string(thread.ID), string(reply.ID))
	})
}

// countReply adds a reply to the thread's count, which is the number of the reply:
// the row stays locked until the reply is there, or neither is.
func (s *Store) countReply(ctx context.Context, id market.ThreadID, now time.Time) (*market.Thread, error) {
	thread, err := one[market.Thread](ctx, s, `
		UPDATE thread SET reply_count = reply_count + 1, active_at = greatest(active_at, $2)
		WHERE id = $1 RETURNING `+threadColumns, id, now)
	return thread, inField(err, "threadId")
}

// badge is who the viewer is while writing. It fails unless the viewer may post.
// The lock lets a person write one post at a time, so that none slips by the count.
func (s *Store) badge(ctx context.Context, v market.Viewer, now time.Time) (*market.Badge, error) {
	badge, err := one[market.Badge](ctx, s, `
		SELECT person.name, person.motto, organization.name AS organization, member.role, level.licence,
			coalesce(organization.is_house, false) AS is_house
		FROM person
		LEFT JOIN member ON member.person_id = person.id AND member.organization_id = nullif($2, '')::uuid
		LEFT JOIN organization ON organization.id = member.organization_id
		LEFT JOIN partner ON partner.organization_id = organization.id AND partner.state IN ('ACTIVE', 'PAUSED')
		LEFT JOIN level ON level.code = partner.level
		WHERE person.id = $1
		FOR NO KEY UPDATE OF person`, v.Person, string(v.Organization))
	if err != nil {
		return nil, err
	}
	recent, err := value[int](ctx, s, `
		SELECT (SELECT count(*) FROM thread WHERE author_id = $1 AND created_at > $2)
			+ (SELECT count(*) FROM reply WHERE author_id = $1 AND created_at > $2)`, v.Person, now.Add(-time.Minute))
	if err != nil {
		return nil, err
	}
	return badge, badge.MayPost(recent)
}
