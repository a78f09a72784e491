package embedded

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cluster is one Postgres and its data.
type cluster struct {
	config Config
	home   home
	data   string
	log    *os.File
	bin    binaries
	server *exec.Cmd
	exited chan struct{} // closed at the server's end
}

// recoverCluster makes the data directory fit to start: no server of a killed
// run is left, and there are data, of a version that is installed.
func recoverCluster(config Config, home home) (cluster, error) {
	c := cluster{config: config, home: home, data: home.path("data")}
	if err := stopOrphan(c.data); err != nil {
		return c, err
	}
	var err error
	if c.log, err = openLog(home.path("log")); err != nil {
		return c, err
	}
	if config.Disposable {
		if err := os.RemoveAll(c.data); err != nil {
			return c, err
		}
	}
	major, err := dataVersion(c.data)
	if err != nil {
		return c, err
	}
	if c.bin, err = findBinaries(config.Binaries, major, home.account); err != nil {
		return c, fmt.Errorf("%s: %w", home.dir, err)
	}
	if major == 0 {
		return c, c.initialize()
	}
	return c, nil
}

// locales are the ways to a cluster that knows the letters of all languages and
// sorts by code point, the same on every machine; the first that the server and
// the system offer. The last knows only the letters of English.
func (b binaries) locales() [][]string {
	ways := [][]string{
		{"--lc-collate=C", "--lc-ctype=C.UTF-8"},
		{"--lc-collate=C", "--lc-ctype=en_US.UTF-8"},
		{"--locale=C"},
	}
	if b.major >= 17 {
		return append([][]string{{"--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"}}, ways...)
	}
	return ways
}

// initialize makes the data, aside, so that a crash leaves no half of them.
func (c *cluster) initialize() error {
	fresh := c.home.path("data.new")
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := c.home.account.makeOwn(fresh); err != nil {
		return err
	}
	var failed error
	for _, locale := range c.bin.locales() {
		arguments := append([]string{"--pgdata", fresh, "--username", superuser, "--encoding", "UTF8",
			"--auth-local", "trust", "--auth-host", "reject"}, locale...)
		if c.config.Disposable {
			arguments = append(arguments, "--no-sync")
		}
		if failed = c.run(c.command("initdb", arguments...)); failed == nil {
			return os.Rename(fresh, c.data)
		}
	}
	return failed
}

// command is a program of the server, run as the cluster's account.
func (c *cluster) command(program string, arguments ...string) *exec.Cmd {
	command := exec.Command(c.bin.path(program), arguments...)
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	command.Dir = "/"
	command.Stdout, command.Stderr = c.log, c.log
	command.SysProcAttr = c.home.account.process()
	return command
}

// run waits for a program, whose last words become the error.
func (c *cluster) run(command *exec.Cmd) error {
	said := c.listen()
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(command.Path), err, said())
	}
	return nil
}

// listen returns what is logged from now on, or its end.
func (c *cluster) listen() func() string {
	const most = 2000
	start := int64(0)
	if info, err := c.log.Stat(); err == nil {
		start = info.Size()
	}
	return func() string {
		log, err := os.Open(c.home.path("log"))
		if err != nil {
			return err.Error()
		}
		defer log.Close()
		if info, err := log.Stat(); err == nil {
			start = max(start, info.Size()-most)
		}
		said, _ := io.ReadAll(io.NewSectionReader(log, start, most))
		return strings.TrimSpace(string(said))
	}
}

// settings are those of the server, which only its socket reaches. Without
// replicas and archives it need not log whole tables that COPY fills.
func (c *cluster) settings(sockets string) []string {
	settings := []string{
		"listen_addresses=",
		`unix_socket_directories="` + strings.ReplaceAll(filepath.Join(sockets, "run"), `"`, `""`) + `"`,
		"unix_socket_permissions=0700",
		"port=" + port,
		"max_connections=" + strconv.Itoa(c.config.MaxConnections),
		"wal_level=minimal", "max_wal_senders=0",
		"random_page_cost=1.1", "jit=off",
		"timezone=UTC", "log_timezone=UTC", "log_destination=stderr", "logging_collector=off",
	}
	if c.config.Disposable {
		return append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off",
			"max_wal_size=256MB", "dynamic_shared_memory_type=mmap") // in Dir, to be removed with it
	}
	return append(settings, "max_wal_size=2GB")
}

// start runs the server until it takes connections. It tries again while the
// predecessor's file is there: children of a killed server may be at work until
// their statements time out, and the next does not start before they have ended.
func (c *cluster) start(sockets string) error {
	for end := time.Now().Add(orphanTime); ; time.Sleep(10 * retryTime) {
		err := c.launch(sockets)
		if err == nil || !c.hasFile() || time.Now().After(end) {
			return err
		}
	}
}

// orphanTime is longer than any statement of ours may take.
const orphanTime = 15 * time.Second

// hasFile tells whether a server has the data, or left them without tidying up.
func (c *cluster) hasFile() bool {
	_, err := os.Lstat(filepath.Join(c.data, "postmaster.pid"))
	return err == nil
}

func (c *cluster) launch(sockets string) error {
	arguments := []string{"-D", c.data}
	for _, setting := range c.settings(sockets) {
		arguments = append(arguments, "-c", setting)
	}
	said := c.listen()
	server := c.command("postgres", arguments...)
	if err := server.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	go func() {
		server.Wait()
		close(exited)
	}()
	c.server, c.exited = server, exited
	for end := time.Now().Add(startTime); time.Now().Before(end); {
		select {
		case <-exited:
			return fmt.Errorf("the private Postgres did not start: %s\n%s", server.ProcessState, said())
		case <-time.After(retryTime / 2):
		}
		if c.ready() {
			return nil
		}
	}
	return errors.Join(fmt.Errorf("the private Postgres did not get ready in %s\n%s", startTime, said()), c.stop())
}

// ready reads the state that the server writes into its file, as pg_ctl does.
func (c *cluster) ready() bool {
	text, err := os.ReadFile(filepath.Join(c.data, "postmaster.pid"))
	lines := strings.Split(string(text), "\n")
	return err == nil && len(lines) > 7 &&
		lines[0] == strconv.Itoa(c.server.Process.Pid) && strings.TrimSpace(lines[7]) == "ready"
}

// stop ends the server, cleanly unless its data are for throwing away.
func (c *cluster) stop() error {
	if c.server == nil {
		return nil
	}
	signals := []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL}
	if c.config.Disposable {
		signals = signals[1:]
	}
	for _, signal := range signals {
		c.server.Process.Signal(signal)
		select {
		case <-c.exited:
			return nil
		case <-time.After(patience[signal]):
		}
	}
	return fmt.Errorf("the private Postgres (process %d) does not end", c.server.Process.Pid)
}

// patience is how long Postgres may take to answer a signal: with everything
// written to disk, at once, by force.
var patience = map[syscall.Signal]time.Duration{
	syscall.SIGINT:  time.Minute,
	syscall.SIGQUIT: 10 * time.Second,
	syscall.SIGKILL: 10 * time.Second,
}
