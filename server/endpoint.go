package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/auth"
)

// endpoint is /graphql: GraphQL over HTTP by GET and POST, as one answer or as a
// stream of events, and over sockets.
//
// gqlgen's own transports for HTTP are not used. They echo what was sent, read
// Accept without its q-values, answer a subscription with its first event, and
// marshal every result twice.
type endpoint struct {
	*Server
	exec       graphExecutor
	operations http.Handler // GET and POST
	addresses  *otter.Cache[string, question]
}

func newEndpoint(s *Server) (*endpoint, error) {
	exec, err := newExecutor(s)
	if err != nil {
		return nil, err
	}
	addresses, err := newAddresses()
	if err != nil {
		return nil, err
	}
	e := &endpoint{Server: s, exec: exec, addresses: addresses}
	e.operations, err = compressed(http.HandlerFunc(e.operation))
	return e, err
}

const allowed = "GET, HEAD, POST, OPTIONS"

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = withAddress(r)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Add("Vary", "Accept, Accept-Language, Authorization, X-Organization")
	switch {
	case strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
		e.socket(w, r)
	case r.Method == http.MethodOptions:
		w.Header().Set("Allow", allowed)
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodGet, r.Method == http.MethodHead, r.Method == http.MethodPost:
		e.operations.ServeHTTP(w, r)
	default:
		writeFault(w, r, mediaJSON, (&fault{status: http.StatusMethodNotAllowed, code: codeInput,
			message: "Send GraphQL with POST, or a query with GET."}).with("Allow", allowed))
	}
}

// operation reads one operation and answers it in the form that Accept asks for.
func (e *endpoint) operation(w http.ResponseWriter, r *http.Request) {
	a := negotiate(r.Header.Values("Accept"))
	if r.Method == http.MethodHead { // as GET, whose body net/http leaves out; of streams nothing would be left
		r.Method, a.none = http.MethodGet, a.none || a.stream
		a.streams, a.stream = false, false
	}
	if a.none {
		writeFault(w, r, mediaJSON, &fault{status: http.StatusNotAcceptable, code: codeInput,
			message: "Accept must admit " + mediaResponse + ", " + mediaJSON + " or " + mediaStream + "."})
		return
	}
	ctx, err := e.identify(r.Context(), credentialsOf(r.Header), r)
	if err != nil {
		e.refuse(w, r, a.media, err)
		return
	}
	ctx = graphql.StartOperationTrace(ctx)
	if !a.stream && e.known(ctx, w, r, a.media) {
		return
	}
	var ask *asking
	op, errs := e.exec.broke(ctx, e.config.payerOf(ctx)) // before anything of theirs is read
	if errs == nil {
		params, documentID, f := readParams(w, r, e.config.Sizes.Body)
		if f == nil {
			params.Variables, f = embedKeyOf(ctx).fill(params.Variables)
		}
		if f != nil {
			e.fine(ctx)
			writeFault(w, r, a.media, f)
			return
		}
		ctx = withDocumentID(ctx, documentID)
		if ask = e.asks(ctx, r, params); !a.stream && e.answered(ctx, w, r, a.media, ask) {
			return
		}
		op, errs = e.exec.CreateOperationContext(ctx, params)
	}
	requestOf(ctx).paid = true
	ctx = graphql.WithOperationContext(ctx, op)
	tell(w.Header(), op)
	switch {
	case errs != nil && a.stream && errs[0].Extensions["code"] == codeThrottled:
		writeResult(w, mediaJSON, http.StatusTooManyRequests, e.exec.DispatchError(ctx, errs))
	case errs != nil && a.stream:
		e.stream(w, r, ctx, func(ctx context.Context) graphql.ResponseHandler {
			return graphql.OneShot(e.exec.DispatchError(ctx, errs))
		})
	case errs != nil:
		response := e.exec.DispatchError(ctx, errs)
		writeResult(w, a.media, statusOf(response.Errors, a.media), response)
	default:
		e.execute(ctx, w, r, a, ask, op)
	}
}

func (e *endpoint) execute(ctx context.Context, w http.ResponseWriter, r *http.Request, a answer, ask *asking, op *graphql.OperationContext) {
	kind := op.Operation.Operation
	mayCompress(w.Header(), kind)
	if f := e.refuseEmbed(ctx, r.Method, op); f != nil {
		writeFault(w, r, a.media, f)
		return
	}
	switch {
	case kind == ast.Mutation && r.Method == http.MethodGet:
		writeFault(w, r, a.media, (&fault{status: http.StatusMethodNotAllowed, code: codeInput,
			message: "A mutation is sent with POST: GET reads only."}).with("Allow", "POST"))
	case kind == ast.Subscription && !a.streams:
		writeFault(w, r, a.media, badRequest("A subscription needs a WebSocket (graphql-transport-ws), or Accept: "+mediaStream+"."))
	case kind == ast.Subscription || a.stream:
		release, ok := e.streams.take(auth.Network(r.RemoteAddr), e.config.Counts.Streams)
		if !ok {
			writeFault(w, r, mediaJSON, tooManyStreams(e.config.Counts.Streams))
			return
		}
		defer release()
		e.open.streams.Add(1)
		defer e.open.streams.Add(-1)
		e.stream(w, r, ctx, func(ctx context.Context) graphql.ResponseHandler {
			responses, ctx := e.exec.DispatchOperation(ctx, op)
			return func(context.Context) *graphql.Response { return responses(ctx) }
		})
	default:
		response, kept := e.respond(ctx, ask, op)
		retryAfter(w.Header(), response)
		switch {
		case kept != nil:
			tell(w.Header(), op)
			e.give(ctx, w, r, a.media, ask, op, kept)
		case response == nil: // the client has left
		case r.Method == http.MethodGet:
			e.writeQuery(ctx, w, r, a.media, e.exec.persisted.provenance(ctx, op), response)
		default:
			writeResult(w, a.media, statusOfResult(response), response)
		}
	}
}

func tooManyStreams(limit int) *fault {
	return (&fault{status: http.StatusTooManyRequests, code: codeThrottled,
		message: fmt.Sprintf("Too many streams: this address has %d open, which is the limit. Close one first.", limit)}).with("Retry-After", "10")
}

// statusOfResult is 200 for whatever ran, even with errors in it, as GraphQL over
// HTTP asks for; an operation stopped for its time has no result at all.
func statusOfResult(response *graphql.Response) int {
	if response.Data == nil && len(response.Errors) > 0 {
		return statusOf(response.Errors, mediaResponse)
	}
	return http.StatusOK
}

// refuse answers when Authenticate failed.
func (e *endpoint) refuse(w http.ResponseWriter, r *http.Request, media string, err error) {
	shown := e.present(r.Context(), err)
	requestOf(r.Context()).fault = codeOf(gqlerror.List{shown})
	requestOf(r.Context()).paid = true // see refusals
	retryAfter(w.Header(), &graphql.Response{Errors: gqlerror.List{shown}})
	status := statusOf(gqlerror.List{shown}, mediaResponse)
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	writeResult(w, media, status, &graphql.Response{Errors: gqlerror.List{shown}})
}

func (s *Server) present(ctx context.Context, err error) *gqlerror.Error {
	return tagged(ctx, s.config.Present(ctx, err))
}
