package server

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Codes in the extensions of errors that the server itself answers with.
const (
	codeInput           = "BAD_USER_INPUT"
	codeUnauthenticated = "UNAUTHENTICATED"
	codeForbidden       = "FORBIDDEN"
	codeThrottled       = "THROTTLED"
	codeTimeout         = "TIMEOUT"
	codeUnavailable     = "UNAVAILABLE"
	codeInternal        = "INTERNAL"
	codeNotPersisted    = "PERSISTED_QUERY_NOT_FOUND"
)

// fault is an answer instead of a result.
type fault struct {
	status  int
	code    string
	message string
	header  http.Header
	retry   int    // seconds; 0 where waiting does not help
	reason  string // for programs, where a code has several; else ""
}

func badRequest(message string) *fault {
	return &fault{status: http.StatusBadRequest, code: codeInput, message: message}
}

func errInternal() *fault {
	return &fault{status: http.StatusInternalServerError, code: codeInternal,
		message: "Something went wrong on our side. If it happens again, tell us the requestId."}
}

func (f *fault) with(key, value string) *fault {
	f.header = http.Header{key: {value}}
	return f
}

func (f *fault) graphql() *gqlerror.Error {
	err := &gqlerror.Error{Message: f.message, Extensions: map[string]any{"code": f.code}}
	if f.retry > 0 {
		err.Extensions["retryAfter"] = f.retry
	}
	if f.reason != "" {
		err.Extensions["reason"] = f.reason
	}
	return err
}

// writeFault answers with a fault as GraphQL would, without data.
func writeFault(w http.ResponseWriter, r *http.Request, media string, f *fault) {
	for key, values := range f.header {
		w.Header()[key] = values
	}
	requestOf(r.Context()).fault = f.code
	w.Header().Set("Cache-Control", "no-store")
	err := tagged(r.Context(), f.graphql())
	writeResult(w, media, f.status, &graphql.Response{Errors: gqlerror.List{err}})
}

// tagged puts the request id into an error.
func tagged(ctx context.Context, err *gqlerror.Error) *gqlerror.Error {
	if id := RequestID(ctx); err != nil && id != "" {
		if err.Extensions == nil {
			err.Extensions = map[string]any{}
		}
		err.Extensions["requestId"] = id
	}
	return err
}

// writeResult writes a response in one piece.
func writeResult(w http.ResponseWriter, media string, status int, response *graphql.Response) {
	writeBody(w, media, status, encode(response))
}

func writeBody(w http.ResponseWriter, media string, status int, body []byte) {
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that left needs no answer
}

// encode writes data as the executor made it, instead of marshalling it again. A
// response without data says nothing of data: the operation never ran.
func encode(response *graphql.Response) []byte {
	var b bytes.Buffer
	b.Grow(len(response.Data) + 512) // an answer is copied once, however long it is
	part := func(name string, body []byte) {
		b.WriteByte(map[bool]byte{true: '{', false: ','}[b.Len() == 0])
		b.WriteString(`"` + name + `":`)
		b.Write(body)
	}
	if len(response.Errors) > 0 {
		part("errors", marshal(response.Errors))
	}
	if response.Data != nil {
		part("data", response.Data)
	}
	if len(response.Extensions) > 0 {
		part("extensions", marshal(response.Extensions))
	}
	if b.Len() == 0 {
		return []byte(`{"data":null}`)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// marshal cannot fail on what reaches it but by a resolver's own extension; the
// request is then answered by recover.
func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// retryAfter says in the header when to come again, where an error says it.
func retryAfter(header http.Header, response *graphql.Response) {
	if response == nil || len(response.Errors) == 0 {
		return
	}
	if wait, ok := response.Errors[0].Extensions["retryAfter"].(int); ok {
		header.Set("Retry-After", strconv.Itoa(wait))
	}
}

// statusOf is the HTTP status for an operation that was refused before it ran.
// The older media type keeps 200 for what is wrong with a well-formed document,
// as GraphQL over HTTP asks for.
func statusOf(errs gqlerror.List, media string) int {
	switch code, _ := errs[0].Extensions["code"].(string); code {
	case codeUnauthenticated:
		return http.StatusUnauthorized
	case codeForbidden:
		return http.StatusForbidden
	case codeThrottled:
		return http.StatusTooManyRequests
	case codeTimeout, codeUnavailable:
		return http.StatusServiceUnavailable
	case codeInternal:
		return http.StatusInternalServerError
	}
	if media == mediaJSON {
		return http.StatusOK
	}
	return http.StatusBadRequest
}
