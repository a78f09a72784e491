package demo

import (
	"embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed content
var files embed.FS

// content is all that the files under content/ say, ready to be drawn from.
type content struct {
	places        []Place
	names         map[string]people // by region
	mottos        [4][]string
	words         words
	industries    []industry
	lines         [4]map[string][]template // sentences by "file/entry"
	slots         [4]map[string][]string
	questions     [4][]question
	announcements [4][]announcement
	products      [4]map[string]product // by category
	categories    []string
	briefs        [4][]brief
	items         [4][]item
}

// loaded reads the files once. They are in the binary and its tests read them all,
// so a mistake in one is a mistake of the program.
var loaded = sync.OnceValue(func() *content {
	c, err := load()
	if err != nil {
		panic(err)
	}
	return c
})

// load reads all files. Its errors name the file.
func load() (*content, error) {
	c := &content{}
	steps := []func() error{c.loadPlaces, c.loadNames, c.loadWords, c.loadIndustries}
	for _, l := range Langs {
		steps = append(steps,
			func() error { return c.loadLines(l) },
			func() error { return c.loadForum(l) },
			func() error { return c.loadAnnouncements(l) },
			func() error { return c.loadProducts(l) },
			func() error { return c.loadBriefs(l) },
			func() error { return c.loadItems(l) },
		)
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// read parses one file.
func read(name string) ([]entry, error) {
	b, err := files.ReadFile("content/" + name)
	if err != nil {
		return nil, err
	}
	entries, err := parse(string(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return entries, nil
}

// templates compiles texts.
func templates(texts []string) ([]template, error) {
	list := make([]template, len(texts))
	for i, text := range texts {
		t, err := compile(text)
		if err != nil {
			return nil, err
		}
		list[i] = t
	}
	return list, nil
}

// loadLines reads the files that are plain lists of sentences.
func (c *content) loadLines(l Lang) error {
	c.lines[l] = map[string][]template{}
	for _, kind := range []string{"reviews/%s.txt", "partners/%s.txt", "solutions/common.%s.txt", "forum/small.%s.txt"} {
		name := fmt.Sprintf(kind, l)
		entries, err := read(name)
		if err != nil {
			return err
		}
		folder, _, _ := strings.Cut(name, "/")
		for _, e := range entries {
			if c.lines[l][folder+"/"+e.Key], err = templates(e.all("line")); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

// industry is an industry of the catalogue and the words that follow a product's name.
type industry struct {
	code  string
	words Texts
}

func (c *content) loadIndustries() error {
	entries, err := read("industries.txt")
	for _, e := range entries {
		one := industry{code: e.Key}
		for _, l := range Langs {
			if one.words[l], err = e.one(l.String()); err != nil {
				return fmt.Errorf("industries.txt: %w", err)
			}
		}
		c.industries = append(c.industries, one)
	}
	return err
}
