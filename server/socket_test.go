package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	neturl "net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"partnergraph/server"
)

// client is a socket that says and expects whole messages.
type client struct {
	*testing.T
	ws *websocket.Conn
}

func dial(t *testing.T, url string, headers ...string) client {
	t.Helper()
	header := http.Header{}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		header.Set(name, value)
	}
	ws, _, err := websocket.Dial(t.Context(), url+"/graphql", &websocket.DialOptions{
		Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: header})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.CloseNow() })
	return client{t, ws}
}

func (c client) say(message string) {
	c.Helper()
	if err := c.ws.Write(c.Context(), websocket.MessageText, []byte(message)); err != nil {
		c.Fatal(err)
	}
}

func (c client) hear(want string) {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), 5*time.Second)
	defer cancel()
	_, got, err := c.ws.Read(ctx)
	if err != nil {
		c.Fatalf("waiting for %s: %v", want, err)
	}
	if canonical(string(got)) != canonical(want) {
		c.Fatalf("got %s, want %s", got, want)
	}
}

// closed waits for the end, past whatever messages were on their way.
func (c client) closed(code int, reason string) {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), 5*time.Second)
	defer cancel()
	for {
		_, _, err := c.ws.Read(ctx)
		if err == nil {
			continue
		}
		var end websocket.CloseError
		if !errors.As(err, &end) || int(end.Code) != code || !strings.Contains(end.Reason, reason) {
			c.Errorf("got %v, want %d %s", err, code, reason)
		}
		return
	}
}

func canonical(text string) string {
	var v any
	if json.Unmarshal([]byte(withoutCost(text)), &v) != nil {
		return text
	}
	b, _ := json.Marshal(v)
	return string(b)
}

const (
	hello = `{"type":"connection_init"}`
	ack   = `{"type":"connection_ack"}`
)

func subscribe(id, document string) string {
	return fmt.Sprintf(`{"type":"subscribe","id":%q,"payload":%s}`, id, query(document))
}

func TestSocket(t *testing.T) {
	_, url := start(t, config())
	t.Run("a subscription to its end", func(t *testing.T) {
		c := dial(t, url)
		c.say(hello)
		c.hear(ack)
		c.say(subscribe("1", `subscription { count(to: 2) }`))
		c.hear(`{"type":"next","id":"1","payload":{"data":{"count":1}}}`)
		c.hear(`{"type":"next","id":"1","payload":{"data":{"count":2}}}`)
		c.hear(`{"type":"complete","id":"1"}`)
	})
	t.Run("a query, and the id again", func(t *testing.T) {
		c := dial(t, url)
		c.say(hello)
		c.hear(ack)
		for range 2 {
			c.say(subscribe("1", `{ hello }`))
			c.hear(`{"type":"next","id":"1","payload":{"data":{"hello":"world"}}}`)
			c.hear(`{"type":"complete","id":"1"}`)
		}
	})
	t.Run("completed by the client", func(t *testing.T) {
		c := dial(t, url)
		c.say(hello)
		c.hear(ack)
		c.say(subscribe("1", `subscription { silence }`))
		c.say(`{"type":"complete","id":"1"}`)
		c.say(`{"type":"ping"}`)
		c.hear(`{"type":"pong"}`) // and no complete comes back
		c.say(subscribe("1", `subscription { count(to: 1) }`))
		c.hear(`{"type":"next","id":"1","payload":{"data":{"count":1}}}`)
	})
	t.Run("a document over a limit is an error, and the end of its id only", func(t *testing.T) {
		c := dial(t, url, "X-Request-Id: request-1")
		c.say(hello)
		c.hear(ack)
		c.say(subscribe("1", "{"+strings.Repeat("a ", 1001)+"}"))
		c.hear(`{"type":"error","id":"1","payload":[{"message":"This document has 1003 tokens; the limit is 1000.","extensions":{"code":"BAD_USER_INPUT","requestId":"request-1"}}]}`)
		c.say(subscribe("1", `{ hello }`))
		c.hear(`{"type":"next","id":"1","payload":{"data":{"hello":"world"}}}`)
	})
	t.Run("credentials from the payload, in any case", func(t *testing.T) {
		c := dial(t, url, "Accept-Language: fr", "X-Organization: o1")
		c.say(`{"type":"connection_init","payload":{"authorization":"Bearer alice","X-ORGANIZATION":"o2","other":1}}`)
		c.hear(ack)
		c.say(subscribe("1", `{ viewer }`))
		c.hear(`{"type":"next","id":"1","payload":{"data":{"viewer":"alice|o2|fr"}}}`)
	})
	t.Run("credentials from headers", func(t *testing.T) {
		c := dial(t, url, "Authorization: Bearer bob")
		c.say(hello)
		c.hear(ack)
		c.say(subscribe("1", `{ viewer }`))
		c.hear(`{"type":"next","id":"1","payload":{"data":{"viewer":"bob||"}}}`)
	})
	t.Run("a panic in a subscription", func(t *testing.T) {
		c := dial(t, url, "X-Request-Id: request-2")
		c.say(hello)
		c.hear(ack)
		c.say(subscribe("1", `subscription { panic }`))
		c.hear(`{"type":"error","id":"1","payload":[{"message":"Something went wrong on our side. If it happens again, tell us the requestId.","extensions":{"code":"INTERNAL","requestId":"request-2"}}]}`)
	})
}

