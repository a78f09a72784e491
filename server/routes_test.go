package server_test

import (
	"compress/gzip"
	"io"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"partnergraph/server"
)

type codes map[string]string

func (c codes) LastCode(to string) (string, bool) { code, ok := c[to]; return code, ok }

// /dev/sms tells a code to this machine only, and in development only.
func TestSMS(t *testing.T) {
	const here, number = "Host: localhost:8080", "/dev/sms?to=%2B447700900001"
	for name, test := range map[string]struct {
		target, remote string
		headers        []string
		production     bool
		status         int
		has            string
	}{
		"by name":                   {number, "127.0.0.1:5000", []string{here}, false, 200, `{"code":"12345678"}`},
		"by address":                {number, "127.0.0.1:5000", []string{"Host: 127.0.0.1:8080"}, false, 200, `{"code":"12345678"}`},
		"by the newer protocol":     {number, "[::1]:5000", []string{"Host: [::1]:8080"}, false, 200, `{"code":"12345678"}`},
		"a plus as it is":           {"/dev/sms?to=+447700900001", "127.0.0.1:5000", []string{here}, false, 200, `{"code":"12345678"}`},
		"a number without a code":   {"/dev/sms?to=%2B447700900002", "127.0.0.1:5000", []string{here}, false, 404, `No code has been sent`},
		"no number":                 {"/dev/sms", "127.0.0.1:5000", []string{here}, false, 400, `Name the number`},
		"from another machine":      {number, "192.0.2.1:5000", []string{here}, false, 404, "404 page not found"},
		"under another name":        {number, "127.0.0.1:5000", []string{"Host: rebound.example.com:8080"}, false, 404, "404 page not found"},
		"through a proxy":           {number, "127.0.0.1:5000", []string{here, "X-Forwarded-For: 192.0.2.1"}, false, 404, "404 page not found"},
		"through one that says Via": {number, "127.0.0.1:5000", []string{here, "Via: 1.1 proxy"}, false, 404, "404 page not found"},
		"one that says who calls":   {number, "127.0.0.1:5000", []string{here, "X-Real-IP: 192.0.2.1"}, false, 404, "404 page not found"},
		"one that says to where":    {number, "127.0.0.1:5000", []string{here, "X-Forwarded-Host: example.com"}, false, 404, "404 page not found"},
		"one that says how":         {number, "127.0.0.1:5000", []string{here, "X-Forwarded-Proto: https"}, false, 404, "404 page not found"},
		"one of the standard":       {number, "127.0.0.1:5000", []string{here, "Forwarded: for=192.0.2.1"}, false, 404, "404 page not found"},
		"by a page of another site": {number, "127.0.0.1:5000", []string{here, "Sec-Fetch-Site: cross-site"}, false, 404, "404 page not found"},
		"by a page on another port": {number, "127.0.0.1:5000", []string{here, "Sec-Fetch-Site: same-site"}, false, 404, "404 page not found"},
		"in production":             {number, "127.0.0.1:5000", []string{here}, true, 404, "404 page not found"},
	} {
		t.Run(name, func(t *testing.T) {
			c := config()
			c.Development, c.Codes = !test.production, codes{"+447700900001": "12345678"}
			r := httptest.NewRequest("GET", test.target, nil)
			r.RemoteAddr = test.remote
			for _, h := range test.headers {
				name, value, _ := strings.Cut(h, ": ")
				if name == "Host" {
					r.Host = value
				}
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			newServer(t, c).ServeHTTP(w, r)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.has) {
				t.Errorf("got %d %s, want %d %s", w.Code, w.Body, test.status, test.has)
			}
			if w.Header().Get("Access-Control-Allow-Origin") != "" {
				t.Error("pages of other origins may read it")
			}
		})
	}
}

