//go:build linux

package bench_test

import (
	"bufio"
	"encoding/json"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gobwas/ws"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

const (
	deliveries = 200 // of which a median is taken
	writers    = 8   // who submit leads one after the other, meanwhile
)

// How long is it from the commit of a lead until leadAdded is with a partner's client on
// a socket, through the whole server: the wake-up, the reader of the outbox, the question
// who may hear it, and the execution? On a Postgres that flushes each commit, at rest and
// beside 8 who submit leads without a pause; for a lead that its client has sent to the
// partner, and for one on the board.
func BenchmarkDelivery(b *testing.B) {
	s, owner := durable(b)
	all := partners(b, owner, 100, leadAdded)
	chosen := partnerID(1)
	for _, test := range []struct {
		name    string
		to      *market.PartnerID
		writers int
	}{
		{"a partner's own, at rest", &chosen, 0}, {"a partner's own, beside 8 writers", &chosen, writers},
		{"on the board, at rest", nil, 0}, {"on the board, beside 8 writers", nil, writers},
	} {
		b.Run(test.name, func(b *testing.B) {
			place := newPlace(b, s)
			arrivals := place.hear(all[0])
			stop := place.busy(test.writers)
			place.delivered(test.to, arrivals, 5*time.Second, true) // the subscription has begun, and statements are prepared
			took := []time.Duration{}
			for b.Loop() {
				for range deliveries {
					time.Sleep(10 * time.Millisecond)
					took = append(took, place.delivered(test.to, arrivals, time.Minute, false))
				}
			}
			wrote := stop()
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1e3, "ms/median")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1e3, "ms/p99")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1e3, "ms/worst")
			b.ReportMetric(float64(wrote)/b.Elapsed().Seconds(), "others/s")
		})
	}
}

// arrival is a lead at a client.
type arrival struct {
	number int
	at     time.Time
}

// hear is a client that reads, on a socket.
func (p *place) hear(l listener) <-chan arrival {
	socket := follow(p.address, "/graphql", l)
	p.b.Cleanup(func() { socket.Close() })
	arrivals := make(chan arrival, 1000)
	go func() {
		for in := bufio.NewReader(socket); ; {
			f, err := readFrame(in)
			if err != nil {
				return // the benchmark is over, or waits in vain
			}
			at := time.Now()
			var m struct {
				Type    string
				Payload struct {
					Data struct {
						LeadAdded struct{ Node struct{ Number int } }
					}
				}
			}
			switch {
			case f.Header.OpCode != ws.OpText:
			case json.Unmarshal(f.Payload, &m) != nil || m.Type != "next" && m.Type != "ping":
				panic(string(f.Payload))
			case m.Type == "ping":
				say(socket, `{"type":"pong"}`)
			default:
				arrivals <- arrival{m.Payload.Data.LeadAdded.Node.Number, at}
			}
		}
	}()
	return arrivals
}

// delivered is how long a lead takes from its commit to a client of its partner. The first
// is tried again, until one comes.
func (p *place) delivered(to *market.PartnerID, arrivals <-chan arrival, patience time.Duration, again bool) time.Duration {
	p.b.Helper()
	for {
		number := p.lead(to)
		committed := time.Now()
		for end := time.After(patience); ; {
			select {
			case a := <-arrivals:
				if a.number != number {
					continue
				}
				return a.at.Sub(committed)
			case <-end:
			}
			break
		}
		if !again {
			p.b.Fatalf("lead %d has not come", number)
		}
	}
}

// busy has so many submit leads that fit nobody, until stop, which says how many they
// have submitted.
func (p *place) busy(writers int) (stop func() int64) {
	var ended atomic.Bool
	var wrote atomic.Int64
	var wait sync.WaitGroup
	for range writers {
		wait.Go(func() {
			for !ended.Load() {
				if _, err := p.store.SubmitLead(p.b.Context(), market.Viewer{}, storetest.Need(), time.Now()); err != nil {
					p.b.Error(err)
					return
				}
				wrote.Add(1)
			}
		})
	}
	return func() int64 { ended.Store(true); wait.Wait(); return wrote.Load() }
}
