package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// hostileContents are texts that people write for others to read.
func hostileContents(t *target) (all []attack) {
	mutate := func(name, token, document, variables string, also func(*target, reply)) attack {
		return attack{name: name, want: 200, code: anyCode, also: also, run: func(t *target) reply {
			return t.send(shot{headers: []string{"Authorization: Bearer " + token}, body: with(document, variables)}, address(name))
		}}
	}
	for i, text := range []string{
		`<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>`,
		`[a](javascript:alert(1)) [b](JaVaScRiPt&colon;alert(1)) [c](data:text/html;base64,PHNjcmlwdD4=) [d](vbscript:x) <javascript:alert(1)>`,
		"![x](https://evil.example/track.png) ![x](javascript:alert(1))",
		`<a href="https://a.example" onclick="alert(1)" style="position:fixed">x</a><iframe srcdoc="<script>"></iframe><form action=/><input>`,
		"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
		"`</code><script>alert(1)</script>` ```html\n</pre><script>alert(1)</script>\n```",
		"[a]: javascript:alert(1)\n[a] <!-- --><base href=//evil.example><meta http-equiv=refresh content=0>",
		strings.Repeat("[", 3000) + strings.Repeat("*_", 3000) + strings.Repeat("> ", 3000),
	} {
		name := fmt.Sprintf("Markdown %d: %.24s", i, text)
		token := []string{t.member, t.stranger}[i%2]
		all = append(all, mutate(name, token, `mutation($i: ReplyCreateInput!) { replyCreate(input: $i) { reply { body { html } } userErrors { code field message } } }`,
			marshalled(map[string]any{"i": map[string]string{"threadId": t.thread, "body": text}}), harmless))
	}
	for name, text := range map[string]string{
		"a null byte": "Kim\x00Sample", "right to left": "Kim \u202eelpmaS", "joiners": strings.Repeat("\u200d", 40),
		"HTML": `<script>alert(1)</script>`, "spaces": "\u00a0\u2003\u3000", "marks without end": "Z" + strings.Repeat("\u0301", 79),
		"lines": "Kim\r\nSample\u2028", "a tag of languages": "\U000e0041\U000e0042",
	} {
		all = append(all, mutate("a name of "+name, t.stranger, `mutation($i: PersonUpdateInput!) { personUpdate(input: $i) { person { name } userErrors { field code message } } }`,
			marshalled(map[string]any{"i": map[string]string{"name": text}}), honest))
	}
	return all
}

func marshalled(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // of maps of texts
	}
	return string(b)
}

// harmless looks at HTML as a browser reads it: only known elements, no handlers, and
// links to the web only.
func harmless(t *target, is reply) {
	var a struct {
		Data struct {
			ReplyCreate struct {
				Reply      *struct{ Body struct{ HTML string } }
				UserErrors []struct{ Code, Message string }
			}
		}
	}
	if err := json.Unmarshal([]byte(is.body), &a); err != nil || a.Data.ReplyCreate.Reply == nil && len(a.Data.ReplyCreate.UserErrors) == 0 {
		t.Errorf("%v %.300s", err, is.body)
		return
	}
	if a.Data.ReplyCreate.Reply == nil {
		return // refused, and told why
	}
	for z := html.NewTokenizer(strings.NewReader(a.Data.ReplyCreate.Reply.Body.HTML)); z.Next() != html.ErrorToken; {
		token := z.Token()
		if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
			continue
		}
		if !strings.Contains(" p a em strong del code pre blockquote ul ol li h1 h2 h3 h4 h5 h6 br hr table thead tbody tr th td ", " "+token.Data+" ") {
			t.Errorf("<%s> is served", token.Data)
		}
		for _, at := range token.Attr {
			if strings.HasPrefix(at.Key, "on") || at.Key == "style" || at.Key == "src" ||
				at.Key == "href" && !strings.HasPrefix(at.Val, "https://") && !strings.HasPrefix(at.Val, "http://") && !strings.HasPrefix(at.Val, "mailto:") {
				t.Errorf("<%s %s=%q> is served", token.Data, at.Key, at.Val)
			}
		}
	}
}

// honest says that a name was refused for what it is, or kept without what cannot be seen.
func honest(t *target, is reply) {
	for _, hidden := range []string{"\x00", `\u0000`, "\u202e", "\u200d\u200d", "\u2028", "\U000e0041"} {
		if strings.Contains(is.body, hidden) {
			t.Errorf("%q is in the name: %.300s", hidden, is.body)
		}
	}
	if strings.Contains(is.body, `"person":null`) && !strings.Contains(is.body, `"field":["name"]`) {
		t.Errorf("%.300s", is.body)
	}
}
