package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is the command that says what this program was built from.
type version struct{}

// Run prints the version.
func (version) Run() error {
	built, commit := "devel", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if v := info.Main.Version; v != "" && v != "(devel)" {
			built = v
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = " " + s.Value
			}
		}
	}
	_, err := fmt.Printf("partnergraph %s%s %s %s/%s\n", built, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
