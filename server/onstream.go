package server

import (
	"context"
	"sync"

	"partnergraph/live"
)

// behind is how many events a stream may be behind before it ends; few is when those
// that can, wait.
const behind, few = 256, 16

// sent is an event on its way to a stream; without a body it is "complete".
type sent struct {
	body   []byte
	cursor string
	last   bool
}

// onStream hears the updates of a subscription on a stream.
type onStream struct {
	server *Server
	ctx    context.Context // of the request
	queue  chan sent
	taken  chan struct{} // has one when the queue got shorter

	once       sync.Once
	slow, lost chan struct{} // closed when the reader is too slow, or has lost its right
	losing     sync.Once
}

var _ live.Listener = (*onStream)(nil)

func newOnStream(s *Server, ctx context.Context) *onStream {
	return &onStream{server: s, ctx: ctx, queue: make(chan sent, behind), taken: make(chan struct{}, 1),
		slow: make(chan struct{}), lost: make(chan struct{})}
}

// Hear implements live.Listener.
func (l *onStream) Hear(u *live.Update) {
	switch {
	case u.Err != nil:
		l.push(l.refusal(l.server.present(l.ctx, u.Err)))
	case u.Last():
		l.push(sent{body: encode(u.Response)})
	default:
		l.push(sent{body: u.Encoded(encode), cursor: u.Cursor})
		return
	}
	l.push(sent{last: true})
}

// push queues an event without waiting.
func (l *onStream) push(s sent) {
	select {
	case l.queue <- s:
	default:
		l.once.Do(func() { close(l.slow) })
	}
}

// put waits for room, and says whether there was any before the end.
func (l *onStream) put(s sent) bool {
	select {
	case l.queue <- s:
		return true
	case <-l.ctx.Done():
		return false
	}
}

// Wait implements live.Listener.
func (l *onStream) Wait(ctx context.Context) bool {
	for len(l.queue) >= few {
		select {
		case <-l.taken:
		case <-ctx.Done():
			return false
		case <-l.ctx.Done():
			return false
		}
	}
	return l.ctx.Err() == nil && ctx.Err() == nil
}

// took says that an event was taken.
func (l *onStream) took() {
	select {
	case l.taken <- struct{}{}:
	default:
	}
}

// lose ends the stream because its right has ended.
func (l *onStream) lose() { l.losing.Do(func() { close(l.lost) }) }
