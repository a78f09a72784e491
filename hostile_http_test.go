package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// hostileBodies are bodies that are no operation, or far too much of one.
func hostileBodies(t *target) []attack {
	body := func(name, text, says string) attack {
		return attack{name: name, shot: shot{body: text}, want: 400, code: badInput, says: says}
	}
	kind := func(name, contentType string) attack {
		return attack{name: name, shot: shot{headers: []string{"Content-Type: " + contentType}, body: query(`{ levels { code } }`)},
			want: 415, code: badInput, says: "application/json"}
	}
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = z.Write(bytes.Repeat([]byte(" "), 10<<20)) // to memory
	_ = z.Close()
	return []attack{
		body("nothing", "", "JSON"),
		body("a bracket", "{", "JSON"),
		body("text", "hello", "not JSON"),
		body("two values", `{"query":"{ levels { code } }"}{"query":"{ levels { code } }"}`, "one JSON object"),
		body("null", "null", "JSON object"),
		body("a batch", "["+strings.Repeat(`{"query":"{ levels { code } }"},`, 1000)+`{}]`, "Batches"),
		body("nested 40,000 times", `{"query":"{ levels { code } }","variables":`+strings.Repeat(`{"a":`, 16_000)+"1"+strings.Repeat("}", 16_001), ""),
		body("arrays nested 40,000 times", `{"query":"{ levels { code } }","extensions":{"a":`+strings.Repeat("[", 40_000)+strings.Repeat("]", 40_000)+"}}", ""),
		body("a query that is a number", `{"query":1}`, "query"),
		body("a query that is a list", `{"query":["{ levels { code } }"]}`, "query"),
		body("variables that are text", `{"query":"{ levels { code } }","variables":"{}"}`, "variables"),
		body("variables that are a list", `{"query":"{ levels { code } }","variables":[]}`, "variables"),
		body("extensions that are a number", `{"query":"{ levels { code } }","extensions":1}`, "extensions"),
		body("invalid UTF-8", "{\"query\":\"{ levels { code } } # \xff\xfe\"}", "UTF-8"),
		body("invalid UTF-8 in a variable", "{\"query\":\"{ levels { code } }\",\"variables\":{\"a\":\"\xc3\x28\"}}", "UTF-8"),
		body("a null byte between", "{\"query\":\x00\"{ levels { code } }\"}", "JSON"),
		body("no query", `{"variables":{}}`, "query"),
		body("a prototype", `{"__proto__":{"query":"{ levels { code } }"},"constructor":{}}`, "query"),
		{name: "one name twice", want: 400, code: badInput, says: "is there twice", shot: shot{body: `{"query":"{ noSuchField }","query":"{ levels { code } }"}`}},
		{name: "a number of 50,000 digits", want: 200, says: `"levels"`,
			shot: shot{body: `{"query":"{ levels { code } }","variables":{"a":` + strings.Repeat("9", 50_000) + `}}`}},
		{name: "a body of 100,001 bytes", want: 413, code: badInput, says: "the limit is 100000",
			shot: shot{body: `{"query":"{ levels { code } }"` + strings.Repeat(" ", 99_970) + "}"}},
		{name: "a body of 5 MB", want: 413, code: badInput, says: "the limit is 100000", shot: shot{body: strings.Repeat("x", 5<<20)}},
		{name: "a compressed bomb", want: 415, code: badInput, says: "Content-Encoding",
			shot: shot{headers: []string{"Content-Encoding: gzip"}, body: bomb.String()}},
		{name: "compressed by what is not known", want: 415, code: badInput, says: "Content-Encoding",
			shot: shot{headers: []string{"Content-Encoding: br, gzip, deflate"}, body: query(`{ levels { code } }`)}},
		{name: "another charset", want: 415, code: badInput, says: "UTF-8",
			shot: shot{headers: []string{"Content-Type: application/json; charset=utf-16"}, body: query(`{ levels { code } }`)}},
		kind("what a form sends", "application/x-www-form-urlencoded"),
		kind("what a form with files sends", "multipart/form-data; boundary=x"),
		kind("what a page sends without asking", "text/plain"),
		kind("a type with a comma", "text/plain, application/json"),
		kind("a type that is no type", "application/json/json"),
		{name: "GraphQL as it is", want: 415, code: badInput, says: "application/json",
			shot: shot{headers: []string{"Content-Type: application/graphql"}, body: `{ levels { code } }`}},
		{name: "no type", want: 415, code: badInput, says: "application/json", shot: shot{headers: []string{"Content-Type: "}, body: query(`{ levels { code } }`)}},
	}
}

