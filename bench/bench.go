// Package bench answers questions of speed, each beside something to compare with
// in the same run: the machines it runs on are shared, so only ratios count.
//
//	go test ./bench -run '^$' -bench . -benchtime 3s
package bench
