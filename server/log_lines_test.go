package server_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"partnergraph/server"
)

// The log names the operation and how it went, and holds nothing about a person.
func TestLog(t *testing.T) {
	var lines bytes.Buffer
	c := config()
	c.Log = slog.New(server.LogHandler(slog.NewTextHandler(&lines, nil)))
	s := newServer(t, c)
	r := send(t, s, "POST", "/graphql?private=1", query(`query Page { viewer }`), asJSON,
		"Authorization: Bearer alice", "X-Organization: private", "X-Request-Id: request-1", "Accept-Language: private")
	if r.StatusCode != 200 {
		t.Fatal(text(t, r))
	}
	line := lines.String()
	for _, has := range []string{"method=POST", "route=/graphql", "status=200", "operation=query", "name=Page", "request=request-1", "took="} {
		if !strings.Contains(line, has) {
			t.Errorf("no %s in %s", has, line)
		}
	}
	for _, not := range []string{"alice", "private", "192.0.2.1", "viewer"} {
		if strings.Contains(line, not) {
			t.Errorf("%s in %s", not, line)
		}
	}
	lines.Reset()
	if r := send(t, s, "POST", "/graphql", query(`{ panic }`), asJSON, "X-Request-Id: request-2"); r.StatusCode != 500 {
		t.Errorf("a panic is answered with %d", r.StatusCode)
	}
	if line := lines.String(); !strings.Contains(line, `value="a secret"`) || !strings.Contains(line, "request=request-2") {
		t.Errorf("the panic is not in the log with its request: %s", line)
	}
}

// A stranger chooses the names of operations, and methods: neither fills the log nor
// forges a line of it.
func TestLogLinesAreBounded(t *testing.T) {
	var lines bytes.Buffer
	c := config()
	c.Log = slog.New(server.LogHandler(slog.NewTextHandler(&lines, nil)))
	traced := new(recording)
	c.Trace = traced
	s := newServer(t, c)
	for name, want := range map[string]string{
		strings.Repeat("a", 64):   strings.Repeat("a", 64),
		strings.Repeat("b", 65):   strings.Repeat("b", 61) + "...",
		strings.Repeat("c", 2000): strings.Repeat("c", 61) + "...",
	} {
		lines.Reset()
		if r := send(t, s, "POST", "/graphql", query(`query `+name+` { hello }`), asJSON); r.StatusCode != 200 {
			t.Fatal(text(t, r))
		}
		if line := lines.String(); !strings.Contains(line, " name="+want+" ") || len(line) > 500 {
			t.Errorf("a name of %d letters: %s", len(name), line)
		}
		if traced.name != want {
			t.Errorf("the span is %q", traced.name)
		}
	}
	lines.Reset()
	send(t, s, strings.Repeat("M", 5000), "/graphql", "")
	send(t, s, "POST", "/graphql", query("query A\nlevel=ERROR { hello }"), asJSON)
	for line := range strings.Lines(lines.String()) {
		if len(line) > 500 || !strings.HasPrefix(line, "time=") {
			t.Errorf("a line: %s", line)
		}
	}
	if n := strings.Count(lines.String(), "\n"); n != 2 {
		t.Errorf("%d lines for two requests:\n%s", n, lines.String())
	}
}
