package server_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"partnergraph/server"
)

// What says something of a person does not get into the log, however it is logged.
func TestTheLogKnowsNobody(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"a telephone number":      {`pq: invalid input "+447700900001"`, `pq: invalid input "█"`},
		"a number without a plus": {"to 447700900001 at once", "to █ at once"},
		"an e-mail address":       {"<kim.sample+x@mail.example.com>", "<█>"},
		"a token":                 {"Authorization: Bearer abc.def", "Authorization: █"},
		"a token of a program":    {"pg_0123456789ABCDEFGHIJabcdefghij1234", "█"},
		"a version of a module":   {"github.com/lib/pq@v1.12.3/error.go:12", "github.com/lib/pq@v1.12.3/error.go:12"},
		"an identifier":           {"019a2b3c-4d5e-7f60-8123-456789abcdef", "019a2b3c-4d5e-7f60-8123-456789abcdef"},
		"an address in memory":    {"main.f(0xc000123450)", "main.f(0xc000123450)"},
		"a moment":                {"2026-11-21T09:30:00Z", "2026-11-21T09:30:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			log := slog.New(server.LogHandler(slog.NewTextHandler(&b, nil)))
			log.Info("m", "text", test.text)
			log.Info("m", "error", errors.New(test.text))
			log.Info("m", slog.Group("g", "text", test.text))
			log.With("text", test.text).Info("m")
			log.Info("m", "any", struct{ T string }{test.text})
			text := strings.ReplaceAll(b.String(), `\"`, `"`)
			if got := strings.Count(text, test.want); got != 5 {
				t.Errorf("%d of 5 hold %q:\n%s", got, test.want, text)
			}
		})
	}
}
