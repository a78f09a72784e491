package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"partnergraph/store/storetest"
)

// TestTwoServersShareTheirPoints spends one bucket at two servers at once, by callers
// of whom some leave: together they give no more than one would, but for a lease each.
// When some time has passed, both give again.
func TestTwoServersShareTheirPoints(t *testing.T) {
	t.Parallel()
	const capacity, refill, cost, lease = 1000, 10, 100, 1000 / 20
	url := storetest.EmptyURL(t)
	limits := []string{"--database-url", url, "--limit", "points-address=1000", "--limit", "refill-address=10"}
	servers := []program{serving(t, t.TempDir(), limits...), serving(t, t.TempDir(), limits...)}
	var spent atomic.Int64
	var wait sync.WaitGroup
	start := time.Now()
	for i := range 8 {
		wait.Go(func() {
			impatient := &http.Client{Timeout: time.Duration(i+1) * 100 * time.Millisecond}
			for range 40 {
				if status, _ := introspect(impatient, servers[i%2]); status == http.StatusOK {
					spent.Add(cost)
				}
			}
		})
	}
	wait.Wait()
	most := capacity + 2*lease + int64(time.Since(start).Seconds()+1)*refill
	if got := spent.Load(); got > most || got < capacity/2 {
		t.Errorf("two servers gave %d points, want %d at most", got, most)
	}
	patient := &http.Client{Timeout: 10 * time.Second}
	for _, p := range servers {
		status, answer := introspect(patient, p)
		if status != http.StatusTooManyRequests || answer.Header.Get("Retry-After") == "" {
			t.Errorf("%s gives when the bucket is empty: %d %v", p.addr, status, answer)
		}
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(250 * time.Millisecond) {
		here, _ := introspect(patient, servers[0])
		there, _ := introspect(patient, servers[1])
		if here == http.StatusOK || there == http.StatusOK {
			break
		}
		if time.Now().After(end) {
			t.Fatal("nothing comes back")
		}
	}
}

// introspect asks for something that costs a hundred points and needs no data.
func introspect(c *http.Client, p program) (int, *http.Response) {
	body, _ := json.Marshal(map[string]string{"query": "{ __schema { queryType { name } } }"})
	r, err := c.Post("http://"+p.addr+"/graphql", "application/json", strings.NewReader(string(body)))
	if err != nil {
		return 0, nil
	}
	defer r.Body.Close()
	_, _ = io.Copy(io.Discard, r.Body)
	return r.StatusCode, r
}
