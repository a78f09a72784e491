package server_test

import (
	"net/http"
	"strings"
	"testing"
)

// A request that begins no socket is told why as with any other fault.
func TestHandshakesAreChecked(t *testing.T) {
	_, url := start(t, config())
	proper := map[string]string{
		"Connection": "keep-alive, Upgrade", "Upgrade": "WebSocket", "Sec-WebSocket-Version": "13",
		"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "soap, graphql-transport-ws",
	}
	for name, test := range map[string]struct {
		method, header, value string
		status                int
		says                  string
	}{
		"proper":                        {"GET", "X-Other", "1", 101, ""},
		"POST":                          {"POST", "X-Other", "1", 400, "begins with GET"},
		"no Connection":                 {"GET", "Connection", "keep-alive", 400, "Connection must be Upgrade"},
		"no version":                    {"GET", "Sec-WebSocket-Version", "", 400, "Sec-WebSocket-Version is missing"},
		"another version":               {"GET", "Sec-WebSocket-Version", "8", 426, "Sec-WebSocket-Version must be 13."},
		"no key":                        {"GET", "Sec-WebSocket-Key", "", 400, "Sec-WebSocket-Key must be given once"},
		"a key that is none":            {"GET", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZ!==", 400, "Sec-WebSocket-Key must be given once"},
		"a key of 15 bytes":             {"GET", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j", 400, "Sec-WebSocket-Key must be given once"},
		"a key of 17 bytes":             {"GET", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZSE=", 400, ""},
		"no subprotocol":                {"GET", "Sec-WebSocket-Protocol", "", 400, "Offer the subprotocol graphql-transport-ws."},
		"another subprotocol":           {"GET", "Sec-WebSocket-Protocol", "graphql-ws", 400, "Offer the subprotocol graphql-transport-ws."},
		"subprotocols that are no list": {"GET", "Sec-WebSocket-Protocol", "graphql-transport-ws, @;{", 101, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), test.method, url+"/graphql", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range proper {
				r.Header.Set(name, value)
			}
			if r.Header.Set(test.header, test.value); test.value == "" {
				r.Header.Del(test.header)
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			if answer.StatusCode != test.status {
				t.Fatalf("answered %s, want %d", answer.Status, test.status)
			}
			if test.status == 101 {
				if got := answer.Header.Get("Sec-WebSocket-Protocol"); got != "graphql-transport-ws" {
					t.Errorf("speaks %q", got)
				}
				return
			}
			body := text(t, answer)
			if !strings.Contains(body, test.says) || !strings.Contains(body, `"code":"BAD_USER_INPUT"`) || answer.Header.Get("Content-Type") != "application/json; charset=utf-8" {
				t.Errorf("answered %s %s", answer.Header.Get("Content-Type"), body)
			}
			if got := answer.Header.Get("Sec-WebSocket-Version"); (got == "13") != (test.status == 426) {
				t.Errorf("names version %q", got)
			}
		})
	}
}
