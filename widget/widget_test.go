package widget

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Pages of others load it: it is small.
func TestTheScriptIsAtMost15KilobytesCompressed(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = z.Write(Script); err == nil {
		err = z.Close()
	}
	if err != nil || b.Len() > 15_000 {
		t.Errorf("it is %d bytes compressed (%d in all), %v", b.Len(), len(Script), err)
	}
	t.Logf("%d bytes compressed, %d in all", b.Len(), len(Script))
}

// It leaves nothing in the page: no cookies, no storage, nothing global, no styles; and
// takes nothing that a strict policy forbids.
func TestTheScriptTouchesNothingOfThePage(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"cookie", "localStorage", "sessionStorage", "indexedDB", "eval(", "new Function", "document.write", "document.head", "document.body", "window.partnergraph"} {
		if bytes.Contains(Script, []byte(word)) {
			t.Errorf("it knows of %q", word)
		}
	}
}

// Each language has every word, with the same place for a value, and as many forms of a
// plural; none has words of nobody's.
func TestEveryLanguageHasEveryWord(t *testing.T) {
	t.Parallel()
	words := languages(t)
	used := sources(t)
	for lang, has := range words {
		for name, text := range words["en"] {
			if other, ok := has[name]; !ok || strings.Contains(other, "#") != strings.Contains(text, "#") || (other[0] == '[') != (text[0] == '[') {
				t.Errorf("%s: %s is %q, in English %q", lang, name, other, text)
			}
		}
		if len(has) != len(words["en"]) {
			t.Errorf("%s has %d words, English %d", lang, len(has), len(words["en"]))
		}
	}
	if len(words) != 4 {
		t.Errorf("there are %d languages, want 4", len(words))
	}
	for name := range words["en"] {
		if !regexp.MustCompile(`\b` + name + `\b`).MatchString(used) {
			t.Errorf("nobody says %s", name)
		}
	}
}

// languages are the words of words.js: texts, and lists of them as they are written.
func languages(t *testing.T) map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile("src/words.js")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{}
	for _, block := range regexp.MustCompile(`(?s)const (\w\w) = \{(.*?)\n\};`).FindAllStringSubmatch(string(text), -1) {
		all[block[1]] = map[string]string{}
		for _, word := range regexp.MustCompile(`(\w+): ('[^']*'|\[[^\]]*\])`).FindAllStringSubmatch(block[2], -1) {
			all[block[1]][word[1]] = word[2]
		}
	}
	return all
}

func sources(t *testing.T) (all string) {
	t.Helper()
	files, err := filepath.Glob("src/*.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if filepath.Base(file) == "words.js" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all += string(text)
	}
	return all + " PER_USER_MONTH FLAT_MONTH ONCE PER_HOUR revoked" // named by the contract
}

// The script names documents of the manifest, and no others.
func TestTheScriptNamesItsDocuments(t *testing.T) {
	t.Parallel()
	byID := map[string]string{}
	if err := json.Unmarshal(manifest, &byID); err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`sha256:[0-9a-f]{64}`).FindAllString(string(Script), -1)
	for _, id := range named {
		if byID[id] == "" {
			t.Errorf("%s is in no manifest", id)
		}
	}
	if len(named) != len(byID) || len(byID) != 4 {
		t.Errorf("it names %d of %d documents", len(named), len(byID))
	}
}
