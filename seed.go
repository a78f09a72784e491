package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"partnergraph/demo"
)

// seed is the command that fills a database with a load to measure with.
type seed struct {
	database `embed:""`
	Scale    float64 `default:"1" help:"How much of it: 1 is 20,000 partners, 50,000 solutions, 400,000 reviews, 100,000 threads and 1,000,000 replies. Default: ${default}."`
}

// seedDay is the day on which a load ends, so that all loads are the same, to the
// byte, whenever they are made.
var seedDay = time.Date(2026, time.November, 1, 12, 0, 0, 0, time.UTC)

// Run fills a database in which there is nobody yet, all of it or nothing.
func (s *seed) Run(ctx context.Context) (err error) {
	if s.Scale <= 0 || s.Scale > 100 {
		return errors.New("--scale must be above 0 and at most 100")
	}
	s.Developing = true
	db, err := s.openMigrated(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	bar := newBar(os.Stderr)
	world := demo.New(demo.Load.Times(s.Scale), demo.Seed, seedDay)
	filled, err := world.Load(ctx, db.Store, bar.show)
	bar.end()
	if err != nil {
		return err
	}
	if !filled {
		return errors.New("there are people in this database already; seed fills an empty one: name another with DATABASE_URL or --data")
	}
	fmt.Printf("Seeded %d partners, %d solutions, %d reviews, %d threads and %d replies in %s.\n", world.Size.Partners, world.Size.Solutions,
		world.Size.Reviews, world.Size.Threads, world.Size.Replies, time.Since(bar.begun).Round(time.Second))
	return nil
}

// bar shows on one line how far something has come.
type bar struct {
	to          io.Writer
	begun, next time.Time
}

func newBar(to io.Writer) *bar { return &bar{to: to, begun: time.Now()} }

// width is how many characters the whole bar has.
const width = 40

// show draws the bar, at most ten times a second.
func (b *bar) show(what string, share float64) {
	now := time.Now()
	if now.Before(b.next) && share < 1 {
		return
	}
	b.next = now.Add(100 * time.Millisecond)
	full := int(share * width)
	fmt.Fprintf(b.to, "\r[%s%s] %3.0f %%  %-15s %s ", strings.Repeat("#", full), strings.Repeat(".", width-full), share*100, what,
		now.Sub(b.begun).Round(time.Second))
}

// end leaves the line.
func (b *bar) end() { fmt.Fprintln(b.to) }
