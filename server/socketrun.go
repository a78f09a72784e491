package server

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/server/socket"
)

// Run runs an operation of the socket, by the rights that its sender has now: a
// socket may be open for an hour, and rights end sooner.
func (h *socketHandler) Run(o *socket.Operation, payload []byte) {
	ctx, cancel := context.WithCancel(h.operationContext())
	defer cancel()
	defer func() {
		if v := recover(); v != nil {
			h.logPanic(ctx, v)
			o.Error(h.errors(ctx, errInternal()))
		}
	}()
	o.OnStop(cancel)
	if !names(payload) {
		o.Abort(&socket.Close{Code: socket.Invalid, Reason: "Invalid message: the payload of subscribe needs a query"})
		return
	}
	p, start := new(params), graphql.Now()
	if f := p.read(payload); f != nil {
		o.Error(h.errors(ctx, f))
		return
	}
	ctx = graphql.StartOperationTrace(withDocumentID(ctx, p.DocumentID))
	op, errs := h.exec.CreateOperationContext(ctx, &graphql.RawParams{
		Query: p.Query, OperationName: p.OperationName, Variables: p.Variables, Extensions: p.Extensions,
		ReadTime: graphql.TraceTiming{Start: start, End: graphql.Now()},
	})
	if errs != nil {
		ctx = graphql.WithOperationContext(ctx, op)
		o.Error(marshal(h.exec.DispatchError(ctx, errs).Errors))
		return
	}
	fresh, err := h.refresh(ctx)
	if err != nil {
		h.refuse(ctx, o, err)
		return
	}
	h.dispatch(fresh, o, op)
}

// dispatch sends what an operation answers, as fast as the client takes it.
func (h *socketHandler) dispatch(ctx context.Context, o *socket.Operation, op *graphql.OperationContext) {
	ctx, seat := h.listen(ctx, onSocket{o, h}, op, "")
	responses, inner := h.exec.DispatchOperation(ctx, op)
	if seat.Joined() {
		o.OnStop(seat.Leave)
		return
	}
	for o.Wait(ctx) { // the inner context of a query ends with its only response
		response := responses(inner)
		switch {
		case response == nil:
			o.Complete()
			return
		case response.Data == nil && len(response.Errors) > 0: // it never ran, or ends
			o.Error(marshal(response.Errors))
			return
		}
		o.Next(encode(response))
	}
}

// refuse answers an operation whose sender may not run any. When the session has
// ended, so does the socket.
func (h *socketHandler) refuse(ctx context.Context, o *socket.Operation, err error) {
	shown := h.present(ctx, err)
	payload := marshal(gqlerror.List{shown})
	h.observed(nil, codeOf(gqlerror.List{shown}))
	if shown.Extensions["code"] == codeUnauthenticated {
		o.Fail(payload, &socket.Close{Code: socket.Forbidden, Reason: "Forbidden: " + shown.Message})
		return
	}
	o.Error(payload)
}

// names says whether a payload names a document: the protocol knows none without.
func names(payload []byte) bool {
	var p map[string]json.RawMessage
	_ = json.Unmarshal(payload, &p) // what is no object names nothing
	return bytes.HasPrefix(p["query"], []byte(`"`)) || len(p["documentId"]) > 0 || bytes.Contains(p["extensions"], []byte("persistedQuery"))
}

// operationContext has a note of its own for the operation: many run at once.
func (h *socketHandler) operationContext() context.Context {
	return context.WithValue(h.ctx, requestKey{}, &request{id: RequestID(h.ctx)})
}

// refresh asks for the viewer for as long as an operation may take. What it returns
// lives on, which a context with a deadline would not.
func (s *Server) refresh(ctx context.Context) (context.Context, error) {
	ctx, cancel := context.WithCancel(ctx)
	late := time.AfterFunc(s.config.Times.Operation, cancel)
	defer late.Stop()
	return s.config.Refresh(ctx)
}
