package demo

import (
	"fmt"
	"strings"
)

// people are first and last names of one region.
type people struct{ first, last []string }

// words are what companies' names are made of.
type words struct {
	latin, cyrillic people // beginnings and endings
	second, client  [4][]string
}

func (c *content) loadNames() error {
	entries, err := read("people/names.txt")
	if err != nil {
		return err
	}
	c.names = map[string]people{}
	for _, e := range entries {
		if c.names[e.Key], err = pair(e, "first", "last"); err != nil {
			return fmt.Errorf("names.txt: %w", err)
		}
	}
	entries, err = read("people/mottos.txt")
	for _, e := range entries {
		if l, ok := langOf(e.Key); ok {
			c.mottos[l] = e.all("line")
		}
	}
	return err
}

// pair reads two lists of single words.
func pair(e entry, first, last string) (p people, err error) {
	a, err := e.one(first)
	if err != nil {
		return p, err
	}
	b, err := e.one(last)
	return people{strings.Fields(a), strings.Fields(b)}, err
}

func (c *content) loadWords() (err error) {
	entries, err := read("words.txt")
	if err != nil {
		return err
	}
	for _, e := range entries {
		switch e.Key {
		case "latin":
			c.words.latin, err = pair(e, "start", "end")
		case "cyrillic":
			c.words.cyrillic, err = pair(e, "start", "end")
		case "second", "client":
			list := &c.words.second
			if e.Key == "client" {
				list = &c.words.client
			}
			for _, l := range Langs {
				list[l] = e.all(l.String())
			}
		}
		if err != nil {
			return fmt.Errorf("words.txt: %w", err)
		}
	}
	return nil
}

// company is the n-th name of a language: all are different, and neighbours are
// far apart in the alphabet.
func (ws words) company(n int, l Lang, second []string) string {
	stem := ws.latin
	if l == Russian || l == Ukrainian {
		stem = ws.cyrillic
	}
	all := len(stem.first) * len(stem.last) * len(second)
	k := (n%all*spread(all) + 17*int(l)) % all
	name := stem.first[k%len(stem.first)] + stem.last[k/len(stem.first)%len(stem.last)]
	name += " " + second[k/len(stem.first)/len(stem.last)]
	if n >= all {
		name += fmt.Sprintf(" %d", n/all+1)
	}
	return name
}

// spread is a number without a common divisor with all, about 0.62 of it.
func spread(all int) int {
	for s := all * 618 / 1000; ; s++ {
		a, b := all, s
		for b != 0 {
			a, b = b, a%b
		}
		if a == 1 {
			return s
		}
	}
}
