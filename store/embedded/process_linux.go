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

// Scratch is the directory to make disposable clusters in: memory, where files
// are made ten times as fast as on some disks, if there are 2 GB to spare, which
// containers seldom give it.
func Scratch() string {
	const memory = "/dev/shm"
	var free syscall.Statfs_t
	if err := syscall.Statfs(memory, &free); err == nil && free.Bavail*uint64(free.Bsize) >= 2<<30 {
		return memory
	}
	return "/tmp" // TMPDIR may be closed to the user who runs Postgres
}
