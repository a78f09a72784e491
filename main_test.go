package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"partnergraph/store/embedded"
)

// mainEnv makes this test binary the program itself.
const mainEnv = "PARTNERGRAPH_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(mainEnv) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// program is a run of our own program.
type program struct {
	*exec.Cmd
	addr string
	said *output
}

// output is what a program has said so far.
type output struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.text.String()
}

func command(t *testing.T, arguments ...string) program {
	t.Helper()
	p := program{exec.Command(os.Args[0], arguments...), "", &output{}}
	p.Stdout, p.Stderr = p.said, p.said
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "DATABASE_URL=") && !strings.HasPrefix(variable, "PARTNERGRAPH_") {
			p.Env = append(p.Env, variable)
		}
	}
	p.Env = append(p.Env, mainEnv+"=1")
	return p
}

// serving is a program that serves the data in dir.
func serving(t *testing.T, dir string, arguments ...string) program {
	t.Helper()
	p := command(t)
	p.addr = freeAddress(t)
	p.Args = append(p.Args, append(arguments, "--addr", p.addr, "--data", dir)...)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Process.Kill(); p.Wait() })
	p.await(t)
	return p
}

func (p program) await(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if status, _ := p.get("/readyz"); status == http.StatusOK {
			return
		}
	}
	t.Fatalf("not ready after 30 s:\n%s", p.said)
}

func (p program) get(path string) (int, string) {
	answer, err := http.Get("http://" + p.addr + path)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body)
}

