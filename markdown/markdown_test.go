package markdown_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"partnergraph/markdown"
)

func TestHTML(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"a paragraph":         {"Hello, **you**", "<p>Hello, <strong>you</strong></p>\n"},
		"a script is dropped": {"<script>alert(1)</script>", "\n"},
		"a scripted link":     {"[x](javascript:alert(1))", "<p>x</p>\n"},
		"a list":              {"3. c\n4. d", "<ol start=\"3\">\n<li>c</li>\n<li>d</li>\n</ol>\n"},
		"a link":              {"[x](https://example.com)", `<p><a href="https://example.com" rel="nofollow noreferrer noopener" target="_blank">x</a></p>` + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got := markdown.HTML(test.text)
			if got != test.want {
				t.Errorf("HTML(%q)\n got %q\nwant %q", test.text, got, test.want)
			}
		})
	}
}

// What comes out is read as a browser reads it: it has the elements and attributes that
// we allow, leads to the web or to mail only, and closes what it opens, so that it
// changes nothing around it.
func FuzzHTML(f *testing.F) {
	for _, text := range []string{
		"a <b onclick=x>b</b> [c](data:text/html,x) `d`",
		"[a](javascript:alert(1)) <javascript:alert(1)> ![x](https://a.example/x.png)",
		"<script>x</script> <svg/onload=x> <!-- --><style>p{}</style>",
		"1. a\n   - b\n\n| a | b |\n|---|---|\n| ~~c~~ | https://a.example |\n",
		"```html\n</pre><script>\n```\n> # h\n***\n",
		"[a]: vbscript:x\n[a] &lt;img src=x&gt; &#x3c;script> \\<a>",
		strings.Repeat("[", 300) + strings.Repeat("*_", 300),
		"\x00\u202e\xff<p title='",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := markdown.HTML(text)
		if problem := problemOf(got); problem != "" {
			t.Errorf("HTML(%q) %s: %s", text, problem, got)
		}
	})
}

// problemOf says what is wrong with HTML for a page, or "".
func problemOf(text string) string {
	void := map[string]bool{"br": true, "hr": true}
	allowed := " p a em strong del code pre blockquote ul ol li h1 h2 h3 h4 h5 h6 br hr table thead tbody tr th td "
	open := []string{}
	for z := html.NewTokenizer(strings.NewReader(text)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				return "leaves <" + open[len(open)-1] + "> open"
			}
			return ""
		case html.CommentToken, html.DoctypeToken:
			return "has a comment"
		case html.EndTagToken:
			name := z.Token().Data
			if len(open) == 0 || open[len(open)-1] != name {
				return "closes <" + name + "> that is not open"
			}
			open = open[:len(open)-1]
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			if !strings.Contains(allowed, " "+token.Data+" ") {
				return "has <" + token.Data + ">"
			}
			if problem := problemOfAttributes(token); problem != "" {
				return problem
			}
			if !void[token.Data] {
				open = append(open, token.Data)
			}
		}
	}
}

func problemOfAttributes(token html.Token) string {
	for _, a := range token.Attr {
		switch target, err := url.Parse(a.Val); {
		case token.Data == "ol" && a.Key == "start", token.Data == "a" && (a.Key == "rel" || a.Key == "target"):
		case token.Data == "a" && a.Key == "href" && err == nil && slices.Contains([]string{"https", "http", "mailto", ""}, target.Scheme):
		default:
			return fmt.Sprintf("has <%s %s=%q>", token.Data, a.Key, a.Val)
		}
	}
	return ""
}
