package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// params are those of GraphQL over HTTP, with the one that its appendix Persisted
// Documents adds.
type params struct {
	Query         string         `json:"query"`
	DocumentID    string         `json:"documentId"`
	OperationName string         `json:"operationName"`
	Variables     map[string]any `json:"variables"`
	Extensions    map[string]any `json:"extensions"`
}

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
	params.Query, params.OperationName, params.DocumentID = values.Get("query"), values.Get("operationName"), values.Get("documentId")
	for name, to := range map[string]*map[string]any{"variables": &params.Variables, "extensions": &params.Extensions} {
		if text := values.Get(name); text != "" && decode([]byte(text), to) != nil {
			return badRequest(fmt.Sprintf("The parameter %q must be a JSON object.", name))
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
			message: fmt.Sprintf("The body is larger than %d bytes.", maxBody)}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return (&fault{status: http.StatusRequestTimeout, code: codeTimeout,
			message: "The body did not arrive in time."}).with("Connection", "close")
	case err != nil:
		return badRequest("The body could not be read to its end.")
	case !utf8.Valid(body):
		return badRequest("The body is not UTF-8.")
	}
	return explainJSON(body, decode(body, params))
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

// decode reads exactly one JSON value, and keeps the digits of its numbers.
func decode(body []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

// explainJSON says what is wrong with a body by place and kind.
func explainJSON(body []byte, err error) *fault {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil && bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")):
		return nil
	case bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")):
		return badRequest("Batches are not served: send one operation in each request.")
	case errors.As(err, &syntax):
		return badRequest(fmt.Sprintf("The body is not JSON: byte %d is not expected.", syntax.Offset))
	case errors.As(err, &kind) && kind.Field != "":
		field, _, _ := strings.Cut(kind.Field, ".")
		want := map[string]string{"query": "a string", "documentId": "a string", "operationName": "a string"}[field]
		if want == "" {
			want = "an object"
		}
		return badRequest(fmt.Sprintf("The parameter %q must be %s.", field, want))
	}
	return badRequest("The body must be one JSON object with a query in it.")
}
