// Package markdown turns what people write into HTML that is safe to put into a
// page. It is called when a text is written, not when it is read.
package markdown

import (
	"bytes"
	"html"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

var (
	converter = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify))
	policy    = userContent()
)

// userContent allows what people write in a forum, and opens links elsewhere
// without telling the other site or vouching for it.
func userContent() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowStandardURLs()
	p.AllowURLSchemes("https", "http", "mailto")
	p.AllowElements("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code",
		"em", "strong", "del", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("href").OnElements("a")
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p
}

// HTML is the text, in CommonMark with tables, struck-out text and bare links, as
// sanitised HTML. Raw HTML in the text is left out. A text beyond the limits is shown
// as it was written.
func HTML(text string) string {
	if isOutlandish(text) {
		return "<pre>" + html.EscapeString(text) + "</pre>\n"
	}
	var b bytes.Buffer
	if err := converter.Convert([]byte(text), &b); err != nil {
		return "" // writing to a buffer does not fail
	}
	return string(policy.SanitizeBytes(b.Bytes()))
}
