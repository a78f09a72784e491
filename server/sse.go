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
// "complete" (the distinct connections mode of graphql-sse). When the server stops
// it ends without "complete", so that the client comes back.
func (e *endpoint) stream(w http.ResponseWriter, r *http.Request, ctx context.Context, responses graphql.ResponseHandler) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	left := make(chan struct{})
	defer close(left)
	header := w.Header()
	header.Set("Content-Type", mediaStream)
	header.Set("X-Accel-Buffering", "no") // proxies would hold events back
	out := events{http.NewResponseController(w), w, e.config.Times.Frame}
	_ = out.SetReadDeadline(time.Time{}) // the body is read; the deadline would end the stream
	ping := time.NewTicker(e.config.Times.Ping)
	defer ping.Stop()
	arrived := e.follow(ctx, responses, left)
	err := out.send(":\n\n")
	for err == nil {
		select {
		case response, more := <-arrived:
			if !more {
				_ = out.send("event: complete\ndata:\n\n")
				return
			}
			err = out.send("event: next\ndata: %s\n\n", bytes.ReplaceAll(encode(response), []byte("\n"), []byte(" ")))
		case <-ping.C:
			err = out.send(":\n\n")
		case <-e.closing:
			return
		case <-r.Context().Done():
			return
		}
	}
}

// follow runs an operation beside the loop that writes, which has to go on sending
// signs of life while nothing happens, until it is left. The context is no sign of
// that: the one of a query ends with its only response.
func (e *endpoint) follow(ctx context.Context, responses graphql.ResponseHandler, left <-chan struct{}) <-chan *graphql.Response {
	arrived := make(chan *graphql.Response)
	next := func() (response *graphql.Response, last bool) {
		defer func() {
			if v := recover(); v != nil {
				e.logPanic(ctx, v)
				response, last = &graphql.Response{Errors: gqlerror.List{tagged(ctx, errInternal().graphql())}}, true
			}
		}()
		return responses(ctx), false
	}
	go func() {
		defer close(arrived)
		for {
			response, last := next()
			if response == nil {
				return
			}
			select {
			case arrived <- response:
			case <-left:
				return
			}
			if last {
				return
			}
		}
	}()
	return arrived
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
