package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"partnergraph/store/embedded"
)

// crashesEnv is how many kills the crash test does, and crashSeedEnv repeats those of
// another run: the same things are killed, after the same pauses.
const (
	crashesEnv   = "PARTNERGRAPH_CRASHES"
	crashSeedEnv = "PARTNERGRAPH_CRASH_SEED"
)

// crash is a server on a durable Postgres that is killed again and again, those who write
// to it, and those who listen.
type crash struct {
	*testing.T
	data    string
	addr    string
	program program
	private *embedded.Server // our own use of the server's Postgres, which so outlives it
	db      *sql.DB

	client, owner, marketing, house client
	partner, name                   string // of the owner
	spendable                       int64  // what it had before, in pennies

	over atomic.Bool // nobody begins to write anything more
	mu   sync.Mutex
	done map[string][]string // titles of the leads whose write was acknowledged, by the write
}

// TestNoWriteAndNoEventIsLostInACrash kills at random, during a stream of submissions,
// acceptances, claims and sales: the server, a connection, a process of Postgres, all of
// Postgres, as pg_ctl stop -m immediate does, or both. What was acknowledged is there once, what
// was not is there or is not, and never half; who buys again under the same key pays
// once; and by its cursor each event is heard once by those who resume.
func TestNoWriteAndNoEventIsLostInACrash(t *testing.T) {
	if testing.Short() {
		t.Skip("it kills a server and Postgres for some seconds")
	}
	t.Parallel()
	kills, seed := crashNumber(t, crashesEnv, 5), crashNumber(t, crashSeedEnv, uint64(time.Now().UnixNano()))
	t.Logf("%d kills with %s=%d", kills, crashSeedEnv, seed)
	c := newCrash(t)
	hear, deaf := context.WithCancel(t.Context())
	defer deaf()
	var listening, writing sync.WaitGroup
	listeners := c.listeners()
	for _, l := range listeners {
		listening.Go(func() { l.listen(hear) })
	}
	for _, write := range []func(int){c.chosen, c.onBoard, c.sold} {
		writing.Go(func() { c.write(write) })
	}
	random := rand.New(rand.NewPCG(seed, 0))
	for range kills {
		time.Sleep(time.Duration(100+random.IntN(500)) * time.Millisecond)
		c.kill(random.IntN(5))
	}
	c.enough()
	c.over.Store(true)
	writing.Wait()
	c.checkWrites()
	for _, l := range listeners {
		l.check()
	}
	deaf()
	listening.Wait()
}

// crashNumber is a number that the environment names.
func crashNumber(t *testing.T, name string, otherwise uint64) uint64 {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s is no number from 0: %q", name, text)
	}
	return n
}

func newCrash(t *testing.T) *crash {
	c := &crash{T: t, data: dataDir(t), addr: freeAddress(t), done: map[string][]string{}}
	c.start()
	t.Cleanup(func() { c.program.Process.Kill(); c.program.Wait() })
	c.join()
	t.Cleanup(c.leave)
	nobody := client{t, "http://" + c.addr, ""}
	c.client, c.owner = nobody.signIn(clientPhone), nobody.signIn(ownerPhone)
	c.marketing, c.house = nobody.signIn("+447700900004"), nobody.signIn("+447700900001")
	partner := findPartner(t, c.client, c.owner)
	c.partner, c.name = partner.ID, partner.Name
	c.spendable = c.pennies()
	return c
}

// start starts the server, on the address and data that it always has. Each lead comes
// through a proxy from an address of its own: from one, few are taken in an hour.
func (c *crash) start() {
	c.Helper()
	c.program = command(c.T, "--addr", c.addr, "--data", c.data, "--demo", "--proxy", "127.0.0.0/8",
		"--limit", "points-person=10000000", "--limit", "refill-person=1000000")
	c.program.addr = c.addr
	if err := c.program.Start(); err != nil {
		c.Fatal(err)
	}
	c.program.await(c.T)
}

// join makes us a user of the server's Postgres.
func (c *crash) join() {
	c.Helper()
	private, err := embedded.Start(context.Background(), embedded.Config{Dir: c.data})
	if err != nil {
		c.Fatal(err)
	}
	c.private = private
	if c.db, err = sql.Open("postgres", private.URL("partnergraph")); err != nil {
		c.Fatal(err)
	}
}

func (c *crash) leave() {
	c.db.Close()
	if err := c.private.Stop(context.Background()); err != nil {
		c.Error(err)
	}
}

// kill kills something, and starts the server when it has ended.
func (c *crash) kill(what int) {
	c.Helper()
	switch what {
	case 0:
		c.killServer()
		c.start()
	case 1: // a connection
		c.exec(`SELECT pg_terminate_backend(` + aBackend + `)`)
	case 2: // a process of Postgres, which then starts anew all by itself
		var pid int
		c.retry(func() error { return c.db.QueryRow(`SELECT ` + aBackend).Scan(&pid) })
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended
	case 3:
		c.killPostgres()
	default: // both at once
		c.killServer()
		c.killPostgres()
		c.start()
	}
}

func (c *crash) killServer() {
	c.program.Process.Kill()
	c.program.Wait()
}

// aBackend is the process of one of the server's connections.
const aBackend = `(SELECT pid FROM pg_stat_activity
	WHERE datname = current_database() AND application_name = 'partnergraph' ORDER BY random() LIMIT 1)`

// killPostgres ends all of it at once, when numbers of transactions were given out of
// which nothing is on the disk, so that they will be given out again. Its keeper starts
// it anew.
func (c *crash) killPostgres() {
	c.Helper()
	c.exec(`DO $$ BEGIN FOR i IN 1..20 LOOP
		BEGIN PERFORM pg_current_xact_id(); RAISE EXCEPTION 'back'; EXCEPTION WHEN raise_exception THEN NULL; END;
	END LOOP; END $$`)
	text, err := os.ReadFile(filepath.Join(c.data, "data", "postmaster.pid"))
	if err != nil {
		c.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.SplitN(string(text), "\n", 2)[0])
	if err != nil {
		c.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGQUIT); err != nil {
		c.Fatal(err)
	}
}

// exec runs a statement on the server's database.
func (c *crash) exec(statement string) {
	c.Helper()
	c.retry(func() error { _, err := c.db.Exec(statement); return err })
}

// retry does something until it succeeds: Postgres may be on its way back.
func (c *crash) retry(do func() error) {
	c.Helper()
	var err error
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if err = do(); err == nil {
			return
		}
	}
	c.Fatal(err)
}

// pennies is what the owner's partner has in GBP.
func (c *crash) pennies() (n int64) {
	c.Helper()
	amount := balance(c.owner)["GBP"]
	n, err := strconv.ParseInt(strings.ReplaceAll(amount, ".", ""), 10, 64)
	if err != nil {
		c.Fatalf("the partner has %q GBP: %v", amount, err)
	}
	return n
}

// enough waits until each kind of write was acknowledged again after the last kill, and
// there is something of everything to look at.
func (c *crash) enough() {
	c.Helper()
	before := c.counts()
	c.retry(func() error {
		for write, n := range c.counts() {
			if n < max(3, before[write]+1) {
				return fmt.Errorf("only %d leads were %s, %d before the last kill", n, write, before[write])
			}
		}
		return nil
	})
}

// counts are how many of each write were acknowledged.
func (c *crash) counts() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	counts := map[string]int{}
	for _, write := range []string{wasSubmitted, wasAccepted, wasClaimed, wasBought} {
		counts[write] = len(c.done[write])
	}
	return counts
}
