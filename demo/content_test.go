package demo

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Whoever translates forgets something now and then: all languages have the same
// entries with as many texts of each name, but for what a client did not say.
func TestLanguagesAgree(t *testing.T) {
	t.Parallel()
	_ = fs.WalkDir(files, "content", func(path string, d fs.DirEntry, err error) error {
		name, ok := strings.CutPrefix(path, "content/")
		if d.IsDir() || !ok || !strings.HasSuffix(name, "en.txt") {
			return err
		}
		english := shape(t, name)
		for _, l := range Langs[1:] {
			other := strings.TrimSuffix(name, "en.txt") + l.String() + ".txt"
			if got := shape(t, other); !slices.Equal(got, english) {
				t.Errorf("%s differs from %s:\n%v\n%v", other, name, got, english)
			}
		}
		return nil
	})
}

// shape is what a file has, without its texts.
func shape(t *testing.T, name string) []string {
	t.Helper()
	entries, err := read(name)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		for _, b := range e.Blocks {
			list = append(list, e.Key+"@"+b.Name)
		}
	}
	return list
}

// Each text is written in the letters of its language: nothing was left in another.
func TestTextsAreInTheirLanguage(t *testing.T) {
	t.Parallel()
	foreign := map[Lang]string{
		English: "äöüßабвгдежзиклмнопрстухіїєґы", German: "абвгдежзиклмнопрстухіїєґы",
		Russian: "іїєґäöü", Ukrainian: "ыэъёäöü",
	}
	_ = fs.WalkDir(files, "content", func(path string, d fs.DirEntry, err error) error {
		name := strings.TrimPrefix(path, "content/")
		tag := strings.TrimSuffix(name, ".txt")
		tag = tag[strings.LastIndexAny("."+tag, "./"):]
		l, ok := langOf(tag)
		if d.IsDir() || !ok {
			return err
		}
		entries, err := read(name)
		if err != nil {
			t.Error(err)
		}
		for _, e := range entries {
			for _, b := range e.Blocks {
				if strings.ContainsAny(withoutCode(strings.ToLower(b.Text)), foreign[l]) || !utf8.ValidString(b.Text) {
					t.Errorf("%s, %s: @%s has letters of another language: %s", name, e.Key, b.Name, b.Text)
				}
				if l >= Russian && !slices.Contains([]string{"size", "value", "price", "quantities"}, b.Name) && !cyrillic(b.Text) {
					t.Errorf("%s, %s: @%s is not in Cyrillic: %s", name, e.Key, b.Name, b.Text)
				}
			}
		}
		return nil
	})
}

// withoutCode removes code spans, which quote what is not language.
func withoutCode(text string) string {
	parts := strings.Split(text, "`")
	kept := parts[:0]
	for i, p := range parts {
		if i%2 == 0 {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "")
}

func cyrillic(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
}

// Every language asks at least forty questions, each with four to eight answers, and
// every slot of every text is known.
func TestQuestions(t *testing.T) {
	t.Parallel()
	c := loaded()
	for _, l := range Langs {
		if n := len(c.questions[l]); n < 40 || n%len(topics) != 0 {
			t.Errorf("%s has %d questions for %d boards", l, n, len(topics))
		}
		keys := map[string]bool{}
		for i, q := range c.questions[l] {
			if keys[q.key] || q.key != c.questions[English][i].key {
				t.Errorf("%s: question %d is %q, in English %q", l, i, q.key, c.questions[English][i].key)
			}
			keys[q.key] = true
			answers := slices.Concat(q.answers, []template{q.best, q.then})
			if len(answers) < 4 || len(answers) > 8 || len(q.answers) < 3 || len(q.titles) < 2 {
				t.Errorf("%s: %q has %d answers and %d titles", l, q.key, len(answers), len(q.titles))
			}
			for _, text := range slices.Concat(answers, q.titles, []template{q.ask, q.back}) {
				for _, slot := range text.slots() {
					if len(c.slots[l][slot]) == 0 {
						t.Errorf("%s: %q has the unknown slot %q", l, q.key, slot)
					}
				}
			}
		}
	}
}

// Sentences of pages and reviews use only the slots they are filled with.
func TestSentencesFill(t *testing.T) {
	t.Parallel()
	for _, l := range Langs {
		for name, lines := range loaded().lines[l] {
			if len(lines) == 0 {
				t.Errorf("%s: %s has no sentences", l, name)
			}
			for _, line := range lines {
				for _, slot := range line.slots() {
					page := strings.HasPrefix(name, "partners/") && (slot == "city" || slot == "for")
					if post := strings.HasPrefix(name, "forum/") && len(loaded().slots[l][slot]) > 0; !page && !post {
						t.Errorf("%s: %s has the unknown slot %q", l, name, slot)
					}
				}
			}
		}
	}
}

// Places are on six continents, each with the zone and languages that are needed.
func TestPlaces(t *testing.T) {
	t.Parallel()
	continents := map[string]int{}
	for _, p := range loaded().places {
		continents[p.Continent]++
		if len(p.Country) != 2 || p.Latitude < -90 || p.Latitude > 90 || p.Longitude < -180 || p.Longitude > 180 ||
			!strings.Contains(p.TimeZone, "/") || len(p.Languages) == 0 || len(p.Name.Langs()) != 4 {
			t.Errorf("%+v is not complete", p)
		}
	}
	if len(continents) != 6 || len(loaded().places) < 120 {
		t.Errorf("%d cities on %v", len(loaded().places), continents)
	}
}

func TestParseSaysWhere(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"=== a\nlost":           `line 2: text before the first @block of "a"`,
		"=== a\n@ask\n@best b":  `entry "a": @ask is empty`,
		"a remark\n=== a\n@b c": "",
	} {
		_, err := parse(text)
		if got := message(err); got != want {
			t.Errorf("parse(%q) says %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"{open":   `a brace is not closed in "{open"`,
		"{a{b}}":  `a brace is not closed in "{a{b}}"`,
		"{a|} {}": `a brace is not closed in " {}"`,
		"{rows}":  "",
	} {
		_, err := compile(text)
		if got := message(err); got != want {
			t.Errorf("compile(%q) says %q, want %q", text, got, want)
		}
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
