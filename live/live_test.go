package live_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"go.uber.org/goleak"

	"partnergraph/live"
	"partnergraph/market"
)

// Those with the same view hear the very same update, executed once; who each is was
// asked once.
func TestAViewIsExecutedOnceForAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	all := []*listener{}
	for i := range 5 {
		all = append(all, w.join(w.subscription(market.SessionID(fmt.Sprint(i%2)), "")))
	}
	w.write()
	first := all[0].next()
	for _, l := range all[1:] {
		if l.next() != first {
			t.Error("it was executed anew")
		}
	}
	if w.executed.Load() != 1 || w.asked.Load() != 1 {
		t.Errorf("%d executions, asked %d times", w.executed.Load(), w.asked.Load())
	}
	encodings := 0
	for range 2 {
		first.Encoded(func(*graphql.Response) []byte { encodings++; return nil })
	}
	if encodings != 1 {
		t.Errorf("encoded %d times", encodings)
	}
}

// Views that differ, by who looks or in which language, are executed each; one that
// does not depend on who looks, as who it says, and another as a member is by now.
func TestEachViewIsExecutedAsItsViewer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	plain, german, public := w.subscription("1", ""), w.subscription("1", ""), w.subscription("1", "")
	german.View, german.Viewer.Locales = "another view", []string{"de"}
	public.Group, public.As = "a public group", func(*market.Event) *market.Viewer { return &market.Viewer{Person: "nobody"} }
	l, g, p := w.join(plain), w.join(german), w.join(public)
	w.write()
	l.hears("1 for anna OWNER")
	g.hears("1 for anna OWNER")
	p.hears("1 for nobody ")
	if n := w.executed.Load(); n != 3 {
		t.Errorf("%d executions", n)
	}
}

// An event that is under way when somebody comes is not theirs without a cursor, and
// is heard once with one of before it.
func TestJoiningWhileAnEventIsUnderWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.join(w.subscription("1", ""))
	w.write()
	before := first.next().Cursor
	begun, goOn, waited := make(chan struct{}), make(chan struct{}), atomic.Bool{}
	wait := func(*market.Event) {
		if !waited.Swap(true) {
			close(begun)
			<-goOn
		}
	}
	w.onExecute.Store(&wait)
	w.write()
	<-begun
	fresh := w.join(w.subscription("2", ""))
	back := w.join(w.subscription("3", before))
	back.hears("2 for anna OWNER") // by itself, without waiting for the others
	w.write()
	close(goOn)
	first.hears("2 for anna OWNER")
	third := first.next()
	for _, l := range []*listener{fresh, back} {
		if got := l.next(); got.Response != third.Response {
			t.Errorf("heard %s, want %s", got.Response.Data, third.Response.Data)
		}
		l.silent()
	}
}

// While events come all the time, listeners come with all sorts of cursors and go:
// each hears every event once, in order.
func TestComingAndGoingLosesNothing(t *testing.T) {
	t.Parallel()
	const total = 2000
	w := newWorld(t)
	beginning := market.Position{}.Cursor(topic)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			cursor, heard := beginning, 0
			for heard < total {
				l := w.join(w.subscription("1", cursor))
				for range (n + 1) * 37 {
					if heard == total {
						break
					}
					u := l.next()
					var e *market.Error
					if errors.As(u.Err, &e) && e.Code == market.Throttled {
						break // it comes back, as it is told
					}
					heard++
					if want := fmt.Sprintf("%d for anna OWNER", heard); u.Err != nil || string(u.Response.Data) != want {
						t.Errorf("heard %+v, want %q", u, want)
						return
					}
					cursor = u.Cursor
				}
				l.seat.Leave()
			}
		})
	}
	for i := range total {
		if w.write(); i%20 == 0 {
			time.Sleep(time.Millisecond)
		}
	}
	all.Wait()
}

// Who leaves hears nothing more, while catching up as well; a group that all have left
// listens no more and leaves nothing behind.
func TestLeaving(t *testing.T) {
	before := goleak.IgnoreCurrent()
	w := newWorld(t)
	stays, leaves := w.join(w.subscription("1", "")), w.join(w.subscription("1", ""))
	w.write()
	stays.hears("1 for anna OWNER")
	leaves.hears("1 for anna OWNER")
	behind := w.join(w.subscription("2", market.Position{}.Cursor(topic)), func(l *listener) { l.deaf.Store(true) })
	leaves.seat.Leave()
	behind.seat.Leave()
	leaves.seat.Leave() // again is nothing
	w.write()
	stays.hears("2 for anna OWNER")
	leaves.silent()
	behind.silent()
	stays.seat.Leave()
	w.write()
	eventually(t, "somebody listens still", func() bool { return w.listening.Load() == 0 })
	again := w.join(w.subscription("1", ""))
	w.write()
	again.hears("4 for anna OWNER")
	again.seat.Leave()
	w.stop()
	goleak.VerifyNone(t, before)
}

// Of those who share a view, each who loses the right hears why; the others hear on.
func TestRightsEndForOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	keeps, loses := w.join(w.subscription("1", "")), w.join(w.subscription("2", ""))
	w.write()
	keeps.next()
	loses.next()
	w.ended.Store(market.SessionID("2"), true)
	w.write()
	keeps.hears("2 for anna OWNER")
	loses.ends(market.Unauthenticated)
	back := w.join(w.subscription("2", market.Position{}.Cursor(topic)))
	back.ends(market.Unauthenticated) // nor does it hear the past
	w.write()
	keeps.hears("3 for anna OWNER")
	eventually(t, "they are still counted", func() bool { w.write(); return w.listening.Load() == 1 })
}

