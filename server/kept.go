package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/server/answers"
	"partnergraph/server/guard"
)

// hitCost is what an operation is charged whose answer is there already, in points.
const hitCost = 1

// asking is an operation of nobody, whose answer may be there already, or be kept.
type asking struct {
	key  answers.Key
	from provenance // of the document
}

// question is what an operation asks, whoever asks: the document, the operation in it and
// the variables.
type question struct {
	name answers.Key
	from provenance
}

// maxAddresses bounds the memory for the questions that addresses ask, in bytes.
const maxAddresses = 4 << 20

// newAddresses keeps what the queries of addresses ask, so that one that comes again need
// not be read again.
func newAddresses() (*otter.Cache[string, question], error) {
	return otter.New(&otter.Options[string, question]{
		MaximumWeight: maxAddresses,
		Weigher:       func(address string, _ question) uint32 { return uint32(len(address)) + 200 },
	})
}

// asks says what a request asks for, if the answer may be kept: it comes from nobody, and
// names or holds a document in one way. What is wrong with it is found out elsewhere.
func (e *endpoint) asks(ctx context.Context, r *http.Request, params *graphql.RawParams) *asking {
	if e.config.Answers == nil {
		return nil
	}
	q, ok := e.question(ctx, params)
	if !ok {
		return nil
	}
	if r.Method == http.MethodGet && embedKeyOf(ctx) == nil && len(r.URL.RawQuery) <= keptLength {
		e.addresses.Set(r.URL.RawQuery, q)
	}
	return e.asking(ctx, r, q)
}

// question is what the parameters of a request ask.
func (e *endpoint) question(ctx context.Context, params *graphql.RawParams) (q question, ok bool) {
	kept, oversized := keepExtensions(params.Extensions)
	text := params.Query
	switch id, err := documentName(ctx, kept); {
	case err != nil || oversized || id != "" && text != "":
		return q, false
	case id != "":
		if text, ok = e.exec.persisted.find(id); !ok {
			return q, false
		}
		q.from = e.exec.persisted.from(id)
	}
	variables, err := json.Marshal(params.Variables)
	q.name = keyOf(text, params.OperationName, string(variables))
	return q, err == nil
}

// asking is a question of nobody's, with all of the reader that its answer depends on.
func (e *endpoint) asking(ctx context.Context, r *http.Request, q question) *asking {
	if r.Header.Get("Authorization") != "" || e.config.SignedIn(ctx) {
		return nil
	}
	_, reader, ok := e.config.Nobody(ctx)
	page := ""
	if key := embedKeyOf(ctx); key != nil { // whatever a key is made of by then
		page, ok = fmt.Sprintf("%#v", *key), ok && q.from == fromManifest
	}
	if !ok {
		return nil
	}
	return &asking{keyOf(string(q.name[:]), reader, page), q.from}
}

// known answers a query whose address came before, if the answer is there.
func (e *endpoint) known(ctx context.Context, w http.ResponseWriter, r *http.Request, media string) bool {
	if e.config.Answers == nil || r.Method != http.MethodGet || embedKeyOf(ctx) != nil {
		return false
	}
	q, ok := e.addresses.GetIfPresent(r.URL.RawQuery)
	return ok && e.answered(ctx, w, r, media, e.asking(ctx, r, q))
}

// keyOf is the hash of the parts, each with its length.
func keyOf(parts ...string) answers.Key {
	size := 0
	for _, part := range parts {
		size += 8 + len(part)
	}
	text := make([]byte, 0, size)
	for _, part := range parts {
		text = append(binary.BigEndian.AppendUint64(text, uint64(len(part))), part...)
	}
	return sha256.Sum256(text)
}

