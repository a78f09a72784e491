package resolvers_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
)

// reads is what a client reads of the thread before it subscribes.
type reads struct {
	Thread struct {
		ReplyAddedCursor string
		Replies          struct {
			Nodes []struct{ Body struct{ Markdown string } }
		}
	}
}

// While four write, thirty read the thread with its cursor and subscribe after it: each
// has every reply, from the reading or from the stream, and each of the stream once.
func TestWhoReadsAndThenSubscribesMissesNothing(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	writers, posts := []string{"client", "owner", "other", "house"}, 20
	var writing, reading sync.WaitGroup
	for w, role := range writers {
		writing.Go(func() {
			for n := range posts {
				in := market.ReplyCreateInput{ThreadID: market.ThreadID(uuidOf(1)), Body: fmt.Sprintf("%d of writer %d", n, w)}
				minute := time.Duration(n) * time.Minute // in one there are at most ten posts of a person
				if _, err := l.store.CreateReply(t.Context(), roles[role], in, now.Add(minute)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 30 {
		reading.Go(func() {
			seen, stream := l.readAndSubscribe()
			for !complete(seen, len(writers)*posts) {
				var e replyEvent
				stream.event(&e)
				text := e.ReplyAdded.Node.Body.Markdown
				if slices.Contains(seen[1], text) {
					t.Errorf("came twice: %s", text)
				}
				seen[1] = append(seen[1], text)
			}
		})
		time.Sleep(5 * time.Millisecond)
	}
	writing.Wait()
	reading.Wait()
}

// readAndSubscribe is what a reading has, and room for what the stream has after it.
func (l *live) readAndSubscribe() (seen [2][]string, s *stream) {
	response, _ := l.ask(l.Context(), "nobody", `{ thread(by: {number: 1}) { replies(last: 100) { nodes { body { markdown } } } replyAddedCursor } }`)
	var read reads
	if err := json.Unmarshal(response.Data, &read); err != nil || len(response.Errors) > 0 {
		l.Error(err, response.Errors)
	}
	for _, r := range read.Thread.Replies.Nodes {
		seen[0] = append(seen[0], r.Body.Markdown)
	}
	return seen, l.subscribe("nobody", replyAdded, read.Thread.ReplyAddedCursor)
}

// complete reports whether both together have as many posts of the writers.
func complete(seen [2][]string, want int) bool {
	all := map[string]bool{}
	for _, text := range slices.Concat(seen[0], seen[1]) {
		var n, w int
		if _, err := fmt.Sscanf(text, "%d of writer %d", &n, &w); err == nil {
			all[text] = true
		}
	}
	return len(all) == want
}

// An event's own cursor stands in all that it shows; the same to everybody.
func TestAnEventShowsItsOwnPlace(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	s := l.subscribe("nobody", `subscription { replyAdded(threadId: "<thread 1>") { cursor node { thread { replyAddedCursor } } } }`)
	for _, text := range []string{"One.", "Two."} {
		l.answer(text)
		var e struct {
			ReplyAdded struct {
				Cursor string
				Node   struct {
					Thread struct{ ReplyAddedCursor string }
				}
			}
		}
		s.event(&e)
		if e.ReplyAdded.Node.Thread.ReplyAddedCursor != e.ReplyAdded.Cursor || e.ReplyAdded.Cursor == "" {
			t.Errorf("came %+v", e)
		}
	}
}

func TestLeadsAreHeardAfterTheCursorOfTheirPartner(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	const request = `{ viewer { organization { partner { leadAddedCursor } } } }`
	response, _ := l.ask(t.Context(), "owner", request)
	var read struct {
		Viewer struct {
			Organization struct {
				Partner struct{ LeadAddedCursor string }
			}
		}
	}
	if err := json.Unmarshal(response.Data, &read); err != nil || len(response.Errors) > 0 {
		t.Fatal(err, response.Errors)
	}
	cursor := read.Viewer.Organization.Partner.LeadAddedCursor
	if _, err := market.ParsePosition(store.LeadTopic, cursor); err != nil {
		t.Fatalf("%q: %v", cursor, err)
	}
	l.submit(1, "while away")
	var e leadEvent
	l.subscribe("owner", leadAdded, cursor).event(&e)
	if e.LeadAdded.Node.Title != "while away" {
		t.Errorf("came %+v", e)
	}
}
