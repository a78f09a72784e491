package embedded

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// visitorEnv makes this test binary a process that uses the cluster in the
// directory it names until it is killed.
const visitorEnv = "EMBEDDED_TEST_VISITOR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(visitorEnv); dir != "" {
		server, err := Start(context.Background(), Config{Dir: dir})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(server.URL("postgres"))
		select {}
	}
	os.Exit(m.Run())
}

// visit runs such a process, and returns once it uses the cluster.
func visit(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	visitor := exec.Command(os.Args[0])
	visitor.Env = append(os.Environ(), visitorEnv+"="+dir)
	out, err := visitor.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := visitor.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kill(visitor.Process.Pid); visitor.Wait() })
	if line, _ := bufio.NewReader(out).ReadString('\n'); !strings.HasPrefix(line, "postgres://") {
		t.Fatalf("the other process says %q", line)
	}
	return visitor
}

// place is a directory that the account of a cluster can enter, removed with
// whatever still runs in it.
func place(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(Scratch(), "embedded-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		homes, _ := filepath.Glob(filepath.Join(dir, "*"))
		for _, home := range homes {
			stopOrphan(filepath.Join(home, "data"))
		}
		os.RemoveAll(dir)
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// initialized is a cluster of an earlier run, made without flushing to disk.
func initialized(t *testing.T) cluster {
	t.Helper()
	home, err := Config{Dir: filepath.Join(place(t), "home")}.prepare()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(home.path("lock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	config := Config{Binaries: usualPlaces(), MaxConnections: 20, Disposable: true}
	cluster, err := recoverCluster(config, home)
	if err != nil {
		t.Fatal(err)
	}
	return cluster
}

func start(t *testing.T, config Config) *Server {
	t.Helper()
	server, err := Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.keeper.Close() })
	return server
}

func stop(t *testing.T, server *Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := server.Stop(ctx); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, server *Server, statement string) {
	t.Helper()
	db := open(t, server)
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, server *Server, query string) (answer string) {
	t.Helper()
	db := open(t, server)
	defer db.Close()
	if err := db.QueryRow(query).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

func open(t *testing.T, server *Server) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// postmaster is the process of the server in dir.
func postmaster(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil || !serves(pid, filepath.Join(dir, "data")) {
		t.Fatalf("postmaster.pid names process %q, which is not our Postgres", line)
	}
	return pid
}

// keeperOf is the process that looks after dir.
func keeperOf(t *testing.T, dir string) int {
	t.Helper()
	entries, err := filepath.Glob("/proc/[0-9]*")
	if err != nil || len(entries) == 0 {
		t.Skip("there is no /proc to find the keeper in")
	}
	for _, entry := range entries {
		pid, _ := strconv.Atoi(filepath.Base(entry))
		if line := CommandLine(pid); len(line) == 2 && line[0] == "partnergraph-keeper" && line[1] == dir {
			return pid
		}
	}
	t.Fatal("no keeper is running")
	return 0
}

func kill(pid int) { syscall.Kill(pid, syscall.SIGKILL) }

// eventually waits for what other processes do on their own.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatal("not after 15 s: " + what)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
