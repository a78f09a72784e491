package demo

import (
	"cmp"
	"time"

	"partnergraph/market"
	"partnergraph/store"
)

// badge is who an author is, beside each post: name, organisation, role, licence,
// motto, and whether it is the house.
func (w *World) badge(i int, names store.Names) []any {
	p := w.person(i)
	licence := ""
	if p.Org.Kind == APartner {
		licence = names.Licences[w.partners()[p.Org.Index].Level]
	}
	return []any{p.Name, given(w.called(p.Org)), given(p.Role), given(licence), p.Motto, p.Org.Kind == TheHouse}
}

var badgeColumns = []string{"badge_name", "badge_organization", "badge_role", "badge_licence", "badge_motto", "badge_is_house"}

func (w *World) threadRows(names store.Names) table {
	columns := append([]string{"id", "board_id", "author_id", "slug", "title", "locale", "markdown", "html",
		"reply_count", "accepted_count", "created_at", "active_at"}, badgeColumns...)
	return table{"thread", columns,
		each(w.Size.Threads, func(i int) []any {
			t := w.Thread(i)
			active, accepted := t.At, 0
			for _, r := range t.Replies {
				active = later(active, r.At)
				if r.Accepted {
					accepted++
				}
			}
			return append([]any{w.id(aThread, i, t.At), string(names.Boards[t.Board]), w.personID(t.Author),
				cmp.Or(market.Slug(t.Title), "thread"), t.Title, t.Lang.String(), t.Body, html(t.Body),
				len(t.Replies), accepted, t.At, active}, w.badge(t.Author, names)...)
		}), w.Size.Threads}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// most is more replies than any thread has, so that each reply has an index.
const most = 1 << 6

func (w *World) replyRows(names store.Names) table {
	columns := append([]string{"id", "thread_id", "number", "author_id", "locale", "markdown", "html", "is_accepted", "created_at"}, badgeColumns...)
	return table{"reply", columns,
		func(yield func([]any) bool) {
			for i := range w.Size.Threads {
				t := w.Thread(i)
				thread := w.id(aThread, i, t.At)
				for n, r := range t.Replies {
					row := append([]any{w.id(aReply, i*most+n, r.At), thread, n + 1, w.personID(r.Author),
						t.Lang.String(), r.Body, html(r.Body), r.Accepted, r.At}, w.badge(r.Author, names)...)
					if !yield(row) {
						return
					}
				}
			}
		}, w.Size.Replies}
}
