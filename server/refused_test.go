package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/server"
)

// Why a request is refused at the door decides its status, for both media types.
func TestRefusedByAuthenticate(t *testing.T) {
	for code, status := range map[string]int{
		"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "THROTTLED": 429, "UNAVAILABLE": 503, "INTERNAL": 500, "BAD_USER_INPUT": 400,
	} {
		c := config()
		c.Authenticate = func(ctx context.Context, _, _ string, _ *http.Request) (context.Context, error) {
			return ctx, &gqlerror.Error{Message: "No.", Extensions: map[string]any{"code": code}}
		}
		for _, accept := range []string{"application/json", "application/graphql-response+json"} {
			r := send(t, newServer(t, c), "POST", "/graphql", query(`{ hello }`), asJSON, "Accept: "+accept)
			if r.StatusCode != status || (r.Header.Get("WWW-Authenticate") != "") != (status == 401) {
				t.Errorf("%s: %d %v, want %d", code, r.StatusCode, r.Header, status)
			}
			checkErrors(t, r, text(t, r))
		}
	}
}

func TestOperationTimesOut(t *testing.T) {
	c := config()
	c.Times = server.DefaultTimes()
	c.Times.Operation = 20 * time.Millisecond
	r := send(t, newServer(t, c), "POST", "/graphql", query(`{ hello wait(ms: 5000) }`), asJSON)
	body := text(t, r)
	if r.StatusCode != 503 || !strings.Contains(body, `"TIMEOUT"`) || strings.Contains(body, "hello") {
		t.Errorf("got %d %s", r.StatusCode, body)
	}
	checkErrors(t, r, body)
}

// A document that is wrong in very many ways is not answered with all of them.
func TestManyErrors(t *testing.T) {
	document := "{"
	for i := range 100 {
		document += fmt.Sprintf(" wait(ms: %d)", i)
	}
	r := send(t, newServer(t, config()), "POST", "/graphql", query(document+"}"), asJSON)
	body := text(t, r)
	if n := strings.Count(body, `"message"`); n != 21 || !strings.Contains(body, "errors more.") {
		t.Errorf("%d errors: %.200s", n, body)
	}
}

// The documents that keep gqlgen busy for seconds are refused at once, and the
// limit on tokens depends on who asks.
func TestGuardIsAsked(t *testing.T) {
	s := newServer(t, config())
	doubling := "{...A0}"
	for i := range 25 {
		next := string(rune('A' + i + 1))
		doubling += "fragment " + string(rune('A'+i)) + "0 on Query{..." + next + "0 ..." + next + "0}"
	}
	doubling += "fragment Z0 on Query{hello}"
	overlapping := "{" + strings.Repeat("self{hello}", 1100) + "}"
	tokens := "{" + strings.Repeat("hello ", 450) + strings.Repeat("#\n", 600) + "}"
	for name, test := range map[string]struct {
		document string
		headers  []string
		has      string
	}{
		"fragments that double":      {document: doubling, has: `selections with its fragments in place; the limit is 500.`},
		"overlapping fields":         {document: overlapping, has: `tokens; the limit is 1000.`},
		"many tokens, from nobody":   {document: tokens, has: `1052 tokens; the limit is 1000.`},
		"many tokens, from somebody": {document: tokens, headers: []string{"Authorization: Bearer alice"}, has: `"world"`},
		"many tokens, known by now":  {document: tokens, has: `1052 tokens; the limit is 1000.`},
		"a fragment in a cycle":      {document: `{...A} fragment A on Query {...A}`, has: `The fragment A spreads itself.`},
		"a name that does not exist": {document: `{ helo }`, has: `Cannot query field \"helo\" on type \"Query\".`},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			body := text(t, send(t, s, "POST", "/graphql", query(test.document), append(test.headers, asJSON)...))
			if !strings.Contains(body, test.has) {
				t.Errorf("%.300s\nshould have %s", body, test.has)
			}
			if took := time.Since(start); took > time.Second {
				t.Errorf("took %v", took)
			}
			t.Logf("%d bytes took %v", len(test.document), time.Since(start))
		})
	}
}

// Names are suggested to developers, and to nobody in production.
func TestSuggestions(t *testing.T) {
	for _, development := range []bool{true, false} {
		c := config()
		c.Development = development
		body := text(t, send(t, newServer(t, c), "POST", "/graphql", query(`{ helo }`), asJSON))
		if got := strings.Contains(body, "Did you mean"); got != development {
			t.Errorf("development %v: %s", development, body)
		}
	}
}
