package socket

import (
	"context"
	"sync"
	"time"
)

// Set is the sockets of a server. One goroutine looks after all of them while there
// are any: a timer for each would cost more than all else that waits.
type Set struct {
	limits  *Limits
	writers writers

	mu      sync.Mutex
	open    map[*Conn]struct{}
	keeping bool
}

// NewSet makes an empty set.
func NewSet(limits *Limits) *Set { return &Set{limits: limits, open: map[*Conn]struct{}{}} }

// Add looks after a socket until it has ended. The socket's handler calls Remove.
func (s *Set) Add(c *Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[c] = struct{}{}
	if !s.keeping {
		s.keeping = true
		go s.keep()
	}
}

// Remove forgets a socket.
func (s *Set) Remove(c *Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
}

// Len is how many sockets are open, and how many operations on them.
func (s *Set) Len() (sockets, operations int) {
	all := s.all()
	for _, c := range all {
		c.mu.Lock()
		operations += len(c.operations)
		c.mu.Unlock()
	}
	return len(all), operations
}

func (s *Set) all() []*Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*Conn, 0, len(s.open))
	for c := range s.open {
		all = append(all, c)
	}
	return all
}

// Close ends all sockets, and waits for their clients' answers until ctx ends.
func (s *Set) Close(ctx context.Context, why *Close) {
	all := s.all()
	for _, c := range all {
		c.Close(why)
	}
	for _, c := range all {
		select {
		case <-c.ended:
		case <-ctx.Done():
			return
		}
	}
}

// keep looks at every socket some times in the shortest of the limits.
func (s *Set) keep() {
	every := min(s.limits.Init, s.limits.Ping) / 8
	tick := time.NewTicker(min(max(every, time.Millisecond), time.Second/4))
	defer tick.Stop()
	for at := range tick.C {
		if s.empty() {
			return
		}
		for _, c := range s.all() {
			if why := c.due(at); why != nil {
				c.Close(why)
			}
		}
	}
}

// empty says whether nothing is left to look after, and who does may go.
func (s *Set) empty() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keeping = len(s.open) > 0
	return !s.keeping
}

// due does what the clock wants of a socket, and says why it ends.
func (c *Conn) due(at time.Time) *Close {
	c.mu.Lock()
	defer c.mu.Unlock()
	age := at.Sub(c.since)
	switch {
	case c.until.IsZero(): // it is about to begin
	case at.After(c.until):
		return &Close{GoingAway, "This socket has had its time: subscribe again after your last cursors"}
	case !c.inited && age >= c.limits.Init:
		return &Close{initTimeout, "Connection initialisation timeout"}
	case !c.acked || age < c.limits.Ping:
	case !c.heard:
		return &Close{GoingAway, "No answer to a ping"}
	default:
		c.heard, c.since = false, at
		c.push(message{body: ping})
	}
	return nil
}
