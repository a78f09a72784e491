package server

import (
	"context"
	"slices"
	"sync"
	"time"

	"partnergraph/server/socket"
)

// sockets are those open now.
type sockets struct {
	limits socket.Limits
	set    *socket.Set
	open   tally // by address and by person

	mu       sync.Mutex
	handlers map[*socketHandler]struct{}
	watching bool
}

// stopped is why sockets end with their server: their clients come back to another.
var stopped = &socket.Close{Code: socket.GoingAway, Reason: "The server is stopping"}

// prepare takes the limits from the config.
func (s *sockets) prepare(c *Config) {
	s.limits = socket.Limits{
		Message: c.Sizes.Message, Operations: c.Counts.Operations,
		Init: c.Times.Init, Ping: c.Times.Ping, Frame: c.Times.Frame, Farewell: 2 * time.Second,
	}
	s.set = socket.NewSet(&s.limits)
	s.handlers = map[*socketHandler]struct{}{}
}

func (s *sockets) add(h *socketHandler) {
	s.set.Add(h.conn)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handlers[h] = struct{}{}
}

func (s *sockets) remove(h *socketHandler) {
	s.set.Remove(h.conn)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.handlers, h)
}

// Open is how many sockets are open, and how many operations are under way on them.
func (s *Server) Open() (sockets, operations int) { return s.sockets.set.Len() }

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
	s.watching = len(s.handlers) > 0
	return !s.watching
}

// byCredential are the open sockets of each credential.
func (s *sockets) byCredential() map[string][]*socketHandler {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := map[string][]*socketHandler{}
	for h := range s.handlers {
		if key := h.credential.Load(); key != nil {
			of[*key] = append(of[*key], h)
		}
	}
	return of
}

func (s *Server) closeEnded() {
	of := s.sockets.byCredential()
	if len(of) == 0 {
		return
	}
	credentials := make([]string, 0, len(of))
	for key := range of {
		credentials = append(credentials, key)
	}
	slices.Sort(credentials)
	ctx, cancel := context.WithTimeout(context.Background(), s.config.Times.Operation)
	defer cancel()
	ended, err := s.config.Ended(ctx, credentials)
	if err != nil { // the next look is soon, and every operation asks for itself
		s.config.Log.WarnContext(ctx, "sockets: their sessions could not be looked at", "error", err)
		return
	}
	for _, key := range ended {
		for _, h := range of[key] {
			h.conn.Close(&socket.Close{Code: socket.Forbidden, Reason: "Forbidden: the session or API token has ended"})
		}
	}
}
