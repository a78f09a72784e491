package resolvers_test

import (
	"testing"
	"time"

	"partnergraph/market"
)

// followed are all subscriptions, with the names of their cursors.
var followed = map[string]struct{ stream, request string }{
	"replyAdded": {"reply", `subscription($after: String) {
		event: replyAdded(threadId: "<thread 1>", after: $after) { kind cursor node { number } } }`},
	"leadAdded": {"lead", `subscription($after: String) {
		event: leadAdded(partnerId: "<partner 1>", after: $after) { kind cursor node { title } offer { state } } }`},
	"leadUpdated": {"lead_update", `subscription($after: String) {
		event: leadUpdated(after: $after) { kind cursor change node { title } } }`},
	"notificationAdded": {"notification", `subscription($after: String) {
		event: notificationAdded(after: $after) { kind cursor node { text } } }`},
}

// followedEvent is any of their events.
type followedEvent struct {
	Kind, Cursor string
	Node, Offer  *struct{ Title string }
	Change       *string
}

// hearsKind reads the next event, which is a RESYNC or not.
func (s *stream) hearsKind(name string, resync bool) followedEvent {
	s.Helper()
	var came struct{ Event followedEvent }
	s.event(&came)
	e := came.Event
	if (e.Kind == "RESYNC") != resync || e.Cursor == "" || (e.Node == nil) != resync || resync && (e.Change != nil || e.Offer != nil) {
		s.Errorf("%s: came %+v", name, e)
	}
	return e
}

// happens lets something happen on all streams.
func (l *live) happens(text string) {
	l.Helper()
	l.answer(text)
	l.submit(1, text)
	if _, err := l.store.ProjectNotifications(l.Context(), nil, now); err != nil {
		l.Fatal(err)
	}
}

// forget deletes the events that are too old when so much time has passed.
func (l *live) forget(later time.Duration) {
	l.Helper()
	if _, err := l.store.PruneOutbox(l.Context(), time.Now().Add(later)); err != nil {
		l.Fatal(err)
	}
}

// Whoever was away for less than a day hears all that came meanwhile. Whoever was away for
// longer is told so once, with a cursor to go on from, and then hears what is new.
func TestWhoWasAwayForTooLongIsToldToReadAnew(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	last := map[string]string{}
	listening := map[string]*stream{}
	for name, of := range followed {
		listening[name] = l.subscribe("owner", of.request)
	}
	l.happens("Before")
	for name, s := range listening {
		last[name] = s.hearsKind(name, false).Cursor
		s.leave()
	}
	l.happens("While away")
	watch := l.subscribe("owner", followed["replyAdded"].request)
	l.answer("So the hub has come so far.")
	watch.hearsKind("replyAdded", false)

	l.forget(market.EventLife - time.Minute)
	for name, of := range followed {
		s := l.subscribe("owner", of.request, last[name])
		s.hearsKind(name, false)
		s.leave()
	}
	l.forget(market.EventLife + time.Minute)
	waiting := map[string]*stream{}
	for name, of := range followed {
		s := l.subscribe("owner", of.request, last[name])
		waiting[name], waiting[name+", resumed"] = s, l.subscribe("owner", of.request, s.hearsKind(name, true).Cursor)
		long := l.subscribe("owner", of.request, market.Position{XID: 1}.Cursor(of.stream))
		long.hearsKind(name, true)
	}
	l.happens("After")
	for name, s := range waiting {
		s.hearsKind(name, false)
	}
}
