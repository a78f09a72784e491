package storetest

import (
	"os"
	"path/filepath"
	"testing"
)

// Databases with the rows of the same files are copies, and none sees what is written
// into another; other files make other rows.
func TestLoadedDatabasesAreCopies(t *testing.T) {
	t.Parallel()
	file := func(text string) string {
		path := filepath.Join(t.TempDir(), "rows.sql")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	one, other := file(`INSERT INTO industry (code) VALUES ('copied')`), file(`INSERT INTO industry (code) VALUES ('different')`)
	const which = `SELECT string_agg(code, ' ' ORDER BY code) FROM industry WHERE code IN ('copied', 'different', 'written')`
	first := LoadedURL(t, one)
	if got := ask(t, first, `WITH w AS (INSERT INTO industry (code) VALUES ('written') RETURNING code) SELECT code FROM w`); got != "written" {
		t.Fatalf("wrote %q", got)
	}
	for _, test := range []struct {
		name, url, want string
	}{
		{"the first, after writing", first, "copied written"},
		{"a second of the same file", LoadedURL(t, one), "copied"},
		{"one of another file", LoadedURL(t, other), "different"},
		{"one of both", LoadedURL(t, one, other), "copied different"},
	} {
		if got := ask(t, test.url, which); got != test.want {
			t.Errorf("%s holds %q, want %q", test.name, got, test.want)
		}
	}
}
