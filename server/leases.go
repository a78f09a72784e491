package server

import (
	"context"
	"slices"
	"sync"
	"time"
)

// leases are what is open by somebody's right: sockets and streams. They end with the
// session or API token that they live by.
type leases struct {
	mu       sync.Mutex
	open     map[*lease]struct{}
	watching bool
}

type lease struct {
	credential string
	end        func() // does not wait
}

// lease watches over what lives by a credential, until release. Whoever only listens
// asks for nothing, and would find out late.
func (s *Server) lease(credential string, end func()) (release func()) {
	if credential == "" || s.config.Ended == nil {
		return func() {}
	}
	l, all := &lease{credential, end}, &s.leases
	all.mu.Lock()
	defer all.mu.Unlock()
	if all.open == nil {
		all.open = map[*lease]struct{}{}
	}
	all.open[l] = struct{}{}
	if !all.watching {
		all.watching = true
		go s.watch()
	}
	return func() {
		all.mu.Lock()
		defer all.mu.Unlock()
		delete(all.open, l)
	}
}

// watch ends what has lost its right, as long as anything is open.
func (s *Server) watch() {
	tick := time.NewTicker(s.config.Times.Watch)
	defer tick.Stop()
	for range tick.C {
		if s.leases.unwatched() {
			return
		}
		s.endLost()
	}
}

// unwatched says whether nothing is left to watch, and who watches may go.
func (l *leases) unwatched() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.watching = len(l.open) > 0
	return !l.watching
}

// byCredential is what is open by each credential.
func (l *leases) byCredential() map[string][]*lease {
	l.mu.Lock()
	defer l.mu.Unlock()
	of := map[string][]*lease{}
	for one := range l.open {
		of[one.credential] = append(of[one.credential], one)
	}
	return of
}

func (s *Server) endLost() {
	of := s.leases.byCredential()
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
		for _, l := range of[key] {
			l.end()
		}
	}
}