func TestSchemaText(t *testing.T) {
	s := newServer(t, config())
	r := send(t, s, "GET", "/schema.graphql", "", "Origin: https://tools.example.org")
	if body := text(t, r); r.StatusCode != 200 || !strings.Contains(body, "\n  hello: String!") || r.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("got %d %v %s", r.StatusCode, r.Header, body)
	}
	if r.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("tools in a browser cannot read it")
	}
	tag := r.Header.Get("ETag")
	if r := send(t, s, "GET", "/schema.graphql", "", "If-None-Match: "+tag); r.StatusCode != 304 {
		t.Errorf("asked about %s: %d", tag, r.StatusCode)
	}
	if r := send(t, s, "POST", "/schema.graphql", "", asJSON); r.StatusCode != 405 || r.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d", r.StatusCode)
	}
}

// GraphiQL comes whole from the binary: its page names files that are there, of
// this origin only, and no script stands in the page.
func TestGraphiQL(t *testing.T) {
	s := newServer(t, config())
	if r := send(t, s, "GET", "/", ""); r.StatusCode != 302 || r.Header.Get("Location") != "/graphiql/" {
		t.Errorf("/: %d %s", r.StatusCode, r.Header.Get("Location"))
	}
	r := send(t, s, "GET", "/graphiql/", "")
	page := text(t, r)
	if r.StatusCode != 200 || r.Header.Get("Cache-Control") != "no-cache" {
		t.Fatalf("got %d %v", r.StatusCode, r.Header)
	}
	policy := r.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "script-src 'self';") || strings.Contains(policy, "http") || strings.Contains(policy, "eval") {
		t.Errorf("policy: %s", policy)
	}
	if regexp.MustCompile(`<script[^>]*>[^<]`).MatchString(page) || strings.Contains(page, "<style") || strings.Contains(page, "//") {
		t.Errorf("the page holds a script, a style or a foreign address:\n%s", page)
	}
	files := regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(files) < 3 {
		t.Fatalf("files of the page: %v", files)
	}
	for _, file := range files {
		r := send(t, s, "GET", file[1], "", "Accept-Encoding: br, gzip")
		if r.StatusCode != 200 || r.Header.Get("Content-Encoding") != "gzip" || r.Header.Get("Content-Type") == "" {
			t.Errorf("%s: %d %v", file[1], r.StatusCode, r.Header)
		}
		if strings.Contains(file[1], "/assets/") && !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s is asked for again and again", file[1])
		}
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, z); err != nil || n == 0 {
			t.Errorf("%s: %d bytes, %v", file[1], n, err)
		}
		if r := send(t, s, "GET", file[1], "", "Accept-Encoding: gzip", "If-None-Match: "+r.Header.Get("ETag")); r.StatusCode != 304 {
			t.Errorf("%s: sent again to who has it: %d", file[1], r.StatusCode)
		}
	}
	if r := send(t, s, "GET", "/graphiql/../server.go", ""); r.StatusCode == 200 {
		t.Error("serves what is not in the bundle")
	}
}

// The reference is a page of its own files, made of the schema that is served.
func TestReference(t *testing.T) {
	s := newServer(t, config())
	for name, want := range map[string]string{"": `id="Query.hello"`, "style.css": "prefers-color-scheme: dark", "search.js": "addEventListener"} {
		r := send(t, s, "GET", "/reference/"+name, "")
		if body := text(t, r); r.StatusCode != 200 || !strings.Contains(body, want) || r.Header.Get("ETag") == "" {
			t.Errorf("%q: %d %v without %s", name, r.StatusCode, r.Header, want)
		}
		if policy := r.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self';") || strings.Contains(policy, "unsafe") {
			t.Errorf("policy: %s", policy)
		}
	}
	if r := send(t, s, "GET", "/reference/model.go", ""); r.StatusCode != 404 {
		t.Errorf("a file that is not there: %d", r.StatusCode)
	}
	c := config()
	c.SDL = "type Query {"
	if _, err := server.New(c); err == nil {
		t.Error("serves what is no schema")
	}
}
