package storetest

import (
	"bufio"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"partnergraph/store/embedded"
)

// childEnv makes this test binary print the address of a test's database, and
// then wait to be killed with the database still there.
const childEnv = "STORETEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		testing.Init()
		testing.Main(func(string, string) (bool, error) { return true, nil },
			[]testing.InternalTest{{Name: "child", F: func(t *testing.T) {
				fmt.Println(URL(t))
				select {}
			}}}, nil, nil)
	}
	os.Exit(m.Run())
}

func TestEachTestHasItsOwn(t *testing.T) {
	t.Parallel()
	var names []string
	t.Run("test", func(t *testing.T) {
		for _, address := range []string{URL(t), URL(t), EmptyURL(t)} {
			names = append(names, ask(t, address, "SELECT current_database()"))
		}
		if err := New(t).Migrated(t.Context()); err != nil {
			t.Error(err)
		}
		if got := ask(t, EmptyURL(t), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"); got != "0" {
			t.Errorf("an empty database has %s tables", got)
		}
	})
	if t.Failed() {
		return
	}
	if names[0] == names[1] || names[1] == names[2] {
		t.Errorf("tests share databases: %q", names)
	}
	for _, name := range names {
		if databases(t, connected(t).address, name) != "0" {
			t.Errorf("%s is there after its test", name)
		}
	}
}

// Two packages of one run: both in one cluster, of which nothing stays, although
// both were killed.
func TestARunSharesOneCluster(t *testing.T) {
	t.Parallel()
	run := startRun(t)
	first, second := run.address(t), run.address(t)
	if host(t, first) != host(t, second) {
		t.Errorf("two packages of a run have two clusters: %s and %s", first, second)
	}
	home := filepath.Dir(host(t, first))
	if want := clusterDir(strconv.Itoa(run.process.Process.Pid)); home != want {
		t.Errorf("the cluster is in %s, want %s", home, want)
	}
	run.kill(t)
	eventually(t, "the cluster is removed", func() bool {
		_, err := os.Stat(home)
		return os.IsNotExist(err)
	})
}

func TestWithAServerThatRuns(t *testing.T) {
	t.Parallel()
	address := EmptyURL(t)
	prefix := "partnergraph_test_" + ask(t, address, "SELECT oid FROM pg_database WHERE datname = current_database()")
	leave(t, address, prefix+"_killed_1")

	run := startRun(t, "DATABASE_URL="+address)
	first, second := run.address(t), run.address(t)
	for _, got := range []string{first, second} {
		name := ask(t, got, "SELECT current_database()")
		if host(t, got) != host(t, address) || !strings.HasPrefix(name, prefix+"_") {
			t.Errorf("the database %q is in %s, want %s… on the server of DATABASE_URL", name, got, prefix)
		}
	}
	if databases(t, address, prefix+"_killed%") != "0" {
		t.Error("the database of an earlier run was left")
	}
	if got := databases(t, address, prefix+"%"); got != "3" {
		t.Errorf("the run has %s databases, want one for each test and their template", got)
	}
	run.kill(t)
	eventually(t, "the databases are dropped", func() bool { return databases(t, address, prefix+"%") == "0" })
	eventually(t, "the janitor has gone", func() bool {
		return ask(t, address, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") == "1"
	})
}

// leave makes a database that looks like one of a killed process.
func leave(t *testing.T, address, name string) {
	t.Helper()
	db, err := sql.Open("postgres", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
		t.Fatal(err)
	}
}

func TestLeftClustersAreRemoved(t *testing.T) {
	t.Parallel()
	gone := exec.Command("true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	left := clusterDir(strconv.Itoa(gone.Process.Pid))
	if err := os.Mkdir(left, 0o755); err != nil {
		t.Fatal(err)
	}
	removeLeft()
	if _, err := os.Stat(left); err == nil {
		t.Errorf("%s was left", left)
		os.Remove(left)
	}
}

func TestURLOfAnotherDatabase(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://u:p@host:1/market?sslmode=disable": "postgres://u:p@host:1/x?sslmode=disable",
		"postgresql://?host=/tmp":                      "postgresql:///x?host=/tmp",
		"host=/tmp dbname=market":                      "host=/tmp dbname=market dbname=x",
	} {
		if got := (&server{address: address}).url("x"); got != want {
			t.Errorf("beside %s: %s, want %s", address, got, want)
		}
	}
}

// testProcess stands for a go command that runs the tests of two packages.
type testProcess struct {
	process *exec.Cmd
	out     *bufio.Scanner
}

func startRun(t *testing.T, environment ...string) testProcess {
	t.Helper()
	run := exec.Command("/bin/sh", "-c", `"$0" & "$0" & wait`, os.Args[0])
	run.Args[0] = "go"
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "DATABASE_URL=") {
			run.Env = append(run.Env, variable)
		}
	}
	run.Env = append(run.Env, append(environment, childEnv+"=1")...)
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	run.Stderr = os.Stderr
	out, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Kill(-run.Process.Pid, syscall.SIGKILL) })
	return testProcess{run, bufio.NewScanner(out)}
}

// address is the next database that a test of the run got.
func (p testProcess) address(t *testing.T) string {
	t.Helper()
	for p.out.Scan() {
		if line := p.out.Text(); strings.HasPrefix(line, "postgres://") {
			return line
		}
	}
	t.Fatal("the run has ended without a database")
	return ""
}

// kill ends the go command and its tests, none of which can tidy up.
func (p testProcess) kill(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(-p.process.Process.Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	p.process.Wait()
	if embedded.Alive(p.process.Process.Pid) {
		t.Fatal("the run was not killed")
	}
}

func ask(t *testing.T, address, query string, args ...any) (answer string) {
	t.Helper()
	db, err := sql.Open("postgres", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(query, args...).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

// databases counts those whose names are like pattern.
func databases(t *testing.T, address, pattern string) string {
	t.Helper()
	return ask(t, address, "SELECT count(*) FROM pg_database WHERE datname LIKE $1", pattern)
}

func host(t *testing.T, address string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Query().Get("host") + parsed.Host
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatal("not after 15 s: " + what)
}

// How long does a test wait for its database, and for it to go again?
func BenchmarkDatabase(b *testing.B) {
	server := connected(b)
	template, err := server.template() // made once a run
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		name, err := server.clone(template)
		if err != nil {
			b.Fatal(err)
		}
		if err := server.drop(b.Context(), name); err != nil {
			b.Fatal(err)
		}
	}
}
