package store_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
)

func TestCreateThread(t *testing.T) {
	t.Parallel()
	s, _ := talk(t)
	data, news := boardID(t, s, "data-uk"), boardID(t, s, "announcements-uk")
	for name, test := range map[string]struct {
		v     market.Viewer
		in    market.ThreadCreateInput
		code  market.Code
		field string
	}{
		"a question":                      {alma, market.ThreadCreateInput{BoardID: data, Title: "Як це працює?", Body: "Поясніть, будь ласка."}, "", ""},
		"by somebody without a name":      {noone, market.ThreadCreateInput{BoardID: data, Title: "Як це працює?", Body: "Поясніть, будь ласка."}, market.Conflict, ""},
		"on a board that is not there":    {alma, market.ThreadCreateInput{BoardID: market.BoardID(lantern), Title: "Як це працює?", Body: "Поясніть, будь ласка."}, market.NotFound, "boardId"},
		"a title of four characters":      {alma, market.ThreadCreateInput{BoardID: data, Title: "Як ?", Body: "Поясніть, будь ласка."}, market.Invalid, "title"},
		"a title of 150":                  {alma, market.ThreadCreateInput{BoardID: data, Title: strings.Repeat("я", 150), Body: "Поясніть, будь ласка."}, "", ""},
		"a title of 151":                  {alma, market.ThreadCreateInput{BoardID: data, Title: strings.Repeat("я", 151), Body: "Поясніть, будь ласка."}, market.Invalid, "title"},
		"a text of nine":                  {alma, market.ThreadCreateInput{BoardID: data, Title: "Як це працює?", Body: "Поясніть!   "}, market.Invalid, "body"},
		"a text of 20,000":                {alma, market.ThreadCreateInput{BoardID: data, Title: "Як це працює?", Body: strings.Repeat("ї", 20_000)}, "", ""},
		"a text of 20,001":                {alma, market.ThreadCreateInput{BoardID: data, Title: "Як це працює?", Body: strings.Repeat("ї", 20_001)}, market.Invalid, "body"},
		"a text of HTML only":             {alma, market.ThreadCreateInput{BoardID: data, Title: "Як це працює?", Body: "<script>alert(1)</script>"}, market.Invalid, "body"},
		"an announcement by a client":     {alma, market.ThreadCreateInput{BoardID: news, Title: "Нові умови", Body: "З нового року буде інакше."}, market.Forbidden, ""},
		"an announcement by the house":    {dana, market.ThreadCreateInput{BoardID: news, Title: "Нові умови", Body: "З нового року буде інакше."}, "", ""},
		"with a null byte in the title":   {alma, market.ThreadCreateInput{BoardID: data, Title: "Як це\x00 працює?", Body: "Поясніть, будь ласка."}, market.Invalid, "title"},
		"with a null byte in the text":    {alma, market.ThreadCreateInput{BoardID: data, Title: "Як це працює?", Body: "Поясніть,\x00 будь ласка."}, market.Invalid, "body"},
		"with a title over several lines": {alma, market.ThreadCreateInput{BoardID: data, Title: " Як\n це \t працює? ", Body: "Поясніть, будь ласка."}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			thread, err := s.CreateThread(t.Context(), test.v, test.in, now)
			refused(t, err, test.code, test.field)
			if err == nil && (thread.Locale != "uk" || thread.Body.Locale != "uk" || thread.Slug == "" || strings.ContainsAny(thread.Title, "\n\t")) {
				t.Errorf("thread %+v", thread)
			}
		})
	}
	boards := must(s.BoardsByID(t.Context(), []market.BoardID{data, news}))(t)
	if boards[data].ThreadCount != 4 || boards[news].ThreadCount != 1 {
		t.Errorf("%d and %d threads counted, want 4 and 1: what was refused does not count", boards[data].ThreadCount, boards[news].ThreadCount)
	}
}

