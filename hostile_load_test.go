package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
)

// hostileLoad is what is cheap to ask and dear to answer, asked by many at once from
// one address until the server has enough.
func hostileLoad() []attack {
	many := func() shot { // never the same, so that no answer is there already
		var aliases strings.Builder
		for i := range 30 {
			fmt.Fprintf(&aliases, "%s%d: solutions(first: 1) { totalCount nodes { id } } ", invented()[:8], i)
		}
		return shot{body: query("{" + aliases.String() + "}")}
	}
	return []attack{
		{name: "thirty aliases of counts, twenty at once", want: 429, code: "THROTTLED", run: func(t *target) reply {
			return t.until(429, 20, 400, many)
		}},
		{name: "invented access tokens", want: 429, code: "THROTTLED", says: "were none", run: func(t *target) reply {
			return t.until(429, 16, 1500, func() shot {
				return shot{headers: []string{"Authorization: Bearer pga_" + invented()}, body: query(`{ levels { code } }`)}
			})
		}},
		{name: "invented embed keys", want: 429, code: "THROTTLED", says: "were none", run: func(t *target) reply {
			return t.until(429, 16, 1500, func() shot {
				return shot{method: "GET", path: "/graphql?documentId=x&embedKey=pgw_" + invented()}
			})
		}},
		{name: "extensions of 60 kB", want: 200, code: badInput, says: "larger than 4096 bytes",
			shot: shot{body: strings.TrimSuffix(query(`{ levels { code } }`), "}") + `,"extensions":{"x":"` + strings.Repeat("a", 60_000) + `"}}`}},
	}
}

// invented are 43 characters that no secret has.
func invented() string {
	text := make([]byte, 43)
	for i := range text {
		text[i] = "abcdefghijklmnopqrstuvwxyz"[rand.N(26)]
	}
	return string(text)
}

// until sends shots from one address, several at once, until one is answered so, and
// says what the last answer was.
func (t *target) until(status, atOnce, most int, next func() shot) (last reply) {
	var wait sync.WaitGroup
	var mu sync.Mutex
	sent, from := 0, address(fmt.Sprint(t.Name(), status))
	more := func() bool {
		mu.Lock()
		defer mu.Unlock()
		sent++
		return sent <= most && last.status != status
	}
	for range atOnce {
		wait.Go(func() {
			for more() {
				is := t.send(next(), from)
				mu.Lock()
				if last.status != status && is.status != http.StatusServiceUnavailable {
					last = is
				}
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	return last
}
