package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"partnergraph/demo"
	"partnergraph/widget"
)

// inWidget is a script with the widget's shadow at hand as $, its first match, and $$.
func inWidget(script string) string {
	return `(() => { const e = document.querySelector('partnergraph-catalogue'), s = e?.shadowRoot; if (!s) return false;
		const $ = (q) => s.querySelector(q), $$ = (q) => [...s.querySelectorAll(q)], text = s.firstElementChild.innerText; return ` + script + ` })()`
}

// sees waits for a condition of the widget; does clicks, or whatever else it is given.
func (b *browser) sees(condition string) { b.Helper(); b.until(inWidget(condition)) }

func (b *browser) does(script string) { b.Helper(); b.eval(inWidget("(" + script + ", true)")) }

// fill puts a text into a field of the widget, as a person would.
func (b *browser) fill(field, text string) {
	b.Helper()
	b.does(`$('` + field + `').focus()`)
	if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		b.Fatal(err)
	}
}

func (b *browser) visit(url string) {
	b.Helper()
	b.do(chromedp.Navigate(url))
	b.sees(`$('.card') && !$('[aria-busy]')`)
}

// looks sets light or dark, and the width of the screen.
func (b *browser) looks(scheme string, width int64) {
	b.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		b.Fatal(err)
	}
	b.do(chromedp.EmulateViewport(width, 1100))
}

// A reader of a partner's page finds, filters, turns pages, opens a solution and asks for a
// quote; and the partner has the lead, with where it came from.
func TestAReaderOfAPartnersPageBecomesALead(t *testing.T) {
	chromium := browserProgram(t)
	t.Parallel()
	base := demoServer(t)
	b := openBrowser(t, chromium, base)
	b.visit(base + widget.DemoPath)
	b.shoot("widget-list.png")

	b.sees(`$$('.item').length >= 6 && $('.pager')`)
	first := b.eval(inWidget(`$('.open').textContent`)).(string)
	b.does(`$$('.pager button')[1].click()`)
	b.sees(`text.includes('Page 2') && $('.open').textContent !== ` + quote(first))
	b.sees(`s.activeElement?.textContent.includes('Page 2') && $('[role=status]').textContent.includes('Page 2')`)
	b.does(`$$('.pager button')[0].click()`)
	b.sees(`text.includes('Page 1') && $('.open').textContent === ` + quote(first))

	b.does(`($('select').selectedIndex = 1, $('select').dispatchEvent(new Event('change')))`)
	b.sees(`!$('[aria-busy]') && $$('ul.grid article > p:first-child').every((p) => p.textContent === $('select').selectedOptions[0].textContent)`)
	b.does(`($('select').selectedIndex = 0, $('select').dispatchEvent(new Event('change')))`)
	b.fill("[type=search]", strings.Fields(first)[0])
	b.do(chromedp.KeyEvent("\r"))
	b.sees(`!$('[aria-busy]') && $('.open').textContent.includes(` + quote(strings.Fields(first)[0]) + `) && s.activeElement.type === 'search'`)

	b.does(`($('.open').focus(), $('.open').click())`)
	b.sees(`$('dl.facts') && s.activeElement?.tagName === 'H2'`)
	b.shoot("widget-detail.png")
	b.does(`$('.main').click()`)
	b.sees(`$('form.fields') && s.activeElement?.tagName === 'H2'`)
	b.does(`$('form .main').click()`)
	b.sees(`$('[name=name]').getAttribute('aria-invalid') === 'true' && s.activeElement.name === 'name' && text.includes('Please fill this in.')`)
	time.Sleep(3 * time.Second) // a person writes
	b.fill("[name=name]", "Kim Sample")
	b.fill("[name=phone]", "07700 900355")
	b.does(`$('form .main').click()`)
	b.sees(`$('[name=phone]').getAttribute('aria-invalid') === 'true' && text.includes('With the country code')`)
	b.shoot("widget-form.png")
	b.does(`$('[name=phone]').value = ''`)
	b.fill("[name=phone]", "+44 7700 900355")
	b.fill("[name=need]", "Answer every enquiry within a day.")
	b.does(`$('form .main').click()`)
	b.sees(`text.includes('Thank you.') && text.includes('number')`)
	b.shoot("widget-sent.png")
	b.clean()

	var leads struct {
		Leads struct {
			Nodes []struct {
				Source, Goal string
				History      []struct{ Kind, Detail string }
			}
		}
	}
	client{t, base, ""}.signIn(ownerPhone).do(&leads, `{ leads(first: 5) { nodes { source goal history { kind detail } } } }`, nil)
	if l := leads.Leads.Nodes; len(l) == 0 || l[0].Source != "WIDGET" ||
		l[0].Goal != "Answer every enquiry within a day." || len(l[0].History) == 0 || l[0].History[0].Detail != "Our work" {
		t.Errorf("the partner's leads are %+v", l)
	}
}

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `\'`) + "'" }

