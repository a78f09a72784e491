package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestReplaysArePaid comes back to a thread for more than its points are enough for: all
// comes, as fast as there are points, and what is new then is free.
func TestReplaysArePaid(t *testing.T) {
	t.Parallel()
	base := "http://" + serving(t, t.TempDir(), "--database-url", demoURL(t), "--demo",
		"--limit", "cost=100", "--limit", "points-person=100", "--limit", "refill-person=30").addr
	buyer, seller := client{t, base, ""}.signIn(clientPhone), client{t, base, ""}.signIn(ownerPhone)
	var boards struct{ Boards []struct{ ID string } }
	client{t, base, ""}.do(&boards, `{ boards { id } }`, nil)
	var asked struct{ Thread struct{ ID string } }
	buyer.mutate(&asked, "threadCreate", "thread { id }", map[string]any{
		"boardId": boards.Boards[len(boards.Boards)-1].ID, "title": "Who pays for this?", "body": "Somebody who was away."})
	reply := func(text string) {
		t.Helper()
		seller.mutate(&struct{}{}, "replyCreate", "reply { id }", map[string]any{"threadId": asked.Thread.ID, "body": text})
	}
	query := `subscription { replyAdded(threadId: "` + asked.Thread.ID + `") { cursor node { body { markdown } } } }`
	first := buyer.stream(query, "")
	time.Sleep(time.Second) // a stream has no word for having begun
	reply("Before.")
	last := first.hears("Before.")
	for i := range 6 {
		reply(fmt.Sprintf("Missed %d.", i))
	}
	for i := range 6 {
		first.hears(fmt.Sprintf("Missed %d.", i)) // so the server has handed them out
	}
	first.leave()
	// 30 points each, and 40 to begin: 120 more than there can be, at 30 a second.
	begun := time.Now()
	again := buyer.stream(strings.Replace(query, "node {", "node { thread { replies(first: 25) { nodes { number } } }", 1), last)
	for i := range 6 {
		again.hears(fmt.Sprintf("Missed %d.", i))
	}
	if took := time.Since(begun); took < 2*time.Second {
		t.Errorf("6 events were replayed within %v", took)
	}
	reply("New.")
	begun = time.Now()
	again.hears("New.")
	if took := time.Since(begun); took > 700*time.Millisecond {
		t.Errorf("what is new came after %v", took)
	}
}
