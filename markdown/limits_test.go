package markdown_test

import (
	"strings"
	"testing"
	"time"

	"partnergraph/markdown"
)

// No text of 20,000 characters, which is the longest post, takes seconds or becomes
// a page of megabytes.
func TestHostileTextsStaySmall(t *testing.T) {
	fill := func(s string) string { return strings.Repeat(s, 20_000/len(s)) }
	row := func(columns int) string {
		return "|" + strings.Repeat("a|", columns) + "\n|" + strings.Repeat("-|", columns) + "\n"
	}
	for name, text := range map[string]string{
		"rows of a wide table":   row(1000) + strings.Repeat("a\n", 8000),
		"rows of a narrow table": row(9) + strings.Repeat("a\n", 9900),
		"quotes in quotes":       fill(">"),
		"spaced quotes":          fill("> "),
		"lists in lists":         fill("1. "),
		"lists by tabs":          fill("-\t"),
		"lists of stars":         fill("* a\n"),
		"open brackets":          fill("["),
		"open links":             fill("[a]("),
		"open images":            fill("!["),
		"emphasis in emphasis":   fill("*a_"),
		"backticks":              fill("``e`"),
		"open tags":              fill("<a "),
		"comments":               fill("<!--"),
		"addresses":              fill("a@b.c"),
		"references":             strings.Repeat("[a]: /u 'x'\n", 500) + strings.Repeat("[a]", 4000),
		"just below the marks":   fill("*a_bcdefghijk "),
	} {
		began := time.Now()
		html := markdown.HTML(text)
		if took := time.Since(began); len(html) > 600_000 || took > 5*time.Second {
			t.Errorf("%s: %d bytes in %s", name, len(html), took)
		}
	}
}

func TestOutlandishTextsAreShownAsWritten(t *testing.T) {
	const table = "|a|b|\n|-|-|\n|1|2|\n"
	for name, test := range map[string]struct {
		text  string
		plain bool
	}{
		"a table":                              {text: table},
		"as many marks as may be":              {text: strings.Repeat("*a* ", 1500)},
		"two marks more":                       {text: strings.Repeat("*a* ", 1501), plain: true},
		"quotes 30 deep":                       {text: strings.Repeat("> ", 30) + "a"},
		"quotes 31 deep":                       {text: strings.Repeat("> ", 31) + "a", plain: true},
		"lists 31 deep, by numbers":            {text: strings.Repeat("1. ", 31) + "a", plain: true},
		"lists 31 deep, by tabs":               {text: strings.Repeat("-\t", 31) + "a", plain: true},
		"a rule of 80 dashes":                  {text: "a\n\n" + strings.Repeat("-", 80) + "\n\nb"},
		"a line of dots":                       {text: strings.Repeat(".", 80)},
		"a table with as many cells as may be": {text: table + strings.Repeat("|1|2|\n", 6663)},
		"a table with more":                    {text: table + strings.Repeat("|1|2|\n", 6664), plain: true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.HasPrefix(markdown.HTML(test.text), "<pre>"); got != test.plain {
				t.Errorf("shown as written: %v, want %v", got, test.plain)
			}
		})
	}
	if got := markdown.HTML(strings.Repeat(">", 31) + "<script>&"); !strings.Contains(got, "&lt;script&gt;&amp;") {
		t.Errorf("%q is not escaped", got)
	}
}