// A page that styles all it can reach does not change the widget, nor the widget the page;
// its strict policy refuses nothing, and what speaks German speaks it.
func TestAHardPageAndTheWidgetLeaveEachOtherAlone(t *testing.T) {
	chromium := browserProgram(t)
	t.Parallel()
	base := demoServer(t)
	b := openBrowser(t, chromium, base)
	const style = `((e) => { const c = getComputedStyle(e); return [c.color, c.backgroundColor, c.fontSize, c.fontFamily, c.letterSpacing, c.textTransform, c.direction, c.float, c.display].join('|') })`
	look := inWidget(`['.pg', '.open', '.card', 'h2', 'input', 'button.main'].map((q) => ` + style + `($(q))).join('\n')`)
	b.looks("light", 1280)
	b.visit(base + widget.DemoPath)
	b.does(`e.setAttribute('theme', 'light')`)
	plain := b.eval(look)
	b.visit(base + widget.HostilePath)
	if hard := b.eval(look); hard != plain {
		t.Errorf("on a hard page it looks\n%v\non another\n%v", hard, plain)
	}
	b.sees(`text.includes('Alle Kategorien') && text.includes('Angebot anfragen')`)
	b.shoot("widget-hostile.png")
	const page = `[...document.querySelectorAll('body > button, body > input, body > p, h1')].map(` + style + `).join('\n') + Object.keys(window).length + document.styleSheets.length + document.cookie + localStorage.length + sessionStorage.length`
	with := b.eval(page)
	b.eval(`document.querySelector('partnergraph-catalogue').remove()`)
	if without := b.eval(page); with != without {
		t.Errorf("beside it the page is\n%v\nwithout it\n%v", with, without)
	}
	b.clean()
}

// A page of another site is told so, one whose key has ended too; what is not reached can be
// tried again; and what is throttled comes by itself.
func TestTheWidgetSaysWhatIsWrong(t *testing.T) {
	chromium := browserProgram(t)
	t.Parallel()
	base := demoServer(t)
	away := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, lang := r.URL.Query().Get("key"), r.URL.Query().Get("lang")
		_, _ = w.Write([]byte(`<!doctype html><html><title>Away</title><script async src="` + base + widget.Path + `"></script>
			<partnergraph-catalogue key="` + key + `" lang="` + lang + `" src="` + r.URL.Query().Get("src") + `"><a href="/">Our work</a></partnergraph-catalogue>`))
	}))
	t.Cleanup(away.Close)
	b := openBrowser(t, chromium, base)
	for name, test := range map[string]struct{ query, says string }{
		"another site":        {"?lang=en&key=" + demo.EmbedKey + "&src=" + base, "not made for this site"},
		"in Russian":          {"?lang=ru-RU&key=" + demo.EmbedKey + "&src=" + base, "не для этого сайта"},
		"a key that is none":  {"?lang=uk&key=pgw_NoneNoneNoneNoneNoneNone&src=" + base, "більше не показується"},
		"nobody there":        {"?lang=de&key=" + demo.EmbedKey + "&src=http://127.0.0.1:9", "nicht erreichbar"},
		"an unknown language": {"?lang=tlh&key=" + demo.EmbedKey + "&src=" + base, "not made for this site"},
	} {
		b.do(chromedp.Navigate(away.URL + test.query))
		b.sees(`$('[role=alert]')?.textContent.includes('` + test.says + `')`)
		if again := b.eval(inWidget(`Boolean($('.note button'))`)); again != (name == "nobody there") {
			t.Errorf("%s: it can be tried again: %v", name, again)
		}
	}

	if _, err := chromedp.Call(b.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}); err != nil {
		t.Fatal(err)
	}
	owner := client{t, base, ""}.signIn(ownerPhone)
	var mine struct {
		Viewer struct {
			Organization struct {
				Partner struct {
					EmbedKeys []struct{ ID, Key string }
				}
			}
		}
	}
	owner.do(&mine, `{ viewer { organization { partner { embedKeys { id key } } } } }`, nil)
	owner.mutate(&struct{}{}, "embedKeyUpdate", "embedKey { id }", map[string]any{"embedKeyId": mine.Viewer.Organization.Partner.EmbedKeys[0].ID, "dailyReads": 1})
	b.visitUntil(base+widget.DemoPath, `$('[role=alert]')?.textContent.includes('has a rest')`)
	owner.mutate(&struct{}{}, "embedKeyUpdate", "embedKey { id }", map[string]any{"embedKeyId": mine.Viewer.Organization.Partner.EmbedKeys[0].ID, "dailyReads": 100000})
	time.Sleep(1500 * time.Millisecond) // what was known of the key is forgotten
	b.does(`$('.note button').click()`)
	b.sees(`$$('.item').length >= 6`)
	owner.mutate(&struct{}{}, "embedKeyRevoke", "embedKey { id }", map[string]any{"embedKeyId": mine.Viewer.Organization.Partner.EmbedKeys[0].ID})
	b.visitUntil(base+widget.DemoPath, `$('[role=alert]')?.textContent.includes('not shown any more')`)
}

