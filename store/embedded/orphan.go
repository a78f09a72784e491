package embedded

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// stopOrphan ends the server of a keeper that was killed.
func stopOrphan(data string) error {
	file := filepath.Join(data, "postmaster.pid")
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	number, rest, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(number)
	if err != nil || pid <= 0 {
		return fmt.Errorf("%s is damaged: remove it when no Postgres runs on these data", file)
	}
	if !serves(pid, data) {
		if !Alive(pid) {
			return nil // Postgres finds that out by itself
		}
		return replace(file, nobody+"\n"+rest)
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
		for end := time.Now().Add(patience[signal]); time.Now().Before(end); time.Sleep(retryTime) {
			if !serves(pid, data) {
				return nil
			}
		}
	}
	return fmt.Errorf("a Postgres of an earlier run (process %d) does not end: end it with kill -9 %d", pid, pid)
}

// nobody is a number that no process has. It takes the place of one that belongs
// to a stranger now, or to a dead process that nobody has buried: Postgres would
// believe that its predecessor lives. The file itself has to stay, for it leads
// Postgres to the memory that children of its predecessor may still use.
const nobody = "2147483647"

// replace writes a file anew for its owner. In a directory of another user root
// must not write to what a link may lead to.
func replace(file, text string) error {
	info, err := os.Lstat(file)
	if err != nil {
		return err
	}
	if err := os.Remove(file); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	owner := info.Sys().(*syscall.Stat_t)
	if err := f.Chown(int(owner.Uid), int(owner.Gid)); err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return err
}

// serves tells whether the process is the Postgres of those data.
func serves(pid int, data string) bool {
	return pid > 0 && strings.Contains(strings.Join(CommandLine(pid), " ")+" ", " -D "+data+" ")
}
