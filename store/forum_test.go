package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
)

// ask opens a thread on the board.
func ask(t *testing.T, s *store.Store, v market.Viewer, slug, title string, at time.Time) *market.Thread {
	t.Helper()
	in := market.ThreadCreateInput{BoardID: boardID(t, s, slug), Title: title, Body: "How does **this** work?"}
	return must(s.CreateThread(t.Context(), v, in, at))(t)
}

// answer replies in the thread.
func answer(t *testing.T, s *store.Store, v market.Viewer, thread *market.Thread, at time.Time) *market.Reply {
	t.Helper()
	return must(s.CreateReply(t.Context(), v, market.ReplyCreateInput{ThreadID: thread.ID, Body: "Like this."}, at))(t)
}

func boardID(t *testing.T, s *store.Store, slug string) market.BoardID {
	t.Helper()
	for _, b := range must(s.Boards(t.Context(), nil))(t) {
		if b.Slug == slug {
			return b.ID
		}
	}
	t.Fatalf("no board %s", slug)
	return ""
}

func TestBoards(t *testing.T) {
	t.Parallel()
	s, _ := talk(t)
	boards := must(s.Boards(t.Context(), nil))(t)
	if len(boards) != 40 {
		t.Errorf("%d boards, want ten in each of four languages", len(boards))
	}
	for _, locale := range []string{"en", "de", "ru", "uk"} {
		mine := must(s.Boards(t.Context(), []string{locale}))(t)
		if len(mine) != 10 || !mine[0].IsAnnouncements || mine[1].IsAnnouncements {
			t.Errorf("%s: %d boards; want ten, only the first for announcements", locale, len(mine))
		}
		for _, b := range mine {
			if b.Locale != locale || !strings.HasSuffix(b.Slug, "-"+locale) {
				t.Errorf("board %s in %s among those in %s", b.Slug, b.Locale, locale)
			}
		}
	}
}

func TestThreads(t *testing.T) {
	t.Parallel()
	s, _ := talk(t)
	en := ask(t, s, alma, "data-en", "How to import a table of customers", now)
	de := ask(t, s, alma, "data-de", "Wie importiere ich eine Kundentabelle", now.Add(time.Minute))
	uk := ask(t, s, emil, "rights-uk", "Як імпортувати таблицю КЛІЄНТІВ", now.Add(2*time.Minute))
	must(s.AcceptReply(t.Context(), alma, market.ReplyAcceptInput{ReplyID: answer(t, s, bo, en, now.Add(3*time.Minute)).ID, IsAccepted: true}))(t)
	yes, no := true, false
	text := func(s string) *string { return &s }
	for name, test := range map[string]struct {
		filter *market.ThreadFilter
		by     market.ThreadOrder
		want   []*market.Thread
	}{
		"by activity: a reply brings it up": {nil, market.ThreadsByActivity, []*market.Thread{en, uk, de}},
		"newest":                            {nil, market.ThreadsByNewest, []*market.Thread{uk, de, en}},
		"an empty filter narrows nothing":   {&market.ThreadFilter{Locales: []string{}, Text: text(" ")}, market.ThreadsByNewest, []*market.Thread{uk, de, en}},
		"on a board":                        {&market.ThreadFilter{Board: text("data-de")}, market.ThreadsByNewest, []*market.Thread{de}},
		"on no board there is":              {&market.ThreadFilter{Board: text("data-xx")}, market.ThreadsByNewest, nil},
		"in two languages":                  {&market.ThreadFilter{Locales: []string{"uk", "en"}}, market.ThreadsByNewest, []*market.Thread{uk, en}},
		"answered":                          {&market.ThreadFilter{IsAnswered: &yes}, market.ThreadsByNewest, []*market.Thread{en}},
		"not answered":                      {&market.ThreadFilter{IsAnswered: &no}, market.ThreadsByNewest, []*market.Thread{uk, de}},
		"by who asked":                      {&market.ThreadFilter{AuthorID: &emil.Person}, market.ThreadsByActivity, []*market.Thread{uk}},
		"by beginnings of words, small or capital": {&market.ThreadFilter{Text: text("імпорт Клієнтів")}, market.ThreadsByNewest, []*market.Thread{uk}},
		"all words must be there":                  {&market.ThreadFilter{Text: text("import rights")}, market.ThreadsByNewest, nil},
		"signs of search part words":               {&market.ThreadFilter{Text: text("import & | ! :* table")}, market.ThreadsByNewest, []*market.Thread{en}},
	} {
		t.Run(name, func(t *testing.T) {
			page := must(s.Threads(t.Context(), test.filter, test.by, market.PageArgs{Size: 20, WantTotal: true}))(t)
			if got, want := titles(page.Nodes()), titles(test.want); !slices.Equal(got, want) || page.TotalCount != len(want) {
				t.Errorf("%d of %d: %q, want %q", len(got), page.TotalCount, got, want)
			}
		})
	}
	_, err := s.Threads(t.Context(), &market.ThreadFilter{Text: text("a\x00b"), Board: text("\xff")}, market.ThreadsByNewest, market.PageArgs{Size: 1})
	refused(t, err, market.Invalid, "filter.board")
}

