// Package demo invents a whole market place: partners, solutions, reviews,
// threads, leads, the people behind them and what they say in four languages.
// Nobody and nothing in it exists.
//
// Everything is drawn from a seed and an index, never from a running state: the
// review with index 7 is the same whether or not the first six were asked for.
// So a small demo and a million rows of load come from the same few functions,
// and two runs agree to the byte.
package demo

import (
	"math/rand/v2"
	"sync"
	"time"
)

// Seed is the number from which the demo that ships is drawn.
const Seed uint64 = 20261121

// Size says how much of everything a World holds.
type Size struct {
	Partners  int
	Clients   int
	Solutions int
	Reviews   int
	Threads   int
	Replies   int // ten for each thread on average, exactly so in steps of ten threads
	Leads     int // beside those that stand behind reviews
}

// Small is the demo that `go run .` loads.
var Small = Size{Partners: 200, Clients: 150, Solutions: 500, Reviews: 3_000, Threads: 400, Replies: 4_000, Leads: 160}

// Load is what `go run . seed --scale 1` fills a database with.
var Load = Size{Partners: 20_000, Clients: 20_000, Solutions: 50_000, Reviews: 400_000, Threads: 100_000, Replies: 1_000_000, Leads: 20_000}

// Times gives Load in another scale, never less than the ten threads and the
// handful of rows that every kind of row needs to refer to.
func (s Size) Times(scale float64) Size {
	of := func(n, least int) int { return max(int(float64(n)*scale), least) }
	threads := of(s.Threads, 10) / 10 * 10
	return Size{
		Partners: of(s.Partners, 10), Clients: of(s.Clients, 10), Solutions: of(s.Solutions, 10),
		Reviews: of(s.Reviews, 10), Threads: threads, Replies: threads * 10, Leads: of(s.Leads, 10),
	}
}

// World is one invented market place. It holds no texts, only what they are drawn
// from, and is safe for use by several goroutines.
type World struct {
	Size Size
	Now  time.Time // everything happened before it

	seed      uint64
	content   *content
	met       func() *known
	published func() [][]publication // by partner
	ratings   func() *ratings
	populace  func() *populace
	invoices  func() *books
}

// New prepares a world of the given size that ends at now.
func New(size Size, seed uint64, now time.Time) *World {
	w := &World{Size: size, Now: now.UTC().Truncate(time.Minute), seed: seed, content: loaded()}
	w.met = sync.OnceValue(w.meet)
	w.published = sync.OnceValue(w.catalogue)
	w.ratings = sync.OnceValue(w.rate)
	w.populace = sync.OnceValue(w.census)
	w.invoices = sync.OnceValue(w.books)
	return w
}

// stream names what a random source is for, so that no two kinds of row share one.
type stream uint64

const (
	streamPartner stream = iota + 1
	streamClient
	streamSolution
	streamReview
	streamThread
	streamLead
	streamPerson
	streamBasis
	streamInvoice
)

// rand is the source for row i of a stream: the same for each call.
func (w *World) rand(s stream, i int) *rand.Rand {
	return rand.New(rand.NewPCG(w.seed^uint64(s)<<56, uint64(i)*0x9E3779B97F4A7C15+uint64(s)))
}

// pick draws one of several.
func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// some draws n different ones, in the order in which they stand.
func some[T any](r *rand.Rand, from []T, n int) []T {
	drawn := make([]T, 0, n)
	for i, v := range from {
		if r.IntN(len(from)-i) < n-len(drawn) {
			drawn = append(drawn, v)
		}
	}
	return drawn
}

// chance is true in percent of a hundred cases.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }
