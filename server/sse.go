package server

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// stream answers with server-sent events, one "next" for each response and then
// "complete" (the distinct connections mode of graphql-sse). A subscription begins with
// an id, and each of its events has its cursor as one, so that a browser that comes back says in
// Last-Event-ID where to go on. When the server stops, or the reader is too slow, it
// ends without "complete", so that the client comes back.
func (e *endpoint) stream(w http.ResponseWriter, r *http.Request, ctx context.Context, dispatch func(context.Context) graphql.ResponseHandler) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	header := w.Header()
	header.Set("Content-Type", mediaStream)
	header.Set("X-Accel-Buffering", "no") // proxies would hold events back
	out := events{http.NewResponseController(w), w, e.config.Times.Frame}
	_ = out.SetReadDeadline(time.Time{}) // the body is read; the deadline would end the stream
	heard := newOnStream(e.Server, ctx)
	ctx, seat := e.listen(ctx, heard, graphql.GetOperationContext(ctx), r.Header.Get("Last-Event-ID"))
	responses := dispatch(ctx)
	if seat.Joined() {
		defer seat.Leave()
		defer e.lease(e.config.Identity(ctx).Session, heard.lose)()
	} else {
		go heard.follow(ctx, responses)
	}
	e.pump(r.Context(), out, heard, seat.From())
}

// pump writes what is heard, and signs of life while nothing is. A stream of events
// begins with the id that it resumes from if it is cut before the first: without data
// it is no event to a browser, which keeps it all the same.
func (e *endpoint) pump(ctx context.Context, out events, heard *onStream, from string) {
	ping := time.NewTicker(e.config.Times.Ping)
	defer ping.Stop()
	first := ":\n\n"
	if from != "" {
		first = "id: " + from + "\n\n"
	}
	err := out.send("%s", first)
	for err == nil {
		select {
		case event := <-heard.queue:
			heard.took()
			err = out.event(event)
			if event.last {
				return
			}
		case <-ping.C:
			err = out.send(":\n\n")
		case <-heard.lost:
			_ = out.event(heard.refusal(errEnded().graphql()))
			_ = out.event(sent{last: true})
			return
		case <-heard.slow:
			return
		case <-e.closing:
			return
		case <-ctx.Done():
			return
		}
	}
}

func errEnded() *fault {
	return &fault{code: codeUnauthenticated, message: "The session or API token has ended. Call sessionRefresh, or sign in again, and go on from your last cursor."}
}

// follow hears an operation that has not taken its seat, beside the loop that writes.
// The context is no sign of its end: the one of a query ends with its only response.
func (l *onStream) follow(ctx context.Context, responses graphql.ResponseHandler) {
	defer func() {
		if v := recover(); v != nil {
			l.server.logPanic(ctx, v)
			l.put(l.refusal(errInternal().graphql()))
			l.put(sent{last: true})
		}
	}()
	for l.Wait(l.ctx) {
		response := responses(ctx)
		if response == nil {
			l.put(sent{last: true})
			return
		}
		if !l.put(sent{body: encode(response)}) {
			return
		}
	}
}

// events writes to a client that may have stopped reading.
type events struct {
	*http.ResponseController
	w     http.ResponseWriter
	limit time.Duration
}

func (e events) send(format string, args ...any) error {
	if err := e.SetWriteDeadline(time.Now().Add(e.limit)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(e.w, format, args...); err != nil {
		return err
	}
	return e.Flush()
}

// event writes one event of the protocol.
func (e events) event(s sent) error {
	if s.body == nil {
		return e.send("event: complete\ndata:\n\n")
	}
	if s.cursor != "" {
		s.cursor = "id: " + s.cursor + "\n"
	}
	return e.send("%sevent: next\ndata: %s\n\n", s.cursor, bytes.ReplaceAll(s.body, []byte("\n"), []byte(" ")))
}

// refusal is an event that says why nothing more comes.
func (l *onStream) refusal(err *gqlerror.Error) sent {
	return sent{body: encode(&graphql.Response{Errors: gqlerror.List{tagged(l.ctx, err)}})}
}
