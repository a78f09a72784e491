package demo

import (
	"fmt"
	"math/rand/v2"
)

// announcement is a thread of the house's (F7), with what was asked about it.
type announcement struct {
	title, body template
	asks        []template
	replies     []template
}

func (c *content) loadAnnouncements(l Lang) error {
	name := fmt.Sprintf("forum/announcements.%s.txt", l)
	entries, err := read(name)
	if err != nil {
		return err
	}
	for _, e := range entries {
		var a announcement
		title, err := templates(append(e.all("title"), e.all("body")...))
		if err != nil || len(title) != 2 {
			return fmt.Errorf("%s: entry %q needs one @title and one @body: %v", name, e.Key, err)
		}
		a.title, a.body = title[0], title[1]
		if a.asks, err = templates(e.all("ask")); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if a.replies, err = templates(e.all("reply")); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		c.announcements[l] = append(c.announcements[l], a)
	}
	return nil
}

// apart is how many threads of a language lie between two announcements.
const apart = 30

// announced is the announcement that the n-th thread of a language is, nil for all
// but a few of the last.
func (w *World) announced(n int, l Lang) *announcement {
	list := w.content.announcements[l]
	back := w.Size.Threads/len(Langs) - 1 - n
	if back%apart != apart/2 || back/apart >= len(list) {
		return nil
	}
	return &list[len(list)-1-back/apart]
}

// announce makes the thread an announcement with n replies: questions that the house
// answers, and what people say beside.
func (w *World) announce(r *rand.Rand, a *announcement, t *Thread, n int) {
	t.Board, t.Author = "announcements-"+t.Lang.String(), HouseManager
	t.Title, t.Body = a.title.filled(r, nil), a.body.filled(r, nil)
	cheers := w.content.lines[t.Lang]["forum/cheers"]
	who := w.helpers(r, t.Lang, n, HouseManager)
	pairs := min(len(a.asks), n/3)
	for i := range n - 2*pairs {
		t.Replies = append(t.Replies, Reply{Author: who[i], Body: cheers[(t.Index+i)%len(cheers)].filled(r, nil)})
	}
	for i := range pairs {
		t.Replies = append(t.Replies,
			Reply{Author: who[n-1-i], Body: a.asks[i].filled(r, nil)},
			Reply{Author: HouseManager, Body: a.replies[i].filled(r, nil)})
	}
}
