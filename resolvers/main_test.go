package resolvers_test

import (
	"os"
	"testing"
	"time"

	"partnergraph/loaders"
)

func TestMain(m *testing.M) {
	// Numbers of statements are compared, also on a busy machine.
	loaders.Wait = 60 * time.Millisecond
	os.Exit(m.Run())
}
