package server_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What each kind of request is answered: status, media type, and a part of the
// body. No answer holds a part of what was sent.
func TestHTTP(t *testing.T) {
	s := newServer(t, config())
	get := func(document string, more ...string) string {
		return "/graphql?query=" + url.QueryEscape(document) + strings.Join(more, "")
	}
	const newer = "Accept: application/graphql-response+json"
	const response, stream = "application/graphql-response+json; charset=utf-8", "text/event-stream"
	const jsonType = "application/json; charset=utf-8"
	for name, test := range map[string]struct {
		method, target, body string
		headers              []string
		status               int
		media, has           string
		allow                string
	}{
		"a query by POST": {
			method: "POST", body: query(`{ hello }`), headers: []string{asJSON},
			status: 200, media: jsonType, has: `{"data":{"hello":"world"}}`},
		"a query by GET": {
			method: "GET", target: get(`{ hello }`),
			status: 200, media: jsonType, has: `{"data":{"hello":"world"}}`},
		"a query by GET with variables": {
			method: "GET", target: get(`query ($ms: Int!) { wait(ms: $ms) }`, "&variables="+url.QueryEscape(`{"ms":1}`)),
			status: 200, media: jsonType, has: `"awake"`},
		"one of two operations": {
			method: "POST", body: `{"query":"query A { hello } query B { viewer }","operationName":"A"}`, headers: []string{asJSON},
			status: 200, media: jsonType, has: `{"hello":"world"}`},
		"null for what is optional": {
			method: "POST", body: `{"query":"{ hello }","operationName":null,"variables":null,"extensions":null}`, headers: []string{asJSON},
			status: 200, media: jsonType, has: `"world"`},
		"none of two operations": {
			method: "POST", body: query(`query A { hello } query B { viewer }`), headers: []string{asJSON, newer},
			status: 400, media: response, has: `Name one of the document's operations in operationName.`},
		"an operation that is not there": {
			method: "POST", body: `{"query":"query A { hello }","operationName":"secret"}`, headers: []string{asJSON, newer},
			status: 400, media: response, has: `Name one of the document's operations in operationName.`},
		"a mutation by POST": {
			method: "POST", body: query(`mutation { write }`), headers: []string{asJSON},
			status: 200, media: jsonType, has: `"world"`},
		"a mutation by GET": {
			method: "GET", target: get(`mutation { write }`),
			status: 405, media: jsonType, has: `A mutation is sent with POST`, allow: "POST"},
		"PUT":          {method: "PUT", status: 405, media: jsonType, has: `with POST`, allow: "GET, HEAD, POST, OPTIONS"},
		"HEAD, as GET": {method: "HEAD", target: get(`{ hello }`), status: 200, media: jsonType},
		"HEAD of a mutation": {
			method: "HEAD", target: get(`mutation { write }`), status: 405, media: jsonType, allow: "POST"},
		"HEAD of a stream": {
			method: "HEAD", target: get(`{ hello }`), headers: []string{"Accept: text/event-stream"},
			status: 406, media: jsonType},

		"Accept: the older type": {
			method: "POST", body: query(`{ hello }`), headers: []string{asJSON, "Accept: application/json"},
			status: 200, media: jsonType, has: `"world"`},
		"Accept: q-values": {
			method: "POST", body: query(`{ hello }`),
			headers: []string{asJSON, "Accept: application/graphql-response+json;q=0.5, application/json;q=0.9"},
			status:  200, media: jsonType, has: `"world"`},
		"Accept: anything": {
			method: "POST", body: query(`{ hello }`), headers: []string{asJSON, "Accept: */*"},
			status: 200, media: jsonType, has: `"world"`},
		"Accept: the newer type": {
			method: "POST", body: query(`{ hello }`), headers: []string{asJSON, newer},
			status: 200, media: response, has: `"world"`},
		"Accept: both types": {
			method: "POST", body: query(`{ hello }`), headers: []string{asJSON, "Accept: application/json, application/graphql-response+json, */*"},
			status: 200, media: response, has: `"world"`},
		"Accept: nothing that we have": {
			method: "POST", body: query(`{ hello }`), headers: []string{asJSON, "Accept: text/html, application/*;q=0"},
			status: 406, media: jsonType, has: `Accept must admit`},
		"Accept: streams last, as urql sends it": {
			method: "POST", body: query(`{ hello }`),
			headers: []string{asJSON, "Accept: application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"},
			status:  200, media: response, has: `{"data":{"hello":"world"}}`},
		"Accept: only a stream": {
			method: "POST", body: query(`{ hello }`), headers: []string{asJSON, "Accept: text/event-stream"},
			status: 200, media: stream, has: "event: next\ndata: {\"data\":{\"hello\":\"world\"}}\n\nevent: complete\n"},

		"no Content-Type": {
			method: "POST", body: query(`{ hello }`),
			status: 415, media: jsonType, has: `application/json`},
		"a form": {
			method: "POST", body: "query=secret", headers: []string{"Content-Type: application/x-www-form-urlencoded"},
			status: 415, media: jsonType, has: `application/json`},
		"a multipart form": {
			method: "POST", body: "secret", headers: []string{"Content-Type: multipart/form-data; boundary=x"},
			status: 415, media: jsonType, has: `application/json`},
		"text, as browsers send it without asking": {
			method: "POST", body: query(`{ hello }`), headers: []string{"Content-Type: text/plain"},
			status: 415, media: jsonType, has: `application/json`},
		"another charset": {
			method: "POST", body: query(`{ hello }`), headers: []string{asJSON + "; charset=latin1"},
			status: 415, media: jsonType, has: `UTF-8`},
		"a compressed body": {
			method: "POST", body: "secret", headers: []string{asJSON, "Content-Encoding: gzip"},
			status: 415, media: jsonType, has: `Content-Encoding`},

		"a body of the largest size": {
			method: "POST", body: padded(100_000), headers: []string{asJSON},
			status: 200, media: jsonType, has: `"world"`},
		"a byte more": {
			method: "POST", body: padded(100_001), headers: []string{asJSON},
			status: 413, media: jsonType, has: `has 100001 bytes; the limit is 100000`},
		"broken JSON": {
			method: "POST", body: `{"query": "{ hello }", secret`, headers: []string{asJSON},
			status: 400, media: jsonType, has: `not JSON: byte 24`},
		"broken JSON, the older type": {
			method: "POST", body: `{"secret`, headers: []string{asJSON, "Accept: application/json"},
			status: 400, media: jsonType, has: `"BAD_USER_INPUT"`},
		"nothing":    {method: "POST", headers: []string{asJSON}, status: 400, media: jsonType, has: `one JSON object`},
		"two values": {method: "POST", body: `{"query":"{hello}"} {}`, headers: []string{asJSON}, status: 400, media: jsonType, has: `one JSON object`},
		"null":       {method: "POST", body: `null`, headers: []string{asJSON}, status: 400, media: jsonType, has: `one JSON object`},
		"a parameter twice": {
			method: "POST", body: `{"query":"{ viewer }","query":"{ hello }"}`, headers: []string{asJSON},
			status: 400, media: jsonType, has: `The parameter \"query\" is there twice.`},
		"a parameter twice, once escaped": {
			method: "POST", body: `{"query":"{ viewer }","quer\u0079":"{ hello }"}`, headers: []string{asJSON},
			status: 400, media: jsonType, has: `The parameter \"query\" is there twice.`},
		"a parameter twice by GET": {
			method: "GET", target: get(`{ hello }`, "&query=%7Bviewer%7D"),
			status: 400, media: jsonType, has: `The parameter \"query\" is there twice.`},
		"variables twice by GET": {
			method: "GET", target: get(`{ hello }`, "&variables=%7B%7D&variables=%7B%7D"),
			status: 400, media: jsonType, has: `The parameter \"variables\" is there twice.`},
		"a parameter in another case too": {
			method: "POST", body: `{"query":"{ hello }","QUERY":"{ viewer }"}`, headers: []string{asJSON},
			status: 400, media: jsonType, has: `The parameter \"query\" is to be written like this`},
		"a parameter in another case": {
			method: "POST", body: `{"query":"{ hello }","documentID":"secret"}`, headers: []string{asJSON},
			status: 400, media: jsonType, has: `The parameter \"documentId\" is to be written like this`},
		"a parameter in another case by GET": {
			method: "GET", target: get(`{ hello }`, "&Query=%7Bviewer%7D"),
			status: 400, media: jsonType, has: `The parameter \"query\" is to be written like this`},
		"a letter that only folds to the parameter's": {
			method: "POST", body: `{"query":"{ hello }","variableſ":{}}`, headers: []string{asJSON},
			status: 400, media: jsonType, has: `The parameter \"variables\" is to be written like this`},
		"a variable twice": {
			method: "POST", body: `{"query":"{ hello }","variables":{"a":[{"secret":1,"secret":2}]}}`, headers: []string{asJSON},
			status: 400, media: jsonType, has: `twice in an object of the parameter \"variables\"`},
		"a variable twice by GET": {
			method: "GET", target: get(`{ hello }`, "&variables="+url.QueryEscape(`{"secret":1,"secret":2}`)),
			status: 400, media: jsonType, has: `twice in an object of the parameter \"variables\"`},
		"something else twice": {
			method: "POST", body: `{"query":"{ hello }","secret":1,"secret":2}`, headers: []string{asJSON},
			status: 400, media: jsonType, has: `twice in an object of the body`},
		"something else once": {
			method: "POST", body: `{"query":"{ hello }","id":"1","a":{"query":"b"},"b":{"query":"c"}}`, headers: []string{asJSON},
			status: 200, media: jsonType, has: `"world"`},
		"lists in lists as deep as they go": {
			method: "POST", body: `{"query":"{ hello }","a":` + strings.Repeat("[", 9999) + strings.Repeat("]", 9999) + `}`, headers: []string{asJSON},
			status: 200, media: jsonType, has: `"world"`},
		"lists in lists, one deeper": {
			method: "POST", body: `{"query":"{ hello }","a":` + strings.Repeat("[", 10000) + strings.Repeat("]", 10000) + `}`, headers: []string{asJSON},
			status: 400, media: jsonType, has: `not JSON`},
		"a batch": {
			method: "POST", body: `[` + query(`{ hello }`) + `]`, headers: []string{asJSON},
			status: 400, media: jsonType, has: `Batches are not served`},
		"invalid UTF-8": {
			method: "POST", body: "{\"query\":\"{ hello \xff}\"}", headers: []string{asJSON},
			status: 400, media: jsonType, has: `not UTF-8`},
		"invalid UTF-8 in the address": {
			method: "GET", target: "/graphql?query=%7Bhello%7D%ff",
			status: 400, media: jsonType, has: `UTF-8`},
		"a query that is a number": {
			method: "POST", body: `{"query":42}`, headers: []string{asJSON},
			status: 400, media: jsonType, has: `The parameter \"query\" must be a string.`},
		"variables that are a list": {
			method: "POST", body: `{"query":"{ hello }","variables":["secret"]}`, headers: []string{asJSON},
			status: 400, media: jsonType, has: `The parameter \"variables\" must be an object.`},
		"variables by GET that are no JSON": {
			method: "GET", target: get(`{ hello }`, "&variables=secret"),
			status: 400, media: jsonType, has: `The parameter \"variables\" must be a JSON object.`},
		"no query": {
			method: "POST", body: `{"variables":{"a":"secret"}}`, headers: []string{asJSON},
			status: 400, media: jsonType, has: `The parameter \"query\" is missing`},
		"no query by GET": {
			method: "GET", target: "/graphql", status: 400, media: jsonType, has: `is missing`},

		"a syntax error": {
			method: "POST", body: query(`{ hello`), headers: []string{asJSON, newer},
			status: 400, media: response, has: `"GRAPHQL_PARSE_FAILED"`},
		"a syntax error, the older type": {
			method: "POST", body: query(`{ hello`), headers: []string{asJSON, "Accept: application/json"},
			status: 200, media: jsonType, has: `"GRAPHQL_PARSE_FAILED"`},
		"an unknown field": {
			method: "POST", body: query(`{ helo }`), headers: []string{asJSON, newer},
			status: 400, media: response, has: `"GRAPHQL_VALIDATION_FAILED"`},
		"over a limit": {
			method: "POST", body: query("{" + strings.Repeat(`self {`, 15) + "hello" + strings.Repeat("}", 16)), headers: []string{asJSON, newer},
			status: 400, media: response, has: `This document has 16 levels of nested fields; the limit is 15.`},
		"an error of a resolver": {
			method: "POST", body: query(`{ fail }`), headers: []string{asJSON},
			status: 200, media: jsonType, has: `"data":{"fail":null}`},
		"a panic": {
			method: "POST", body: query(`{ panic }`), headers: []string{asJSON},
			status: 500, media: jsonType, has: `"INTERNAL"`},

		"a subscription by POST": {
			method: "POST", body: query(`subscription { count(to: 2) }`), headers: []string{asJSON, "Accept: application/json, */*"},
			status: 400, media: jsonType, has: `A subscription needs a WebSocket (graphql-transport-ws), or Accept: text/event-stream.`},
		"a subscription as a stream": {
			method: "POST", body: query(`subscription { count(to: 2) }`), headers: []string{asJSON, "Accept: text/event-stream"},
			status: 200, media: stream, has: "event: next\ndata: {\"data\":{\"count\":1}}\n\nevent: next\ndata: {\"data\":{\"count\":2}}\n\nevent: complete\n"},
		"a subscription as a stream, with JSON for what is none": {
			method: "POST", body: query(`subscription { count(to: 1) }`), headers: []string{asJSON, "Accept: application/json, text/event-stream;q=0.5"},
			status: 200, media: stream, has: `"count":1`},
		"a subscription by GET, as EventSource asks": {
			method: "GET", target: get(`subscription { count(to: 1) }`), headers: []string{"Accept: text/event-stream"},
			status: 200, media: stream, has: `"count":1`},
		"a stream of what does not validate": {
			method: "POST", body: query(`subscription { helo }`), headers: []string{asJSON, "Accept: text/event-stream"},
			status: 200, media: stream, has: "event: next\ndata: {\"errors\":"},
		"a stream that panics": {
			method: "POST", body: query(`subscription { panic }`), headers: []string{asJSON, "Accept: text/event-stream"},
			status: 200, media: stream, has: `"INTERNAL"`},

		"a token": {
			method: "POST", body: query(`{ viewer }`),
			headers: []string{asJSON, "Authorization: bearer alice", "X-Organization: organization_1", "Accept-Language: de, en;q=0.5"},
			status:  200, media: jsonType, has: `"alice|organization_1|de, en;q=0.5"`},
		"an expired token": {
			method: "POST", body: query(`{ viewer }`), headers: []string{asJSON, "Authorization: Bearer secret", "Accept: application/json"},
			status: 401, media: jsonType, has: `{"errors":[{"message":"This token has expired.","extensions":{"code":"UNAUTHENTICATED"`},
		"a password": {
			method: "POST", body: query(`{ viewer }`), headers: []string{asJSON, "Authorization: Basic secret"},
			status: 401, media: jsonType, has: `Authorization must be`},
	} {
		t.Run(name, func(t *testing.T) {
			if test.target == "" {
				test.target = "/graphql"
			}
			r := send(t, s, test.method, test.target, test.body, test.headers...)
			body := text(t, r)
			if r.StatusCode != test.status || r.Header.Get("Content-Type") != test.media {
				t.Errorf("got %d %s, want %d %s", r.StatusCode, r.Header.Get("Content-Type"), test.status, test.media)
			}
			if !strings.Contains(body, test.has) {
				t.Errorf("%s\nshould have %s", body, test.has)
			}
			if got := r.Header.Get("Allow"); got != test.allow {
				t.Errorf("Allow: %q, want %q", got, test.allow)
			}
			if strings.Contains(body, "secret") {
				t.Errorf("echoes or leaks: %s", body)
			}
			if strings.HasPrefix(body, `{"errors"`) {
				checkErrors(t, r, body)
			}
		})
	}
}