// Where rights cannot be asked for nobody hears anything.
func TestRightsThatAreNotKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	l := w.join(w.subscription("1", ""))
	err := error(market.Errorf(market.Unavailable, "Try again."))
	w.broken.Store(&err)
	w.write()
	l.ends(market.Unavailable)
	w.join(w.subscription("1", market.Position{}.Cursor(topic))).ends(market.Unavailable)
	if w.executed.Load() != 0 {
		t.Error("it was executed")
	}
}

// A panic ends those whom it concerns, as a fault, and nobody else.
func TestAPanicEndsTheGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := w.subscription("3", "")
	other.View, other.Execute = "another view", func(context.Context, market.Viewer, *market.Event) *graphql.Response {
		return &graphql.Response{Data: []byte("fine")}
	}
	stays := w.join(other)
	fall := func(*market.Event) { panic("a fault") }
	w.onExecute.Store(&fall)
	all := []*listener{w.join(w.subscription("1", "")), w.join(w.subscription("2", ""))}
	w.write()
	all = append(all, w.join(w.subscription("1", market.Position{}.Cursor(topic)))) // by itself
	for i, l := range all {
		u := l.next()
		if m := (*market.Error)(nil); u.Err == nil || errors.As(u.Err, &m) {
			t.Errorf("%d: heard %+v, want a fault", i, u)
		}
		l.silent()
	}
	stays.hears("fine")
	w.onExecute.Store(nil)
	again := w.join(w.subscription("1", ""))
	w.write()
	again.hears("2 for anna OWNER")
}

// An answer of errors alone is the last; one that is none is passed over.
func TestAnswersThatAreNotData(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.subscription("1", "")
	s.Execute = func(_ context.Context, _ market.Viewer, e *market.Event) *graphql.Response {
		switch e.Subject {
		case "1":
			return nil
		case "2":
			return &graphql.Response{Data: []byte("two"), Errors: gqlerror.List{{Message: "in part"}}}
		}
		return &graphql.Response{Errors: gqlerror.List{{Message: "it is gone"}}}
	}
	l := w.join(s)
	for range 4 {
		w.write()
	}
	l.hears("two")
	s.After = market.Position{}.Cursor(topic)
	for _, l := range []*listener{l, w.join(s)} {
		u := l.next()
		if string(u.Response.Data) == "two" { // who came later hears it as well
			u = l.next()
		}
		if !u.Last() || u.Response.Errors[0].Message != "it is gone" {
			t.Errorf("heard %+v", u)
		}
		l.silent()
	}
}

// Who stops reading while catching up is cut when too much has come meanwhile, and
// keeps nobody waiting.
func TestWhoNeverCatchesUpIsCut(t *testing.T) {
	t.Parallel()
	const ahead = 256
	w := newWorld(t)
	fast := w.join(w.subscription("1", ""))
	w.write()
	fast.next()
	slow := w.join(w.subscription("2", market.Position{}.Cursor(topic)), func(l *listener) { l.deaf.Store(true) })
	for i := range ahead {
		w.write()
		fast.hears(fmt.Sprintf("%d for anna OWNER", i+2))
	}
	slow.silent()
	w.write()
	slow.ends(market.Throttled)
	fast.next()
}

// A group that is behind by too much is cut as a whole.
func TestAGroupThatIsTooFarBehindIsCut(t *testing.T) {
	t.Parallel()
	const most = 10_000
	w := newWorld(t)
	begun, goOn, once := make(chan struct{}), make(chan struct{}), sync.Once{}
	wait := func(*market.Event) { once.Do(func() { close(begun) }); <-goOn }
	w.onExecute.Store(&wait)
	l := w.join(w.subscription("1", ""))
	w.write()
	<-begun
	for range most + 1 {
		w.write()
	}
	// One is counted before it is handed out: all have been when one more is counted.
	eventually(t, "not all are handed out", func() bool { w.write(); return w.handed.Load() > most+2 })
	close(goOn)
	l.next() // what was under way
	l.ends(market.Throttled)
}

// A hub that stops says so to all, after what is queued; nobody joins it.
func TestAHubThatStops(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	l := w.join(w.subscription("1", ""))
	w.write()
	l.next()
	w.stop()
	l.ends(market.Unavailable)
	ctx, seat := live.Listen(t.Context(), l, "")
	var e *market.Error
	if err := w.groups.Join(ctx, seat, w.subscription("1", "")); !errors.As(err, &e) || e.Code != market.Unavailable || seat.Joined() {
		t.Errorf("joined: %v", err)
	}
}

// A cursor that is none is refused, and leaves nobody behind.
func TestACursorThatIsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, seat := live.Listen(t.Context(), &listener{world: w}, "")
	var e *market.Error
	if err := w.groups.Join(ctx, seat, w.subscription("1", "nonsense")); !errors.As(err, &e) || e.Code != market.Invalid || seat.Joined() {
		t.Errorf("joined: %v", err)
	}
	w.listening.Store(-1)
	eventually(t, "somebody listens", func() bool { w.write(); return w.listening.Load() == 0 })
}
