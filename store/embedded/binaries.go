package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// binaries is a directory with the programs of one version of Postgres.
type binaries struct {
	dir   string
	major int
}

func (b binaries) path(program string) string { return filepath.Join(b.dir, program) }

// places are where packages put the server's programs, beside PATH: Debian and
// Ubuntu, Fedora and Red Hat, SUSE, Alpine, Homebrew on either processor,
// Postgres.app, and the default of Postgres's own build.
var places = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/lib/postgresql*/bin",
	"/usr/libexec/postgresql*",
	"/opt/homebrew/opt/postgresql*/bin",
	"/usr/local/opt/postgresql*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
	"/usr/local/pgsql/bin",
}

// oldest is the first version of Postgres that knows what our statements use.
const oldest = 15

const howToInstall = `install one of version 15 or newer:
  Debian, Ubuntu  apt install postgresql
  Fedora          dnf install postgresql-server
  macOS           brew install postgresql@17, or Postgres.app
or set DATABASE_URL to a server that is running`

// usualPlaces are the directories of PATH and of packages that exist.
func usualPlaces() []string {
	dirs := filepath.SplitList(os.Getenv("PATH"))
	for _, pattern := range places {
		found, _ := filepath.Glob(pattern)
		dirs = append(dirs, found...)
	}
	return dirs
}

// findBinaries picks the newest version among dirs or, for existing data, the
// one that wrote them (major, else 0).
func findBinaries(dirs []string, major int, a account) (binaries, error) {
	found := installed(dirs, a)
	if len(found) == 0 {
		return binaries{}, errors.New("no PostgreSQL server was found on this machine: " + howToInstall)
	}
	newest := slices.MaxFunc(found, func(x, y binaries) int { return cmp.Compare(x.major, y.major) })
	if major == 0 {
		if newest.major < oldest {
			return binaries{}, fmt.Errorf("PostgreSQL %d is too old (%s): %s", newest.major, newest.dir, howToInstall)
		}
		return newest, nil
	}
	fits := slices.IndexFunc(found, func(b binaries) bool { return b.major == major })
	if fits < 0 {
		return binaries{}, fmt.Errorf("the data were written by PostgreSQL %d, and PostgreSQL %d is installed (%s): install version %d as well, or move the data away to start with an empty database", major, newest.major, newest.dir, major)
	}
	return found[fits], nil
}

// installed lists the versions whose programs the account can run.
func installed(dirs []string, a account) []binaries {
	var found []binaries
	for _, dir := range dirs {
		if !filepath.IsAbs(dir) {
			continue // like "." in PATH: not to be run by chance
		}
		real, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
		if err != nil {
			continue
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(real), "initdb")); err == nil {
			dir = filepath.Dir(real) // PATH holds links into the package
		}
		known := slices.ContainsFunc(found, func(b binaries) bool { return b.dir == dir })
		if known || a.canEnter(dir) != nil {
			continue
		}
		if major, err := version(dir); err == nil {
			found = append(found, binaries{dir, major})
		}
	}
	return found
}

var versionPattern = regexp.MustCompile(`^postgres \(PostgreSQL\) (\d+)`)

// version asks the programs in dir; both of them have to be there.
func version(dir string) (int, error) {
	if _, err := exec.LookPath(filepath.Join(dir, "initdb")); err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return 0, err
	}
	match := versionPattern.FindSubmatch(out)
	if match == nil {
		return 0, fmt.Errorf("%s/postgres has no version: %q", dir, out)
	}
	return strconv.Atoi(string(match[1]))
}

// dataVersion is the version that wrote the data, 0 when there are none.
func dataVersion(data string) (int, error) {
	text, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("%s/PG_VERSION names no version of PostgreSQL: %w", data, err)
	}
	return major, nil
}
