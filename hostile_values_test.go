package main

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
)

// hostileValues are values that are not what they should be: numbers, ids, cursors,
// tokens, texts for a search.
func hostileValues(t *target) []attack {
	return append(append(hostileNumbers(t), hostileKeys(t)...), hostileTexts(t)...)
}

// hostileNumbers are sizes of pages that are none, in the document and in a variable.
func hostileNumbers(t *target) (all []attack) {
	for _, n := range []struct{ value, code, says string }{
		{"0", badInput, "first"},
		{"-1", badInput, "first"},
		{"101", badInput, "first"},
		{"2147483647", badInput, "first"},
		{"2147483648", "", ""},
		{"9223372036854775808", "", ""},
		{"1e3", "", ""},
		{"1.5", "", ""},
		{`"20"`, "", ""},
		{"true", "", ""},
		{"[20]", "", ""},
		{"{}", "", ""},
		{"1" + strings.Repeat("0", 400), "", ""},
		{"1e999999999", "", ""},
	} {
		refused := func(t *target, is reply) {
			if !strings.Contains(is.body, `"errors"`) || strings.Contains(is.body, `"data"`) || codeOf(is.body) == "INTERNAL" || codeOf(is.body) == "" {
				t.Errorf("got %.300s", is.body)
			}
		}
		all = append(all,
			attack{name: "first: " + fmt.Sprintf("%.20s", n.value), shot: shot{body: query(`{ solutions(first: ` + n.value + `) { nodes { id } } }`)},
				want: 200, says: n.says, code: anyCode, also: refused},
			attack{name: "$first = " + fmt.Sprintf("%.20s", n.value), shot: shot{body: with(`query($n: Int) { solutions(first: $n) { nodes { id } } }`, `{"n":`+n.value+`}`)},
				want: 200, says: n.says, code: anyCode, also: refused})
	}
	return append(all,
		attack{name: "first and last", shot: shot{body: query(`{ solutions(first: 1, last: 1) { nodes { id } } }`)}, want: 200, code: badInput, says: "last"},
		attack{name: "101 ids", shot: shot{body: with(`query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, `{"ids":[`+strings.TrimSuffix(strings.Repeat(`"`+t.partner+`",`, 101), ",")+`]}`)}, want: 200, code: badInput, says: "100"},
		attack{name: "251 items", shot: shot{body: with(`query($c: [CountryCode!]) { partners(filter: {countries: $c}) { nodes { id } } }`, `{"c":[`+strings.TrimSuffix(strings.Repeat(`"GB",`, 251), ",")+`]}`)}, want: 200, code: badInput, says: "250"},
		attack{name: "a rating that is no number", shot: shot{body: with(`query($r: Float) { partners(filter: {minimumRating: $r}) { nodes { id } } }`, `{"r":1e400}`)}, want: 200, code: anyCode},
		attack{name: "an amount with 10,000 digits", shot: shot{headers: nil, body: with(`mutation($b: MoneyInput) { leadSubmit(input: {contact: {name: "Kim Sample", phone: "+447700900123"}, budget: $b}) { number userErrors { field } } }`,
			`{"b":{"amount":"`+strings.Repeat("9", 10_000)+`","currency":"EUR"}}`)}, want: 200, code: anyCode},
	)
}

// anyCode admits every code: what the answer must be is looked at otherwise.
const anyCode = "*"

// hostileKeys are cursors, ids and tokens that were tampered with.
func hostileKeys(t *target) (all []attack) {
	packed := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	plain, _ := base64.RawURLEncoding.DecodeString(t.cursor)
	for name, cursor := range map[string]string{
		"truncated":            t.cursor[:len(t.cursor)-5],
		"of another list":      packed(`["name","Acme","00000000-0000-7000-8000-000000000000"]`),
		"with SQL in it":       packed(strings.Replace(string(plain), `",`, `'; DROP TABLE partner; --",`, 1)),
		"with SQL as its key":  packed(`["rating","1); DROP TABLE partner; --","x"]`),
		"with NaN":             packed(`["rating","NaN","NaN","NaN"]`),
		"with a null byte":     packed("[\"rating\",\"\\u0000\",\"\\u0000\"]"),
		"of invalid UTF-8":     packed("[\"rating\",\"\xff\xfe\",\"\xff\"]"),
		"that is a deep array": packed(strings.Repeat("[", 150) + strings.Repeat("]", 150)),
		"of 513 bytes":         strings.Repeat("A", 513),
		"of 50 kB":             strings.Repeat("A", 50_000),
		"that is a number":     packed("1e9999"),
		"that is no base64":    "%%%%",
	} {
		all = append(all, attack{name: "a cursor " + name, want: 200, code: badInput, says: "cursor",
			shot: shot{body: with(`query($c: String) { solutions(first: 1, after: $c) { nodes { id } } }`, `{"c":"`+cursor+`"}`)}})
	}
	kind, key, _ := strings.Cut(t.partner, "_")
	for name, id := range map[string]string{
		"truncated":          t.partner[:len(t.partner)-3],
		"of an unknown type": "tables_" + key,
		"of another type":    "thread_" + key,
		"in capitals":        strings.ToUpper(t.partner),
		"with SQL in it":     kind + "_' OR 1=1 --",
		"of 65 bytes":        kind + "_" + strings.Repeat("0", 65-len(kind)-1),
		"of 50 kB":           strings.Repeat("0", 50_000),
		"with a null byte":   kind + `_\u0000`,
		"of its neighbour":   kind + "_" + strings.Repeat("0", len(key)),
		"that is empty":      "",
		"that is a path":     "../../partner_" + key,
	} {
		all = append(all, attack{name: "an id " + name, want: 200, code: anyCode,
			shot: shot{body: with(`query($id: ID!) { node(id: $id) { id ... on Partner { name } } }`, `{"id":"`+id+`"}`)},
			also: func(t *target, is reply) {
				if strings.Contains(is.body, `"name"`) || codeOf(is.body) == "INTERNAL" {
					t.Errorf("got %.300s", is.body)
				}
			}})
	}
	for name, token := range map[string]string{
		"guessed":            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHI",
		"guessed for a bot":  "pg_0123456789abcdefghijklmnopqrst000000",
		"half of a real one": t.member[:len(t.member)/2],
		"twice a real one":   t.member + t.member,
		"with SQL in it":     "' OR 1=1 --",
		"of 10 kB":           strings.Repeat("t", 10_000),
		"unsigned":           "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
	} {
		all = append(all, attack{name: "a token " + name, want: 401, code: "UNAUTHENTICATED",
			shot: shot{headers: []string{"Authorization: Bearer " + token}, body: query(`{ viewer { phone } }`)}})
	}
	return append(all,
		attack{name: "a token in the address", want: 200, says: `"viewer":null`,
			shot: shot{method: "GET", path: "/graphql?access_token=" + t.member + "&query=" + url.QueryEscape("{ viewer { phone } }")}},
		attack{name: "somebody else's organisation", want: 403, code: "FORBIDDEN",
			shot: shot{headers: []string{"Authorization: Bearer " + t.stranger, "X-Organization: organization_" + key}, body: query(`{ viewer { phone } }`)}},
		attack{name: "an organisation that is none", want: 400, code: badInput, says: "X-Organization",
			shot: shot{headers: []string{"Authorization: Bearer " + t.member, "X-Organization: '; --"}, body: query(`{ viewer { phone } }`)}},
		attack{name: "a key of a widget that nobody has", want: 403, code: "FORBIDDEN",
			shot: shot{method: "GET", path: "/graphql?documentId=catalogue&embedKey=pgw_0123456789abcdefghijklmn", headers: []string{"Origin: https://evil.example"}}},
		attack{name: "a key of a widget that is SQL", want: 403, code: "FORBIDDEN",
			shot: shot{method: "GET", path: "/graphql?documentId=catalogue&embedKey='+OR+1=1+--"}},
	)
}

// hostileTexts are texts that mean something to a database, a pattern or a screen.
func hostileTexts(t *target) (all []attack) {
	for name, text := range map[string]string{
		"SQL":                   `'; DROP TABLE partner; --`,
		"SQL of a union":        `x' UNION SELECT phone FROM person --`,
		"operators of a search": `:* & | ! <-> ( ) \\`,
		"a pattern":             `%_%_%_%_\\%`,
		"a slow pattern":        `(a+)+$` + strings.Repeat("a", 100),
		"a null byte":           `a\u0000b`,
		"half a surrogate":      `\ud800`,
		"right to left":         `\u202e\u202dreversed\u202c`,
		"marks without end":     "Z" + strings.Repeat(`\u0301`, 150),
		"joiners":               strings.Repeat(`\u200d`, 150),
		"201 characters":        strings.Repeat("x", 201),
		"a hundred words":       strings.Repeat("a ", 99),
	} {
		all = append(all, attack{name: "a search for " + name, want: 200, code: anyCode,
			shot: shot{body: with(`query($t: String) { partners(first: 2, filter: {text: $t, city: $t}) { nodes { name } } solutions(first: 2, filter: {text: $t, category: $t}) { nodes { title } } threads(first: 2, filter: {text: $t, board: $t}) { nodes { title } } }`, `{"t":"`+text+`"}`)},
			also: func(t *target, is reply) {
				if code := codeOf(is.body); code != "" && code != badInput {
					t.Errorf("got %.300s", is.body)
				}
			}})
	}
	for name, locale := range map[string]string{"of 10 kB": strings.Repeat("a-", 5000), "that is a path": "../../etc", "that is SQL": "de'--"} {
		all = append(all,
			attack{name: "a language " + name, want: 400, code: badInput, says: "locale",
				shot: shot{body: with(`query($l: Locale) @inContext(locale: $l) { levels { code } }`, `{"l":"`+locale+`"}`)}},
			attack{name: "a header with a language " + name, want: 200, says: `"levels"`,
				shot: shot{headers: []string{"Accept-Language: " + locale}, body: query(`{ levels { code } }`)}})
	}
	for name, moment := range map[string]string{"a zone that is none": "2026-01-01T00:00:00+99:99", "a day that is none": "2026-02-30", "the year 99999": "99999-01-01", "a duration": "P1D"} {
		all = append(all, attack{name: "a deadline with " + name, want: 200, code: badInput, says: "deadline",
			shot: shot{body: with(`mutation($d: Date) { leadSubmit(input: {contact: {name: "Kim Sample", phone: "+447700900123"}, deadline: $d}) { number } }`, `{"d":"`+moment+`"}`)}})
	}
	return all
}
