package embedded

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// endWithParent has the kernel stop Postgres cleanly when its keeper is killed.
// The signal is bound to the thread that started it: see keep.
func endWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGINT}
}

// CommandLine is the program and the arguments of a process, or nothing when it
// is unknown.
func CommandLine(pid int) []string {
	line, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
	if err != nil || len(line) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(line), "\x00"), "\x00")
}
