package server_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"partnergraph/server"
)

const (
	trustedHello  = "query Hello { hello }"
	trustedViewer = "query Viewer { viewer }"
)

// withDocuments has trusted documents, under ids as different tools make them.
func withDocuments() server.Config {
	c := config()
	c.Documents = []server.Document{
		{ID: "0123456789abcdef0123456789abcdef", Text: trustedHello, From: "relay.json"},
		{ID: "viewer", Text: trustedViewer, From: "own.json"},
		{ID: "write", Text: "mutation Write { write }", From: "own.json"},
	}
	return c
}

func sha256Of(text string) string {
	hash := sha256.Sum256([]byte(text))
	return hex.EncodeToString(hash[:])
}

// apq is the parameter extensions as Apollo Client sends it.
func apq(hash string) string {
	return fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":%q}}`, hash)
}

const notFound = `{"errors":[{"message":"PersistedQueryNotFound","extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"`

// A client sends a hash, is told to send the text, does so once, and the hash is
// enough from then on, by GET and by POST.
func TestPersistedAutomatically(t *testing.T) {
	s, document := newServer(t, config()), "query Again { hello }"
	hash := sha256Of(document)
	byGET := "/graphql?extensions=" + url.QueryEscape(apq(hash))
	byPOST := `{"extensions":` + apq(hash) + `}`
	if r := send(t, s, "GET", byGET, ""); r.StatusCode != 200 || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d, kept by caches as %q", r.StatusCode, r.Header.Get("Cache-Control"))
	} else if body := text(t, r); !strings.HasPrefix(body, notFound) {
		t.Error(body)
	}
	newer := send(t, s, "POST", "/graphql", byPOST, asJSON, "Accept: application/graphql-response+json")
	if body := text(t, newer); newer.StatusCode != 400 || !strings.HasPrefix(body, notFound) {
		t.Errorf("the newer type: %d %s", newer.StatusCode, body)
	}
	whole := fmt.Sprintf(`{"query":%q,"extensions":%s}`, document, apq(hash))
	for _, request := range [][3]string{{"POST", "/graphql", whole}, {"POST", "/graphql", byPOST}, {"GET", byGET, ""},
		{"GET", "/graphql?documentId=sha256:" + hash, ""}} {
		if body := text(t, send(t, s, request[0], request[1], request[2], asJSON)); body != `{"data":{"hello":"world"}}` {
			t.Errorf("%v: %s", request, body)
		}
	}
	if body := text(t, send(t, newServer(t, config()), "GET", byGET, "")); !strings.HasPrefix(body, notFound) {
		t.Errorf("another server: %s", body)
	}
}

// Nothing is kept that could not run, that is not what its hash says, or that is long.
func TestWhatIsNotKept(t *testing.T) {
	s := newServer(t, config())
	long := "{ hello }" + strings.Repeat(" ", 16<<10)
	for name, test := range map[string]struct{ document, hash, has string }{
		"another text":     {"{ hello }", sha256Of("{ viewer }"), `The id is not the SHA-256 of the query`},
		"a name":           {"{ hello }", "my-own-name", `The id is not the SHA-256 of the query`},
		"a syntax error":   {"{ hello", "", `"GRAPHQL_PARSE_FAILED"`},
		"an unknown field": {"{ helo }", "", `"GRAPHQL_VALIDATION_FAILED"`},
		"over a limit":     {"{" + strings.Repeat("self {", 15) + "hello" + strings.Repeat("}", 16), "", `the limit is 15`},
		"a missing value":  {"query ($ms: Int!) { wait(ms: $ms) }", "", `ms`},
		"a long one":       {long, "", `"world"`},
	} {
		t.Run(name, func(t *testing.T) {
			hash := test.hash
			if hash == "" {
				hash = sha256Of(test.document)
			}
			whole := fmt.Sprintf(`{"query":%q,"extensions":%s}`, test.document, apq(hash))
			if body := text(t, send(t, s, "POST", "/graphql", whole, asJSON)); !strings.Contains(body, test.has) {
				t.Errorf("%.300s\nshould have %s", body, test.has)
			}
			if body := text(t, send(t, s, "POST", "/graphql", `{"extensions":`+apq(hash)+`}`, asJSON)); !strings.HasPrefix(body, notFound) {
				t.Errorf("kept: %s", body)
			}
		})
	}
}

