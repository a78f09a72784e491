package embedded

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		dir    string
		config Config
		rooted bool // only root can try
		want   []string
	}{
		"no directory": {want: []string{"Dir is empty"}},
		"no server on the machine": {
			dir:    filepath.Join(place(t), "home"),
			config: Config{Binaries: []string{t.TempDir()}},
			want:   []string{"apt install postgresql", "dnf install postgresql-server", "brew install", "DATABASE_URL"},
		},
		"data of another version": {
			dir:  holding(t, map[string]string{"lock": "", "data/PG_VERSION": "9\n"}),
			want: []string{"written by PostgreSQL 9", "install version 9"},
		},
		"data of no version": {
			dir:  holding(t, map[string]string{"lock": "", "data/PG_VERSION": "x"}),
			want: []string{"PG_VERSION names no version"},
		},
		"somebody's files": {
			dir:  holding(t, map[string]string{"thesis.txt": "years of work"}),
			want: []string{"is not empty", "name another directory"},
		},
		"a file": {
			dir:  filepath.Join(holding(t, map[string]string{"home": ""}), "home"),
			want: []string{"is not a directory"},
		},
		"somebody's directory": {
			dir: "/", rooted: false,
			want: []string{"name another directory"},
		},
		"a directory that Postgres cannot enter": {
			dir: filepath.Join(t.TempDir(), "home"), rooted: true,
			want: []string{"cannot enter", "--data", "DATABASE_URL"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if test.rooted && os.Geteuid() != 0 {
				t.Skip("only root hands a cluster to another user")
			}
			test.config.Dir = test.dir
			_, err := Start(t.Context(), test.config)
			for _, want := range test.want {
				if !strings.Contains(fmt.Sprint(err), want) {
					t.Errorf("the error does not say %q: %v", want, err)
				}
			}
		})
	}
}

// holding is a directory with those files.
func holding(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := place(t)
	for name, text := range files {
		write(t, filepath.Join(dir, name), text, 0o644)
	}
	return dir
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

func TestFindBinaries(t *testing.T) {
	t.Parallel()
	old, new, beta, broken, links := place(t), place(t), place(t), place(t), place(t)
	for dir, says := range map[string]string{old: "9.6.24", new: "15.18 (Debian 15.18-0+deb12u1)", beta: "16beta1"} {
		write(t, filepath.Join(dir, "postgres"), "#!/bin/sh\necho 'postgres (PostgreSQL) "+says+"'\n", 0o755)
		write(t, filepath.Join(dir, "initdb"), "#!/bin/sh\n", 0o755)
	}
	write(t, filepath.Join(broken, "postgres"), "#!/bin/sh\necho 'postgres (PostgreSQL) 99.1'\n", 0o755)
	for name, target := range map[string]string{"postgres": new, "initdb": new} {
		if err := os.Symlink(filepath.Join(target, name), filepath.Join(links, name)); err != nil {
			t.Fatal(err)
		}
	}
	account, err := currentAccount()
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		dirs  []string
		major int
		want  string // "" for an error
	}{
		"the newest wins":              {dirs: []string{old, beta, new}, want: beta},
		"data need their own version":  {dirs: []string{old, beta, new}, major: 9, want: old},
		"their version is missing":     {dirs: []string{old, beta}, major: 15},
		"only one that is too old":     {dirs: []string{old}},
		"a server without its initdb":  {dirs: []string{broken, new}, want: new},
		"links lead to the package":    {dirs: []string{links}, want: new},
		"a place that does not exist":  {dirs: []string{"/nowhere", new}, want: new},
		"a place relative to wherever": {dirs: []string{"."}},
		"nothing":                      {},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := findBinaries(test.dirs, test.major, account)
			if got.dir != test.want || (err == nil) != (test.want != "") {
				t.Errorf("found %q (%v), want %q", got.dir, err, test.want)
			}
		})
	}
}