// hostileRequests are requests whose header or address is the attack.
func hostileRequests(t *target) []attack {
	levels := query(`{ levels { code } }`)
	get := "/graphql?query=%7Blevels%7Bcode%7D%7D"
	ordinary := func(name string, headers ...string) attack {
		return attack{name: name, shot: shot{headers: headers, body: levels}, want: 200, says: `"levels"`}
	}
	without := func(header string) func(*target, reply) {
		return func(t *target, is reply) {
			if got := is.header.Get(header); got != "" {
				t.Errorf("%s: %s", header, got)
			}
		}
	}
	foreign := ordinary("credentials of a foreign page", "Origin: https://evil.example", "Cookie: session="+t.member)
	foreign.also = without("Access-Control-Allow-Credentials")
	split := ordinary("a request id with a line in it", "X-Request-Id: a\tb; Set-Cookie: c=d")
	split.also = without("Set-Cookie")
	return []attack{
		foreign, split,
		ordinary("a method override", "X-HTTP-Method-Override: DELETE", "X-Method-Override: PUT"),
		ordinary("an address of its own choosing", "X-Forwarded-For: "+strings.Repeat("1.2.3.4, ", 500)+"127.0.0.1"),
		ordinary("an address that is none", "X-Forwarded-For: '; DROP TABLE allowance; --"),
		ordinary("another host", "Host: evil.example", "X-Forwarded-Host: evil.example"),
		ordinary("a path to rewrite", "X-Original-URL: /metrics", "X-Rewrite-URL: /dev/sms"),
		ordinary("2,000 wishes for a type", "Accept: application/json, "+strings.Repeat("a/b;q=0.1, ", 1200)+"*/*"),
		ordinary("2,000 wishes for a language", "Accept-Language: "+strings.Repeat("de;q=0.1, ", 1400)+"en"),
		ordinary("a stream among other wishes", "Accept: application/json;q=0.9, text/event-stream;q=0.8, */*;q=0.1"),
		ordinary("deferred parts that nobody serves", "Accept: multipart/mixed;deferSpec=20220824, application/json"),
		{name: "a type that nobody has", want: 406, code: badInput, says: "Accept", shot: shot{headers: []string{"Accept: image/png"}, body: levels}},
		{name: "a type with a weight of nothing", want: 406, code: badInput, says: "Accept", shot: shot{headers: []string{"Accept: application/json;q=0"}, body: levels}},
		{name: "a header of 26 kB", want: 431, shot: shot{headers: []string{"X-Large: " + strings.Repeat("x", 26<<10)}, body: levels}},
		{name: "2,000 cookies", want: 431, shot: shot{headers: []string{"Cookie: " + strings.Repeat("a=b; ", 5000)}, body: levels}},
		{name: "DELETE", want: 405, code: badInput, says: "POST", shot: shot{method: "DELETE"}},
		{name: "PUT", want: 405, code: badInput, says: "POST", shot: shot{method: "PUT", body: levels}},
		{name: "a method that nobody knows", want: 405, code: badInput, says: "POST", shot: shot{method: "BREW", body: levels}},
		{name: "a query in the address that is cut off", want: 400, code: badInput, says: "address", shot: shot{method: "GET", path: "/graphql?query=%7Blevels%"}},
		{name: "invalid UTF-8 in the address", want: 400, code: badInput, says: "UTF-8", shot: shot{method: "GET", path: "/graphql?query=%FF%FE"}},
		{name: "a null byte in the address", want: 200, code: unparsable, shot: shot{method: "GET", path: "/graphql?query=%7Blevels%00%7Bcode%7D%7D"}},
		{name: "variables in the address that are no object", want: 400, code: badInput, says: "variables", shot: shot{method: "GET", path: get + "&variables=%5B1%5D"}},
		{name: "two queries in the address", want: 400, code: badInput, says: "is there twice", shot: shot{method: "GET", path: get + "&query=%7BnoSuchField%7D"}},
		{name: "a subscription without a stream", want: 400, code: badInput, says: "text/event-stream",
			shot: shot{body: with(`subscription($id: ID!) { replyAdded(threadId: $id) { cursor } }`, `{"id":"`+t.thread+`"}`)}},
		{name: "a file of the machine", want: 404, shot: shot{method: "GET", path: "/graphiql/%2e%2e/%2e%2e/%2e%2e/etc/passwd"}},
		{name: "the numbers of the house from outside", want: 404, shot: shot{method: "GET", path: "/metrics"}},
		{name: "the codes of people from outside", want: 404, shot: shot{method: "GET", path: "/dev/sms?to=%2B447700900002"}},
	}
}

