package demo

import (
	"math"
	"math/rand/v2"
	"strings"
	"time"
)

// Basis is the work that reviews rest on: done by a partner for a client. Each
// carries two reviews, one of the partner and one of a solution of its.
type Basis struct {
	Index   int
	Partner int
	Client  int
	At      time.Time // when the lead was accepted, or the invoice paid
	Paid    bool      // whether it is a paid invoice; otherwise an accepted lead
}

// Bases is how many pieces of work there are for the reviews.
func (s Size) Bases() int { return (s.Reviews + 1) / 2 }

// Basis is the i-th piece of work, older ones first. Partners that do good work get
// more of it, and so do the first.
func (w *World) Basis(i int) Basis {
	r := w.rand(streamBasis, i)
	b := Basis{Index: i, Client: r.IntN(w.Size.Clients), At: w.spaced(i, w.Size.Bases(), r).Add(-60 * 24 * time.Hour)}
	b.Paid = paid(i)
	b.Partner = w.popular(r)
	if i%40 == 7 {
		b.Client, b.Partner = 0, 0
	}
	return b
}

// popular draws a partner, good ones more often.
func (w *World) popular(r *rand.Rand) int {
	admitted := w.Size.Admitted()
	for range 4 {
		p := int(r.Float64() * math.Sqrt(r.Float64()) * float64(admitted))
		if w.partners()[p].Quality > 2+2.5*r.Float64() {
			return p
		}
	}
	return r.IntN(admitted)
}

// paid tells whether the i-th piece of work is known by its invoice.
func paid(i int) bool { return i%5 == 0 }

// Review is an invented review.
type Review struct {
	Basis    Basis
	Solution int // -1 when it is about the partner
	Author   int
	Lang     Lang
	Score    int
	Aspects  [4]int // quality, deadlines, communication, price; 0 where none was given
	At       time.Time
	ReplyAt  time.Time // zero without a reply
}

// aspects are the names of the aspects in the files.
var aspects = [4]string{"quality", "deadlines", "communication", "price"}

// Review is the i-th review, without its text: the rating needs the score only.
func (w *World) Review(i int) Review {
	r := w.rand(streamReview, i)
	b := w.Basis(i / 2)
	partner := &w.partners()[b.Partner]
	v := Review{Basis: b, Solution: -1, Author: w.Size.Buyer(b.Client), Lang: w.clients()[b.Client].Lang}
	if i%2 == 1 {
		v.Solution = w.offered(b, r)
	}
	v.Score = stars(partner.Quality + r.NormFloat64()*0.8)
	for a := range v.Aspects {
		if chance(r, 80) {
			v.Aspects[a] = stars(float64(v.Score) + r.NormFloat64()*0.7)
		}
	}
	v.At = b.At.Add(time.Duration(24+r.IntN(30*24)) * time.Hour)
	if chance(r, map[bool]int{true: 70, false: 35}[v.Score < 4]) {
		v.ReplyAt = v.At.Add(time.Duration(60+r.IntN(60*24*7)) * time.Minute)
	}
	return v
}

// offered is a solution that the partner had published by then: its first, or another.
func (w *World) offered(b Basis, r *rand.Rand) int {
	list := w.published()[b.Partner]
	for range 4 {
		if s := pick(r, list); s.at.Before(b.At) {
			return s.index
		}
	}
	return list[0].index
}

func stars(mean float64) int { return int(min(5, max(1, math.Round(mean)))) }

// tone is how the files call an opinion.
func tone(stars int) string {
	switch {
	case stars >= 4:
		return "good"
	case stars == 3:
		return "fair"
	}
	return "bad"
}

// ReviewText is what the i-th review says, and what the partner answered to it, ""
// for nothing. It speaks of the aspects that stand out.
func (w *World) ReviewText(i int, v *Review) (text, reply string) {
	r := w.rand(streamReview, i+1<<40)
	line := func(name string) string { return pick(r, w.content.lines[v.Lang]["reviews/"+name]).filled(r, nil) }
	opening := "opening."
	if v.Solution >= 0 {
		opening = "product."
	}
	parts := append([]string{line(opening + tone(v.Score))}, w.particulars(r, v, line)...)
	if chance(r, 55) {
		parts = append(parts, line("closing."+tone(v.Score)))
	}
	if !v.ReplyAt.IsZero() {
		reply = line("reply." + tone(v.Score))
	}
	return strings.Join(parts, " "), reply
}

// particulars are sentences on one to three aspects.
func (w *World) particulars(r *rand.Rand, v *Review, line func(string) string) []string {
	var parts []string
	for _, a := range some(r, []int{0, 1, 2, 3}, 1+r.IntN(3)) {
		if v.Aspects[a] > 0 {
			parts = append(parts, line(aspects[a]+"."+tone(v.Aspects[a])))
		}
	}
	return parts
}
