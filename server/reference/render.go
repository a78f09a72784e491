package reference

import (
	"bytes"
	"embed"
	"html/template"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

//go:embed files
var files embed.FS

// Policy lets the page load its own style, script and icon, and nothing else.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Files are the page of a schema and what it loads, by name: index.html, style.css
// and search.js. It fails when the text is no schema.
func Files(sdl string) (map[string][]byte, error) {
	p, err := read(sdl)
	if err != nil {
		return nil, err
	}
	made, err := template.New("index.html").Funcs(p.funcs()).ParseFS(files, "files/index.html")
	if err != nil {
		return nil, err
	}
	var html bytes.Buffer
	if err := made.Execute(&html, p); err != nil {
		return nil, err
	}
	all := map[string][]byte{"index.html": html.Bytes()}
	for _, name := range []string{"style.css", "search.js"} {
		if all[name], err = files.ReadFile("files/" + name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (p *page) funcs() template.FuncMap {
	return template.FuncMap{
		"typeref": p.typeref,
		"prose":   p.prose,
		"link":    p.link,
		"fixed":   func(e *entry) bool { return e.Kind == "enum" },
	}
}

// typeref is a type as the schema writes it, with its name as a link.
func (p *page) typeref(t *ast.Type) template.HTML {
	text := p.link(t.NamedType)
	if t.Elem != nil {
		text = "[" + p.typeref(t.Elem) + "]"
	}
	if t.NonNull {
		text += "!"
	}
	return text
}

// link is a name of the schema as a link to where it is described; any other text
// stays itself.
func (p *page) link(name string) template.HTML {
	text := template.HTMLEscapeString(name)
	anchor, known := p.names[name]
	if !known {
		return template.HTML(text)
	}
	return template.HTML(`<a href="#` + template.HTMLEscapeString(anchor) + `">` + text + `</a>`)
}

// prose is a description: paragraphs, with what stands between backticks as code.
func (p *page) prose(description string) template.HTML {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(strings.TrimSpace(description), "\n\n") {
		if paragraph == "" {
			continue
		}
		b.WriteString("<p>")
		for i, span := range strings.Split(paragraph, "`") {
			if i%2 == 0 {
				b.WriteString(template.HTMLEscapeString(span))
			} else {
				b.WriteString("<code>" + string(p.link(span)) + "</code>")
			}
		}
		b.WriteString("</p>")
	}
	return template.HTML(b.String())
}
