package main

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// sse is a stream of events, read as a browser's EventSource would.
type sse struct {
	t     *testing.T
	lines *bufio.Scanner
	leave func()
}

func (c client) stream(query, last string) *sse {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 20*time.Second)
	c.t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/graphql?query="+url.QueryEscape(query), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("Authorization", "Bearer "+c.token)
	if last != "" {
		request.Header.Set("Last-Event-ID", last)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	if got := response.Header.Get("Content-Type"); got != "text/event-stream" {
		c.t.Fatal(got)
	}
	c.t.Cleanup(func() { response.Body.Close() })
	return &sse{c.t, bufio.NewScanner(response.Body), cancel}
}

// next is the next event with its id, past the signs of life.
func (s *sse) next() (id, kind, data string) {
	s.t.Helper()
	for s.lines.Scan() {
		name, value, _ := strings.Cut(s.lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "id":
			id = value
		case "event":
			kind = value
		case "data":
			data = value
		case "":
			if kind != "" {
				return id, kind, data
			}
		}
	}
	s.t.Fatal("the stream has ended: ", s.lines.Err())
	return "", "", ""
}

// begins expects the id that a stream begins with, as a block of its own: it has no
// data, so it is no event to a browser, which keeps it all the same.
func (s *sse) begins() (id string) {
	s.t.Helper()
	for s.lines.Scan() && s.lines.Text() != "" {
		if value, ok := strings.CutPrefix(s.lines.Text(), "id: "); ok {
			id = value
		} else {
			s.t.Errorf("the stream begins with %s", s.lines.Text())
		}
	}
	if id == "" {
		s.t.Error("the stream begins without an id")
	}
	return id
}

// hears expects an event with a text in it, whose id is its cursor.
func (s *sse) hears(want string) (id string) {
	s.t.Helper()
	id, kind, data := s.next()
	if kind != "next" || !strings.Contains(data, want) || !strings.Contains(data, `"cursor":"`+id+`"`) {
		s.t.Errorf("got %q %s %s, want %s", id, kind, data, want)
	}
	return id
}

// TestStreamResumes follows a thread, loses its connection, and goes on as a browser
// does; its session ends while it waits.
func TestStreamResumes(t *testing.T) {
	t.Parallel()
	base := demoServer(t)
	buyer, seller := client{t, base, ""}.signIn(clientPhone), client{t, base, ""}.signIn(ownerPhone)
	var boards struct{ Boards []struct{ ID string } }
	buyer.do(&boards, `{ boards { id } }`, nil)
	var asked struct{ Thread struct{ ID string } }
	buyer.mutate(&asked, "threadCreate", "thread { id }", map[string]any{
		"boardId": boards.Boards[len(boards.Boards)-1].ID, "title": "Who listens to this?", "body": "Somebody who comes and goes."})
	reply := func(text string) {
		t.Helper()
		seller.mutate(&struct{}{}, "replyCreate", "reply { id }", map[string]any{"threadId": asked.Thread.ID, "body": text})
	}
	query := `subscription { replyAdded(threadId: "` + asked.Thread.ID + `") { cursor node { body { markdown } } } }`

	cut := buyer.stream(query, "")
	last := cut.begins()
	cut.leave() // before its first event
	reply("None heard me.")
	first := buyer.stream(query, last)
	if again := first.begins(); again != last {
		t.Errorf("it resumes from %s, want %s", again, last)
	}
	first.hears("None heard me.")
	reply("One.")
	last = first.hears("One.")
	first.leave()
	reply("Two.")
	reply("Three.")
	again := buyer.stream(query, last)
	again.hears("Two.")
	last = again.hears("Three.")
	reply("Four.")
	again.hears("Four.")

	// The later of argument and header counts.
	both := buyer.stream(strings.Replace(query, `")`, `", after: "`+last+`")`, 1), last)
	both.hears("Four.")

	if _, kind, data := buyer.stream(query, "nonsense").next(); kind != "next" || !strings.Contains(data, "Last-Event-ID") || !strings.Contains(data, "BAD_USER_INPUT") {
		t.Errorf("a header that is no cursor: %s %s", kind, data)
	}

	begun := time.Now()
	buyer.mutate(&struct{}{}, "sessionRevoke", "sessionId", map[string]any{})
	if _, kind, data := again.next(); kind != "next" || !strings.Contains(data, `"UNAUTHENTICATED"`) {
		t.Errorf("after the end of the session: %s %s", kind, data)
	}
	if _, kind, _ := again.next(); kind != "complete" || time.Since(begun) > 4*time.Second {
		t.Errorf("then %s, after %v", kind, time.Since(begun))
	}
}
