package main

import (
	"context"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

func TestSweep(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := time.Now()
	storetest.SignIn(t, s, storetest.Phone(1), now.Add(-market.RefreshLife-time.Minute))
	storetest.SignIn(t, s, storetest.Phone(2), now)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { sweeping(ctx, s); close(ended) }()
	left := 0
	for end := time.Now().Add(10 * time.Second); left != 1 && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if err := db.QueryRow(`SELECT count(*) FROM session`).Scan(&left); err != nil {
			t.Fatal(err)
		}
	}
	if left != 1 {
		t.Errorf("%d sessions are left, want the living one", left)
	}
	cancel()
	<-ended
}