func TestPostsAreSanitised(t *testing.T) {
	t.Parallel()
	s, _ := talk(t)
	in := market.ThreadCreateInput{BoardID: boardID(t, s, "data-en"), Title: "日本語のタイトル", Body: "**Look** <img src=x onerror=alert(1)> [here](javascript:alert(1))"}
	thread := must(s.CreateThread(t.Context(), alma, in, now))(t)
	if want := "<p><strong>Look</strong>  here</p>\n"; thread.Body.HTML != want {
		t.Errorf("HTML %q, want %q", thread.Body.HTML, want)
	}
	if thread.Body.Markdown != in.Body {
		t.Errorf("Markdown %q is not as it was written", thread.Body.Markdown)
	}
	if thread.Slug != "thread" {
		t.Errorf("slug %q of a title without Latin or Cyrillic letters, want thread", thread.Slug)
	}
	reply := must(s.CreateReply(t.Context(), bo, market.ReplyCreateInput{ThreadID: thread.ID, Body: "<b>No</b> <iframe src=x></iframe>"}, now))(t)
	if strings.Contains(reply.Body.HTML, "<b>") || strings.Contains(reply.Body.HTML, "iframe") {
		t.Errorf("HTML %q", reply.Body.HTML)
	}
}

// Each of many replies written at once has a number of its own, from 1 without
// gaps, although some of their transactions fail.
func TestReplyNumbersHaveNoGaps(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	thread := ask(t, s, alma, "data-en", "Who is first?", now)
	run(t, db, `INSERT INTO person (id, phone, name, created_at)
		SELECT ('00000000-0000-7000-8000-0000000001' || lpad(i::text, 2, '0'))::uuid, '+4477009002' || lpad(i::text, 2, '0'), 'Somebody', now()
		FROM generate_series(10, 33) i`)
	var wait sync.WaitGroup
	for i := 10; i <= 33; i++ {
		v := market.Viewer{Person: market.PersonID("00000000-0000-7000-8000-0000000001" + string(rune('0'+i/10)) + string(rune('0'+i%10)))}
		wait.Go(func() {
			if _, err := s.CreateReply(t.Context(), v, market.ReplyCreateInput{ThreadID: thread.ID, Body: "I am!"}, now); err != nil {
				t.Error(err)
			}
			_, err := s.CreateReply(t.Context(), v, market.ReplyCreateInput{ThreadID: thread.ID, Body: "?"}, now)
			refused(t, err, market.Invalid, "body")
		})
	}
	wait.Wait()
	replies := must(s.ThreadReplies(t.Context(), []market.ThreadID{thread.ID}, market.PageArgs{Size: 100}))(t)[thread.ID].Nodes()
	for i, r := range replies {
		if r.Number != i+1 {
			t.Fatalf("reply %d has the number %d", i+1, r.Number)
		}
	}
	if after := must(s.Thread(t.Context(), market.ThreadBy{ID: &thread.ID}))(t); len(replies) != 24 || after.ReplyCount != 24 {
		t.Errorf("%d replies, %d counted, want 24", len(replies), after.ReplyCount)
	}
}

// A reply tells its thread's followers in its own transaction, and moves the
// thread up, never down.
func TestCreateReply(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	thread := ask(t, s, alma, "data-de", "Wie geht das?", now)
	french := "fr"
	for _, test := range []struct {
		in     market.ReplyCreateInput
		at     time.Time
		locale string
		active time.Time
	}{
		{market.ReplyCreateInput{ThreadID: thread.ID, Body: "So."}, now.Add(time.Hour), "de", now.Add(time.Hour)},
		{market.ReplyCreateInput{ThreadID: thread.ID, Body: "Ou bien.", Locale: &french}, now.Add(time.Minute), "fr", now.Add(time.Hour)},
	} {
		reply := must(s.CreateReply(t.Context(), bo, test.in, test.at))(t)
		after := must(s.Thread(t.Context(), market.ThreadBy{ID: &thread.ID}))(t)
		if reply.Body.Locale != test.locale || !after.LastPostAt.Equal(test.active) {
			t.Errorf("in %s, thread active at %s; want %s, %s", reply.Body.Locale, after.LastPostAt, test.locale, test.active)
		}
		var events int
		row := db.QueryRow(`SELECT count(*) FROM outbox WHERE topic = 'reply' AND key = $1 AND subject = $2`, string(thread.ID), string(reply.ID))
		if err := row.Scan(&events); err != nil || events != 1 {
			t.Errorf("%d events (%v), want 1", events, err)
		}
	}
	_, err := s.CreateReply(t.Context(), bo, market.ReplyCreateInput{ThreadID: market.ThreadID(lantern), Body: "So."}, now.Add(time.Hour))
	refused(t, err, market.NotFound, "threadId")
	_, err = s.CreateReply(t.Context(), noone, market.ReplyCreateInput{ThreadID: thread.ID, Body: "So."}, now)
	refused(t, err, market.Conflict, "")
}

