package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/server"
)

// poor is a server whose buckets hold little.
func poor(a market.Allowance) server.Config {
	c := identified(config())
	c.Allowances = server.Allowances{Person: a, Address: a}
	return c
}

type billed struct {
	Errors []struct {
		Message    string
		Extensions struct {
			Code       string
			RetryAfter int
		}
	}
	Data       json.RawMessage
	Extensions struct {
		Cost *struct {
			Requested, Limit, Remaining int
			ResetAt                     time.Time
		}
	}
}

func pay(t *testing.T, s http.Handler, document string, headers ...string) (*http.Response, billed) {
	t.Helper()
	r := send(t, s, "POST", "/graphql", query(document), append(headers, asJSON)...)
	var b billed
	body := whole(t, r)
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return r, b
}

func TestABucketIsSpentAndRefilled(t *testing.T) {
	s := newServer(t, poor(market.Allowance{Capacity: 20, PerSecond: 5}))
	for i, want := range []int{10, 0} {
		r, b := pay(t, s, `mutation { write }`)
		c := b.Extensions.Cost
		if r.StatusCode != 200 || c == nil || c.Requested != 10 || c.Limit != 20 || c.Remaining != want {
			t.Fatalf("operation %d: %s, %+v", i, r.Status, c)
		}
		if wait := time.Until(c.ResetAt); wait < time.Second || wait > 6*time.Second {
			t.Errorf("the bucket is full after %v", wait)
		}
		if got := r.Header.Get("RateLimit-Policy"); got != `"address";q=20;qu="points";w=4` {
			t.Errorf("RateLimit-Policy: %s", got)
		}
		if got, want := r.Header.Get("RateLimit"), `"address";r=`+strconv.Itoa(want)+`;t=`+strconv.Itoa(2*(i+1)); got != want {
			t.Errorf("RateLimit: %s, want %s", got, want)
		}
	}
	r, b := pay(t, s, `mutation { write }`)
	if r.StatusCode != 429 || r.Header.Get("Retry-After") != "1" || len(b.Errors) != 1 || b.Data != nil {
		t.Fatalf("%s %v: %+v", r.Status, r.Header, b)
	}
	e := b.Errors[0]
	if e.Extensions.Code != "THROTTLED" || e.Extensions.RetryAfter != 1 || e.Message != "Too much at once: this address has no points left. Try again in 1 s." {
		t.Errorf("%+v", e)
	}
	if c := b.Extensions.Cost; c == nil || c.Remaining != 0 {
		t.Errorf("a refusal tells of %+v", c)
	}
	eventually(t, func() bool {
		r, _ := pay(t, s, `mutation { write }`)
		return r.StatusCode == 200
	})
}

func TestWhatIsTooDearNowSaysWhen(t *testing.T) {
	s := newServer(t, poor(market.Allowance{Capacity: 15, PerSecond: 1}))
	pay(t, s, `mutation { write }`)
	r, b := pay(t, s, `mutation { write }`, "Accept: application/json")
	if want := "Too much at once: this operation costs 10 points, and this address has 5 left. Try again in 5 s."; r.StatusCode != 429 || b.Errors[0].Message != want {
		t.Errorf("%s %+v", r.Status, b)
	}
	if c := b.Extensions.Cost; c.Requested != 10 || c.Remaining != 5 {
		t.Errorf("%+v", c)
	}
	if r, _ := pay(t, s, `{ hello }`); r.StatusCode != 200 {
		t.Errorf("what is cheap is %s", r.Status)
	}
}

func TestEachPaysForThemselves(t *testing.T) {
	s := newServer(t, poor(market.Allowance{Capacity: 10, PerSecond: 1}))
	for _, headers := range [][]string{nil, {"Authorization: Bearer alice"}, {"Authorization: Bearer bob"}} {
		if r, _ := pay(t, s, `mutation { write }`, headers...); r.StatusCode != 200 {
			t.Errorf("%v: %s", headers, r.Status)
		}
		r, _ := pay(t, s, `{ hello }`, headers...)
		if r.StatusCode != 429 {
			t.Errorf("%v again: %s", headers, r.Status)
		}
		if kind := map[bool]string{true: "address", false: "person"}[headers == nil]; !strings.HasPrefix(r.Header.Get("RateLimit"), `"`+kind+`"`) {
			t.Errorf("%v: %s", headers, r.Header.Get("RateLimit"))
		}
	}
}

func TestRefusalsOfDocumentsCostAPoint(t *testing.T) {
	s := newServer(t, poor(market.Allowance{Capacity: 5, PerSecond: 1}))
	for _, document := range []string{`{`, `{ nothing }`, "{" + strings.Repeat(`self {`, 15) + "hello" + strings.Repeat("}", 16), `{ wait }`} {
		if r, _ := pay(t, s, document); r.StatusCode != 200 {
			t.Errorf("%s: %s", document, r.Status)
		}
	}
	if _, b := pay(t, s, `{ hello }`); b.Extensions.Cost == nil || b.Extensions.Cost.Remaining != 0 {
		t.Errorf("after four refusals and an operation: %+v", b.Extensions.Cost)
	}
	if r, _ := pay(t, s, `{`); r.StatusCode != 429 {
		t.Errorf("nobody parses for one who has spent everything: %s", r.Status)
	}
}

func TestStreamsAndSocketsArePaid(t *testing.T) {
	c := poor(market.Allowance{Capacity: 25, PerSecond: 1})
	_, url := start(t, c)
	const document = `subscription { count(to: 2) }` // 10 points
	if got := post(t, url, document, "text/event-stream"); !strings.Contains(got, "complete") || strings.Contains(got, "cost") {
		t.Error(got)
	}
	socket := dial(t, url)
	socket.say(`{"type":"connection_init"}`)
	socket.hear(`{"type":"connection_ack"}`)
	socket.say(subscribe("1", document))
	socket.hear(`{"type":"next","id":"1","payload":{"data":{"count":1}}}`)
	socket.hear(`{"type":"next","id":"1","payload":{"data":{"count":2}}}`)
	socket.hear(`{"type":"complete","id":"1"}`)
	socket.say(subscribe("2", document))
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	_, got, err := socket.ws.Read(ctx)
	if err != nil || !strings.Contains(string(got), `"type":"error"`) || !strings.Contains(string(got), `THROTTLED`) ||
		!strings.Contains(string(got), "this operation costs 10 points, and this address has") {
		t.Errorf("the third: %s, %v", got, err)
	}
	if got := post(t, url, document, "text/event-stream"); !strings.Contains(got, "THROTTLED") {
		t.Errorf("the fourth: %s", got)
	}
}

func TestTheDatabaseIsAskedSeldom(t *testing.T) {
	c, asked := poor(market.Allowance{Capacity: 1000, PerSecond: 1}), 0
	c.Points = func(_ context.Context, key string, a market.Allowance, need, extra, back int) (int, float64, error) {
		asked++
		if key != "person alice" || back != 0 {
			return 0, 0, errors.New(key)
		}
		return need + extra, float64(a.Capacity - asked*(need+extra)), nil
	}
	s := newServer(t, c)
	for range 51 {
		if r, b := pay(t, s, `{ hello }`, "Authorization: Bearer alice"); r.StatusCode != 200 {
			t.Fatalf("%s %+v", r.Status, b)
		}
	}
	if asked != 1 {
		t.Errorf("51 points took %d statements", asked)
	}
}