// Each way to leave the protocol has its close code.
func TestSocketCloses(t *testing.T) {
	c := config()
	c.Times = server.DefaultTimes()
	c.Times.Init = 50 * time.Millisecond
	_, url := start(t, c)
	for name, test := range map[string]struct {
		messages []string
		code     int
		reason   string
	}{
		"nothing said in time":        {nil, 4408, "initialisation timeout"},
		"subscribed before init":      {[]string{subscribe("1", `{ hello }`)}, 4401, "Unauthorized"},
		"an expired token":            {[]string{`{"type":"connection_init","payload":{"Authorization":"Bearer old"}}`}, 4403, "This token has expired."},
		"a payload that is a list":    {[]string{`{"type":"connection_init","payload":[]}`}, 4400, "must be an object"},
		"initialised twice":           {[]string{hello, hello}, 4429, "Too many initialisation requests"},
		"an id in use":                {[]string{hello, subscribe("7", `subscription { silence }`), subscribe("7", `{ hello }`)}, 4409, "Subscriber for 7 already exists"},
		"no JSON":                     {[]string{hello, `hello`}, 4400, "Invalid message"},
		"no JSON at first":            {[]string{`hello`}, 4400, "Invalid message"},
		"an unknown type":             {[]string{hello, `{"type":"start","id":"1"}`}, 4400, "unknown type"},
		"no id":                       {[]string{hello, subscribe("", `{ hello }`)}, 4400, "needs an id"},
		"no query":                    {[]string{hello, `{"type":"subscribe","id":"1","payload":{}}`}, 4400, "needs a query"},
		"a query that is no string":   {[]string{hello, `{"type":"subscribe","id":"1","payload":{"query":{}}}`}, 4400, "needs a query"},
		"a message that is too large": {[]string{hello, subscribe("1", strings.Repeat("x", 64<<10))}, 1009, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := dial(t, url)
			for i, message := range test.messages {
				c.say(message)
				if i == 0 && message == hello {
					c.hear(ack)
				}
			}
			c.closed(test.code, test.reason)
		})
	}
}

func TestSocketUpgrade(t *testing.T) {
	_, url := start(t, config())
	for name, test := range map[string]struct {
		protocols []string
		headers   http.Header
		status    int
	}{
		"the protocol":             {[]string{"graphql-transport-ws"}, nil, 101},
		"one of several":           {[]string{"graphql-ws", "graphql-transport-ws"}, nil, 101},
		"the older protocol":       {[]string{"graphql-ws"}, nil, 400},
		"none":                     {nil, nil, 400},
		"a page of another origin": {[]string{"graphql-transport-ws"}, http.Header{"Origin": {"https://compare.example.org"}}, 101},
	} {
		t.Run(name, func(t *testing.T) {
			ws, r, err := websocket.Dial(t.Context(), url+"/graphql", &websocket.DialOptions{Subprotocols: test.protocols, HTTPHeader: test.headers})
			if ws != nil {
				defer ws.CloseNow()
			}
			if r == nil || r.StatusCode != test.status {
				t.Errorf("got %v %v, want %d", r, err, test.status)
			}
		})
	}
}

// A socket of a foreign page carries no cookie into the application, though the
// browser sent one.
func TestSocketCookies(t *testing.T) {
	for origin, want := range map[string]string{"https://app.example.com": "session=1", "https://compare.example.org": ""} {
		c, cookie := config(), make(chan string, 1)
		c.Authenticate = func(ctx context.Context, _, _ string, r *http.Request) (context.Context, error) {
			cookie <- r.Header.Get("Cookie")
			return ctx, nil
		}
		_, url := start(t, c)
		ws := dial(t, url, "Origin: "+origin, "Cookie: session=1")
		ws.say(hello)
		ws.hear(ack)
		if got := <-cookie; got != want {
			t.Errorf("%s: cookie %q, want %q", origin, got, want)
		}
	}
}