// visitUntil comes again until a condition is met.
func (b *browser) visitUntil(url, condition string) {
	b.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(500 * time.Millisecond) {
		b.do(chromedp.Navigate("about:blank"), chromedp.Navigate(url))
		time.Sleep(500 * time.Millisecond)
		if b.eval(inWidget(`Boolean(`+condition+`)`)) == true {
			return
		}
		if time.Now().After(end) {
			b.shoot("failed.png")
			b.Fatalf("never came to %s: %v", condition, b.eval(inWidget(`text`)))
		}
	}
}

// In light and dark, on a phone and a desk, nothing stands out of the screen, and axe-core
// finds nothing serious. It is taken from conformance/node_modules, where .ci/conformance
// installs it, and left out where it is not there; the pictures are kept with -artifacts.
func TestEverybodyCanReadTheWidget(t *testing.T) {
	chromium := browserProgram(t)
	t.Parallel()
	base := demoServer(t)
	b := openBrowser(t, chromium, base)
	axe, err := os.ReadFile(filepath.Join("conformance", "node_modules", "axe-core", "axe.min.js"))
	if err != nil && os.Getenv("PARTNERGRAPH_AXE") == "required" {
		t.Fatal("there is no axe-core: run npm ci in conformance/")
	}
	for _, scheme := range []string{"light", "dark"} {
		for name, width := range map[string]int64{"phone": 390, "desktop": 1280} {
			b.looks(scheme, width)
			b.visit(base + widget.DemoPath)
			b.sees(`$$('.item').length >= 6`)
			for _, view := range []struct{ name, step, there string }{
				{"list", `0`, `$('.item')`}, {"detail", `$('.open').click()`, `$('dl.facts')`}, {"form", `$('.main').click()`, `$('form.fields')`},
			} {
				b.does(view.step)
				b.sees(view.there)
				b.until(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`)
				b.shoot("widget-" + scheme + "-" + name + "-" + view.name + ".png")
				b.accessible(string(axe), scheme+" "+name+" "+view.name)
			}
		}
	}
}

// accessible fails for what axe-core calls serious or critical.
func (b *browser) accessible(axe, where string) {
	b.Helper()
	if axe == "" {
		return
	}
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](axe+`; axe.run('partnergraph-catalogue').then((r) => {
		const bad = r.violations.filter((v) => ['serious', 'critical'].includes(v.impact));
		return (r.passes.length < 5 ? 'hardly anything was looked at ' : '') + bad.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + n.failureSummary).join('; ')).join('\n'); })`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatal(err)
	}
	if found != "" {
		b.Errorf("%s: %s", where, found)
	}
}

// A page of another origin, as examples/widget has it: it shows the catalogue, looks as it
// says, sends a lead across origins; and without scripts there is a link.
func TestThePageToBeginWithWorks(t *testing.T) {
	chromium := browserProgram(t)
	t.Parallel()
	base := demoServer(t)
	text, err := os.ReadFile(filepath.Join("examples", "widget", "static.html"))
	if err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(string(text), "http://127.0.0.1:8080", base)
	away := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("bare") {
			_, _ = w.Write([]byte(strings.Replace(page, "<script async src", "<script data-src", 1)))
			return
		}
		_, _ = w.Write([]byte(page))
	}))
	t.Cleanup(away.Close)
	owner := client{t, base, ""}.signIn(ownerPhone)
	owner.mutate(&struct{}{}, "embedKeyUpdate", "embedKey { id }", map[string]any{"embedKeyId": demoKey(owner), "origins": []string{away.URL}})
	time.Sleep(1500 * time.Millisecond) // what was known of the key is forgotten

	b := openBrowser(t, chromium, base)
	b.visit(away.URL)
	b.sees(`$$('.item').length >= 6`)
	b.sees(`getComputedStyle($('.main')).backgroundColor === 'rgb(10, 107, 79)' && getComputedStyle($('.main')).textTransform === 'uppercase'`)
	b.shoot("widget-static.png")
	b.does(`$('.main').click()`)
	b.sees(`$('form.fields')`)
	b.eval(`addEventListener('partnergraph:lead', (e) => { window.told = e.detail.number })`)
	b.fill("[name=name]", "Kim Sample")
	b.fill("[name=email]", "kim@client.example.com")
	b.does(`$('form .main').click()`)
	b.sees(`text.includes('Thank you.') && text.includes('number ' + window.told)`)

	b.do(chromedp.Navigate(away.URL + "/?bare"))
	b.until(`document.querySelector('partnergraph-catalogue a').offsetHeight > 0`)
}

// demoKey is the id of the owner's embed key.
func demoKey(owner client) string {
	owner.t.Helper()
	var mine struct {
		Viewer struct {
			Organization struct {
				Partner struct{ EmbedKeys []struct{ ID string } }
			}
		}
	}
	owner.do(&mine, `{ viewer { organization { partner { embedKeys { id } } } } }`, nil)
	if keys := mine.Viewer.Organization.Partner.EmbedKeys; len(keys) > 0 {
		return keys[0].ID
	}
	owner.t.Fatal("the owner has no embed key")
	return ""
}
