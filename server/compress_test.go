package server_test

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"partnergraph/server"
)

// wordy is four fields under names so long that the answer is of n bytes or more.
func wordy(field string, n int) string {
	var b strings.Builder
	for _, first := range "abcd" {
		b.WriteString(" " + string(first) + strings.Repeat("x", n/4) + ": " + field)
	}
	return "{" + b.String() + " }"
}

// longNames lets names be as long as wordy makes them.
func longNames() server.Config {
	c := config()
	c.Set = []string{"alias=1000"}
	return c
}

// fetch asks over the network, taking the codings named and decoding nothing.
func fetch(t *testing.T, method, target, body, codings string, headers ...string) *http.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header["Accept-Encoding"] = []string{codings} // also "": net/http adds nothing then
	request.Header.Set("Content-Type", "application/json")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		request.Header.Add(name, value)
	}
	r, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Body.Close() })
	return r
}

func decoded(t *testing.T, r *http.Response) string {
	t.Helper()
	body, err := io.Reader(r.Body), error(nil)
	switch r.Header.Get("Content-Encoding") {
	case "gzip":
		body, err = gzip.NewReader(r.Body)
	case "zstd":
		var z *zstd.Decoder
		if z, err = zstd.NewReader(r.Body); err == nil {
			defer z.Close()
			body = z
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A long answer travels as the client takes it, a short one as it is, and one to a
// mutation always as it is, because it may hold a secret.
func TestCompression(t *testing.T) {
	_, base := start(t, longNames())
	long := wordy("hello", 2000)
	for name, test := range map[string]struct {
		codings, document, method string
		want                      string // Content-Encoding
	}{
		"a client that takes nothing": {"", long, "POST", ""},
		"gzip":                        {"gzip", long, "POST", "gzip"},
		"zstd":                        {"zstd", long, "POST", "zstd"},
		"a browser":                   {"gzip, deflate, br, zstd", long, "POST", "zstd"},
		"gzip before zstd":            {"gzip, zstd;q=0.5", long, "POST", "gzip"},
		"neither":                     {"gzip;q=0, br", long, "POST", ""},
		"a query by GET":              {"gzip", long, "GET", "gzip"},
		"a short answer":              {"gzip", "{ hello }", "POST", ""},
		"a mutation":                  {"gzip, zstd", "mutation " + wordy("write", 2000), "POST", ""},
	} {
		t.Run(name, func(t *testing.T) {
			target, body := base+"/graphql", query(test.document)
			if test.method == "GET" {
				target, body = target+"?query="+url.QueryEscape(test.document), ""
			}
			r := fetch(t, test.method, target, body, test.codings)
			if got := r.Header.Get("Content-Encoding"); r.StatusCode != 200 || got != test.want {
				t.Errorf("%d Content-Encoding %q, want %q", r.StatusCode, got, test.want)
			}
			if !strings.Contains(strings.Join(r.Header.Values("Vary"), ","), "Accept-Encoding") || r.Header.Get("No-Gzip-Compression") != "" {
				t.Errorf("headers: %v", r.Header)
			}
			if text := withoutCost(decoded(t, r)); !strings.HasPrefix(text, `{"data":{"`) || !strings.HasSuffix(text, `"world"}}`) {
				t.Errorf("body: %.100q", text)
			}
		})
	}
}

// The tag of an answer is the same in every coding, so whoever has one form of it is
// told that it is right.
func TestCompressedAnswersAreAskedAbout(t *testing.T) {
	_, base := start(t, longNames())
	target := base + "/graphql?query=" + url.QueryEscape(wordy("hello", 2000))
	tag := fetch(t, "GET", target, "", "gzip").Header.Get("ETag")
	for _, codings := range []string{"", "gzip", "zstd"} {
		r := fetch(t, "GET", target, "", codings, "If-None-Match: "+tag)
		if body := decoded(t, r); r.StatusCode != 304 || body != "" || r.Header.Get("ETag") != tag {
			t.Errorf("%q: %d %q, ETag %s, want %s", codings, r.StatusCode, body, r.Header.Get("ETag"), tag)
		}
	}
}

// An event leaves at once and as it is, however short.
func TestStreamsAreNotCompressed(t *testing.T) {
	_, base := start(t, longNames())
	r := fetch(t, "POST", base+"/graphql", query(`subscription { silence }`), "gzip, zstd", "Accept: text/event-stream")
	sign := make([]byte, 3)
	if _, err := io.ReadFull(r.Body, sign); err != nil || string(sign) != ":\n\n" || r.Header.Get("Content-Encoding") != "" {
		t.Errorf("%q %v %v", sign, err, r.Header)
	}
}
