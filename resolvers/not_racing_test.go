//go:build !race

package resolvers_test

// racing is whether the race detector watches.
const racing = false