// answered answers from what is kept, if there is such an answer; that costs a point.
func (e *endpoint) answered(ctx context.Context, w http.ResponseWriter, r *http.Request, media string, ask *asking) bool {
	if ask == nil {
		return false
	}
	answer := e.config.Answers.Get(ask.key)
	if answer == nil {
		return false
	}
	op := &graphql.OperationContext{Operation: &ast.OperationDefinition{Operation: ast.Query, Name: answer.Name},
		Stats: graphql.Stats{OperationStart: graphql.GetStartTime(ctx)}}
	ctx = graphql.WithOperationContext(ctx, op)
	requestOf(ctx).paid = true
	if err := e.exec.charge(ctx, e.config.payerOf(ctx), op, hitCost, false); err != nil {
		tell(w.Header(), op)
		response := e.exec.DispatchError(ctx, gqlerror.List{err})
		writeResult(w, media, statusOf(response.Errors, media), response)
		return true
	}
	if r.Method != http.MethodGet || ask.from == fromRequest { // else it is for all, and says nothing of one caller
		tell(w.Header(), op)
	}
	e.give(ctx, w, r, media, ask, op, answer)
	return true
}

// give writes an answer that is kept, and tells of its operation as of any other.
func (e *endpoint) give(ctx context.Context, w http.ResponseWriter, r *http.Request, media string, ask *asking, op *graphql.OperationContext, answer *answers.Answer) {
	req := requestOf(ctx)
	req.operation, req.name = string(ast.Query), bounded(answer.Name)
	_, traced := e.traced(ctx, op)
	if r.Method == http.MethodGet {
		tag := answer.Made(media, func() string { return tagOf(media, answer.Body) })
		writeWhole(w, r, media, ask.from, false, answer.Body, tag)
	} else {
		response := &graphql.Response{}
		show(op, response)
		writeBody(w, media, http.StatusOK, withExtensions(answer.Body, response.Extensions))
	}
	traced("")
	e.observed(op, "")
}

// withExtensions puts extensions behind the data of an answer.
func withExtensions(body []byte, extensions map[string]any) []byte {
	if len(extensions) == 0 {
		return body
	}
	rest := marshal(extensions)
	return slices.Concat(bytes.TrimSuffix(body, []byte("}")), []byte(`,"extensions":`), rest, []byte("}"))
}

// respond answers a query or mutation. Of those who ask the same at once, and may be given
// the same answer, one has it made and the others wait for it, for a point each; then
// answer is set.
func (e *endpoint) respond(ctx context.Context, ask *asking, op *graphql.OperationContext) (response *graphql.Response, answer *answers.Answer) {
	if ask == nil || op.Operation.Operation != ast.Query || introspects(op.Operation) {
		return e.run(ctx, op), nil
	}
	as, _, _ := e.config.Nobody(ctx) // of whom nothing is known but what is in the key
	op.Headers = nil
	flight, inner, answer := e.config.Answers.Join(as, ask.key)
	switch {
	case answer != nil:
		e.refund(op)
		return nil, answer
	case flight == nil:
		return e.run(ctx, op), nil
	}
	defer flight.End()
	inner, read := e.config.Reading(inner)
	response = e.run(inner, op)
	if what := read(); what.Closed {
		flight.Never()
	} else if isWhole(response) {
		flight.Keep(&answers.Answer{Body: encode(&graphql.Response{Data: response.Data}), Name: op.Operation.Name, Tags: what.Tags}, what.Timed)
	}
	return response, nil
}

// isWhole reports whether there is nothing in a response but data that everybody may have.
func isWhole(response *graphql.Response) bool {
	if response == nil || len(response.Errors) > 0 || response.Data == nil {
		return false
	}
	for name := range response.Extensions {
		if name != "cost" {
			return false
		}
	}
	return true
}

// run executes an operation.
func (e *endpoint) run(ctx context.Context, op *graphql.OperationContext) *graphql.Response {
	responses, ctx := e.exec.DispatchOperation(ctx, op)
	return responses(ctx)
}

// refund gives back what an operation was charged beyond the price of an answer that is
// there already.
func (e *endpoint) refund(op *graphql.OperationContext) {
	if b := billOf(op); b != nil && b.requested > hitCost {
		back := b.requested - hitCost
		e.quota.Return(b.payer.chain, back)
		b.requested, b.balance.Remaining = hitCost, min(b.balance.Remaining+back, b.allowance().Capacity)
	}
}

// introspects reports whether an operation asks about the schema.
func introspects(op *ast.OperationDefinition) bool {
	roots := guard.Roots(op)
	return slices.Contains(roots, "__schema") || slices.Contains(roots, "__type")
}
