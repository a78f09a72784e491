package reference_test

import (
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/server/reference"
)

func render(t *testing.T, sdl string) string {
	t.Helper()
	files, err := reference.Files(sdl)
	if err != nil {
		t.Fatal(err)
	}
	return string(files["index.html"])
}

func contract(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Everything in the contract has an address in the page, and stands there once.
func TestEverythingHasAnAddress(t *testing.T) {
	sdl := contract(t)
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: sdl})
	page := render(t, sdl)
	once := func(id string) {
		t.Helper()
		if n := strings.Count(page, ` id="`+id+`"`); n != 1 {
			t.Errorf("#%s is there %d times", id, n)
		}
	}
	for _, d := range schema.Types {
		if d.BuiltIn {
			continue
		}
		if d != schema.Query && d != schema.Mutation && d != schema.Subscription {
			once(d.Name)
		}
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			once(d.Name + "." + f.Name)
			for _, a := range f.Arguments {
				once(d.Name + "." + f.Name + "." + a.Name)
			}
		}
		for _, v := range d.EnumValues {
			once(d.Name + "." + v.Name)
		}
	}
	once("@access")
	once("@access.to")
}

// No link leads nowhere, and no two things have one address.
func TestLinksLeadSomewhere(t *testing.T) {
	page := render(t, contract(t))
	there := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if there[m[1]] {
			t.Errorf("two are called #%s", m[1])
		}
		there[m[1]] = true
	}
	links := regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 1000 {
		t.Errorf("only %d links", len(links))
	}
	for _, m := range links {
		if id, err := url.PathUnescape(m[1]); err != nil || !there[id] {
			t.Errorf("#%s leads nowhere", m[1])
		}
	}
}

const small = `
enum Audience { ANYONE MEMBER }
directive @access("Who." to: [Audience!]!) on FIELD_DEFINITION
type Query { "Says <b>how</b> a ` + "`Stone`" + ` lies.\n\nSecond paragraph." stone("Which." id: ID! = "1"): [Stone!] @access(to: [ANYONE, MEMBER]) }

# ---- Stones: and sand

"What lies about."
type Stone implements Thing { id: ID! old: Int @deprecated(reason: "Use ` + "`id`" + `.") }
interface Thing { id: ID! }
union Any = Stone
input By @oneOf { id: ID name: String }
scalar Day @specifiedBy(url: "https://example.com/day")
extend type Query { sand: Day }
`

// What the schema says of a thing stands at it.
func TestWhatThePageSays(t *testing.T) {
	page := render(t, small)
	for name, want := range map[string]string{
		"a description, escaped":     `Says &lt;b&gt;how&lt;/b&gt; a <code><a href="#Stone">Stone</a></code> lies.</p><p>Second paragraph.</p>`,
		"a type with its links":      `: [<a href="#Stone">Stone</a>!]`,
		"a default":                  `: <a href="#ID">ID</a>! = &#34;1&#34;`,
		"who may use it":             `<strong>For</strong> <a href="#Audience.ANYONE">ANYONE</a> or <a href="#Audience.MEMBER">MEMBER</a>`,
		"a deprecation":              `<strong>Deprecated.</strong> <p>Use <code>id</code>.</p>`,
		"an interface":               `implements <a href="#Thing">Thing</a>`,
		"the types of a union":       `One of: <code><a href="#Stone">Stone</a></code>`,
		"one of several fields":      `Exactly one of these fields is given.`,
		"where a scalar is from":     `<a href="https://example.com/day" rel="noreferrer">`,
		"a section of the schema":    `<h2 id="section-stones"><a href="#section-stones">Stones</a> <small>and sand</small></h2>`,
		"a field in its own section": `<h3 id="section-stones-queries">`,
		"who uses a type":            `<summary>Used by 1</summary><p><code><a href="#Query.stone">Query.stone</a></code>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not there: %s", name, want)
		}
	}
}

// The page runs under a policy without inline scripts and styles.
func TestNothingInline(t *testing.T) {
	page := render(t, contract(t))
	if m := regexp.MustCompile(`<style|<script[^>]*>[^<]| style=| on[a-z]+=`).FindString(page); m != "" {
		t.Errorf("holds %s", m)
	}
}

func TestNoSchema(t *testing.T) {
	if _, err := reference.Files("type Query {"); err == nil {
		t.Error("made a page of what is no schema")
	}
}
