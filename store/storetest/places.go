package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"partnergraph/store/embedded"
)

// own starts the private cluster of this test run, or joins it.
func own(ctx context.Context) (*server, error) {
	run := testRun()
	removeLeft()
	cluster, err := embedded.Start(ctx, embedded.Config{
		Dir:            clusterDir(strconv.Itoa(run)),
		Disposable:     true,
		Parent:         run,
		MaxConnections: 64 + 32*runtime.NumCPU(),
	})
	if err != nil {
		return nil, err
	}
	s, err := connect(ctx, cluster.URL("postgres"))
	if err != nil {
		return nil, err
	}
	var version int
	err = s.lease.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version)
	if version >= 15_00_00 {
		s.strategy = " STRATEGY file_copy" // without flushing, twice as fast as the default
	}
	return s, err
}

// testRun is the process whose end is the end of the run: the go command that
// runs the tests of all packages or, for a test binary run by hand, this one.
func testRun() int {
	parent := embedded.CommandLine(os.Getppid())
	if len(parent) > 0 && filepath.Base(parent[0]) == "go" {
		return os.Getppid()
	}
	return os.Getpid()
}

// clusterDir is the directory of a run's cluster.
func clusterDir(run string) string {
	return filepath.Join(embedded.Scratch(), fmt.Sprintf("partnergraph-test-%d-%s", os.Geteuid(), run))
}

// removeLeft removes clusters of runs whose processes were all killed. One that
// cannot be removed does not keep the tests from running.
func removeLeft() {
	dirs, _ := filepath.Glob(clusterDir("*"))
	for _, dir := range dirs {
		var uid, run int
		fmt.Sscanf(filepath.Base(dir), "partnergraph-test-%d-%d", &uid, &run)
		if !embedded.Alive(run) {
			_ = embedded.Remove(dir)
		}
	}
}

// shared uses the server of DATABASE_URL, and has a janitor tidy up there.
func shared(ctx context.Context, address string) (*server, error) {
	s, err := connect(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("the server of DATABASE_URL: %w", err)
	}
	return s, errors.Join(s.sweep(ctx), hireJanitor(janitor{address, testRun()}))
}

// janitorEnv holds the orders of a janitor, and makes one of this program.
const janitorEnv = "PARTNERGRAPH_TEST_JANITOR"

// janitor is a process that outlives the run, which may be killed at any time,
// and then drops what nobody needs any more.
type janitor struct {
	Address string
	Run     int
}

func hireJanitor(j janitor) error {
	orders, err := json.Marshal(j)
	if err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	process := exec.Cmd{
		Path:        program,
		Args:        []string{"partnergraph-test-janitor"},
		Env:         append(os.Environ(), janitorEnv+"="+string(orders)),
		Dir:         "/",
		SysProcAttr: &syscall.SysProcAttr{Setsid: true},
	}
	if err := process.Start(); err != nil {
		return err
	}
	go process.Wait()
	return nil
}

func init() {
	if orders, ok := os.LookupEnv(janitorEnv); ok {
		var j janitor
		if err := json.Unmarshal([]byte(orders), &j); err != nil || j.work(context.Background()) != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// work waits for the end of the run. One janitor is enough for each.
func (j janitor) work(ctx context.Context) error {
	s, err := connect(ctx, j.Address)
	if err != nil {
		return err
	}
	var hired bool
	row := s.lease.QueryRowContext(ctx, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))",
		fmt.Sprintf("%sjanitor_%d", s.prefix, j.Run))
	if err := row.Scan(&hired); err != nil || !hired {
		return err
	}
	for embedded.Alive(j.Run) {
		time.Sleep(20 * time.Millisecond)
	}
	for range 20 { // Postgres takes a moment to see that its clients were killed
		err = s.sweep(ctx)
		time.Sleep(100 * time.Millisecond)
	}
	return err
}
