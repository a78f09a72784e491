package store

import (
	"context"
	"fmt"

	"partnergraph/market"
)

// The forum is public: no row of it is hidden from anybody, so these methods take
// no viewer. What a reply said before is the exception, see Revisions.

const boardColumns = `board.id, board.slug, board.title, board.description, board.locale,
	board.is_announcements, board.thread_count`

// Boards lists the boards in any of the languages, or all of them.
func (s *Store) Boards(ctx context.Context, locales []string) ([]*market.Board, error) {
	c := conditions{}
	addAny(&c, "board.locale", locales)
	return all[market.Board](ctx, s, `
		SELECT `+boardColumns+` FROM board WHERE `+c.sql()+`
		ORDER BY board.position, board.id LIMIT 500`, c.args...)
}

// BoardsByID returns the boards there are among ids.
func (s *Store) BoardsByID(ctx context.Context, ids []market.BoardID) (map[market.BoardID]*market.Board, error) {
	boards, err := all[market.Board](rowsBy(ctx, "board", "id", ids...), s, `SELECT `+boardColumns+` FROM board WHERE id = ANY($1::uuid[])`, ids)
	return byKey(boards, func(b *market.Board) market.BoardID { return b.ID }), err
}

const threadColumns = `thread.id, thread.board_id, thread.author_id, thread.number, thread.slug, thread.title, thread.locale,
	thread.badge_name AS "badge.name", thread.badge_organization AS "badge.organization", thread.badge_role AS "badge.role",
	thread.badge_licence AS "badge.licence", thread.badge_motto AS "badge.motto", thread.badge_is_house AS "badge.is_house",
	thread.html AS "body.html", thread.markdown AS "body.markdown", thread.locale AS "body.locale",
	thread.reply_count, thread.accepted_count, thread.created_at, thread.active_at`

// Thread is the one by its id or number. It fails with NotFound when there is none.
func (s *Store) Thread(ctx context.Context, by market.ThreadBy) (*market.Thread, error) {
	if by.ID != nil {
		return one[market.Thread](rowsBy(ctx, "thread", "id", *by.ID), s, `SELECT `+threadColumns+` FROM thread WHERE id = $1`, *by.ID)
	}
	return one[market.Thread](rowsBy(ctx, "thread", "number", fmt.Sprint(*by.Number)), s, `SELECT `+threadColumns+` FROM thread WHERE number = $1::bigint`, *by.Number)
}

// ThreadsByID returns the threads there are among ids.
func (s *Store) ThreadsByID(ctx context.Context, ids []market.ThreadID) (map[market.ThreadID]*market.Thread, error) {
	threads, err := all[market.Thread](rowsBy(ctx, "thread", "id", ids...), s, `SELECT `+threadColumns+` FROM thread WHERE id = ANY($1::uuid[])`, ids)
	return byKey(threads, func(t *market.Thread) market.ThreadID { return t.ID }), err
}

// Threads reads a page of the threads that meet the filter.
func (s *Store) Threads(ctx context.Context, f *market.ThreadFilter, by market.ThreadOrder, p market.PageArgs) (*market.Page[*market.Thread], error) {
	l := threadList(by)
	if f != nil {
		if err := f.Check(); err != nil {
			return nil, err
		}
		l.where.threads(f)
	}
	return pageOf(ctx, s, l, p)
}

// BoardThreads reads the same page of the threads of each board.
func (s *Store) BoardThreads(ctx context.Context, boards []market.BoardID, by market.ThreadOrder, p market.PageArgs) (map[market.BoardID]*market.Page[*market.Thread], error) {
	return pagesOf(ctx, s, threadList(by), p, boards, `thread.board_id`, func(t *market.Thread) market.BoardID { return t.BoardID })
}

func threadList(by market.ThreadOrder) list[market.Thread] {
	return list[market.Thread]{columns: threadColumns, from: `thread`, order: threadOrders[by]}
}

var threadOrders = map[market.ThreadOrder]order[market.Thread]{
	market.ThreadsByActivity: {
		name: "thread.activity", columns: []string{"thread.active_at", "thread.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
		key: func(t *market.Thread) []string { return []string{keyTime(t.LastPostAt), string(t.ID)} },
	},
	market.ThreadsByNewest: {
		name: "thread.newest", columns: []string{"thread.created_at", "thread.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
		key: func(t *market.Thread) []string { return []string{keyTime(t.OpenedAt), string(t.ID)} },
	},
}

// threads narrows a list of threads to those that meet the filter.
func (c *conditions) threads(f *market.ThreadFilter) {
	if f.Board != nil {
		c.add(`thread.board_id = (SELECT id FROM board WHERE slug = $?)`, *f.Board)
	}
	addAny(c, "thread.locale", f.Locales)
	if f.IsAnswered != nil {
		c.filter(`(thread.accepted_count > 0) = $?`, *f.IsAnswered)
	}
	if f.AuthorID != nil {
		c.add(`thread.author_id = $?`, *f.AuthorID)
	}
	addWords(c, "thread.search", f.Text)
}
