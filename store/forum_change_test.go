package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
)

// say changes the reply.
func say(t *testing.T, s *store.Store, v market.Viewer, r *market.Reply, text string, at time.Time) *market.Reply {
	t.Helper()
	return must(s.UpdateReply(t.Context(), v, market.ReplyUpdateInput{ReplyID: r.ID, Body: text}, at))(t)
}

// said are the revisions of the reply that the viewer reads.
func said(t *testing.T, s *store.Store, v market.Viewer, r *market.Reply) []string {
	t.Helper()
	texts := []string{}
	for _, revision := range must(s.Revisions(t.Context(), v, []market.ReplyID{r.ID}))(t)[r.ID] {
		texts = append(texts, revision.Body.Markdown)
	}
	return texts
}

func TestUpdateReplyKeepsHistory(t *testing.T) {
	t.Parallel()
	s, _ := talk(t)
	reply := answer(t, s, bo, ask(t, s, alma, "data-en", "How does it work?", now), now)
	if reply.EditedAt != nil {
		t.Errorf("a new reply was changed at %s", reply.EditedAt)
	}
	say(t, s, bo, reply, "Like *that*.", now.Add(time.Hour))
	same := say(t, s, bo, reply, " Like *that*. ", now.Add(2*time.Hour))
	if !same.EditedAt.Equal(now.Add(time.Hour)) {
		t.Errorf("a change that changes nothing is dated %s", same.EditedAt)
	}
	last := say(t, s, bo, reply, "Like <i>this</i> again.", now.Add(3*time.Hour))
	if want := "<p>Like this again.</p>\n"; last.Body.HTML != want || !last.EditedAt.Equal(now.Add(3*time.Hour)) || last.Number != 1 {
		t.Errorf("changed to %+v", last)
	}
	revisions := must(s.Revisions(t.Context(), market.Viewer{}, []market.ReplyID{reply.ID}))(t)[reply.ID]
	if len(revisions) != 2 || revisions[0].Body != reply.Body || revisions[1].Body.HTML != "<p>Like <em>that</em>.</p>\n" ||
		!revisions[0].ReplacedAt.Equal(now.Add(time.Hour)) || !revisions[1].ReplacedAt.Equal(now.Add(3*time.Hour)) {
		t.Errorf("history %+v", revisions)
	}
}

func TestUpdateReplyIsForAuthorAndModerators(t *testing.T) {
	t.Parallel()
	s, _ := talk(t)
	thread := ask(t, s, alma, "data-en", "How does it work?", now)
	finance := dana
	finance.Role = market.Finance
	elsewhere := bo
	elsewhere.Organization, elsewhere.Role = "", ""
	for name, test := range map[string]struct {
		v    market.Viewer
		code market.Code
	}{
		"the author":                              {bo, ""},
		"the author, acting for nobody":           {elsewhere, ""},
		"a moderator":                             {dana, ""},
		"who asked":                               {alma, market.Forbidden},
		"another partner":                         {cleo, market.Forbidden},
		"the house's finance people":              {finance, market.Forbidden},
		"a moderator's role in another house":     {market.Viewer{Person: cleo.Person, Organization: cleo.Organization, Role: market.Moderator}, market.Forbidden},
		"somebody without an organisation at all": {emil, market.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			reply := answer(t, s, bo, thread, now.Add(time.Duration(len(name))*time.Hour))
			_, err := s.UpdateReply(t.Context(), test.v, market.ReplyUpdateInput{ReplyID: reply.ID, Body: "Or so."}, now)
			refused(t, err, test.code, "")
		})
	}
	_, err := s.UpdateReply(t.Context(), bo, market.ReplyUpdateInput{ReplyID: market.ReplyID(thread.ID), Body: "Or so."}, now)
	refused(t, err, market.NotFound, "replyId")
	reply := answer(t, s, bo, thread, now.Add(100*time.Hour))
	_, err = s.UpdateReply(t.Context(), bo, market.ReplyUpdateInput{ReplyID: reply.ID, Body: "!"}, now)
	refused(t, err, market.Invalid, "body")
}

// What a moderator took out is not found one click further: neither what it
// replaced, nor the same text before an earlier change.
func TestRevisionsAfterAModerator(t *testing.T) {
	t.Parallel()
	s, _ := talk(t)
	reply := answer(t, s, bo, ask(t, s, alma, "data-en", "How does it work?", now), now)
	say(t, s, bo, reply, "Call me at home.", now)
	say(t, s, bo, reply, "Call me at home!", now)
	say(t, s, dana, reply, "(taken out)", now)
	say(t, s, bo, reply, "Sorry.", now)
	say(t, s, bo, reply, "Sorry!", now)
	all := []string{"Like this.", "Call me at home.", "Call me at home!", "(taken out)", "Sorry."}
	for name, test := range map[string]struct {
		v    market.Viewer
		want []string
	}{
		"nobody":          {market.Viewer{}, all[3:]},
		"who asked":       {alma, all[3:]},
		"the author":      {bo, all},
		"a moderator":     {dana, all},
		"another partner": {cleo, all[3:]},
	} {
		if got := said(t, s, test.v, reply); !slices.Equal(got, test.want) {
			t.Errorf("%s reads %q, want %q", name, got, test.want)
		}
	}
}

