package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
)

// quick are times for tests. A try has long enough for a busy machine.
func quick() SMSTimes {
	return SMSTimes{Try: 2 * time.Second, All: 5 * time.Second, Pause: time.Millisecond, Rest: 200 * time.Millisecond}
}

// fake is a gateway that answers with the next of its statuses, the last for ever.
// The status 0 breaks the connection.
type fake struct {
	*httptest.Server
	mu       sync.Mutex
	statuses []int
	keys     []string // of all requests
	bodies   []map[string]string
	tokens   []string
}

func newFake(t *testing.T, statuses ...int) *fake {
	f := &fake{statuses: statuses}
	f.Server = httptest.NewServer(http.HandlerFunc(f.answer))
	t.Cleanup(f.Close)
	return f
}

func (f *fake) answer(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var body map[string]string
	_ = json.NewDecoder(r.Body).Decode(&body)
	f.keys = append(f.keys, r.Header.Get("Idempotency-Key"))
	f.tokens = append(f.tokens, r.Header.Get("Authorization"))
	f.bodies = append(f.bodies, body)
	status := f.statuses[0]
	if len(f.statuses) > 1 {
		f.statuses = f.statuses[1:]
	}
	if status == 0 {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Location", "/elsewhere")
	w.WriteHeader(status)
}

func (f *fake) asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.keys)
}

func (f *fake) recover() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.statuses = []int{200}
}

func TestHTTPSMSTriesAgainWhereItHelps(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		statuses []int
		fails    bool
		asked    int
	}{
		"taken at once":                     {statuses: []int{202}, asked: 1},
		"in trouble once":                   {statuses: []int{503, 200}, asked: 2},
		"a broken connection, then trouble": {statuses: []int{0, 500, 200}, asked: 3},
		"too busy":                          {statuses: []int{429, 200}, asked: 2},
		"in trouble three times":            {statuses: []int{500}, fails: true, asked: 3},
		"a number it does not serve":        {statuses: []int{400}, fails: true, asked: 1},
		"a token it does not know":          {statuses: []int{401}, fails: true, asked: 1},
		"sent elsewhere":                    {statuses: []int{307}, fails: true, asked: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, test.statuses...)
			sms := NewHTTPSMS(SMSConfig{URL: f.URL, Token: "secret"}, quick())
			if err := sms.Send(t.Context(), "+447700900001", "текст"); (err != nil) != test.fails {
				t.Errorf("got %v, failing: %v", err, test.fails)
			}
			if f.asked() != test.asked {
				t.Fatalf("it was asked %d times, want %d", f.asked(), test.asked)
			}
			for i := range f.keys {
				if f.keys[i] == "" || f.keys[i] != f.keys[0] {
					t.Error("tries of one message have other keys")
				}
				if f.tokens[i] != "Bearer secret" || f.bodies[i]["to"] != "+447700900001" || f.bodies[i]["text"] != "текст" {
					t.Errorf("it was sent %v with %q", f.bodies[i], f.tokens[i])
				}
			}
		})
	}
}

func TestHTTPSMSGivesEachMessageItsKey(t *testing.T) {
	t.Parallel()
	f := newFake(t, 200)
	sms := NewHTTPSMS(SMSConfig{URL: f.URL}, quick())
	for range 2 {
		if err := sms.Send(t.Context(), "+447700900001", "text"); err != nil {
			t.Fatal(err)
		}
	}
	if f.keys[0] == f.keys[1] {
		t.Error("two messages have the same key, so the second would not be sent")
	}
}

func TestHTTPSMSDoesNotWaitForOneThatHangs(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	ended := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1); <-ended }))
	t.Cleanup(func() { close(ended); server.Close() })
	times := quick()
	times.Try, times.All = 50*time.Millisecond, 400*time.Millisecond
	begun := time.Now()
	err := NewHTTPSMS(SMSConfig{URL: server.URL}, times).Send(t.Context(), "+447700900001", "text")
	if took := time.Since(begun); !errors.Is(err, context.DeadlineExceeded) || took > 2*time.Second {
		t.Errorf("after %s: %v, want a time-out", took, err)
	}
	if n := asked.Load(); n < 2 {
		t.Errorf("it was asked %d times, want more than one", n)
	}
}

func TestHTTPSMSLeavesAnAilingGatewayAlone(t *testing.T) {
	t.Parallel()
	f := newFake(t, 500)
	sms := NewHTTPSMS(SMSConfig{URL: f.URL}, quick())
	send := func() error { return sms.Send(t.Context(), "+447700900001", "text") }
	for range 2 {
		if err := send(); err == nil {
			t.Fatal("a gateway in trouble took the message")
		}
	}
	// The second message ended with the fifth failure in a row.
	if f.asked() != smsFailures {
		t.Fatalf("it was asked %d times, want %d", f.asked(), smsFailures)
	}
	if err := send(); !errors.Is(err, circuitbreaker.ErrOpen) || f.asked() != smsFailures {
		t.Errorf("then %v, and it was asked %d times", err, f.asked())
	}

	f.recover()
	time.Sleep(quick().Rest + 50*time.Millisecond)
	for range 2 {
		if err := send(); err != nil {
			t.Errorf("after its rest it works again, but: %v", err)
		}
	}
}

// What the gateway refuses, or a caller who hangs up, says nothing about its health:
// otherwise anybody could stop sign-in for all.
func TestHTTPSMSKeepsAskingAfterRefusals(t *testing.T) {
	t.Parallel()
	f := newFake(t, 400)
	sms := NewHTTPSMS(SMSConfig{URL: f.URL}, quick())
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range 2 * smsFailures {
		if err := sms.Send(t.Context(), "+447700900001", "text"); !errors.Is(err, errRefused) {
			t.Fatalf("got %v, want a refusal", err)
		}
		if err := sms.Send(gone, "+447700900001", "text"); err == nil {
			t.Fatal("a message was sent for nobody")
		}
	}
	f.recover()
	if err := sms.Send(t.Context(), "+447700900001", "text"); err != nil {
		t.Errorf("then a good message fails: %v", err)
	}
}
