package server_test

import (
	"net/url"
	"strings"
	"testing"
)

// What GraphQL over HTTP says about requests beside what TestHTTP and the audits of
// graphql-http look at.
func TestGraphQLOverHTTP(t *testing.T) {
	s := newServer(t, config())
	const newer = "Accept: application/graphql-response+json"
	const response, jsonType = "application/graphql-response+json; charset=utf-8", "application/json; charset=utf-8"
	named := "/graphql?query=" + url.QueryEscape(`query null { hello }`)
	for name, test := range map[string]struct {
		method, target, body string
		headers              []string
		status               int
		media, has           string
	}{
		"parameters that nobody knows are ignored": {
			method: "POST", body: `{"query":"{ hello }","id":"secret","hash":[1]}`, headers: []string{newer},
			status: 200, media: response, has: `{"data":{"hello":"world"}}`},
		"null is as if it were not there": {
			method: "POST", body: `{"query":"{ hello }","documentId":null,"operationName":null,"variables":null,"extensions":null}`, headers: []string{newer},
			status: 200, media: response, has: `"world"`},
		"an empty operationName is none": {
			method: "GET", target: named + "&operationName=", headers: []string{newer},
			status: 200, media: response, has: `"world"`},
		"an operation may be called null": {
			method: "GET", target: named + "&operationName=null", headers: []string{newer},
			status: 200, media: response, has: `"world"`},
		"empty variables and extensions by GET are none": {
			method: "GET", target: named + "&variables=&extensions=", headers: []string{newer},
			status: 200, media: response, has: `"world"`},
		"null for variables by GET is none": {
			method: "GET", target: named + "&variables=null", headers: []string{newer},
			status: 200, media: response, has: `"world"`},
		"an Accept with its encoding": {
			method: "POST", body: query(`{ hello }`),
			headers: []string{"Accept: application/graphql-response+json; charset=utf-8, application/json; charset=utf-8"},
			status:  200, media: response, has: `"world"`},
		"a Content-Type with its encoding": {
			method: "POST", body: query(`{ hello }`), headers: []string{"Content-Type: Application/JSON; Charset=\"UTF-8\"", newer},
			status: 200, media: response, has: `"world"`},
		"data beside errors": {
			method: "POST", body: query(`{ hello fail }`), headers: []string{newer},
			status: 200, media: response, has: `"data":{"hello":"world","fail":null}`},
		"a misspelt parameter": {
			method: "POST", body: `{"qeury":"{ hello }"}`, headers: []string{newer},
			status: 400, media: response, has: `\"query\" is missing`},
		"a query of blanks": {
			method: "POST", body: query(" \n\t"), headers: []string{newer},
			status: 400, media: response, has: `\"query\" is missing`},
		"a variable that is missing": {
			method: "POST", body: query(`query ($ms: Int!) { wait(ms: $ms) }`), headers: []string{newer},
			status: 400, media: response, has: `"code":"`},
		"a variable that is missing, the older type": {
			method: "POST", body: query(`query ($ms: Int!) { wait(ms: $ms) }`),
			status: 200, media: jsonType, has: `"code":"`},
		"a method that nobody knows": {
			method: "QUERY", body: query(`{ hello }`), headers: []string{newer},
			status: 405, media: jsonType, has: `Send GraphQL with POST`},
	} {
		t.Run(name, func(t *testing.T) {
			if test.target == "" {
				test.target = "/graphql"
			}
			if !strings.Contains(strings.Join(test.headers, ""), "Content-Type") {
				test.headers = append(test.headers, asJSON)
			}
			r := send(t, s, test.method, test.target, test.body, test.headers...)
			body := text(t, r)
			if r.StatusCode != test.status || r.Header.Get("Content-Type") != test.media || !strings.Contains(body, test.has) {
				t.Errorf("%d %s %s\nwant %d %s %s", r.StatusCode, r.Header.Get("Content-Type"), body, test.status, test.media, test.has)
			}
			if strings.Contains(body, "secret") {
				t.Errorf("echoes: %s", body)
			}
			if r.StatusCode != 200 {
				checkErrors(t, r, body)
			}
		})
	}
}
