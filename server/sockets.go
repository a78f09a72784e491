package server

import (
	"time"

	"partnergraph/server/socket"
)

// sockets are those open now.
type sockets struct {
	limits socket.Limits
	set    *socket.Set
	open   tally // by address and by person
}

// Why sockets end that have done nothing wrong: their clients come back, to another
// server or with another token.
var (
	stopped = &socket.Close{Code: socket.GoingAway, Reason: "The server is stopping"}
	lost    = &socket.Close{Code: socket.Forbidden, Reason: "Forbidden: the session or API token has ended"}
)

// prepare takes the limits from the config.
func (s *sockets) prepare(c *Config) {
	s.limits = socket.Limits{
		Message: c.Sizes.Message, Operations: c.Counts.Operations, Frames: c.Counts.Frames,
		Init: c.Times.Init, Ping: c.Times.Ping, Frame: c.Times.Frame, Farewell: 2 * time.Second,
	}
	s.set = socket.NewSet(&s.limits)
}

// Open is how many sockets are open, and how many operations are under way on them.
func (s *Server) Open() (sockets, operations int) { return s.sockets.set.Len() }
