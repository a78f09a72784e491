package market

import (
	"encoding/base64"
	"fmt"
	"slices"
	"time"
)

// EventLife is how long an event is kept: a subscriber can stay away that long and
// still miss nothing. Who stays away longer is told to read anew.
const EventLife = 24 * time.Hour

// EventKind is what an event is to its subscriber.
type EventKind string

// The kinds of events.
const (
	EventAdded   EventKind = "ADDED"
	EventUpdated EventKind = "UPDATED"
	EventResync  EventKind = "RESYNC" // something may have been missed
)

// Channel is where events go and subscribers listen.
type Channel struct{ Topic, Key string }

// Event says that something happened to a subject. Its topic and key say who is
// to hear of it.
type Event struct {
	Position
	Topic   string `db:"topic"`
	Key     string `db:"key"`     // the id of what subscribers listen to
	Subject string `db:"subject"` // the id of what the event is about
	Detail  string `db:"detail"`  // what happened to it, where a topic says several things
	// CreatedAt is when the transaction began that wrote the event.
	CreatedAt time.Time `db:"created_at"`
	// IsResync marks what no transaction wrote: it stands where a stream goes on that
	// may have missed something.
	IsResync bool `db:"-"`
}

// Channel is where the event went.
func (e *Event) Channel() Channel { return Channel{e.Topic, e.Key} }

// Position is the place of an event among all: first by the transaction that
// wrote it, then within that. Transactions commit in another order than they
// begin, so a place is final only once no older transaction is open.
type Position struct {
	XID uint64 `db:"xid"`
	ID  int64  `db:"id"`
}

// After reports whether p comes after q.
func (p Position) After(q Position) bool {
	return p.XID > q.XID || p.XID == q.XID && p.ID > q.ID
}

// Cursor is the position as subscribers of a stream hold it.
func (p Position) Cursor(stream string) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s %d %d", stream, p.XID, p.ID))
}

// maxEventCursor is longer than any cursor that is written.
const maxEventCursor = 100

// ParsePosition reads a cursor of the stream. It fails with Invalid unless Cursor
// wrote it, for this stream.
func ParsePosition(stream, cursor string) (Position, *Error) {
	var p Position
	var of string
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil && len(cursor) <= maxEventCursor {
		_, err = fmt.Sscanf(string(b), "%s %d %d", &of, &p.XID, &p.ID)
	}
	switch {
	case err != nil || p.Cursor(of) != cursor:
		return Position{}, Errorf(Invalid, "This is not the cursor of an event; take one from `cursor`.").In("after")
	case of != stream:
		return Position{}, Errorf(Invalid, "This cursor is of another subscription; begin without it.").In("after")
	}
	return p, nil
}

// Moment is a point in time as transactions see it: which had committed by then.
type Moment struct {
	Next uint64   // no transaction from this one on had
	Open []uint64 // nor had these, though they are older
}

// Saw reports whether the transaction had committed.
func (m Moment) Saw(xid uint64) bool { return xid < m.Next && !slices.Contains(m.Open, xid) }
