package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// statsEnv makes the program under test tell what it holds, at the address in it.
const statsEnv = "PARTNERGRAPH_TEST_STATS"

type stats struct {
	Heap       uint64 // bytes in use after a collection
	Goroutines int
}

// tellStats serves the process's stats beside the program.
func tellStats(address string) {
	_ = http.ListenAndServe(address, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		var memory runtime.MemStats
		runtime.GC()
		runtime.GC() // what the first one only gave to finalizers
		runtime.ReadMemStats(&memory)
		_ = json.NewEncoder(w).Encode(stats{memory.HeapAlloc, runtime.NumGoroutine()})
	}))
}

// target is the program under attack.
type target struct {
	*testing.T
	program
	client
	stats string // where it tells what it holds
	// What attacks need to know of the demo, and who they may be.
	member, stranger string // tokens: a partner's owner, a client
	partner, thread  string // ids
	cursor           string // of solutions by rating
}

// attack is one way to hurt the server, and what the server must answer to it.
type attack struct {
	name string
	shot                           // one request, sent several times at once; or
	run  func(t *target) reply     // anything else
	want int                       // the status, or the code that a socket is closed with
	code string                    // in extensions of the first error; "" where there is none; or anyCode
	says string                    // a part of the answer
	also func(t *target, is reply) // more to look at
	// waits says that it takes the server's patience to its end, so it does beside others.
	waits bool
}

// shot is a request that a client of HTTP can send.
type shot struct {
	method, path string // POST and /graphql if empty
	headers      []string
	body         string
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
}

// internals are what no answer may show: statements, Go's own words, names of types
// and files, addresses in memory.
var internals = regexp.MustCompile(`\bpq:|SQLSTATE|syntax error at or near|\bSELECT\b.*\bFROM\b|\bINSERT INTO\b|panic|goroutine|runtime error|nil pointer|` +
	`\.go:\d|\bjson: |\bstrconv\.|\bcannot unmarshal\b|interface ?\{|\bmap\[|\b(market|graph|store|server|resolvers|scalar|gqlgen|gqlparser|ast)\.[A-Z]|` +
	`/(tmp|root|home|usr|var|work)/|0x[0-9a-f]{6,}|invalid byte sequence|unexpected EOF`)

const (
	slowest   = 1500 * time.Millisecond // that anybody else may wait while an attack runs
	volley    = 6                       // shots of each attack at once
	moreHeap  = 24 << 20                // that a group of attacks may leave in caches, in bytes
	moreTasks = 12                      // goroutines that it may leave
)

// TestHostile attacks the running program. While it does, somebody else goes on being
// served; each attack is told what was wrong, without a word about our inside; and
// afterwards memory and goroutines are what they were.
func TestHostile(t *testing.T) {
	target := aim(t)
	for _, group := range []struct {
		name    string
		attacks []attack
	}{
		{"documents", hostileDocuments(target)},
		{"values", hostileValues(target)},
		{"bodies", hostileBodies(target)},
		{"requests", hostileRequests(target)},
		{"connections", hostileConnections()},
		{"sockets", hostileSockets(target)},
		{"contents", hostileContents(target)},
		{"load", hostileLoad()},
		{"answers", hostileAnswers(target)},
	} {
		t.Run(group.name, func(t *testing.T) {
			before := target.hold(t)
			t.Run("all", func(t *testing.T) {
				for i, a := range group.attacks {
					t.Run(a.name, func(t *testing.T) {
						if a.waits {
							t.Parallel()
						}
						target.on(t).suffer(a, fmt.Sprintf("%s/%d", group.name, i))
					})
				}
			})
			target.recovered(t, before)
		})
	}
}

// aim starts the program, and signs in who attacks from inside.
func aim(t *testing.T) *target {
	data, told := dataDir(t), freeAddress(t)
	p := command(t)
	p.addr = freeAddress(t)
	p.Args = append(p.Args, "--addr", p.addr, "--data", data, "--proxy", "127.0.0.0/8")
	p.Env = append(p.Env, statsEnv+"="+told)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Process.Kill(); p.Wait() })
	p.await(t)
	c := client{t: t, base: "http://" + p.addr}
	owner, stranger := c.signIn("+447700900002"), c.signIn("+447700900005")
	var found struct {
		Threads   struct{ Nodes []struct{ ID string } }
		Solutions struct{ Edges []struct{ Cursor string } }
	}
	c.do(&found, `{ threads(first: 1) { nodes { id } } solutions(first: 1) { edges { cursor } } }`, nil)
	var own struct {
		Viewer struct {
			Organization struct{ Partner struct{ ID string } }
		}
	}
	owner.do(&own, `{ viewer { organization { partner { id } } } }`, nil)
	target := &target{T: t, program: p, client: c, stats: told, member: owner.token, stranger: stranger.token,
		partner: own.Viewer.Organization.Partner.ID, thread: found.Threads.Nodes[0].ID, cursor: found.Solutions.Edges[0].Cursor}
	for range 20 { // pools and caches are as full as in use
		target.well("198.51.100.1")
	}
	return target
}

// on is the target for a test inside the test.
func (t target) on(inner *testing.T) *target {
	t.T, t.client.t = inner, inner
	return &t
}

