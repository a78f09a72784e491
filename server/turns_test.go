package server_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/server"
)

// queued is a server with few turns, at which everybody has an address.
func queued(t *testing.T, each, all int, turn time.Duration) *server.Server {
	c := config()
	c.Times = server.DefaultTimes()
	c.Times.Turn = turn
	c.Counts = server.DefaultCounts()
	c.Counts.Payer, c.Counts.Server = each, all
	c.Proxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}
	return newServer(t, c)
}

// waiting asks for something that takes its time, and tells the answer.
func waiting(s http.Handler, from string, ms int) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "/graphql", strings.NewReader(query(fmt.Sprintf(`{ wait(ms: %d) }`, ms))))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Forwarded-For", from)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestAPayerHasSoManyTurns(t *testing.T) {
	t.Parallel()
	s := queued(t, 2, 100, 300*time.Millisecond)
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() { waiting(s, "192.0.2.1", 1500) })
	}
	eventually(t, func() bool { return s.Stats().Operations == 2 })
	began := time.Now()
	w := waiting(s, "192.0.2.1", 0)
	if w.Code != 429 || w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), "2 queries and mutations under way") ||
		!strings.Contains(w.Body.String(), "THROTTLED") {
		t.Errorf("the third: %d %v %s", w.Code, w.Header(), w.Body)
	}
	if took := time.Since(began); took < 300*time.Millisecond {
		t.Errorf("it was refused after %v", took)
	}
	if w := waiting(s, "192.0.2.2", 0); w.Code != 200 {
		t.Errorf("somebody else: %d %s", w.Code, w.Body)
	}
	wait.Wait()
	if w := waiting(s, "192.0.2.1", 0); w.Code != 200 {
		t.Errorf("afterwards: %d %s", w.Code, w.Body)
	}
}

func TestPayersWaitInTurn(t *testing.T) {
	t.Parallel()
	s := queued(t, 1, 1, 20*time.Second)
	var wait sync.WaitGroup
	wait.Go(func() { waiting(s, "192.0.2.1", 700) })
	eventually(t, func() bool { return s.Stats().Operations == 1 })
	ended := make(chan string, 9)
	for range 6 {
		wait.Go(func() { waiting(s, "192.0.2.1", 100); ended <- "many" })
	}
	eventually(t, func() bool { return s.Stats().Operations == 7 })
	wait.Go(func() { waiting(s, "192.0.2.2", 100); ended <- "one" })
	wait.Wait()
	before := 0
	for <-ended != "one" {
		before++
	}
	if before > 2 {
		t.Errorf("one who came last waited for %d of somebody who had asked for six", before)
	}
}

func TestAFullServerSaysSo(t *testing.T) {
	t.Parallel()
	s := queued(t, 1, 1, 100*time.Millisecond)
	var wait sync.WaitGroup
	wait.Go(func() { waiting(s, "192.0.2.1", 1500) })
	eventually(t, func() bool { return s.Stats().Operations == 1 })
	if w := waiting(s, "192.0.2.2", 0); w.Code != 503 || w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), "UNAVAILABLE") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	wait.Wait()
}

func TestTimeOfTheDatabaseIsPaid(t *testing.T) {
	for name, test := range map[string]struct {
		spent time.Duration
		left  int
	}{
		"what its point stands for": {119 * time.Millisecond, 999},
		"ten milliseconds more":     {120 * time.Millisecond, 998},
		"a second":                  {time.Second, 910},
	} {
		c := poor(market.Allowance{Capacity: 1000, PerSecond: 1})
		c.Measure = func(ctx context.Context) (context.Context, func() time.Duration) {
			return ctx, func() time.Duration { return test.spent }
		}
		s := newServer(t, c)
		pay(t, s, `{ hello }`)
		if _, b := pay(t, s, `{`); b.Extensions.Cost.Remaining != test.left-1 {
			t.Errorf("%s: %d are left, want %d", name, b.Extensions.Cost.Remaining+1, test.left)
		}
	}
}

func TestExtensionsAreSmall(t *testing.T) {
	s := newServer(t, config())
	const around = len(`{"x":""}`)
	for size, want := range map[int]string{4096: `"world"`, 4097: `larger than 4096 bytes`} {
		body := fmt.Sprintf(`{"query":"{ hello }","extensions":{"x":"%s"}}`, strings.Repeat("a", size-around))
		if got := whole(t, send(t, s, "POST", "/graphql", body, asJSON)); !strings.Contains(got, want) {
			t.Errorf("%d bytes: %.200s, want %s", size, got, want)
		}
	}
}

// Documents of strangers are parsed and forgotten before they fill the memory.
func TestParsedDocumentsAreWeighed(t *testing.T) {
	c := config()
	c.Allowances = server.DefaultAllowances()
	c.Allowances.Address.Capacity = 1_000_000
	s := newServer(t, c)
	held := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := held()
	for i := range 600 {
		document := fmt.Sprintf("query Q%d {", i) + strings.Repeat("__typename hello ", 475) + "}"
		_, _ = io.Copy(io.Discard, send(t, s, "POST", "/graphql", query(document), asJSON).Body)
	}
	if now := held(); now > before+100<<20 {
		t.Errorf("600 documents of 8 kB hold %d MB", (now-before)>>20)
	}
}