// end stops the program as Ctrl-C does, and expects success.
func (p program) end(t *testing.T) {
	t.Helper()
	p.Process.Signal(syscall.SIGINT)
	if err := p.Wait(); err != nil {
		t.Errorf("after Ctrl-C: %v\n%s", err, p.said)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// dataDir is a place that Postgres can enter, also as root.
func dataDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(embedded.Scratch(), "partnergraph-main-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "data")
}

func TestServe(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	p := serving(t, data, "--documents", "examples/documents.json")
	for path, want := range map[string]string{
		"/graphql?documentId=catalogue&variables=" + url.QueryEscape(`{"first":1}`):   `"title":`,
		"/graphql?documentId=partner&variables=" + url.QueryEscape(`{"slug":"none"}`): `{"data":{"partner":null}}`,
		"/healthz":                    "ok",
		"/schema.graphql":             "type Query",
		"/graphiql/":                  "<html",
		"/graphql?query={__typename}": `"Query"`,
	} {
		if status, body := p.get(path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d %.200s, want %q", path, status, body, want)
		}
		if path, _, _ := strings.Cut(path, "?"); !strings.Contains(p.said.String(), "http://"+p.addr+path) {
			t.Errorf("the start does not say where %s is:\n%s", path, p.said)
		}
	}

	other := serving(t, data)
	p.Process.Kill()
	p.Wait()
	if status, body := other.get("/readyz"); status != http.StatusOK {
		t.Errorf("the other server, after the first was killed: %d %s", status, body)
	}
	other.end(t)
	if _, err := os.Stat(filepath.Join(data, "data", "postmaster.pid")); err == nil {
		t.Error("Postgres still runs after the last server")
	}
}

// `go run` passes no signals on: killed, it leaves its program without a parent.
func TestEndsWithGoRun(t *testing.T) {
	t.Parallel()
	p := command(t)
	p.addr, p.Dir = freeAddress(t), t.TempDir()
	script := fmt.Sprintf("'%s' --addr %s --data '%s' &\nwait\n", os.Args[0], p.addr, dataDir(t))
	if err := os.WriteFile(filepath.Join(p.Dir, "run"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Path, p.Args = "/bin/sh", []string{"go", "run"} // so looks a go run
	p.SysProcAttr, p.WaitDelay = &syscall.SysProcAttr{Setpgid: true}, 10*time.Second
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Kill(-p.Process.Pid, syscall.SIGKILL) })
	p.await(t)
	p.Process.Kill()
	if err := p.Wait(); err == nil { // returns when the program has closed its output
		t.Error("the parent was not killed")
	}
	if status, _ := p.get("/healthz"); status != 0 {
		t.Errorf("the program serves on after its go run:\n%s", p.said)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for name, test := range map[string]struct {
		arguments []string
		want      string
	}{
		"an unknown flag":           {[]string{"--port", "1"}, "unknown flag --port"},
		"an unknown mode":           {[]string{"--mode", "test"}, `"development","production"`},
		"production as development": {[]string{"--mode", "production"}, "PARTNERGRAPH_SECRET"},
		"production without SMS":    {[]string{"--mode", "production"}, "PARTNERGRAPH_SMS_URL"},
		"production with the demo":  {[]string{"--mode", "production", "--demo"}, "production has no demo"},
		"an address in use":         {[]string{"--addr", taken.Addr().String()}, "choose another address with --addr"},
		"a database that is not":    {[]string{"migrate", "--database-url", "postgres://127.0.0.1:1/x"}, "connect to Postgres"},
		"a house without an owner":  {[]string{"house", "--name", "The house", "--country", "GB"}, "--owner"},
		"an owner's number at home": {[]string{"house", "--name", "The house", "--country", "GB", "--owner", "07700900001"}, "--owner must be an international"},
		"a token of nobody":         {[]string{"token", "--name", "CI"}, "--owner"},
		"a token for ever":          {[]string{"token", "--name", "CI", "--owner", "+447700900001", "--days", "367"}, "--days must be 1 to 366"},
		"a token for no time":       {[]string{"token", "--name", "CI", "--owner", "+447700900001", "--days", "0"}, "--days must be 1 to 366"},
		"a token for everything":    {[]string{"token", "--name", "CI", "--owner", "+447700900001", "--scope", "ALL"}, `no "ALL"; there are PARTNERS_READ `},
		"a token of no place":       {[]string{"token", "--name", "CI", "--owner", "+447700900001", "--organization", "person_0"}, "--organization must be an id"},
		"a manifest that is not":    {[]string{"--documents", "nowhere.json"}, "--documents: open nowhere.json"},
		"a manifest of nothing":     {[]string{"--documents", "go.mod"}, "go.mod is no manifest of documents"},
		"a limit that is none":      {[]string{"--limit", "deph=20"}, "there is no limit \"deph\""},
		"a limit of nothing":        {[]string{"--limit", "depth=0"}, "limit depth: \"0\" is no number from 1"},
		"somebody's directory":      {[]string{"migrate", "--data", "/"}, "name another directory"},
	} {
		t.Run(name, func(t *testing.T) {
			p := command(t, test.arguments...)
			if err := p.Run(); err == nil || !strings.Contains(p.said.String(), test.want) {
				t.Errorf("ended with %v, and did not say %q:\n%s", err, test.want, p.said)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	p := command(t, "--help")
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"serve", "migrate", "house", "token", "version", "--addr", "--data", "--mode", "DATABASE_URL"} {
		if !strings.Contains(p.said.String(), want) {
			t.Errorf("--help does not name %s:\n%s", want, p.said)
		}
	}
}

func TestWhoGetsTheDemo(t *testing.T) {
	t.Parallel()
	theirs := database{URL: "postgres://127.0.0.1/theirs"}
	for name, test := range map[string]struct {
		serve serve
		want  bool
	}{
		"development":                       {serve{Mode: "development"}, true},
		"development on their own database": {serve{Mode: "development", database: theirs}, false},
		"the same, but asked for":           {serve{Mode: "development", database: theirs, Demo: new(true)}, true},
		"development without":               {serve{Mode: "development", Demo: new(false)}, false},
		"production":                        {serve{Mode: "production"}, false},
	} {
		if got := test.serve.wantsDemo(); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
