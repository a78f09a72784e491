// Package live lets all who subscribe to the same share its work: an event is
// executed once for each view of it, and serialised once, however many listen.
//
// A transport puts a Seat into the context of a subscription; the resolver takes it,
// by Groups.Join, instead of returning a stream of its own. Nothing runs for a
// subscriber while nothing happens.
package live

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"partnergraph/market"
)

// Update is what subscribers hear. They share it, and do not change it.
type Update struct {
	Response *graphql.Response // nil with Err
	Cursor   string            // where to go on after it
	Err      error             // why the subscription ends

	once sync.Once
	body []byte
}

// Last reports whether nothing comes after it: a response without data is a refusal.
func (u *Update) Last() bool {
	return u.Err != nil || u.Response.Data == nil && len(u.Response.Errors) > 0
}

// Encoded is the response as encode, the same for all callers, makes it; the first
// call does the work of all.
func (u *Update) Encoded(encode func(*graphql.Response) []byte) []byte {
	u.once.Do(func() { u.body = encode(u.Response) })
	return u.body
}

func errSlow() error {
	return market.Errorf(market.Throttled, "You read more slowly than events come. Subscribe again after the last cursor you have; nothing is lost.")
}

// Listener takes the updates of one subscription, in their order.
type Listener interface {
	// Hear takes an update without waiting, in whatever way.
	Hear(*Update)
	// Wait waits until the reader has taken most of what it was sent, for as long as the
	// context lives, and says whether there still is one.
	Wait(context.Context) bool
}

// Seat is a subscriber's place in a group, once it has joined one.
type Seat struct {
	listener Listener
	resume   string
	base     context.Context

	mu     sync.Mutex
	member *member
	from   string
}

type seatKey struct{}

// Listen puts a seat into the context that a subscription is then dispatched with.
// resume is the cursor of the last event that the client has by its own word, or "".
func Listen(ctx context.Context, l Listener, resume string) (context.Context, *Seat) {
	s := &Seat{listener: l, resume: resume, base: context.WithoutCancel(ctx)}
	return context.WithValue(ctx, seatKey{}, s), s
}

// SeatOf is the seat in the context, or nil.
func SeatOf(ctx context.Context) *Seat {
	s, _ := ctx.Value(seatKey{}).(*Seat)
	return s
}

// Resume is the cursor of the last event that the client has by its own word.
func (s *Seat) Resume() string { return s.resume }

// Joined reports whether the listener hears what comes. If not, the operation has
// answered in the ordinary way.
func (s *Seat) Joined() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.member != nil
}

// From is the cursor that resumes a subscription whose first event has not come; ""
// without a subscription.
func (s *Seat) From() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.from
}

// take fills the seat, which needs no context from then on.
func (s *Seat) take(m *member, from string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.member, s.from, s.base, s.listener = m, from, nil, nil
}

// Leave gives the seat up.
func (s *Seat) Leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.member != nil {
		s.member.leave()
	}
}