// However much strangers have us keep, its size is bounded.
func TestKeptDocumentsAreBounded(t *testing.T) {
	s := newServer(t, config())
	pad := strings.Repeat(" ", 15<<10)
	hash := func(i int) string { return sha256Of(fmt.Sprintf("query Q%d { hello }%s", i, pad)) }
	const n = 1200 // 18 MB
	for i := range n {
		whole := fmt.Sprintf(`{"query":"query Q%d { hello }%s","extensions":%s}`, i, pad, apq(hash(i)))
		if body := text(t, send(t, s, "POST", "/graphql", whole, asJSON)); !strings.Contains(body, "world") {
			t.Fatal(body)
		}
	}
	known := 0
	for i := range n {
		if strings.Contains(text(t, send(t, s, "POST", "/graphql", `{"extensions":`+apq(hash(i))+`}`, asJSON)), "world") {
			known++
		}
	}
	// The cache evicts beside the request, so a few may still be over.
	if bytes := known * len(pad); known == 0 || bytes > 10<<20 {
		t.Errorf("%d documents, %d bytes", known, bytes)
	}
}

func TestTrustedDocuments(t *testing.T) {
	s := newServer(t, withDocuments())
	const relay = "0123456789abcdef0123456789abcdef"
	for name, test := range map[string]struct {
		method, target, body string
		status               int
		has                  string
	}{
		"by an id of Relay's":    {"GET", "/graphql?documentId=" + relay, "", 200, `{"data":{"hello":"world"}}`},
		"by a name":              {"GET", "/graphql?documentId=viewer", "", 200, `{"data":{"viewer":"||"}}`},
		"by its hash":            {"GET", "/graphql?documentId=sha256:" + sha256Of(trustedHello), "", 200, `"world"`},
		"by POST":                {"POST", "/graphql", `{"documentId":"viewer","variables":{}}`, 200, `"viewer"`},
		"by Apollo's way":        {"POST", "/graphql", `{"extensions":` + apq(relay) + `}`, 200, `"world"`},
		"with its text":          {"POST", "/graphql", fmt.Sprintf(`{"documentId":"viewer","query":%q}`, trustedViewer), 200, `"viewer"`},
		"with another text":      {"POST", "/graphql", `{"documentId":"viewer","query":"{ hello }"}`, 200, `The id is not the SHA-256`},
		"unknown":                {"GET", "/graphql?documentId=secret", "", 200, `"PersistedQueryNotFound"`},
		"unknown by POST":        {"POST", "/graphql", `{"documentId":"secret"}`, 200, `"PersistedQueryNotFound"`},
		"a mutation by GET":      {"GET", "/graphql?documentId=write", "", 405, `A mutation is sent with POST`},
		"another hash":           {"GET", "/graphql?documentId=md5:" + relay, "", 200, `documentId must be`},
		"half a hash":            {"GET", "/graphql?documentId=sha256:secret", "", 200, `documentId must be`},
		"an id of 65":            {"GET", "/graphql?documentId=" + strings.Repeat("a", 65), "", 200, `documentId must be`},
		"an id that is a path":   {"GET", "/graphql?documentId=../viewer", "", 200, `documentId must be`},
		"an id that is a list":   {"POST", "/graphql", `{"documentId":["viewer"]}`, 400, `The parameter \"documentId\" must be a string.`},
		"another version":        {"POST", "/graphql", `{"extensions":{"persistedQuery":{"version":2,"sha256Hash":"viewer"}}}`, 200, `must be {version: 1`},
		"a version as a text":    {"POST", "/graphql", `{"extensions":{"persistedQuery":{"version":"1","sha256Hash":"viewer"}}}`, 200, `must be {version: 1`},
		"no hash":                {"POST", "/graphql", `{"extensions":{"persistedQuery":{"version":1}}}`, 200, `must be {version: 1`},
		"something else of it":   {"POST", "/graphql", `{"extensions":{"persistedQuery":"secret"}}`, 200, `must be {version: 1`},
		"nothing of it at all":   {"POST", "/graphql", `{"extensions":{"persistedQuery":null}}`, 400, `\"query\" is missing`},
		"an operation not in it": {"GET", "/graphql?documentId=viewer&operationName=Hello", "", 200, `Name one of the document's operations`},
	} {
		t.Run(name, func(t *testing.T) {
			r := send(t, s, test.method, test.target, test.body, asJSON)
			body := text(t, r)
			if r.StatusCode != test.status || !strings.Contains(body, test.has) || strings.Contains(body, "secret") {
				t.Errorf("%d %s\nwant %d %s", r.StatusCode, body, test.status, test.has)
			}
		})
	}
}

