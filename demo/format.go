package demo

import (
	"fmt"
	"strings"
)

// The files under content/ are written for people. A line "=== key" opens an
// entry; a line "@name" opens a block in it, which goes on to the next such line
// and may begin on the same one. Lines before the first entry are remarks.
//
//	=== stock-negative
//	@title Negative stock after a partial delivery
//	@ask
//	Two paragraphs of Markdown.

// entry is one thing in a content file.
type entry struct {
	Key    string
	Blocks []block
}

// block is one named text of an entry.
type block struct {
	Name string
	Text string
}

// all lists the texts of a name, in order.
func (e entry) all(name string) []string {
	var texts []string
	for _, b := range e.Blocks {
		if b.Name == name {
			texts = append(texts, b.Text)
		}
	}
	return texts
}

// one is the only text of a name.
func (e entry) one(name string) (string, error) {
	texts := e.all(name)
	if len(texts) != 1 {
		return "", fmt.Errorf("entry %q needs one @%s, it has %d", e.Key, name, len(texts))
	}
	return texts[0], nil
}

// parse reads a content file. Its errors say in which line to look.
func parse(text string) ([]entry, error) {
	var entries []entry
	for n, line := range strings.Split(text, "\n") {
		last := len(entries) - 1
		switch {
		case strings.HasPrefix(line, "=== "):
			entries = append(entries, entry{Key: strings.TrimSpace(line[4:])})
		case last < 0:
			continue
		case strings.HasPrefix(line, "@"):
			name, rest, _ := strings.Cut(line[1:], " ")
			entries[last].Blocks = append(entries[last].Blocks, block{Name: name, Text: rest})
		case len(entries[last].Blocks) > 0:
			b := &entries[last].Blocks[len(entries[last].Blocks)-1]
			b.Text += "\n" + line
		case strings.TrimSpace(line) != "":
			return nil, fmt.Errorf("line %d: text before the first @block of %q", n+1, entries[last].Key)
		}
	}
	return entries, checked(entries)
}

// checked trims all texts and refuses empty ones.
func checked(entries []entry) error {
	for _, e := range entries {
		for i := range e.Blocks {
			e.Blocks[i].Text = strings.TrimSpace(e.Blocks[i].Text)
			if e.Blocks[i].Text == "" {
				return fmt.Errorf("entry %q: @%s is empty", e.Key, e.Blocks[i].Name)
			}
		}
	}
	return nil
}
