package server_test

import (
	"encoding/json"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"partnergraph/resolvers"
	"partnergraph/server"
)

// internals are words of Go and of SQL, which no message may have in it.
var internals = regexp.MustCompile(`float64|int64|json\.Number|interface|strconv|map\[|reflect|\bslice\b|pq:|SQL|secret`)

// What does not fit its type is refused before anything runs, in a sentence that
// names the place and the GraphQL type. The value, "secret", is never repeated.
func TestBadValues(t *testing.T) {
	s := newServer(t, server.Config{Schema: (&resolvers.Resolver{}).Schema(), Present: resolvers.PresentError,
		Alone: resolvers.Alone(), Log: slog.New(slog.DiscardHandler)})
	const search = `query($f: SolutionFilter, $n: Int, $o: SolutionOrder! = RATING) { solutions(filter: $f, first: $n, orderBy: $o) { totalCount } }`
	const create = `mutation($in: SolutionCreateInput!) { solutionCreate(input: $in) { userErrors { message } } }`
	const get = `query($id: ID!, $ids: [ID!]! = []) { node(id: $id) { id } nodes(ids: $ids) { id } }`
	for name, test := range map[string]struct{ query, variables, want string }{
		"a text for an Int":                {`{ solutions(first: "secret") { totalCount } }`, ``, `solutions.first must be an Int: a whole number of 32 bits.`},
		"a fraction for an Int":            {`{ solutions(first: 1.5) { totalCount } }`, ``, `solutions.first must be an Int: a whole number of 32 bits.`},
		"more than 32 bits":                {`{ solutions(first: 2147483648) { totalCount } }`, ``, `solutions.first must be an Int: a whole number of 32 bits.`},
		"more than 64 bits":                {`{ solutions(first: 99999999999999999999) { totalCount } }`, ``, `solutions.first must be an Int: a whole number of 32 bits.`},
		"a list for an Int":                {`{ solutions(first: [1]) { totalCount } }`, ``, `solutions.first must be an Int: a whole number of 32 bits.`},
		"true for a text":                  {`{ solutions(after: true) { totalCount } }`, ``, `solutions.after must be a String.`},
		"a number for a text":              {`{ solutions(filter: {text: 7}) { totalCount } }`, ``, `solutions.filter.text must be a String.`},
		"a text for a Float":               {`{ solutions(filter: {minimumRating: "secret"}) { totalCount } }`, ``, `solutions.filter.minimumRating must be a Float: a number.`},
		"a Float without end":              {`{ solutions(filter: {minimumRating: 1e999}) { totalCount } }`, ``, `solutions.filter.minimumRating must be a Float: a number.`},
		"an enum as text":                  {`{ solutions(orderBy: "RATING") { totalCount } }`, ``, `solutions.orderBy must be one of RATING, TITLE, NEWEST, PRICE (SolutionOrder).`},
		"no value of an enum":              {`{ solutions(orderBy: secret) { totalCount } }`, ``, `solutions.orderBy must be one of RATING, TITLE, NEWEST, PRICE (SolutionOrder).`},
		"no value of an enum in a list":    {`{ solutions(filter: {priceModels: [ONCE, secret]}) { totalCount } }`, ``, `solutions.filter.priceModels[1] must be one of PER_USER_MONTH`},
		"null for what has a default":      {`{ solutions(orderBy: null) { totalCount } }`, ``, `solutions.orderBy must not be null; its type is SolutionOrder!.`},
		"null in a list":                   {`{ nodes(ids: [null]) { id } }`, ``, `nodes.ids[0] must not be null; its type is ID!.`},
		"a text for an input":              {`{ solutions(filter: "secret") { totalCount } }`, ``, `solutions.filter must be an object of the type SolutionFilter.`},
		"an object for a scalar of ours":   {`{ solutions(filter: {languages: [{a: 1}]}) { totalCount } }`, ``, `solutions.filter.languages[0] must be one value of the type Locale.`},
		"an unknown field":                 {`{ solutions(filter: {colour: "secret"}) { totalCount } }`, ``, `solutions.filter.colour is no field of SolutionFilter.`},
		"a field that is missing":          {`mutation { leadSubmit(input: {contact: {email: "secret"}}) { number } }`, ``, `leadSubmit.input.contact.name is missing; its type is String!.`},
		"an argument that is missing":      {`{ node { id } }`, ``, `"ID!" is required`},
		"an argument that is not there":    {`{ node(id: "x", colour: "secret") { id } }`, ``, `Unknown argument`},
		"two of a oneOf":                   {`{ partner(by: {id: "secret", slug: "secret"}) { name } }`, ``, `partner.by needs exactly one of id, slug, and not as null.`},
		"a null of a oneOf":                {`{ partner(by: {id: null}) { name } }`, ``, `partner.by needs exactly one of id, slug, and not as null.`},
		"a number in a directive":          {`query @inContext(locale: "de", organization: 1.5) { viewer { phone } }`, ``, `@inContext.organization must be an ID`},
		"a default that does not fit":      {`query($n: Int = "secret") { solutions(first: $n) { totalCount } }`, ``, `$n must be an Int: a whole number of 32 bits.`},
		"a variable of another type":       {`query($n: String) { solutions(first: $n) { totalCount } }`, `{"n":"secret"}`, `expecting type "Int"`},
		"a variable that is not there":     {`{ solutions(first: $n) { totalCount } }`, ``, `"$n" is not defined`},
		"a variable: text for an Int":      {search, `{"n":"secret"}`, `$n must be an Int: a whole number of 32 bits.`},
		"a variable: digits for an Int":    {search, `{"n":"5"}`, `$n must be an Int: a whole number of 32 bits.`},
		"a variable: a fraction":           {search, `{"n":1.5}`, `$n must be an Int: a whole number of 32 bits.`},
		"a variable: more than 32 bits":    {search, `{"n":2147483648}`, `$n must be an Int: a whole number of 32 bits.`},
		"a variable: more than 64 bits":    {search, `{"n":99999999999999999999}`, `$n must be an Int: a whole number of 32 bits.`},
		"a variable: an enum in lower":     {search, `{"o":"rating"}`, `$o must be one of RATING, TITLE, NEWEST, PRICE (SolutionOrder).`},
		"a variable: an enum as a number":  {search, `{"o":1}`, `$o must be one of RATING, TITLE, NEWEST, PRICE (SolutionOrder).`},
		"a variable: null":                 {search, `{"o":null}`, `$o must not be null; its type is SolutionOrder!.`},
		"a variable: a text for an input":  {search, `{"f":"secret"}`, `$f must be an object of the type SolutionFilter.`},
		"a variable: a list for an input":  {search, `{"f":["secret"]}`, `$f must be an object of the type SolutionFilter.`},
		"a variable: an unknown field":     {search, `{"f":{"colour":"secret"}}`, `$f.colour is no field of SolutionFilter.`},
		"a variable: a Float as text":      {search, `{"f":{"minimumRating":"4.5"}}`, `$f.minimumRating must be a Float: a number.`},
		"a variable: an object, not text":  {search, `{"f":{"text":{"secret":1}}}`, `$f.text must be a String.`},
		"a variable: a number in a list":   {search, `{"f":{"industries":["a",2]}}`, `$f.industries[1] must be a String.`},
		"a variable: a list for a scalar":  {search, `{"f":{"languages":[["secret"]]}}`, `$f.languages[0] must be one value of the type Locale.`},
		"a variable: a null character":     {search, `{"f":{"text":"secret\u0000"}}`, `$f.text must not contain the character U+0000.`},
		"a variable: missing":              {get, `{}`, `$id is missing; its type is ID!.`},
		"a variable: an object for an ID":  {get, `{"id":{"secret":1}}`, `$id must be an ID: a string that came from this API.`},
		"a variable: null in a list":       {get, `{"id":"x","ids":[null]}`, `$ids[0] must not be null; its type is ID!.`},
		"a variable: a long id":            {get, `{"id":"` + strings.Repeat("x", 65) + `"}`, `$id is no id: it has 65 bytes; the limit is 64.`},
		"a variable: a field missing":      {create, `{"in":{"categoryId":"x","plans":[]}}`, `$in.texts is missing; its type is [SolutionTextInput!]!.`},
		"a variable: a field missing deep": {create, `{"in":{"texts":[{"locale":"en","title":"secret","summary":"secret"}],"categoryId":"x","plans":[]}}`, `$in.texts[0].description is missing; its type is String!.`},
		"a variable: wrong deep":           {create, `{"in":{"texts":[],"categoryId":"x","plans":[{"name":"x","terms":["secret"],"prices":[]}]}}`, `$in.plans[0].terms[0] must be an Int: a whole number of 32 bits.`},
		"a variable: 251 items":            {create, `{"in":{"texts":[],"categoryId":"x","plans":[],"industries":["x"` + strings.Repeat(`,"x"`, 250) + `]}}`, `$in.industries has 251 items; the limit is 250.`},
		"a page too large":                 {`{ solutions(first: 101) { totalCount } }`, ``, `first is 101; the limit is 100.`},
		"a page too large by variable":     {search, `{"n":101}`, `first is 101; the limit is 100.`},
		"a cost too high":                  {`{ solutions(first: 100) { nodes { reviews(first: 10) { nodes { text } } } } }`, ``, `This operation costs 2201 points; the limit is 1000.`},
		"two tries of a code":              {`mutation { a: signInVerify(input: {challenge: "x", code: "1"}) { isNew } b: signInVerify(input: {challenge: "x", code: "2"}) { isNew } }`, ``, `signInVerify stands in a mutation with at most 1 field; this one has 2.`},
		"money beside something":           {`mutation { replyAccept(input: {replyId: "x"}) { userErrors { code } } ...F } fragment F on Mutation { invoicePay(input: {invoiceId: "x", idempotencyKey: "x"}) { userErrors { code } } }`, ``, `invoicePay stands in a mutation with at most 1 field; this one has 2.`},
		"two fields of a subscription":     {`subscription { replyAdded(threadId: "x") { cursor } b: replyAdded(threadId: "y") { cursor } }`, ``, `A subscription has one field; open another for the next.`},
	} {
		t.Run(name, func(t *testing.T) {
			if test.variables == "" {
				test.variables = "null"
			}
			q, _ := json.Marshal(test.query)
			body := `{"query":` + string(q) + `,"variables":` + test.variables + `}`
			r := send(t, s, "POST", "/graphql", body, asJSON, "Accept: application/graphql-response+json")
			got := text(t, r)
			var answer struct {
				Data   any
				Errors []struct {
					Message    string
					Extensions struct{ Code string }
				}
			}
			if err := json.Unmarshal([]byte(got), &answer); err != nil || len(answer.Errors) == 0 {
				t.Fatal(got, err)
			}
			if r.StatusCode != 400 || answer.Data != nil {
				t.Errorf("status %d: %s", r.StatusCode, got)
			}
			said := answer.Errors[0].Message
			if !strings.Contains(said, test.want) {
				t.Errorf("got %s\nwant %s", said, test.want)
			}
			if c := answer.Errors[0].Extensions.Code; c != "BAD_USER_INPUT" && c != "GRAPHQL_VALIDATION_FAILED" {
				t.Errorf("code %q", c)
			}
			if found := internals.FindString(got); found != "" {
				t.Errorf("%q is in %s", found, got)
			}
		})
	}
}