// suffer runs one attack, while somebody else asks for something ordinary.
func (t *target) suffer(a attack, from string) {
	stop, worst := make(chan struct{}), make(chan time.Duration)
	go func() { worst <- t.meanwhile(stop) }()
	replies := []reply{}
	if a.run != nil {
		replies = append(replies, a.run(t))
	} else {
		replies = t.volley(a.shot, address(from))
	}
	close(stop)
	if longest := <-worst; longest > slowest {
		t.Errorf("somebody else waited %v", longest)
	}
	for _, is := range replies {
		a.judge(t, is)
	}
}

func (a attack) judge(t *target, is reply) {
	t.Helper()
	wrong := a.code != anyCode && codeOf(is.body) != a.code || codeOf(is.body) == "INTERNAL"
	if is.status != a.want || !strings.Contains(is.body, a.says) || wrong {
		t.Errorf("got  %d %s %.600s\nwant %d %s %s", is.status, codeOf(is.body), is.body, a.want, a.code, a.says)
	}
	if inside := internals.FindString(is.body); inside != "" {
		t.Errorf("the answer shows %q of our inside: %.600s", inside, is.body)
	}
	if a.also != nil {
		a.also(t, is)
	}
}

// codeOf is the code of the first error in an answer.
func codeOf(body string) string {
	var a answer
	if json.Unmarshal([]byte(body), &a) != nil || len(a.Errors) == 0 {
		return ""
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	return code
}

// meanwhile asks for something ordinary until it is stopped, and says how long the
// slowest answer took.
func (t *target) meanwhile(stop <-chan struct{}) (worst time.Duration) {
	for n := 0; ; n++ {
		worst = max(worst, t.well(fmt.Sprintf("203.0.113.%d", n%250)))
		select {
		case <-stop:
			return worst
		case <-time.After(25 * time.Millisecond):
		}
	}
}

// well asks for a page as anybody does, and says how long the answer took; an hour when
// it was none.
func (t *target) well(from string) time.Duration {
	began := time.Now()
	is := t.send(shot{body: query(`{ solutions(first: 2) { nodes { title partner { name } } } }`)}, from)
	if is.status != http.StatusOK || !strings.Contains(is.body, `"title"`) {
		t.Errorf("somebody else is answered %d %.200s", is.status, is.body)
		return time.Hour
	}
	return time.Since(began)
}

// query is the body of a request with a document only.
func query(document string) string {
	body, _ := json.Marshal(map[string]string{"query": document}) // texts always marshal
	return string(body)
}

// with is the body of a request with variables, which are JSON.
func with(document, variables string) string {
	return strings.TrimSuffix(query(document), "}") + `,"variables":` + variables + "}"
}

// address is one of many addresses, the same for the same attacker, so that one's
// allowance is not spent by another.
func address(from string) string {
	sum := 0
	for _, b := range []byte(from) {
		sum = (sum*31 + int(b)) % 0xffff
	}
	return fmt.Sprintf("2001:db8:%x::1", sum+1)
}

func (t *target) volley(s shot, from string) []reply {
	replies := make([]reply, volley)
	var all sync.WaitGroup
	for i := range replies {
		all.Go(func() { replies[i] = t.send(s, from) })
	}
	all.Wait()
	return replies
}

// send sends a request from an address, as our own proxy tells it.
func (t *target) send(s shot, from string) reply {
	r, err := http.NewRequest(cmp.Or(s.method, "POST"), t.base+cmp.Or(s.path, "/graphql"), strings.NewReader(s.body))
	if err != nil {
		t.Error(err)
		return reply{}
	}
	r.Header.Set("X-Forwarded-For", from)
	r.Header.Set("Content-Type", "application/json")
	for _, h := range s.headers {
		name, value, _ := strings.Cut(h, ": ")
		if r.Header.Del(name); name == "Host" {
			r.Host = value
		} else if value != "" {
			r.Header[name] = append(r.Header[name], value)
		}
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return reply{body: "no answer: " + err.Error()}
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	return reply{answer.StatusCode, answer.Header, string(body)}
}

// stillOpen ends what a connection said that the server kept.
const stillOpen = "… and is still open"

// raw sends bytes as they are and reads what comes back until the server closes; it
// must do so within the time.
func (t *target) raw(within time.Duration, parts ...string) reply {
	connection, err := net.Dial("tcp", t.addr)
	if err != nil {
		return reply{body: err.Error()}
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(within))
	for _, part := range parts {
		if _, err := io.WriteString(connection, part); err != nil {
			break // it may have been refused already
		}
	}
	var got bytes.Buffer
	_, err = io.Copy(&got, connection)
	is := reply{body: got.String()}
	if _, _ = fmt.Sscanf(is.body, "HTTP/1.1 %d", &is.status); errors.Is(err, os.ErrDeadlineExceeded) {
		is.body += stillOpen
	}
	return is
}

// hold is what the program holds now.
func (t *target) hold(inner *testing.T) (s stats) {
	inner.Helper()
	http.DefaultClient.CloseIdleConnections()
	response, err := http.Get("http://" + t.stats)
	if err != nil {
		inner.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&s); err != nil {
		inner.Fatal(err)
	}
	return s
}

// recovered waits until the program holds no more than before.
func (t *target) recovered(inner *testing.T, before stats) {
	inner.Helper()
	var now stats
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(250 * time.Millisecond) {
		now = t.hold(inner)
		if now.Goroutines <= before.Goroutines+moreTasks && now.Heap <= before.Heap+moreHeap {
			return
		}
	}
	inner.Errorf("it holds %+v, and held %+v before", now, before)
}

// statsOf starts telling when the environment asks for it.
func init() {
	if address := os.Getenv(statsEnv); address != "" {
		go tellStats(address)
	}
}
