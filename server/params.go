package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// params are those of GraphQL over HTTP, with the one that its appendix Persisted
// Documents adds.
type params struct {
	Query, DocumentID, OperationName string
	Variables, Extensions            map[string]any
}

// texts and objects are the places of parameters by their names.
func (p *params) texts() map[string]*string {
	return map[string]*string{"query": &p.Query, "documentId": &p.DocumentID, "operationName": &p.OperationName}
}

func (p *params) objects() map[string]*map[string]any {
	return map[string]*map[string]any{"variables": &p.Variables, "extensions": &p.Extensions}
}

// paramNames are those of an address; a body has no embed key.
var paramNames = []string{"query", "documentId", "operationName", "variables", "extensions", embedParam}

// readParams reads what to execute from a GET or POST. Nothing of what was sent
// comes back in a message.
func readParams(w http.ResponseWriter, r *http.Request, maxBody int) (raw *graphql.RawParams, documentID string, f *fault) {
	p, start := new(params), graphql.Now()
	if r.Method == http.MethodGet {
		f = paramsFromURL(r.URL.RawQuery, p)
	} else {
		f = paramsFromBody(w, r, int64(maxBody), p)
	}
	if f != nil {
		return nil, "", f
	}
	if strings.TrimSpace(p.Query) == "" && p.DocumentID == "" && p.Extensions["persistedQuery"] == nil {
		return nil, "", badRequest(`The parameter "query" is missing: send a GraphQL document in it, or the id of a persisted one in "documentId".`)
	}
	return &graphql.RawParams{
		Query: p.Query, OperationName: p.OperationName, Variables: p.Variables, Extensions: p.Extensions, Headers: r.Header,
		ReadTime: graphql.TraceTiming{Start: start, End: graphql.Now()},
	}, p.DocumentID, nil
}

func paramsFromURL(raw string, params *params) *fault {
	values, err := url.ParseQuery(raw)
	if err != nil || !utf8.ValidString(strings.Join(values["query"], "")) {
		return badRequest("The query string of the address does not parse: percent-encode it as UTF-8.")
	}
	if f := misspelt(maps.Keys(values)); f != nil {
		return f
	}
	for _, name := range paramNames {
		if len(values[name]) > 1 {
			return sentTwice(name)
		}
	}
	for name, to := range params.texts() {
		*to = values.Get(name)
	}
	for name, to := range params.objects() {
		text := values.Get(name)
		if text == "" {
			continue
		}
		if *to, err = decodeObject([]byte(text)); err != nil {
			return orTwice(err, name, badRequest(fmt.Sprintf("The parameter %q must be a JSON object.", name)))
		}
	}
	return nil
}

func paramsFromBody(w http.ResponseWriter, r *http.Request, maxBody int64, params *params) *fault {
	if f := checkContentType(r.Header); f != nil {
		return f
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return &fault{status: http.StatusRequestEntityTooLarge, code: codeInput,
			message: largeBody(r.ContentLength, maxBody)}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return (&fault{status: http.StatusRequestTimeout, code: codeTimeout,
			message: "The body did not arrive in time."}).with("Connection", "close")
	case err != nil:
		return badRequest("The body could not be read to its end.")
	case !utf8.Valid(body):
		return badRequest("The body is not UTF-8.")
	}
	return params.read(body)
}

// largeBody names both numbers, where the request told its length.
func largeBody(length, limit int64) string {
	if length > limit {
		return fmt.Sprintf("The body has %d bytes; the limit is %d.", length, limit)
	}
	return fmt.Sprintf("The body has more than %d bytes, which is the limit.", limit)
}

func checkContentType(header http.Header) *fault {
	media, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	coding := header.Get("Content-Encoding")
	switch {
	case err != nil || media != mediaJSON:
		return unsupported("Send the request as Content-Type: application/json.")
	case charset != "" && charset != "utf-8":
		return unsupported("Send the request in UTF-8.")
	case coding != "" && coding != "identity":
		return unsupported("Send the request without Content-Encoding.")
	}
	return nil
}

func unsupported(message string) *fault {
	f := &fault{status: http.StatusUnsupportedMediaType, code: codeInput, message: message}
	return f.with("Accept", mediaJSON)
}

// read takes the parameters out of a JSON object. Other names in it are left alone.
func (p *params) read(body []byte) *fault {
	value, err := decode(body)
	members, ok := value.(map[string]any)
	if err != nil || !ok {
		return explainJSON(body, err)
	}
	if f := misspelt(maps.Keys(members)); f != nil {
		return f
	}
	for name, to := range p.texts() {
		if *to, ok = members[name].(string); !ok && members[name] != nil {
			return badRequest(fmt.Sprintf("The parameter %q must be a string.", name))
		}
	}
	for name, to := range p.objects() {
		if *to, ok = members[name].(map[string]any); !ok && members[name] != nil {
			return badRequest(fmt.Sprintf("The parameter %q must be an object.", name))
		}
	}
	return nil
}

// misspelt refuses names that are a parameter's but for the case of letters: we leave
// them alone, and a gateway before us may not.
func misspelt(names iter.Seq[string]) *fault {
	for name := range names {
		for _, param := range paramNames {
			if name != param && strings.EqualFold(name, param) {
				return badRequest(fmt.Sprintf("The parameter %q is to be written like this, with the same capital and small letters.", param))
			}
		}
	}
	return nil
}

func sentTwice(name string) *fault {
	return badRequest(fmt.Sprintf("The parameter %q is there twice. Send it once.", name))
}

// orTwice says that a name stands twice, in the parameter within or in the body, or else
// what it is given. Names that are nobody's but the sender's are not repeated.
func orTwice(err error, within string, otherwise *fault) *fault {
	t := (*twice)(nil)
	if !errors.As(err, &t) {
		return otherwise
	}
	if within == "" {
		within = t.within
	}
	switch {
	case within == "" && slices.Contains(paramNames, t.name):
		return sentTwice(t.name)
	case slices.Contains(paramNames, within):
		return badRequest(fmt.Sprintf("A name is there twice in an object of the parameter %q. Send each once.", within))
	}
	return badRequest("A name is there twice in an object of the body. Send each once.")
}

// explainJSON says what is wrong with a body by place and kind.
func explainJSON(body []byte, err error) *fault {
	var syntax *json.SyntaxError
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")):
		return badRequest("Batches are not served: send one operation in each request.")
	case errors.As(err, &syntax):
		return badRequest(fmt.Sprintf("The body is not JSON: byte %d is not expected.", syntax.Offset))
	}
	return orTwice(err, "", badRequest("The body must be one JSON object with a query in it."))
}
