package main

import (
	"fmt"
	"net/url"
	"strings"
)

// hostileAnswers are small requests for long answers: somebody has written the longest
// text there can be, and others ask for it many times over.
func hostileAnswers(t *target) []attack {
	var written struct{ Reply struct{ ID string } }
	writer := t.client
	writer.token = t.stranger
	writer.mutate(&written, "replyCreate", "reply { id }", map[string]any{"threadId": t.thread, "body": strings.Repeat(`"`, 20_000)})
	document := func(n int) string {
		longest := ""
		for i := range 29 {
			longest += fmt.Sprintf(" a%d: html", i)
		}
		return `{ nodes(ids: [` + strings.Repeat(`"`+written.Reply.ID+`" `, n) + `]) { ... on Reply { body {` + longest + ` } } } }`
	}
	const tooLong = "The answer would have more than 5000000 bytes, which is the limit."
	read := func(path string, headers ...string) shot { return shot{method: "GET", path: path, headers: headers} }
	get := "/graphql?query=" + url.QueryEscape(document(25))
	return []attack{
		{name: "the longest text once", want: 200, says: `"html":"<p>`,
			shot: shot{body: query(`{ node(id: "` + written.Reply.ID + `") { ... on Reply { body { html } } } }`)}},
		{name: "the longest text 2,900 times", want: 200, code: badInput, says: "points; the limit is 1000", shot: shot{body: query(document(100))}},
		{name: "the longest text 754 times", want: 400, code: badInput, says: tooLong, shot: shot{body: query(document(26))}},
		{name: "the same, of which only the tag is asked for", want: 400, code: badInput, says: tooLong, shot: read(get, "If-None-Match: *")},
		{name: "the same, as a stream", want: 200, code: "", says: tooLong, shot: shot{headers: []string{"Accept: text/event-stream"}, body: query(document(25))}},
		{name: "all that a page of replies ever said", want: 200, code: badInput, says: "points; the limit is 1000",
			shot: shot{body: query(`{ threads(first: 5) { nodes { replies(first: 5) { nodes { revisions { body { markdown } } } } } } }`)}},
		{name: "texts in all languages", want: 200, code: badInput, says: "points; the limit is 1000",
			shot: shot{body: query(`{ solutions(first: 100) { nodes { texts { description } } } }`)}},
		{name: "a name of 90 kB for a short field", want: 200, code: badInput, says: "bytes in one alias; the limit is 100",
			shot: shot{body: query(`{ solutions(first: 100) { nodes { ` + strings.Repeat("x", 90_000) + `: __typename } } }`)}},
		{name: "everybody's name 3,000 times", want: 200, says: `"a28":`,
			shot: shot{body: query(`{ partners(first: 100) { nodes {` + strings.Repeat(" id", 20) + names(29) + ` } } }`)}},
		{name: "the schema twenty times", want: 200, code: badInput, says: "points; the limit is 1000", shot: shot{body: query(`{` + schemas(20) + ` }`)}},
	}
}

// names asks for one name n times, by other names.
func names(n int) (all string) {
	for i := range n {
		all += fmt.Sprintf(" a%d: name", i)
	}
	return all
}

// schemas asks for the whole schema n times.
func schemas(n int) (all string) {
	for i := range n {
		all += fmt.Sprintf(" a%d: __schema { types { name description fields { name description args { name description } } } }", i)
	}
	return all
}
