package server

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// sockets are those open now.
type sockets struct {
	mu       sync.Mutex
	conns    map[*socketConn]struct{}
	watching bool

	open tally // by address and by person
}

// add returns what takes the socket off again.
func (s *sockets) add(c *socketConn) (remove func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conns == nil {
		s.conns = map[*socketConn]struct{}{}
	}
	s.conns[c] = struct{}{}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.conns, c)
	}
}

// admit counts a socket for an address or a person until ctx, its request's, ends.
// The verdict is nil unless there are limit already.
func (s *sockets) admit(ctx context.Context, kind, key string, limit int) *verdict {
	release, ok := s.open.take(kind+" "+key, limit)
	if !ok {
		return &verdict{closeTooMany, fmt.Sprintf("Too many sockets: this %s has %d open, which is the limit", kind, limit)}
	}
	context.AfterFunc(ctx, release)
	return nil
}

// all are the sockets open at this moment.
func (s *sockets) all() []*socketConn {
	s.mu.Lock()
	defer s.mu.Unlock()
	open := make([]*socketConn, 0, len(s.conns))
	for c := range s.conns {
		open = append(open, c)
	}
	return open
}

// close tells every client to come back elsewhere, and waits for their answers
// until ctx ends.
func (s *sockets) close(ctx context.Context) {
	open := s.all()
	for _, c := range open {
		c.goAway()
	}
	for _, c := range open {
		select {
		case <-c.closed:
		case <-ctx.Done():
			return
		}
	}
}

// watch closes the sockets whose sessions have ended, as long as any are open: one
// that only listens asks for nothing, and would find out late.
func (s *Server) watch() {
	s.sockets.mu.Lock()
	defer s.sockets.mu.Unlock()
	if s.sockets.watching || s.config.Ended == nil {
		return
	}
	s.sockets.watching = true
	go func() {
		tick := time.NewTicker(s.config.Times.Watch)
		defer tick.Stop()
		for range tick.C {
			if s.sockets.unwatched() {
				return
			}
			s.closeEnded()
		}
	}()
}

// unwatched says whether nothing is left to watch, and who watches may go.
func (s *sockets) unwatched() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watching = len(s.conns) > 0
	return !s.watching
}

func (s *Server) closeEnded() {
	of := map[string][]*socketConn{}
	sessions := []string{}
	for _, c := range s.sockets.all() {
		if session := c.sessionOf(); session != "" {
			of[session] = append(of[session], c)
			sessions = append(sessions, session)
		}
	}
	if len(sessions) == 0 {
		return
	}
	slices.Sort(sessions)
	ctx, cancel := context.WithTimeout(context.Background(), s.config.Times.Operation)
	defer cancel()
	ended, err := s.config.Ended(ctx, slices.Compact(sessions))
	if err != nil { // the next look is soon, and every operation asks for itself
		s.config.Log.WarnContext(ctx, "sockets: their sessions could not be looked at", "error", err)
		return
	}
	for _, session := range ended {
		for _, c := range of[session] {
			c.end(&verdict{closeForbidden, "Forbidden: this session has ended"})
		}
	}
}
