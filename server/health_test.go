package server_test

import (
	"context"
	"strings"
	"testing"
)

func TestReady(t *testing.T) {
	c, down := config(), error(nil)
	c.Ready = func(context.Context) error { return down }
	s := newServer(t, c)
	for name, test := range map[string]struct {
		err    error
		status int
		body   string
	}{
		"the database answers": {nil, 200, `{"status":"ready"}`},
		"it does not":          {context.DeadlineExceeded, 503, `{"status":"unavailable"}`},
	} {
		t.Run(name, func(t *testing.T) {
			down = test.err
			r := send(t, s, "GET", "/readyz", "")
			if body := strings.TrimSpace(text(t, r)); r.StatusCode != test.status || body != test.body {
				t.Errorf("got %d %s", r.StatusCode, body)
			}
			if r := send(t, s, "GET", "/healthz", ""); r.StatusCode != 200 {
				t.Errorf("/healthz: %d", r.StatusCode)
			}
		})
	}
	s.Close(t.Context())
	if r := send(t, s, "GET", "/readyz", ""); r.StatusCode != 503 {
		t.Errorf("ready while it stops")
	}
}
