//go:build unix && !linux

package embedded

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// endWithParent cannot be asked of this system: a Postgres whose keeper was
// killed is stopped by the next one.
func endWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }

// CommandLine is the program and the arguments of a process, or nothing when it
// is unknown. Arguments with spaces come apart.
func CommandLine(pid int) []string {
	line, err := exec.Command("ps", "-ww", "-o", "args=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return nil
	}
	return strings.Fields(string(line))
}

// Scratch is the directory to make disposable clusters in.
func Scratch() string { return "/tmp" } // TMPDIR is often too long for sockets