// A client that stops answering is let go, and one that answers is kept.
func TestSocketPings(t *testing.T) {
	c := config()
	c.Times = server.DefaultTimes()
	c.Times.Ping = 200 * time.Millisecond
	_, url := start(t, c)
	alive, dead := dial(t, url), dial(t, url)
	for _, c := range []client{alive, dead} {
		c.say(hello)
		c.hear(ack)
	}
	for range 5 {
		alive.hear(`{"type":"ping"}`)
		alive.say(`{"type":"pong"}`)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for {
		if _, _, err := dead.ws.Read(ctx); err != nil {
			if ctx.Err() != nil {
				t.Error("a client that answers no ping is kept")
			}
			return
		}
	}
}

// A server that stops lets requests in flight finish, sends sockets and streams
// elsewhere, and takes nobody new.
func TestRunDrains(t *testing.T) {
	c := config()
	c.Times = server.DefaultTimes()
	s := newServer(t, c)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + ln.Addr().String()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, ln) }()

	socket := dial(t, url)
	socket.say(hello)
	socket.hear(ack)
	socket.say(subscribe("1", `subscription { silence }`))
	stream := make(chan string, 1)
	go func() { stream <- post(t, url, `subscription { silence }`, "text/event-stream") }()
	inFlight := make(chan string, 1)
	go func() { inFlight <- post(t, url, `{ wait(ms: 300) }`, "") }()
	time.Sleep(100 * time.Millisecond) // both are under way
	start := time.Now()
	stop()

	socket.closed(1001, "stopping")
	if got := <-stream; strings.Contains(got, "complete") {
		t.Errorf("the stream says that it is complete: %s", got)
	}
	if got := <-inFlight; got != `{"data":{"wait":"awake"}}` {
		t.Errorf("in flight: %s", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("took %v", took)
	}
	if _, err := net.Dial("tcp", ln.Addr().String()); err == nil {
		t.Error("still listens")
	}
}

func post(t *testing.T, url, document, accept string) string {
	r, err := http.NewRequest("POST", url+"/graphql", strings.NewReader(query(document)))
	if err != nil {
		t.Error(err)
		return ""
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", accept)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return ""
	}
	return text(t, answer)
}

// A stream goes on past the time that a request has to arrive and an answer to be
// taken, and says that it is alive.
func TestStreamLives(t *testing.T) {
	c := config()
	c.Times = server.DefaultTimes()
	c.Times.Read, c.Times.Header, c.Times.Write, c.Times.Ping = 100*time.Millisecond, 100*time.Millisecond, 100*time.Millisecond, 30*time.Millisecond
	s := newServer(t, c)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	go s.Run(ctx, ln) // TestRunDrains looks at its error
	time.AfterFunc(400*time.Millisecond, stop)
	start := time.Now()
	got := post(t, "http://"+ln.Addr().String(), `subscription { silence }`, "text/event-stream")
	if time.Since(start) < 350*time.Millisecond || strings.Count(got, ":\n\n") < 5 {
		t.Errorf("ended after %v with %q", time.Since(start), got)
	}
}

// A subscription whose client has stopped reading ends, with its connection.
func TestSlowReaders(t *testing.T) {
	const document = `subscription { flood }`
	for name, open := range map[string]func(t *testing.T, url string){
		"of a socket": func(t *testing.T, url string) {
			c := dial(t, url)
			c.say(hello)
			c.hear(ack)
			c.say(subscribe("1", document))
		},
		"of a stream": func(t *testing.T, url string) {
			r, err := http.NewRequestWithContext(t.Context(), "GET", url+"/graphql?query="+neturl.QueryEscape(document), nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Accept", "text/event-stream")
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { answer.Body.Close() })
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, ended := config(), make(chan struct{})
			c.Authenticate = func(ctx context.Context, _, _ string, _ *http.Request) (context.Context, error) {
				return context.WithValue(ctx, endedKey{}, ended), nil
			}
			c.Times = server.DefaultTimes()
			c.Times.Frame = 100 * time.Millisecond
			_, url := start(t, c)
			open(t, url)
			select {
			case <-ended:
			case <-time.After(20 * time.Second):
				t.Error("goes on for a client that does not read")
			}
		})
	}
}
