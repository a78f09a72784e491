package main

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestGraphiQL: a first visitor runs the example of the first tab, signs in as one of
// the demo's people, and sees a reply arrive on a subscription; the page asks no other
// host for anything, and its policy refuses nothing of it. It needs Chromium, and is
// left out where there is none, unless PARTNERGRAPH_CHROMIUM=required. With go test
// -artifacts the screenshots are kept.
func TestGraphiQL(t *testing.T) {
	chromium := browserProgram(t)
	t.Parallel()
	base := demoServer(t)
	b := openBrowser(t, chromium, base)

	b.do(chromedp.Navigate(base+"/graphiql/"), chromedp.WaitVisible(chromedp.CSS(".graphiql-execute-button")))
	b.until(`document.querySelector('.graphiql-query-editor .view-lines')?.innerText.includes('Catalogue')`)
	b.run()
	b.until(shown("solutions", "rating"))
	b.shoot("graphiql-catalogue.png")

	b.do(chromedp.SetValue(chromedp.CSS("#people select"), clientPhone))
	b.until(`!document.querySelector('#people select').disabled`)
	b.until(`document.querySelector('#people output').textContent === ''`)
	b.write(`{ viewer { phone } }`)
	b.run()
	b.until(shown(clientPhone))

	thread, seller := askSomething(t, base)
	b.write(`subscription { replyAdded(threadId: "` + thread + `") { cursor node { number body { html } } } }`)
	b.run()
	b.until(`document.querySelector('.graphiql-execute-button').getAttribute('aria-label').startsWith('Stop')`)
	time.Sleep(2 * time.Second) // the protocol does not acknowledge a subscription
	seller.mutate(&struct{}{}, "replyCreate", "reply { id }", map[string]any{"threadId": thread, "body": "Heard in GraphiQL"})
	b.until(shown("Heard in GraphiQL", "cursor"))
	b.shoot("graphiql-subscription.png")
	b.clean()
}

// TestReferencePage: the reference searches, on a phone as well, and nothing of it
// stands out of the screen.
func TestReferencePage(t *testing.T) {
	chromium := browserProgram(t)
	t.Parallel()
	base := demoServer(t)
	b := openBrowser(t, chromium, base)
	for name, width := range map[string]int64{"desktop": 1280, "phone": 390} {
		b.do(chromedp.EmulateViewport(width, 844), chromedp.Navigate(base+"/reference/#Partner.rating"),
			chromedp.WaitVisible(chromedp.CSS("#words")))
		b.until(`document.querySelector(':target').id === 'Partner.rating'`)
		b.until(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`)
		b.do(chromedp.SendKeys(chromedp.CSS("#words"), "leadsubmit"))
		b.until(`document.querySelector('#found a').textContent === 'Mutation.leadSubmit'`)
		b.do(chromedp.KeyEvent("\r"))
		b.until(`location.hash === '#Mutation.leadSubmit' && document.querySelector('#found').hidden`)
		b.shoot("reference-" + name + ".png")
	}
	b.clean()
}

// browserProgram is Chromium; the test ends here where there is none.
func browserProgram(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("PARTNERGRAPH_CHROMIUM") == "required" {
		t.Fatal("there is no Chromium: apt install chromium")
	}
	t.Skip("there is no Chromium: apt install chromium to run this test")
	return ""
}

// askSomething opens a thread in the forum, and returns who will answer.
func askSomething(t *testing.T, base string) (thread string, seller client) {
	seller = client{t, base, ""}.signIn(ownerPhone)
	var forum struct{ Boards []struct{ ID, Slug string } }
	seller.do(&forum, `{ boards(locales: ["en"]) { id slug } }`, nil)
	board := ""
	for _, b := range forum.Boards {
		if !strings.Contains(b.Slug, "announcements") {
			board = b.ID
		}
	}
	var asked struct{ Thread struct{ ID string } }
	seller.mutate(&asked, "threadCreate", "thread { id }", map[string]any{"boardId": board, "title": "Who listens?", "body": "Somebody in a browser."})
	return asked.Thread.ID, seller
}

// browser is a page of a Chromium of its own.
type browser struct {
	*testing.T
	ctx context.Context

	mu      sync.Mutex
	foreign []string // requests to other hosts
}

// refusals notes in the page what its policy refuses.
const refusals = `window.refusals = []; document.addEventListener('securitypolicyviolation', (e) => refusals.push(e.violatedDirective + ' ' + e.blockedURI));`

func openBrowser(t *testing.T, chromium, base string) *browser {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(t.TempDir()))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, leave := chromedp.NewContext(ctx)
	t.Cleanup(leave)
	ctx, late := context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(late)
	b := &browser{T: t, ctx: ctx}
	b.do(chromedp.EmulateViewport(1440, 900))
	if err := chromedp.Listen(ctx, func(event any) {
		if sent, ok := event.(*network.EventRequestWillBeSent); ok && sent.Request != nil {
			b.sent(base, sent.Request.URL)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: refusals}); err != nil {
		t.Fatal(err)
	}
	return b
}

// sent notes a request unless it is to our server; data: addresses are no requests.
func (b *browser) sent(base, address string) {
	ours, _ := url.Parse(base)
	if u, err := url.Parse(address); err == nil && (u.Host == ours.Host || u.Scheme == "data") {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.foreign = append(b.foreign, address)
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

func (b *browser) eval(script string) any {
	b.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[any](script))
	if err != nil {
		b.Fatal(err)
	}
	return value
}

// until waits for a condition of the page.
func (b *browser) until(condition string) {
	b.Helper()
	for end := time.Now().Add(time.Minute); b.eval(`Boolean(`+condition+`)`) != true; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			b.shoot("failed.png")
			b.Fatalf("the page never came to %s:\n%s", condition, b.eval(`document.body.innerText`))
		}
	}
}

// shown says that the result holds the texts. The editor writes spaces in its own way.
func shown(texts ...string) string {
	conditions := make([]string, len(texts))
	for i, text := range texts {
		conditions[i] = `document.querySelector('.result-window .view-lines')?.innerText.replaceAll('\u00a0', ' ').includes('` + text + `')`
	}
	return strings.Join(conditions, " && ")
}

// write opens a tab with a document in it.
func (b *browser) write(document string) {
	b.Helper()
	b.do(chromedp.Click(chromedp.CSS(".graphiql-tab-add")))
	b.until(`document.querySelector('.graphiql-query-editor .view-lines').innerText.trim() === ''`)
	b.do(chromedp.Click(chromedp.CSS(".graphiql-query-editor .view-lines")))
	if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: document}); err != nil {
		b.Fatal(err)
	}
	b.do(chromedp.Sleep(500 * time.Millisecond)) // the editor tells GraphiQL with a delay
}

func (b *browser) run() {
	b.Helper()
	b.do(chromedp.Click(chromedp.CSS(".graphiql-execute-button")))
}

func (b *browser) shoot(name string) {
	b.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.ArtifactDir(), name), png, 0o600); err != nil {
		b.Fatal(err)
	}
}

// clean fails when the page asked another host, or for what its policy refuses.
func (b *browser) clean() {
	b.Helper()
	if refused := b.eval(`refusals.join('\n')`); refused != "" {
		b.Errorf("the policy of the page refused %v", refused)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.foreign) > 0 {
		b.Errorf("the page asked other hosts: %v", b.foreign)
	}
}
