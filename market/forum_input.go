package market

import "strings"

// ThreadBy names a thread: exactly one field is set.
type ThreadBy struct {
	ID     *ThreadID
	Number *int
}

// ThreadFilter narrows a list of threads; what is empty does not.
type ThreadFilter struct {
	Board      *string // slug
	Locales    []string
	IsAnswered *bool
	AuthorID   *PersonID
	Text       *string
}

// ThreadCreateInput is the input of threadCreate.
type ThreadCreateInput struct {
	BoardID BoardID
	Title   string
	Body    string // Markdown
}

// ReplyCreateInput is the input of replyCreate.
type ReplyCreateInput struct {
	ThreadID ThreadID
	Body     string // Markdown
	Locale   *string
}

// ReplyUpdateInput is the input of replyUpdate.
type ReplyUpdateInput struct {
	ReplyID ReplyID
	Body    string // Markdown
}

// ReplyAcceptInput is the input of replyAccept.
type ReplyAcceptInput struct {
	ReplyID    ReplyID
	IsAccepted bool
}

// Check refuses texts that cannot be searched for, and lists too long to be meant.
func (f *ThreadFilter) Check() error {
	var errs Errors
	if f.Board != nil {
		checkText(&errs, "filter.board", *f.Board, 0, 100)
	}
	checkNeedle(&errs, f.Text)
	errs.Add(len(f.Locales) <= maxLocales, "filter.locales", "At most %d languages can be asked for at once.", maxLocales)
	return errs.Err()
}

// maxLocales bounds the languages of a filter.
const maxLocales = 50

// Render turns Markdown into sanitised HTML.
type Render func(markdown string) string

// Post is the title, in one line with single spaces, and the text. It fails with
// Invalid when one is too short or too long.
func (in ThreadCreateInput) Post(render Render) (title string, body Body, err error) {
	var errs Errors
	title = checkLine(&errs, "title", strings.Join(strings.Fields(in.Title), " "), 5, 150)
	body = post(&errs, in.Body, 10, render)
	return title, body, errs.Err()
}

// Post is the text. It fails with Invalid when it is too short or too long. Its
// Locale is empty where the input has none.
func (in ReplyCreateInput) Post(render Render) (Body, error) {
	var errs Errors
	body := post(&errs, in.Body, 2, render)
	if in.Locale != nil {
		body.Locale = *in.Locale
	}
	return body, errs.Err()
}

// Post is the text, without a Locale: a change keeps that. It fails with Invalid
// when the text is too short or too long.
func (in ReplyUpdateInput) Post(render Render) (Body, error) {
	var errs Errors
	body := post(&errs, in.Body, 2, render)
	return body, errs.Err()
}

// maxPost is the length of a post in characters.
const maxPost = 20_000

// post is the body of a post of at least min characters. One of which nothing is
// left to read, because HTML is left out, is refused too.
func post(errs *Errors, text string, min int, render Render) Body {
	before := len(*errs)
	text = checkText(errs, "body", text, min, maxPost)
	if len(*errs) > before {
		return Body{}
	}
	html := render(text)
	errs.Add(strings.TrimSpace(html) != "", "body", "body has nothing that can be shown: HTML is left out. Write Markdown.")
	return Body{HTML: html, Markdown: text}
}
