package main

import (
	"fmt"
	"strings"
)

const (
	badInput   = "BAD_USER_INPUT"
	invalid    = "GRAPHQL_VALIDATION_FAILED"
	unparsable = "GRAPHQL_PARSE_FAILED"
)

// hostileDocuments are documents that cost more to look at than to write.
func hostileDocuments(t *target) []attack {
	nested := func(n int) string {
		return `{ categories ` + strings.Repeat(`{ parent `, n) + `{ id }` + strings.Repeat(` }`, n) + ` }`
	}
	doubling := func(n int) string {
		var b strings.Builder
		b.WriteString(`{ ...f0 } `)
		for i := range n {
			fmt.Fprintf(&b, "fragment f%d on Query { ...f%d ...f%d } ", i, i+1, i+1)
		}
		fmt.Fprintf(&b, "fragment f%d on Query { levels { code } }", n)
		return b.String()
	}
	many := func(n int, each string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(each, "#", fmt.Sprint(i)))
		}
		return b.String()
	}
	document := func(name, text, code, says string) attack {
		return attack{name: name, shot: shot{body: query(text)}, want: 200, code: code, says: says}
	}
	fields := "{" + many(90, " id name") + "}"
	return []attack{
		document("16 levels", nested(15), badInput, "levels of nested fields; the limit is 15"),
		document("5,000 levels", nested(5000), badInput, "tokens; the limit is"),
		document("20,000 brackets never closed", strings.Repeat("{", 20_000), badInput, "tokens; the limit is"),
		document("a list type nested 400 times", `query($a: `+strings.Repeat("[", 400)+"Int"+strings.Repeat("]", 400)+`) { levels { code } }`, invalid, "never used"),
		document("a value nested 450 times", `{ nodes(ids: `+strings.Repeat("[", 450)+strings.Repeat("]", 450)+`) { id } }`, invalid, "ids"),
		document("a fragment that spreads itself", `{ ...a } fragment a on Query { levels { code } ...a }`, invalid, "spreads itself"),
		document("fragments in a circle", `{ ...a } fragment a on Query { ...b } fragment b on Query { ...c } fragment c on Query { ...a }`, invalid, "spreads itself"),
		document("a circle that nothing spreads", `{ levels { code } } fragment a on Query { ...b } fragment b on Query { ...a }`, invalid, "spreads itself"),
		document("fragments that double 30 times", doubling(30), badInput, "selections with its fragments in place; the limit is 500"),
		document("fragments that double 49 times", doubling(49), badInput, "the limit is"),
		document("51 fragments", `{ levels { code } } `+many(51, "fragment f# on Level { code } "), badInput, "fragments; the limit is 50"),
		document("31 aliases", `{ `+many(31, "a#: levels { code } ")+`}`, badInput, "aliases; the limit is 30"),
		document("250 aliases of the dearest field", `{ `+many(250, "a#: partners(first: 100) { totalCount } ")+`}`, badInput, "the limit is"),
		document("51 directives on a field", `{ levels { code `+many(51, "@include(if: true) ")+`} }`, badInput, "directives; the limit is 50"),
		document("300 directives that nobody knows", `{ levels { code `+many(300, "@d# ")+`} }`, badInput, "directives; the limit is 50"),
		document("@skip and @include in turns", `query($y: Boolean!) { levels { `+many(26, "code @include(if: $y) @skip(if: $y) ")+`} }`, badInput, "directives; the limit is 50"),
		document("11 operations", many(11, "query q# { levels { code } } "), badInput, "operations; the limit is 10"),
		document("51 variables", `query(`+many(51, "$v#: Int ")+`) { levels { code } }`, badInput, "variables in one operation; the limit is 50"),
		document("501 selections", `{ partners { nodes {`+many(501, " id")+` } } }`, badInput, "the limit is 500"),
		document("fields that conflict in pairs", `{ partners { nodes { `+many(29, "a: solutions(first: #) { nodes { id } } ")+`} } }`, invalid, "conflict"),
		document("900 fields of one name", `{ solutions { nodes { partner `+fields+` partner `+fields+` } } }`, "", `"partner"`),
		document("pages in pages in pages", `{ partners(first: 100) { nodes { solutions(first: 100) { nodes { reviews(first: 100) { nodes { id } } } } } } }`, badInput, "points"),
		document("counts in pages", `{ partners(first: 100) { nodes { reviews(first: 1) { totalCount } solutions(first: 1) { totalCount } } } }`, badInput, "points"),
		document("introspection in introspection", `{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }`, invalid, "introspection"),
		document("introspection 21 levels deep", `{ __type(name: "Query") { fields { type `+strings.Repeat("{ ofType ", 21)+"{ name }"+strings.Repeat(" }", 21)+` } } }`, badInput, "introspection; the limit is 20"),
		document("introspection thirty times", `{ `+many(30, "a#: __schema { types { name fields { name args { name } } } } ")+`}`, badInput, "points"),
		document("a comment of 90 kB", "# "+strings.Repeat("x", 90_000)+"\n{ levels { code } }", "", `"levels"`),
		document("a string of 90 kB", `{ partner(by: {slug: "`+strings.Repeat("x", 90_000)+`"}) { id } }`, "", `"partner":null`),
		document("a name of 90 kB", `{ `+strings.Repeat("x", 90_000)+` }`, invalid, ""),
		document("a block string never closed", `{ partner(by: {slug: """`+strings.Repeat(`\"""`, 10_000), unparsable, ""),
		document("escapes that are none", `{ partner(by: {slug: "\uD800\uZZZZ"}) { id } }`, unparsable, ""),
		document("null bytes in the document", "{ levels\x00 { code } }", unparsable, ""),
		document("controls and separators", "{ levels\u2028{ code }\u0007 }", unparsable, ""),
		document("no operation at all", `fragment f on Level { code }`, invalid, ""),
		document("a schema in the place of a query", `type Query { a: Int } extend schema { query: Query }`, unparsable, ""),
		document("mutations five at a time", `mutation { `+many(5, "a#: sessionRevoke(input: {}) { sessionId } ")+`}`, badInput, "fields in one mutation; the limit is 4"),
		document("codes four at a time", `mutation { `+many(4, `a#: signInStart(input: {phone: "+44770090091#"}) { challenge } `)+`}`, badInput, ""),
		{name: "an operation that is not in the document", want: 200, code: invalid, says: "operationName",
			shot: shot{body: `{"query":"query A { levels { code } } query B { levels { code } }","operationName":"C"}`}},
		{name: "two operations and no name", want: 200, code: invalid, says: "operationName",
			shot: shot{body: `{"query":"query A { levels { code } } query B { levels { code } }"}`}},
		{name: "a mutation hidden behind a query by GET", want: 405, code: badInput, says: "POST",
			shot: shot{method: "GET", path: `/graphql?operationName=B&query=query+A+%7Blevels%7Bcode%7D%7D+mutation+B+%7BsessionRevoke(input:%7B%7D)%7BsessionId%7D%7D`}},
		{name: "another document under a known hash", want: 200, code: badInput, says: "SHA-256",
			shot: shot{body: `{"query":"{ levels { code } }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + strings.Repeat("a", 64) + `"}}}`}},
		{name: "a hash that is a path", want: 200, code: badInput, says: "sha256Hash",
			shot: shot{body: `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"../../etc/passwd"}}}`}},
		{name: "a document id of 10 kB", want: 200, code: badInput, says: "documentId",
			shot: shot{body: `{"documentId":"` + strings.Repeat("d", 10_000) + `"}`}},
	}
}
