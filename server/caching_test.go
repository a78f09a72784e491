package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Who may keep which answer. What is somebody's, or a fault, is nobody else's.
func TestCaching(t *testing.T) {
	s := newServer(t, withDocuments())
	const public, private, none = "public, max-age=60, stale-while-revalidate=300", "private, no-cache", "no-store"
	adHoc := func(document string) string { return "/graphql?query=" + url.QueryEscape(document) }
	known := "query Known { hello }"
	apqOf := func(document string) string {
		return adHoc(document) + "&extensions=" + url.QueryEscape(apq(sha256Of(document)))
	}
	for name, test := range map[string]struct {
		method, target, body string
		headers              []string
		want                 string
	}{
		"a trusted document, to nobody":           {target: "/graphql?documentId=viewer", want: public},
		"a trusted document, to somebody":         {target: "/graphql?documentId=viewer", headers: []string{"Authorization: Bearer alice"}, want: private},
		"a trusted document, with an empty token": {target: "/graphql?documentId=viewer", headers: []string{"Authorization: Bearer "}, want: none},
		"a trusted document, by a lost token":     {target: "/graphql?documentId=viewer", headers: []string{"Authorization: Bearer old"}, want: none},
		"a trusted document, by POST":             {method: "POST", target: "/graphql", body: `{"documentId":"viewer"}`, want: none},
		"a document with its hash":                {target: apqOf(known), want: public},
		"a document in the address":               {target: adHoc(`{ hello }`), want: private},
		"a document in the address, somebody's":   {target: adHoc(`{ hello }`), headers: []string{"Authorization: Bearer alice"}, want: private},
		"an answer with errors":                   {target: apqOf(`{ hello fail }`), want: none},
		"an answer that is only errors":           {target: apqOf(`{ helo }`), want: none},
		"a mutation by GET":                       {target: "/graphql?documentId=write", want: none},
		"a stream":                                {target: "/graphql?documentId=viewer", headers: []string{"Accept: text/event-stream"}, want: none},
		"by POST":                                 {method: "POST", target: "/graphql", body: query(`{ hello }`), want: none},
	} {
		t.Run(name, func(t *testing.T) {
			if test.method == "" {
				test.method = "GET"
			}
			r := send(t, s, test.method, test.target, test.body, append(test.headers, asJSON, "X-Request-Id: request-1")...)
			if got := r.Header.Get("Cache-Control"); got != test.want {
				t.Errorf("%d Cache-Control: %s, want %s", r.StatusCode, got, test.want)
			}
			if kept := r.Header.Get("ETag") != ""; kept != (test.want != none) {
				t.Errorf("ETag: %q", r.Header.Get("ETag"))
			}
			if mine := r.Header.Get("X-Request-Id") == "request-1"; mine == (test.want == public) {
				t.Errorf("X-Request-Id, which a shared cache hands to everybody: %q", r.Header.Get("X-Request-Id"))
			}
			if mine := r.Header.Get("RateLimit") != "" || r.Header.Get("RateLimit-Policy") != ""; mine && test.want == public || !mine && test.want == private {
				t.Errorf("RateLimit, which a shared cache hands to everybody: %q", r.Header.Get("RateLimit"))
			}
			vary := strings.Join(r.Header.Values("Vary"), ", ")
			for _, has := range []string{"Accept", "Accept-Language", "Authorization", "X-Organization", "Origin"} {
				if !strings.Contains(", "+vary+",", ", "+has+",") {
					t.Errorf("caches would mix what differs by %s: Vary: %s", has, vary)
				}
			}
		})
	}
}

// Who has an answer is told that it is still right, and gets another one when it is
// not.
func TestAnswersAreAskedAbout(t *testing.T) {
	s := newServer(t, withDocuments())
	ask := func(headers ...string) *http.Response {
		t.Helper()
		return send(t, s, "GET", "/graphql?documentId=viewer", "", headers...)
	}
	first := ask()
	tag := first.Header.Get("ETag")
	if first.StatusCode != 200 || tag == "" {
		t.Fatalf("%d, ETag %q", first.StatusCode, tag)
	}
	for name, test := range map[string]struct {
		headers []string
		status  int
	}{
		"its tag":                       {[]string{"If-None-Match: " + tag}, 304},
		"its tag, made strong":          {[]string{"If-None-Match: " + strings.TrimPrefix(tag, "W/")}, 304},
		"its tag among others":          {[]string{`If-None-Match: "a", ` + tag + `, W/"b"`}, 304},
		"its tag in another line":       {[]string{`If-None-Match: "a"`, "If-None-Match: " + tag}, 304},
		"anything":                      {[]string{"If-None-Match: *"}, 304},
		"another tag":                   {[]string{`If-None-Match: "a"`}, 200},
		"somebody else's answer":        {[]string{"If-None-Match: " + tag, "Authorization: Bearer alice"}, 200},
		"an answer in another language": {[]string{"If-None-Match: " + tag, "Accept-Language: de"}, 200},
		"an answer of another type":     {[]string{"If-None-Match: " + tag, "Accept: application/graphql-response+json"}, 200},
	} {
		t.Run(name, func(t *testing.T) {
			r := ask(test.headers...)
			body := text(t, r)
			if r.StatusCode != test.status || (body == "") != (test.status == 304) {
				t.Errorf("%d %q, want %d", r.StatusCode, body, test.status)
			}
			if r.Header.Get("ETag") == "" || r.Header.Get("Cache-Control") == "" || len(r.Header.Values("Vary")) == 0 {
				t.Errorf("a cache cannot renew what it has: %v", r.Header)
			}
			if same := r.Header.Get("ETag") == tag; same != (test.status == 304 || name == "another tag") {
				t.Errorf("ETag %s", r.Header.Get("ETag"))
			}
		})
	}
}
