package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"partnergraph/market"
)

// listener follows a stream of events through all crashes.
type listener struct {
	*crash
	by     client
	stream string // the subscription, and the name of its cursors
	query  string
	facts  string // the SQL of what is to be heard, as title and word

	heard sync.Mutex
	after string         // the last cursor
	times map[string]int // how often each thing was heard, under different cursors
}

// crashEvent is what a listener hears: query has the aliases for it.
type crashEvent struct {
	Kind, Cursor string
	Change       string                  // of leadUpdated
	Offer        *struct{ State string } // of leadAdded; null for a lead on the board
	Node         *struct{ Title string }
}

// listeners are the client and the partner, who begin before anything is written.
func (c *crash) listeners() []*listener {
	var begin struct {
		Viewer  struct{ LeadUpdatedCursor string }
		Partner struct{ LeadAddedCursor string }
	}
	c.owner.do(&begin, `query($id: ID!) { viewer { leadUpdatedCursor } partner(by: {id: $id}) { leadAddedCursor } }`, map[string]any{"id": c.partner})
	const updates = `subscription($after: String) { event: leadUpdated(after: $after) { kind cursor change node { title } } }`
	const history = `SELECT l.title, h.kind FROM lead_history h JOIN lead l ON l.id = h.lead_id WHERE l.title LIKE 'Crash %' AND `
	listeners := []*listener{
		{crash: c, by: c.client, stream: "lead_update", query: updates, after: begin.Viewer.LeadUpdatedCursor,
			facts: history + `h.kind IN ('SUBMITTED', 'ACCEPTED', 'CLAIMED') AND l.title NOT LIKE 'Crash sold %'`},
		{crash: c, by: c.owner, stream: "lead_update", query: updates, after: begin.Viewer.LeadUpdatedCursor,
			facts: history + `h.kind IN ('ACCEPTED', 'CLAIMED', 'SOLD')`},
		{crash: c, by: c.owner, stream: "lead", after: begin.Partner.LeadAddedCursor,
			query: `subscription($after: String) { event: leadAdded(partnerId: "` + c.partner + `", after: $after) { kind cursor offer { state } node { title } } }`,
			facts: history + `h.kind = 'OFFERED' AND h.partner_id = (SELECT id FROM partner WHERE name = '` + c.name + `')`},
	}
	for _, l := range listeners {
		l.times = map[string]int{}
	}
	return listeners
}

// listen follows the stream, again and again from the last cursor.
func (l *listener) listen(ctx context.Context) {
	for ctx.Err() == nil {
		l.hear(ctx)
		time.Sleep(20 * time.Millisecond)
	}
}

// hear listens on one socket until it ends.
func (l *listener) hear(ctx context.Context) {
	socket, _, err := websocket.Dial(ctx, "ws://"+l.addr+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		return
	}
	defer socket.CloseNow()
	for _, message := range []map[string]any{
		{"type": "connection_init", "payload": map[string]any{"Authorization": "Bearer " + l.by.token}},
		{"type": "subscribe", "id": "1", "payload": map[string]any{"query": l.query, "variables": map[string]any{"after": l.after}}},
	} {
		if wsjson.Write(ctx, socket, message) != nil {
			return
		}
	}
	for {
		var message struct {
			Type    string
			Payload struct{ Data struct{ Event *crashEvent } }
		}
		if wsjson.Read(ctx, socket, &message) != nil {
			return
		}
		switch {
		case message.Type == "ping":
			_ = wsjson.Write(ctx, socket, map[string]any{"type": "pong"})
		case message.Type == "next" && message.Payload.Data.Event != nil:
			l.take(message.Payload.Data.Event)
		case message.Type == "next" || message.Type == "error" || message.Type == "complete":
			return // it is refused for now, or over
		}
	}
}

// take notes an event, which stands after the last.
func (l *listener) take(e *crashEvent) {
	l.heard.Lock()
	defer l.heard.Unlock()
	at, err := market.ParsePosition(l.stream, e.Cursor)
	last, _ := market.ParsePosition(l.stream, l.after)
	if err != nil || !at.After(last) {
		l.Errorf("%s: %+v came after %s (%v)", l.stream, e, l.after, err)
	}
	l.after = e.Cursor
	if e.Node == nil {
		l.Errorf("%s: %+v came, as if something could have been missed", l.stream, e)
		return
	}
	word := cmp.Or(e.Change, "ON THE BOARD")
	if e.Offer != nil {
		word = "OFFERED"
	}
	l.times[e.Node.Title+" "+word]++
}

// check waits until all is heard that has happened, and says what was lost or came twice.
func (l *listener) check() {
	l.Helper()
	want := map[string]int{}
	rows, err := l.db.Query(l.facts)
	if err != nil {
		l.Fatal(err)
	}
	defer rows.Close()
	words := map[string]bool{}
	for rows.Next() {
		var title, word string
		if err := rows.Scan(&title, &word); err != nil {
			l.Fatal(err)
		}
		want[title+" "+word]++
		words[word] = true
	}
	if err := rows.Err(); err != nil || len(want) == 0 {
		l.Fatalf("%s: nothing has happened: %v", l.stream, err)
	}
	wrong := ""
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if wrong = l.differs(want, words); wrong == "" {
			l.Logf("%s: %d events, each heard once", l.stream, len(want))
			return
		}
	}
	l.Errorf("%s, by cursor:\n%s", l.stream, wrong)
}

// differs is what was not heard as often as it happened, among events of these words.
func (l *listener) differs(want map[string]int, words map[string]bool) string {
	l.heard.Lock()
	defer l.heard.Unlock()
	all := maps.Clone(want)
	for what, times := range l.times {
		if times > 1 || words[what[strings.LastIndexByte(what, ' ')+1:]] {
			all[what] += 0
		}
	}
	wrong := ""
	for _, what := range slices.Sorted(maps.Keys(all)) {
		if l.times[what] != want[what] {
			wrong += fmt.Sprintf("%s was heard %d times, and happened %d times\n", what, l.times[what], want[what])
		}
	}
	return wrong
}
