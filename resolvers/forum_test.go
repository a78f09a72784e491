package resolvers_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"partnergraph/market"
)

// askPage asks for a page of threads with all that stands around them.
const askPage = `{ threads(first: %d) { nodes {
	author { name } board { slug } badge { name } acceptedReplies { number }
	replies(first: 5) { totalCount nodes { author { name } revisions { replacedAt } } } } } }`

// threadPage is the answer to askPage.
type threadPage struct {
	Threads struct {
		Nodes []struct {
			Author          struct{ Name string }
			Board           struct{ Slug string }
			AcceptedReplies []struct{ Number int }
			Replies         struct {
				TotalCount int
				Nodes      []struct{ Author struct{ Name string } }
			}
		}
	}
}

// A page of threads takes some statements for each level, not for each thread:
// threads, boards, authors, accepted replies, replies, their count, their authors.
// A busy machine may split a level's batch, so the bound is twice that.
func TestThreadsAreReadByLevels(t *testing.T) {
	t.Parallel()
	const most = 14
	w := newWorld(t)
	w.discuss(t, "data-en", 20)
	for _, size := range []int{3, 20} {
		response, statements := w.ask(t.Context(), "nobody", fmt.Sprintf(askPage, size))
		if len(response.Errors) > 0 || statements > most {
			t.Fatalf("a page of %d takes %d statements, want at most %d; errors %v", size, statements, most, response.Errors)
		}
		var page threadPage
		if err := json.Unmarshal(response.Data, &page); err != nil {
			t.Fatal(err)
		}
		if len(page.Threads.Nodes) != size {
			t.Errorf("%d threads, want %d", len(page.Threads.Nodes), size)
		}
		for i, n := range page.Threads.Nodes {
			if n.Author.Name == "" || n.Board.Slug != "data-en" || len(n.AcceptedReplies) != i%2 || n.Replies.TotalCount != 1 || n.Replies.Nodes[0].Author.Name == "" {
				t.Errorf("thread %d: %+v", i, n)
			}
		}
	}
}

// discuss opens threads of one reply each, of which every second is accepted, the
// newest not.
func (w *world) discuss(t *testing.T, slug string, threads int) {
	t.Helper()
	var board market.BoardID
	boards, err := w.store.Boards(t.Context(), nil)
	for _, b := range boards {
		if b.Slug == slug {
			board = b.ID
		}
	}
	for i := range threads {
		if err != nil {
			break
		}
		at := now.Add(time.Duration(i) * time.Hour)
		in := market.ThreadCreateInput{BoardID: board, Title: fmt.Sprintf("Question %d", i), Body: "How does this work?"}
		thread, failed := w.store.CreateThread(t.Context(), roles["client"], in, at)
		if failed != nil {
			t.Fatal(failed)
		}
		reply, failed := w.store.CreateReply(t.Context(), roles["owner"], market.ReplyCreateInput{ThreadID: thread.ID, Body: "Like this."}, at)
		if failed != nil {
			t.Fatal(failed)
		}
		accept := market.ReplyAcceptInput{ReplyID: reply.ID, IsAccepted: (threads-i)%2 == 0}
		_, err = w.store.AcceptReply(t.Context(), roles["client"], accept)
	}
	if err != nil {
		t.Fatal(err)
	}
}