// A server does not start with a document that could not run, and says which it is.
func TestDocumentsAreChecked(t *testing.T) {
	for name, test := range map[string]struct{ manifest, want string }{
		"a field that is gone": {`{"abc":"{ gone }"}`, `document "abc" of documents.json: input:1:3: Cannot query field "gone"`},
		"a syntax error":       {`{"abc":"{ hello"}`, `document "abc" of documents.json`},
		"a deep one":           {`{"abc":"{` + strings.Repeat("self {", 15) + "hello" + strings.Repeat("}", 15) + `}"}`, `the limit is 15`},
		"a wrong hash":         {`{"` + sha256Of("{ hello }") + `":"{ viewer }"}`, `its id is not the SHA-256 of its text`},
		"a hash with prefix":   {`{"sha256:` + sha256Of("{ hello }") + `":"{ hello }"}`, ``},
		"a wrong one":          {`{"sha256:` + sha256Of("{ hello }") + `":"{ viewer }"}`, `its id is not the SHA-256 of its text`},
		"a prefix alone":       {`{"sha256:abc":"{ hello }"}`, `its id is not the SHA-256 of its text`},
		"an unsafe id":         {`{"a/b":"{ hello }"}`, `document "a/b" of documents.json: an id has at most 64`},
		"an id of 65":          {`{"` + strings.Repeat("a", 65) + `":"{ hello }"}`, `an id has at most 64`},
		"an id of 64":          {`{"` + strings.Repeat("a", 63) + `z":"{ hello }"}`, ``},
		"none":                 {`{}`, ``},
		"a list":               {`["{ hello }"]`, `documents.json is no manifest`},
		"an object in it":      {`{"abc":{"query":"{ hello }"}}`, `documents.json is no manifest`},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := config(), error(nil)
			if c.Documents, err = server.ReadDocuments("documents.json", []byte(test.manifest)); err == nil {
				_, err = server.New(c)
			}
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	c := config()
	c.Documents = []server.Document{{ID: "a", Text: "{ hello }", From: "1.json"}, {ID: "a", Text: "{ viewer }", From: "2.json"}}
	if _, err := server.New(c); err == nil || !strings.Contains(err.Error(), `document "a" of 2.json: another document has the same id`) {
		t.Errorf("two of one id: %v", err)
	}
}

// A hash works on a socket too, beside the empty query that the protocol asks for.
func TestPersistedOnASocket(t *testing.T) {
	_, base := start(t, withDocuments())
	c := dial(t, base)
	c.say(`{"type":"connection_init"}`)
	c.hear(`{"type":"connection_ack"}`)
	c.say(`{"type":"subscribe","id":"1","payload":{"query":"","extensions":` + apq("viewer") + `}}`)
	c.hear(`{"type":"next","id":"1","payload":{"data":{"viewer":"||"}}}`)
	c.hear(`{"type":"complete","id":"1"}`)
}
