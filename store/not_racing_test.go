//go:build !race

package store_test

// racing is whether the race detector watches.
const racing = false
