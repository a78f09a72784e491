package live_test

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"partnergraph/market"
)

// However many views there are of an event, few are executed at once, and each is.
func TestFewViewsAreExecutedAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var now, most atomic.Int64
	w.onExecute.Store(new(func(*market.Event) {
		for n := now.Add(1); n > most.Load(); {
			most.Store(n)
		}
		time.Sleep(5 * time.Millisecond)
		now.Add(-1)
	}))
	all := []*listener{}
	for i := range 50 {
		s := w.subscription("1", "")
		s.Group = fmt.Sprint("view ", i)
		all = append(all, w.join(s))
	}
	w.write()
	for _, l := range all {
		l.hears("1 for anna OWNER")
	}
	if limit := int64(2 * runtime.GOMAXPROCS(0)); most.Load() > limit || most.Load() < 2 {
		t.Errorf("%d were executed at once, the limit is %d", most.Load(), limit)
	}
}

// However many come back, and however long what they missed takes, what is new is heard
// at once; and who leaves while it waits for its turn leaves nothing behind.
func TestReplaysDoNotHoldUpWhatIsNew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open := make(chan struct{})
	l := w.join(w.subscription("1", ""))
	w.write()
	l.hears("1 for anna OWNER")
	cursor := market.Position{XID: 1, ID: 1}.Cursor(topic)
	w.write()
	l.hears("2 for anna OWNER")
	w.onExecute.Store(new(func(e *market.Event) {
		if e.Subject == "2" {
			<-open
		}
	}))
	back := []*listener{}
	for range 2*runtime.GOMAXPROCS(0) + 3 {
		back = append(back, w.join(w.subscription("1", cursor)))
	}
	w.write()
	l.hears("3 for anna OWNER")
	back[len(back)-1].seat.Leave()
	close(open)
	for _, b := range back[:len(back)-1] {
		b.hears("2 for anna OWNER", "3 for anna OWNER")
	}
}
