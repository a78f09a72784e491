package markdown_test

import (
	"strings"
	"testing"

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

func FuzzHTML(f *testing.F) {
	f.Add("a <b onclick=x>b</b> [c](data:text/html,x) `d`")
	f.Fuzz(func(t *testing.T, text string) {
		html := strings.ToLower(markdown.HTML(text))
		for _, bad := range []string{"<script", "<style", "<iframe", "<img", "href=\"javascript:", "href=\"data:"} {
			if strings.Contains(html, bad) {
				t.Errorf("HTML(%q) has %s: %s", text, bad, html)
			}
		}
	})
}
