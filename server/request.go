package server

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/google/uuid"
)

// request is what the log and errors know of a request, filled in as it goes.
type request struct {
	id        string
	operation string // query, mutation or subscription
	name      string // the operation's own name
	paid      bool   // whether it was charged for
	fault     string // the code of an answer that no operation was read for
}

type requestKey struct{}

func requestOf(ctx context.Context) *request {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r
	}
	return &request{}
}

// RequestID is the id of the request that ctx belongs to, or "". It stands in the
// X-Request-Id header, in the extensions of errors, and in the log.
func RequestID(ctx context.Context) string { return requestOf(ctx).id }

// foreignID is what we take over from a proxy or client: nothing that could
// forge a line of a log.
var foreignID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

func withRequestID(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-Id")
		if !foreignID.MatchString(id) {
			id = uuid.Must(uuid.NewV7()).String()
		}
		w.Header().Set("X-Request-Id", id)
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestKey{}, &request{id: id})))
	})
}

// log writes a line for each request: no address, query, variable or header,
// since any of them can be about a person.
func (s *Server) log(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, out := time.Now(), &recorder{ResponseWriter: w, status: http.StatusOK}
		h.ServeHTTP(out, r)
		req := requestOf(r.Context())
		level := slog.LevelInfo
		if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
			level = slog.LevelDebug
		}
		attrs := []slog.Attr{
			slog.String("method", bounded(r.Method)), slog.String("route", r.Pattern),
			slog.Int("status", out.status), slog.Int("bytes", out.bytes), slog.Duration("took", time.Since(start)),
		}
		if req.operation != "" {
			attrs = append(attrs, slog.String("operation", req.operation), slog.String("name", req.name))
		}
		if req.fault != "" {
			s.config.Observe(Observed{Code: req.fault, Took: time.Since(start)})
		}
		s.config.Log.LogAttrs(r.Context(), level, "request", attrs...)
	})
}

// longest is how much of a stranger's name goes into a line of the log, or a span.
const longest = 64

// bounded cuts a name that a stranger chose, such as an operation's. It holds letters,
// digits and signs of one byte only, as GraphQL and HTTP have it, so no line can be
// forged with it.
func bounded(name string) string {
	if len(name) > longest {
		return name[:longest-3] + "..."
	}
	return name
}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status, bytes int
	wrote         bool
}

func (r *recorder) WriteHeader(status int) {
	if !r.wrote {
		r.status, r.wrote = status, status >= 200 || status == http.StatusSwitchingProtocols
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	r.wrote = true
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

// Hijack notes that the connection has become a socket's.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	r.status, r.wrote = http.StatusSwitchingProtocols, true
	return http.NewResponseController(r.ResponseWriter).Hijack()
}

// Flush is for wrappers that look for it themselves, as gzhttp does for streams.
func (r *recorder) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() }

// Unwrap lets http.ResponseController reach deadlines.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// recover answers for a handler that panicked: the stack goes to the log, and
// the request id to the client.
func (s *Server) recover(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil || v == http.ErrAbortHandler {
				return
			}
			s.logPanic(r.Context(), v)
			if out, ok := w.(*recorder); ok && out.wrote {
				panic(http.ErrAbortHandler) // half an answer must not look whole
			}
			writeFault(w, r, mediaJSON, errInternal())
			if req := requestOf(r.Context()); req.operation != "" {
				req.fault = "" // which was told with its operation
			}
		}()
		h.ServeHTTP(w, r)
	})
}

func (s *Server) logPanic(ctx context.Context, v any) {
	s.config.Log.ErrorContext(ctx, "panic", "value", v, "stack", string(debug.Stack()))
}
