package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// client calls a running server over the network, as a program of somebody else's.
type client struct {
	t     *testing.T
	base  string // http://127.0.0.1:…
	token string // "" for nobody
}

// answer is what a server says to an operation.
type answer struct {
	Data   json.RawMessage `json:"data"`
	Errors []struct {
		Message    string         `json:"message"`
		Extensions map[string]any `json:"extensions"`
	} `json:"errors"`
}

// do runs an operation and reads its data into out; an error ends the test.
func (c client) do(out any, query string, variables map[string]any) {
	c.t.Helper()
	a := c.try(query, variables)
	if len(a.Errors) > 0 {
		c.t.Fatalf("%s\n%+v", query, a.Errors)
	}
	if err := json.Unmarshal(a.Data, out); err != nil {
		c.t.Fatal(err)
	}
}

// try runs an operation, which may fail.
func (c client) try(query string, variables map[string]any) (a answer) {
	c.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		c.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+"/graphql", bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&a); err != nil {
		c.t.Fatal(err)
	}
	return a
}

// mutate runs the mutation called name and reads its payload into out; userErrors
// end the test.
func (c client) mutate(out any, name, fields string, input map[string]any) {
	c.t.Helper()
	data := map[string]json.RawMessage{}
	c.do(&data, fmt.Sprintf(`mutation($input: %sInput!) { %s(input: $input) { %s userErrors { field code message } } }`,
		strings.ToUpper(name[:1])+name[1:], name, fields), map[string]any{"input": input})
	var refused struct{ UserErrors []any }
	if err := json.Unmarshal(data[name], &refused); err != nil {
		c.t.Fatal(err)
	}
	if len(refused.UserErrors) > 0 {
		c.t.Fatalf("%s: %v", name, refused.UserErrors)
	}
	if err := json.Unmarshal(data[name], out); err != nil {
		c.t.Fatal(err)
	}
}

// signIn is the client with the session of a number, by way of the code that a
// development server shows.
func (c client) signIn(phone string) client {
	c.t.Helper()
	var started struct{ Challenge string }
	c.mutate(&started, "signInStart", "challenge", map[string]any{"phone": phone})
	response, err := http.Get(c.base + "/dev/sms?to=" + url.QueryEscape(phone))
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	var sms struct{ Code string }
	if err := json.NewDecoder(response.Body).Decode(&sms); err != nil {
		c.t.Fatal(err)
	}
	var verified struct{ Tokens struct{ AccessToken string } }
	c.mutate(&verified, "signInVerify", "tokens { accessToken }", map[string]any{"challenge": started.Challenge, "code": sms.Code})
	c.token = verified.Tokens.AccessToken
	return c
}

// feed is the payloads of a subscription, as they arrive.
type feed struct {
	t    *testing.T
	read chan json.RawMessage
}

// subscribe opens a socket and a subscription on it, for as long as the test runs.
// It returns when the server has begun to serve the subscription.
func (c client) subscribe(query string, variables map[string]any) feed {
	c.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	socket, _, err := websocket.Dial(ctx, strings.Replace(c.base, "http", "ws", 1)+"/graphql",
		&websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { cancel(); socket.CloseNow() })
	payload := map[string]any{}
	if c.token != "" {
		payload["Authorization"] = "Bearer " + c.token
	}
	send := func(message map[string]any) {
		if err := wsjson.Write(ctx, socket, message); err != nil {
			c.t.Fatal(err)
		}
	}
	send(map[string]any{"type": "connection_init", "payload": payload})
	var ack struct{ Type string }
	if err := wsjson.Read(ctx, socket, &ack); err != nil || ack.Type != "connection_ack" {
		c.t.Fatal(ack, err)
	}
	send(map[string]any{"type": "subscribe", "id": "1", "payload": map[string]any{"query": query, "variables": variables}})
	e := feed{c.t, make(chan json.RawMessage, 1000)}
	go e.listen(ctx, socket)
	// The protocol does not acknowledge a subscription; the machine may be busy.
	time.Sleep(time.Second)
	return e
}

func (e feed) listen(ctx context.Context, socket *websocket.Conn) {
	defer close(e.read)
	for {
		var message struct {
			Type    string
			Payload json.RawMessage
		}
		if wsjson.Read(ctx, socket, &message) != nil {
			return
		}
		switch message.Type {
		case "ping":
			_ = wsjson.Write(ctx, socket, map[string]any{"type": "pong"})
		case "next", "error":
			e.read <- message.Payload
		}
	}
}

// next reads the event that arrives within the time into out.
func (e feed) next(out any, within time.Duration) {
	e.t.Helper()
	select {
	case payload := <-e.read:
		var a answer
		if err := json.Unmarshal(payload, &a); err != nil || len(a.Errors) > 0 {
			e.t.Fatalf("%s %v", payload, err)
		}
		if err := json.Unmarshal(a.Data, out); err != nil {
			e.t.Fatal(err)
		}
	case <-time.After(within):
		e.t.Fatalf("nothing arrived within %v", within)
	}
}
