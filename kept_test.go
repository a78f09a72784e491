package main

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"partnergraph/store/storetest"
)

// named is a person who writes and is read, at servers that keep answers.
type named struct {
	*testing.T
	db     *sql.DB
	signed client // signed in
	thread string // the person's
}

const readsNobodyMinds = "points-address=1000000,refill-address=100000,points-person=1000000,refill-person=100000,operations-payer=32"

// twoKeepers makes two servers on one database, and a thread of somebody's.
func twoKeepers(t *testing.T) (n named, here, there client) {
	t.Helper()
	url, arguments := storetest.EmptyURL(t), []string{"--demo"}
	for limit := range strings.SplitSeq(readsNobodyMinds, ",") {
		arguments = append(arguments, "--limit", limit)
	}
	arguments = append(arguments, "--database-url", url)
	first, second := serving(t, t.TempDir(), arguments...), serving(t, t.TempDir(), arguments...)
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	here, there = client{t, "http://" + first.addr, ""}, client{t, "http://" + second.addr, ""}
	n = named{T: t, db: db, signed: here.signIn(ownerPhone)}
	var boards struct{ Boards []struct{ ID string } }
	here.do(&boards, `{ boards { id } }`, nil)
	var made struct{ Thread struct{ ID string } }
	n.signed.mutate(&made, "threadCreate", "thread { id }", map[string]any{
		"boardId": boards.Boards[1].ID, "title": "Who am I?", "body": "See my name."})
	n.thread = made.Thread.ID
	return n, here, there
}

// read is the number in the person's name, as nobody sees it.
func (n named) read(at client) int {
	n.Helper()
	var answer struct {
		Thread struct{ Author struct{ Name string } }
	}
	at.do(&answer, `query($id: ID!) { thread(by: {id: $id}) { author { name } } }`, map[string]any{"id": n.thread})
	number, _ := strconv.Atoi(strings.TrimPrefix(answer.Thread.Author.Name, "Somebody "))
	return number
}

// write changes the name, at the server that the person is signed in at.
func (n named) write(number int) {
	n.Helper()
	n.signed.mutate(new(struct{}), "personUpdate", "person { name }", map[string]any{"name": fmt.Sprintf("Somebody %d", number)})
}

// withSQL changes it past all servers.
func (n named) withSQL(number int) {
	n.Helper()
	if _, err := n.db.ExecContext(n.Context(), `UPDATE person SET name = $1 WHERE phone = $2`, fmt.Sprintf("Somebody %d", number), ownerPhone); err != nil {
		n.Fatal(err)
	}
}

// loseChanges ends the connections on which servers hear of changes.
func (n named) loseChanges() {
	n.Helper()
	var killed int
	err := n.db.QueryRowContext(n.Context(), `
		SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%FROM table_change%'`).Scan(&killed)
	if err != nil || killed < 2 {
		n.Fatalf("ended %d connections, want one of each server: %v", killed, err)
	}
}

// A write is seen by the next request at its own server, and within a second at the
// other, whoever writes, and also after the connection was lost on which they hear of it.
func TestKeptAnswersAreNeverOld(t *testing.T) {
	t.Parallel()
	n, here, there := twoKeepers(t)
	for number := range 6 {
		n.read(here)
		n.read(there) // so that both have something old
		if number == 2 || number == 4 {
			n.loseChanges()
		}
		bySQL := number%2 == 1
		if bySQL {
			n.withSQL(number)
		} else {
			n.write(number)
			if got := n.read(here); got != number {
				t.Errorf("at once at its own server: %d, want %d", got, number)
			}
		}
		time.Sleep(time.Second)
		for where, at := range map[string]client{"its own": here, "the other": there} {
			if got := n.read(at); got != number {
				t.Errorf("a second later at %s server: %d, want %d (by SQL: %v)", where, got, number, bySQL)
			}
		}
	}
}

// Readers and a writer at once: no request that begins after a write was acknowledged shows
// what was before it; at the other server none that begins a second later.
func TestReadersRaceAWriter(t *testing.T) {
	t.Parallel()
	n, here, there := twoKeepers(t)
	var known, reads atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for i := range 6 {
		at, late := here, i >= 4
		if late {
			at = there
		}
		all.Go(func() {
			for ctx.Err() == nil {
				least := known.Load()
				if late {
					time.Sleep(time.Second)
				}
				if got := int64(n.read(at)); got < least {
					t.Errorf("read %d, when %d was written (at the other server: %v)", got, least, late)
					return
				}
				reads.Add(1)
			}
		})
	}
	for number := 1; number <= 60; number++ {
		n.write(number)
		known.Store(int64(number))
		if number%20 == 0 {
			n.loseChanges()
		}
		time.Sleep(time.Duration(number%7) * 10 * time.Millisecond)
	}
	time.Sleep(1500 * time.Millisecond)
	stop()
	all.Wait()
	var hits float64
	for _, at := range []client{here, there} {
		hits += metric(t, at, "partnergraph_answers_hits_total") + metric(t, at, "partnergraph_answers_shared_total")
	}
	if hits < float64(reads.Load())/4 {
		t.Errorf("%.0f of %d reads came from the cache", hits, reads.Load())
	}
	t.Logf("%d reads, %.0f of them from the cache", reads.Load(), hits)
}

// metric is a number of a server's metrics.
func metric(t *testing.T, at client, name string) float64 {
	t.Helper()
	_, text := program{addr: strings.TrimPrefix(at.base, "http://")}.get("/metrics")
	for line := range strings.SplitSeq(text, "\n") {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			number, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Fatal(err)
			}
			return number
		}
	}
	t.Fatalf("there is no %s", name)
	return 0
}