// The badge of a post is that of its hour, whatever becomes of its author.
func TestBadgeStays(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	thread := ask(t, s, alma, "data-de", "Wie geht das?", now)
	reply := answer(t, s, bo, thread, now)
	check := func(of string, got market.Badge, name, organization string, role market.Role, licence, motto string) {
		t.Helper()
		if got.Name != name || value(got.Organization) != organization || value(got.Role) != role || value(got.Licence) != licence || got.Motto != motto {
			t.Errorf("badge of %s: %s, %s, %s, %s, %s", of, got.Name, value(got.Organization), value(got.Role), value(got.Licence), got.Motto)
		}
	}
	check("a client", thread.Badge, "Alma Client", "Clover Meadow Dairy", market.Owner, "", "Ask twice.")
	check("a partner", reply.Badge, "Bo Partner", "Northern Lantern Systems", market.Support, "Gold partner", "Install once.")
	check("an applicant", answer(t, s, fay, thread, now).Badge, "Fay Applicant", "Applied Hopes", market.Owner, "", "")
	check("a person alone", answer(t, s, emil, thread, now).Badge, "Emil Alone", "", "", "", "")

	run(t, db, `DELETE FROM member WHERE person_id = $1`, string(bo.Person))
	run(t, db, `UPDATE person SET name = 'Bo Newname', motto = 'Changed.' WHERE id = $1`, string(bo.Person))
	run(t, db, `UPDATE organization SET name = 'Sold Systems' WHERE id = $1`, string(bo.Organization))
	kept := must(s.RepliesByID(t.Context(), []market.ReplyID{reply.ID}))(t)[reply.ID]
	check("a partner who left", kept.Badge, "Bo Partner", "Northern Lantern Systems", market.Support, "Gold partner", "Install once.")
	edited := must(s.UpdateReply(t.Context(), bo, market.ReplyUpdateInput{ReplyID: reply.ID, Body: "Rather so."}, now))(t)
	check("the changed reply of one who left", edited.Badge, "Bo Partner", "Northern Lantern Systems", market.Support, "Gold partner", "Install once.")
	check("a new reply of one who left", answer(t, s, bo, thread, now).Badge, "Bo Newname", "", "", "", "Changed.")
}

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// A person writes ten posts a minute, threads and replies together, also when they
// are sent at once; others are not held up.
func TestPostsAreLimited(t *testing.T) {
	t.Parallel()
	s, _ := talk(t)
	thread := ask(t, s, alma, "data-en", "How fast is fast?", now)
	var wait sync.WaitGroup
	var lock sync.Mutex
	written := 0
	for range 20 {
		wait.Go(func() {
			_, err := s.CreateReply(t.Context(), alma, market.ReplyCreateInput{ThreadID: thread.ID, Body: "Faster!"}, now.Add(time.Second))
			lock.Lock()
			defer lock.Unlock()
			if err == nil {
				written++
				return
			}
			refused(t, err, market.Throttled, "")
		})
	}
	wait.Wait()
	if written != market.PostsPerMinute-1 {
		t.Errorf("%d replies beside the thread, want %d", written, market.PostsPerMinute-1)
	}
	answer(t, s, bo, thread, now.Add(time.Second))
	_, err := s.CreateReply(t.Context(), alma, market.ReplyCreateInput{ThreadID: thread.ID, Body: "Now?"}, now.Add(time.Minute-time.Microsecond))
	refused(t, err, market.Throttled, "")
	answer(t, s, alma, thread, now.Add(time.Minute)) // the thread is a minute old, the replies are not
	_, err = s.CreateReply(t.Context(), alma, market.ReplyCreateInput{ThreadID: thread.ID, Body: "Now?"}, now.Add(time.Minute))
	refused(t, err, market.Throttled, "")
	answer(t, s, alma, thread, now.Add(time.Minute+time.Second))
}