// hostileConnections are connections that do not speak HTTP as they should.
func hostileConnections() []attack {
	const start = "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
	levels := query(`{ levels { code } }`)
	length := func(n int) string { return fmt.Sprintf("Content-Length: %d\r\n", n) }
	raw := func(name string, want int, parts ...string) attack {
		return attack{name: name, want: want, code: anyCode, run: func(t *target) reply { return t.raw(10*time.Second, parts...) },
			also: func(t *target, is reply) {
				if strings.HasSuffix(is.body, stillOpen) {
					t.Error("the connection is kept")
				}
			}}
	}
	const next = "GET /dev/sms?to=%2B447700900002 HTTP/1.1\r\nHost: localhost\r\n\r\n"
	unsmuggled := func(t *target, is reply) {
		if strings.HasSuffix(is.body, stillOpen) || strings.Count(is.body, "HTTP/1.1 ") > 1 {
			t.Errorf("a second request was read: %.600s", is.body)
		}
	}
	both := raw("two lengths of one body", 400, start+length(6)+"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"+next)
	both.also = unsmuggled
	twice := raw("two lengths that differ", 400, start+length(len(levels))+length(5)+"\r\n"+levels+next)
	twice.also = unsmuggled
	return []attack{
		both, twice,
		raw("a length below zero", 400, start+"Content-Length: -1\r\n\r\n"+levels),
		raw("a length beyond all numbers", 400, start+"Content-Length: 99999999999999999999\r\n\r\n"),
		raw("a coding that is chunked by halves", 501, start+"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
		raw("a chunk that lies", 400, start+"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n"+levels),
		raw("a name with a space before the colon", 400, "GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n"),
		raw("no host", 400, "GET /healthz HTTP/1.1\r\n\r\n"),
		raw("a null byte in a header", 400, "GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n"),
		raw("another protocol", 400, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03hello\r\n\r\n"),
		raw("HTTP/2 without asking", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
		{name: "headers that never end, a hundred at once", waits: true, want: 0, run: func(t *target) reply {
			return crowd(100, func() reply { return t.raw(8*time.Second, "GET /graphql HTTP/1.1\r\nHost: a\r\nX-Slow: ") })
		}, also: cutOff},
		{name: "bodies that never come, a hundred at once", waits: true, want: http.StatusRequestTimeout, code: anyCode, says: "did not arrive in time", run: func(t *target) reply {
			return crowd(100, func() reply { return t.raw(15*time.Second, start+length(500)+"\r\n{") })
		}},
		{name: "500 connections that say nothing", waits: true, want: 0, run: func(t *target) reply {
			return crowd(500, func() reply { return t.raw(8*time.Second, "") })
		}, also: cutOff},
	}
}

// crowd does something many times at once, and is the first reply.
func crowd(n int, do func() reply) (first reply) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if is := do(); i == 0 {
				first = is
			}
		})
	}
	all.Wait()
	return first
}
