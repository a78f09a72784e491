package main

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

const editorPhone = "+447700900003" // of the owner's organisation

// socket asks over one connection, for as long as the test runs.
type socket struct {
	t    *testing.T
	ws   *websocket.Conn
	last int // id
}

func (c client) socket() *socket {
	c.t.Helper()
	ws, _, err := websocket.Dial(c.t.Context(), strings.Replace(c.base, "http", "ws", 1)+"/graphql",
		&websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { ws.CloseNow() })
	s := &socket{c.t, ws, 0}
	s.write(map[string]any{"type": "connection_init", "payload": map[string]any{"Authorization": "Bearer " + c.token}})
	if kind, _ := s.read(); kind != "connection_ack" {
		c.t.Fatal(kind)
	}
	return s
}

func (s *socket) write(message map[string]any) {
	s.t.Helper()
	if err := wsjson.Write(s.t.Context(), s.ws, message); err != nil {
		s.t.Fatal(err)
	}
}

func (s *socket) read() (kind string, payload json.RawMessage) {
	s.t.Helper()
	_, kind, payload = s.readAny()
	return kind, payload
}

// readAny is the next message, of whichever operation.
func (s *socket) readAny() (id, kind string, payload json.RawMessage) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 10*time.Second)
	defer cancel()
	var message struct {
		ID, Type string
		Payload  json.RawMessage
	}
	if err := wsjson.Read(ctx, s.ws, &message); err != nil {
		s.t.Fatal(err)
	}
	return message.ID, message.Type, message.Payload
}

// subscribe begins an operation.
func (s *socket) subscribe(query string, variables map[string]any) {
	s.t.Helper()
	s.last++
	s.write(map[string]any{"type": "subscribe", "id": strconv.Itoa(s.last), "payload": map[string]any{"query": query, "variables": variables}})
}

// gives expects an operation to be answered with a text in its data.
func (s *socket) gives(query, want string) {
	s.t.Helper()
	s.subscribe(query, nil)
	kind, payload := s.read()
	if kind != "next" || !strings.Contains(string(payload), want) {
		s.t.Errorf("%s gives %s %s, want %s", query, kind, payload, want)
	}
	if kind == "next" {
		s.read() // complete
	}
}

// refuses expects an operation to be refused with a code and a request id.
func (s *socket) refuses(query, code string) {
	s.t.Helper()
	s.subscribe(query, nil)
	kind, payload := s.read()
	var errs []struct {
		Extensions struct{ Code, RequestID string }
	}
	if kind != "error" || json.Unmarshal(payload, &errs) != nil || len(errs) != 1 || errs[0].Extensions.Code != code || errs[0].Extensions.RequestID == "" {
		s.t.Errorf("%s gives %s %s, want %s", query, kind, payload, code)
	}
}

// forbidden expects the end of the socket, without data before it. An error may come
// first, unless the server saw the end of the session before the operation did.
func (s *socket) forbidden() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 5*time.Second)
	defer cancel()
	for {
		_, message, err := s.ws.Read(ctx)
		if err != nil {
			if websocket.CloseStatus(err) != 4403 {
				s.t.Errorf("ends with %v, want 4403", err)
			}
			return
		}
		if !strings.Contains(string(message), `"UNAUTHENTICATED"`) {
			s.t.Errorf("still hears %s", message)
		}
	}
}

// TestSocketRights takes rights away from people whose sockets are open: what
// they do next is done by the rights they have by then.
func TestSocketRights(t *testing.T) {
	t.Parallel()
	url := demoURL(t)
	base := "http://" + serving(t, t.TempDir(), "--database-url", url, "--demo").addr
	owner, editor := client{t, base, ""}.signIn(ownerPhone), client{t, base, ""}.signIn(editorPhone)
	const role, write = `{ viewer { role } }`, `mutation { memberSet(input: {phone: "+447700900019", role: EDITOR}) { userErrors { message } } }`

	place := func(by client, phone, role string) {
		t.Helper()
		by.mutate(&struct{}{}, "memberSet", "membership { role }", map[string]any{"phone": phone, "role": role})
	}
	open := owner.socket()
	open.gives(role, `"OWNER"`)
	place(owner, editorPhone, "OWNER")
	place(editor, ownerPhone, "EDITOR")
	open.gives(role, `"EDITOR"`)
	open.gives(write, `"FORBIDDEN"`)

	var who struct {
		Viewer struct{ Person struct{ ID string } }
	}
	owner.do(&who, `{ viewer { person { id } } }`, nil)
	editor.mutate(&struct{}{}, "memberRemove", "organization { id }", map[string]any{"personId": who.Viewer.Person.ID})
	open.refuses(role, "FORBIDDEN")
	open.refuses(write, "FORBIDDEN")

	still := editor.socket()
	still.gives(role, `"OWNER"`)
	editor.mutate(&struct{}{}, "sessionRevoke", "sessionId", map[string]any{})
	still.subscribe(role, nil)
	still.forbidden()

	// Its session ends while it says nothing.
	buyer := client{t, base, ""}.signIn(clientPhone)
	idle := buyer.socket()
	start := time.Now()
	buyer.mutate(&struct{}{}, "sessionRevoke", "sessionId", map[string]any{})
	idle.forbidden()
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("an idle socket outlives its session by %v", took)
	}
}