func TestChangesOfAReplyAreLimited(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	reply := answer(t, s, bo, ask(t, s, alma, "data-en", "How does it work?", now), now)
	var wait sync.WaitGroup
	for i := range market.PostsPerMinute {
		wait.Go(func() {
			_, err := s.UpdateReply(t.Context(), bo, market.ReplyUpdateInput{ReplyID: reply.ID, Body: fmt.Sprint("Take ", i)}, now)
			refused(t, err, "", "")
		})
	}
	wait.Wait()
	_, err := s.UpdateReply(t.Context(), bo, market.ReplyUpdateInput{ReplyID: reply.ID, Body: "Once more."}, now.Add(time.Second))
	refused(t, err, market.Throttled, "")
	say(t, s, bo, reply, "A minute later.", now.Add(time.Minute))
	run(t, db, `INSERT INTO reply_revision (reply_id, position, markdown, html, locale, replaced_at, replaced_by)
		SELECT $1, i, 'm', 'h', 'en', $2, $3 FROM generate_series(12, 99) i`, string(reply.ID), now, string(bo.Person))
	say(t, s, bo, reply, "The hundredth.", now.Add(time.Hour))
	_, err = s.UpdateReply(t.Context(), bo, market.ReplyUpdateInput{ReplyID: reply.ID, Body: "One too many."}, now.Add(2*time.Hour))
	refused(t, err, market.Conflict, "")
}

func TestAcceptReply(t *testing.T) {
	t.Parallel()
	s, _ := talk(t)
	thread := ask(t, s, alma, "data-en", "How does it work?", now)
	first, second := answer(t, s, bo, thread, now), answer(t, s, cleo, thread, now)
	accepted := func() (numbers []int) {
		for _, r := range must(s.AcceptedReplies(t.Context(), []market.ThreadID{thread.ID}))(t)[thread.ID] {
			numbers = append(numbers, r.Number)
		}
		if count := must(s.Thread(t.Context(), market.ThreadBy{ID: &thread.ID}))(t).AcceptedCount; count != len(numbers) {
			t.Errorf("%d counted of %v accepted", count, numbers)
		}
		return numbers
	}
	for _, step := range []struct {
		v     market.Viewer
		reply *market.Reply
		is    bool
		code  market.Code
		want  []int
	}{
		{bo, first, true, market.Forbidden, nil}, // who answered has not asked
		{alma, second, true, "", []int{2}},
		{alma, second, true, "", []int{2}}, // again
		{dana, first, true, "", []int{1, 2}},
		{cleo, second, false, market.Forbidden, []int{1, 2}},
		{alma, second, false, "", []int{1}},
		{alma, second, false, "", []int{1}}, // again
		{alma, &market.Reply{ID: market.ReplyID(thread.ID)}, true, market.NotFound, []int{1}},
	} {
		reply, err := s.AcceptReply(t.Context(), step.v, market.ReplyAcceptInput{ReplyID: step.reply.ID, IsAccepted: step.is})
		field := ""
		if step.code == market.NotFound {
			field = "replyId"
		}
		refused(t, err, step.code, field)
		if err == nil && reply.IsAccepted != step.is {
			t.Errorf("the reply comes back with %v, want %v", reply.IsAccepted, step.is)
		}
		if got := accepted(); !slices.Equal(got, step.want) {
			t.Errorf("accepted %v, want %v", got, step.want)
		}
	}
}

// Of more replies accepted at once than a thread can have, the last are refused.
func TestAcceptedRepliesAreLimited(t *testing.T) {
	t.Parallel()
	s, _ := talk(t)
	thread := ask(t, s, alma, "data-en", "What do you all think?", now)
	var wait sync.WaitGroup
	var lock sync.Mutex
	accepted := 0
	for i := range market.MaxAccepted + 5 {
		reply := answer(t, s, bo, thread, now.Add(time.Duration(i)*time.Minute))
		wait.Go(func() {
			_, err := s.AcceptReply(t.Context(), alma, market.ReplyAcceptInput{ReplyID: reply.ID, IsAccepted: true})
			lock.Lock()
			defer lock.Unlock()
			if err == nil {
				accepted++
				return
			}
			refused(t, err, market.Conflict, "")
		})
	}
	wait.Wait()
	if after := must(s.Thread(t.Context(), market.ThreadBy{ID: &thread.ID}))(t); accepted != market.MaxAccepted || after.AcceptedCount != accepted {
		t.Errorf("%d accepted, %d counted, want %d", accepted, after.AcceptedCount, market.MaxAccepted)
	}
}
