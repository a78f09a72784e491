package embedded

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// maxLog is where a log starts anew with the next keeper.
const maxLog = 16 << 20

// spawnKeeper starts the keeper of c.Dir and becomes its first user. It has a
// session of its own, so that Ctrl-C does not reach it.
func spawnKeeper(c Config, lock *os.File) (net.Conn, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if c.Binaries == nil {
		c.Binaries = usualPlaces()
	}
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	log, err := openLog(filepath.Join(c.Dir, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	mine, first, err := socketPair()
	if err != nil {
		return nil, err
	}
	defer first.Close()
	keeper := exec.Cmd{
		Path:        program,
		Args:        []string{"partnergraph-keeper", c.Dir},
		Env:         []string{keeperEnv + "=" + string(text), "PATH=" + os.Getenv("PATH"), "LC_ALL=C"},
		Dir:         "/",
		Stdout:      log,
		Stderr:      log,
		ExtraFiles:  []*os.File{lock, first},
		SysProcAttr: &syscall.SysProcAttr{Setsid: true},
	}
	if err := keeper.Start(); err != nil {
		mine.Close()
		return nil, fmt.Errorf("starting the keeper of the database: %w", err)
	}
	go keeper.Wait() // so that it leaves no zombie
	return mine, nil
}

func openLog(path string) (*os.File, error) {
	log, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	if info, err := log.Stat(); err == nil && info.Size() > maxLog {
		return log, log.Truncate(0)
	}
	return log, nil
}

// socketPair is a connection, and its other end to pass on.
func socketPair() (net.Conn, *os.File, error) {
	syscall.ForkLock.RLock()
	ends, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(ends[0])
		syscall.CloseOnExec(ends[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, err
	}
	mine, other := os.NewFile(uintptr(ends[0]), "keeper"), os.NewFile(uintptr(ends[1]), "user")
	defer mine.Close()
	conn, err := net.FileConn(mine)
	return conn, other, err
}