func titles(threads []*market.Thread) []string {
	titles := make([]string, len(threads))
	for i, t := range threads {
		titles[i] = t.Title
	}
	return titles
}

// Threads that were active within the same minute, which readers see as equal, are
// still paged in their exact order, without loss.
func TestThreadsArePagedByExactTime(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	run(t, db, `INSERT INTO thread (id, board_id, author_id, slug, title, locale, markdown, html, badge_name, badge_motto, created_at, active_at)
		SELECT gen_random_uuid(), (SELECT id FROM board WHERE slug = 'data-en'), $1, 't', i::text, 'en', 'm', 'h', 'n', '',
			$2::timestamptz + i % 7 * interval '1 microsecond', $2 FROM generate_series(1, 25) i`, string(alma.Person), now)
	for _, by := range []market.ThreadOrder{market.ThreadsByActivity, market.ThreadsByNewest} {
		all := must(s.Threads(t.Context(), nil, by, market.PageArgs{Size: 100}))(t).Nodes()
		var paged []*market.Thread
		args := market.PageArgs{Size: 4}
		for more := true; more; {
			page := must(s.Threads(t.Context(), nil, by, args))(t)
			paged = append(paged, page.Nodes()...)
			more = page.PageInfo.HasNextPage
			args.After = *page.PageInfo.EndCursor
		}
		if !slices.Equal(titles(paged), titles(all)) || len(all) != 25 {
			t.Errorf("%s: paged %q\nat once %q", by, titles(paged), titles(all))
		}
		if at := paged[0].CreatedAt(); at.Second() != 0 || at.Nanosecond() != 0 || now.Sub(at) > time.Minute {
			t.Errorf("opened at %s, shown as %s: want its minute", paged[0].OpenedAt, at)
		}
	}
}

func TestBoardThreadsAndThreadRepliesAreBatched(t *testing.T) {
	t.Parallel()
	s, _ := talk(t)
	one, two := boardID(t, s, "data-en"), boardID(t, s, "data-de")
	var threads []market.ThreadID
	for i := range 3 {
		threads = append(threads, ask(t, s, alma, "data-en", fmt.Sprintf("Question %d", i), now.Add(time.Duration(i)*time.Minute)).ID)
	}
	for i := range 3 {
		answer(t, s, bo, &market.Thread{ID: threads[1]}, now.Add(time.Duration(i)*time.Second))
	}
	boards := must(s.BoardThreads(t.Context(), []market.BoardID{one, two}, market.ThreadsByNewest, market.PageArgs{Size: 2, WantTotal: true}))(t)
	if got := titles(boards[one].Nodes()); !slices.Equal(got, []string{"Question 2", "Question 1"}) || boards[one].TotalCount != 3 {
		t.Errorf("first board: %q of %d", got, boards[one].TotalCount)
	}
	if page := boards[two]; len(page.Edges) != 0 || page.TotalCount != 0 || page.PageInfo.HasNextPage {
		t.Errorf("empty board: %+v", page)
	}
	replies := must(s.ThreadReplies(t.Context(), threads, market.PageArgs{Size: 2, Backward: true}))(t)
	if got := replies[threads[1]].Nodes(); len(got) != 2 || got[0].Number != 2 || got[1].Number != 3 || !replies[threads[1]].PageInfo.HasPreviousPage {
		t.Errorf("last two replies: %+v", got)
	}
	if got := replies[threads[0]].Edges; len(got) != 0 {
		t.Errorf("a thread without replies has %v", got)
	}
}

func TestThreadLookup(t *testing.T) {
	t.Parallel()
	s, _ := talk(t)
	thread := ask(t, s, alma, "data-en", "How to import", now)
	for name, by := range map[string]market.ThreadBy{"id": {ID: &thread.ID}, "number": {Number: &thread.Number}} {
		if got := must(s.Thread(t.Context(), by))(t); got.ID != thread.ID {
			t.Errorf("by %s: %s, want %s", name, got.ID, thread.ID)
		}
	}
	huge := 1 << 40
	_, err := s.Thread(t.Context(), market.ThreadBy{Number: &huge})
	refused(t, err, market.NotFound, "")
}