// checkErrors wants a code and the id of the request in each error, and no data
// where nothing was executed.
func checkErrors(t *testing.T, r *http.Response, body string) {
	t.Helper()
	var answer struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code, RequestID string }
		}
		Data *json.RawMessage
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	for _, e := range answer.Errors {
		if e.Extensions.Code == "" || e.Message == "" || e.Extensions.RequestID != r.Header.Get("X-Request-Id") {
			t.Errorf("error without code, message or request id: %s", body)
		}
	}
	if r.StatusCode != 200 && answer.Data != nil {
		t.Errorf("data without execution: %s", body)
	}
}

// padded is a request of exactly n bytes.
func padded(n int) string {
	const head, tail = `{"query":"{ hello }`, `"}`
	return head + strings.Repeat(" ", n-len(head)-len(tail)) + tail
}

func TestRequestID(t *testing.T) {
	s := newServer(t, config())
	for name, test := range map[string]struct {
		sent string
		kept bool
	}{
		"none":       {"", false},
		"usable":     {"job-2026.11_42", true},
		"too short":  {"1234567", false},
		"too long":   {strings.Repeat("a", 65), false},
		"a new line": {"12345678\nlevel=ERROR", false},
	} {
		t.Run(name, func(t *testing.T) {
			r := send(t, s, "GET", "/healthz", "", "X-Request-Id: "+test.sent)
			got := r.Header.Get("X-Request-Id")
			if got == "" || (got == test.sent) != test.kept {
				t.Errorf("sent %q, got %q", test.sent, got)
			}
		})
	}
}

// recording keeps the name of the last operation that was traced.
type recording struct{ name string }

func (*recording) Handler(h http.Handler) http.Handler { return h }

func (r *recording) Operation(ctx context.Context, _, name string) (context.Context, func(string)) {
	r.name = name
	return ctx, func(string) {}
}
