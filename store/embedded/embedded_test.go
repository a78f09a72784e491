package embedded

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

func TestACluster(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(place(t), `of "a" 'b'`)
	server := start(t, Config{Dir: dir})
	for query, want := range map[string]string{
		"SHOW server_encoding":  "UTF8",
		"SHOW listen_addresses": "",
		"SHOW fsync":            "on",
		"SHOW timezone":         "UTC",
		"SELECT lower('ÄЇ')":    "äї",
		"SELECT min(v) FROM (VALUES ('b'), ('B')) x (v)": "B",
	} {
		if got := ask(t, server, query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	checkModes(t, dir)
	run(t, server, "CREATE TABLE kept AS SELECT 7 AS n")
	stop(t, server)
	if exists(filepath.Join(dir, "data", "postmaster.pid")) {
		t.Error("Postgres still runs after Stop")
	}

	server = start(t, Config{Dir: dir})
	if got := ask(t, server, "SELECT n FROM kept"); got != "7" {
		t.Errorf("after a restart the table holds %q", got)
	}
	stop(t, server)
}

// checkModes fails where another user of the machine could get in.
func checkModes(t *testing.T, dir string) {
	t.Helper()
	for name, closed := range map[string]os.FileMode{
		"data": 0o077, "run": 0o077, "keeper": 0o077, "lock": 0o077, "log": 0o077,
		".": 0o066, // root lets Postgres pass through
	} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		} else if open := info.Mode().Perm() & closed; open != 0 {
			t.Errorf("%s is open to others: %v", name, info.Mode())
		}
	}
}

func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(place(t), "home")
	servers := make([]*Server, 3)
	var all sync.WaitGroup
	for i := range servers {
		all.Go(func() {
			servers[i] = start(t, Config{Dir: dir, Disposable: true})
			if err := servers[i].CreateDatabase(t.Context(), "market"); err != nil {
				t.Errorf("user %d: %v", i, err)
			}
		})
	}
	all.Wait()
	pid := postmaster(t, dir)
	run(t, servers[0], "CREATE TABLE shared AS SELECT 1 AS n")
	for i, server := range servers {
		if got := ask(t, server, "SELECT n FROM shared"); got != "1" {
			t.Errorf("user %d sees %q", i, got)
		}
		stop(t, server)
		if last := i == len(servers)-1; serves(pid, filepath.Join(dir, "data")) == last {
			t.Errorf("user %d left: Postgres runs is %v", i, !last)
		}
	}
	if exists(dir) {
		t.Error("the disposable home was not removed")
	}
}

func TestKilled(t *testing.T) {
	t.Parallel()
	dir := initialized(t).home.dir
	server := start(t, Config{Dir: dir})
	run(t, server, "CREATE TABLE kept AS SELECT 7 AS n")
	stop(t, server)

	for name, strike := range map[string]func(visitor int){
		"the program": func(visitor int) {
			pid := postmaster(t, dir)
			kill(visitor)
			eventually(t, "Postgres ends", func() bool { return !serves(pid, filepath.Join(dir, "data")) })
		},
		"the program, and it comes back at once": kill,
		"the keeper":                             func(int) { kill(keeperOf(t, dir)) },
		"all of them":                            func(visitor int) { keeper := keeperOf(t, dir); kill(visitor); kill(keeper); kill(postmaster(t, dir)) },
		"Postgres":                               func(int) { kill(postmaster(t, dir)) },
		"two of three":                           func(int) { keeper := keeperOf(t, dir); kill(postmaster(t, dir)); kill(keeper) },
	} {
		visitor := visit(t, dir)
		strike(visitor.Process.Pid)
		server, err := Start(t.Context(), Config{Dir: dir})
		if err != nil {
			t.Errorf("killed: %s: %v", name, err)
			continue
		}
		if err := server.CreateDatabase(t.Context(), "market"); err != nil { // which waits until it is back
			t.Errorf("killed: %s: %v", name, err)
		}
		if got := ask(t, server, "SELECT n FROM kept"); got != "7" {
			t.Errorf("killed: %s: the table holds %q", name, got)
		}
		kill(visitor.Process.Pid)
		visitor.Wait()
		stop(t, server)
	}
}

func TestAnOrphanIsStopped(t *testing.T) {
	t.Parallel()
	orphan := initialized(t)
	sockets, err := orphan.home.makeSockets()
	if err != nil {
		t.Fatal(err)
	}
	if err := orphan.start(sockets); err != nil {
		t.Fatal(err)
	}
	server := start(t, Config{Dir: orphan.home.dir})
	select {
	case <-orphan.exited:
	default:
		t.Error("the server of the earlier run still runs")
	}
	ask(t, server, "SHOW port")
	stop(t, server)
}

// A number in a stale file may belong to somebody else by now.
func TestAStaleFileNamesAStranger(t *testing.T) {
	t.Parallel()
	home := initialized(t).home
	stranger := exec.Command("sleep", "60")
	stranger.SysProcAttr = home.account.process()
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	stale := strconv.Itoa(stranger.Process.Pid) + "\n" + home.path("data") + "\n1\n5432\n/tmp\n\n"
	if err := os.WriteFile(home.path("data/postmaster.pid"), []byte(stale), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(home.path("data/postmaster.pid"), home.account.uid, home.account.gid); err != nil {
		t.Fatal(err)
	}
	stop(t, start(t, Config{Dir: home.dir}))
	if err := stranger.Process.Signal(syscall.SIGTERM); err != nil {
		t.Errorf("the stranger was ended: %v", err)
	}
	stranger.Wait()
}

func TestALongPath(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(place(t), strings.Repeat("long", 30)+", indeed")
	server := start(t, Config{Dir: dir, Disposable: true})
	if len(socketPath(filepath.Dir(server.sockets))) > maxSocket {
		t.Errorf("the socket is in %s", server.sockets)
	}
	other := start(t, Config{Dir: dir, Disposable: true})
	ask(t, other, "SHOW port")
	stop(t, other)
	stop(t, server)
	if exists(filepath.Dir(server.sockets)) {
		t.Error("the directory of the sockets was not removed")
	}
}

func TestWaitsForItsParentsOtherChildren(t *testing.T) {
	t.Parallel()
	parent := exec.Command("sleep", "60")
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	defer parent.Process.Kill()
	config := Config{Dir: filepath.Join(place(t), "home"), Disposable: true, Parent: parent.Process.Pid}
	server := start(t, config)
	pid := postmaster(t, config.Dir)
	stop(t, server)
	stop(t, start(t, config))
	if !serves(pid, filepath.Join(config.Dir, "data")) {
		t.Error("the cluster did not wait for a second user")
	}
	parent.Process.Kill()
	parent.Wait()
	eventually(t, "the cluster is removed", func() bool { return !exists(config.Dir) })
}

func TestGivesUpInTime(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(place(t), "home")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Start(ctx, Config{Dir: dir, Disposable: true}); err == nil {
		t.Error("started after the end of its context")
	}
	eventually(t, "nothing is left", func() bool { return !exists(dir) })
}

func TestRemove(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(place(t), "home")
	server := start(t, Config{Dir: dir, Disposable: true})
	if err := Remove(dir); err != nil || !exists(dir) {
		t.Errorf("one in use was removed (%v)", err)
	}
	pid := postmaster(t, dir)
	kill(keeperOf(t, dir))
	<-server.Lost()
	eventually(t, "one left behind is removed", func() bool {
		return Remove(dir) == nil && !exists(dir) && !serves(pid, filepath.Join(dir, "data"))
	})
}
