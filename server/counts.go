package server

import "sync"

// Counts bound what is open at once on this server.
type Counts struct {
	Payer         int // queries and mutations of one payer
	Server        int // of all of them
	Operations    int // on a socket
	Frames        int // a second on a socket
	Sockets       int // from an address
	SocketsPerson int // of somebody signed in
	Streams       int // of events, from an address
}

// DefaultCounts are what production runs with.
func DefaultCounts() Counts {
	return Counts{Payer: 6, Server: 64, Operations: 20, Frames: 100, Sockets: 100, SocketsPerson: 10, Streams: 100}
}

// tally counts what is open by key, an address or a person.
type tally struct {
	mu   sync.Mutex
	open map[string]int
}

// take counts one more for the key until release, unless it has limit open already.
func (t *tally) take(key string, limit int) (release func(), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open[key] >= limit {
		return nil, false
	}
	if t.open == nil {
		t.open = map[string]int{}
	}
	t.open[key]++
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.open[key]--; t.open[key] == 0 {
			delete(t.open, key) // strangers must not fill the memory with keys
		}
	}, true
}
