package resolvers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"go.uber.org/goleak"

	"partnergraph/auth"
	groups "partnergraph/live"
	"partnergraph/market"
	"partnergraph/resolvers"
	"partnergraph/store/storetest"
)

const (
	leadAdded = `subscription($after: String) { leadAdded(partnerId: "<partner 1>", after: $after) {
		cursor node { title state contact { name } offers { state } } offer { state partner { name } } } }`
	replyAdded = `subscription($after: String) { replyAdded(threadId: "<thread 1>", after: $after) {
		cursor node { number body { markdown } thread { replyCount } } } }`
)

// live is a world whose hub runs.
type live struct {
	*testing.T
	*world
	passed *atomic.Int64 // how much later than now it is
	stop   func()        // stops the hub, and waits until it has
}

func newLive(t *testing.T) *live {
	t.Helper()
	w, passed := newWorld(t), new(atomic.Int64)
	w.resolver.Now = func() time.Time { return now.Add(time.Duration(passed.Load())) }
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); w.resolver.Events.Run(ctx) }()
	stop := func() { cancel(); <-done }
	t.Cleanup(stop)
	return &live{t, w, passed, stop}
}

// stream is a subscription of somebody's, on a seat as transports give it.
type stream struct {
	*live
	arrived chan *groups.Update
	refused *graphql.Response
	leave   func()
}

// Hear implements groups.Listener.
func (s *stream) Hear(u *groups.Update) { s.arrived <- u }

// Wait implements groups.Listener.
func (s *stream) Wait(ctx context.Context) bool { return ctx.Err() == nil }

func (l *live) subscribe(role, request string, after ...string) *stream {
	l.Helper()
	variables := map[string]any{}
	for _, cursor := range after {
		variables["after"] = cursor
	}
	return l.subscribeAs(roles[role], request, "", variables)
}

func (l *live) subscribeAs(v market.Viewer, request, resume string, variables map[string]any) *stream {
	l.Helper()
	ctx := auth.WithViewer(graphql.StartOperationTrace(l.Context()), v)
	operation, errs := l.executor.CreateOperationContext(ctx, &graphql.RawParams{Query: fillIn(request), Variables: variables})
	if errs != nil {
		l.Fatal(errs)
	}
	s := &stream{live: l, arrived: make(chan *groups.Update, 1000)}
	ctx, seat := groups.Listen(ctx, s, resume)
	responses, ctx := l.executor.DispatchOperation(ctx, operation)
	s.leave = seat.Leave
	l.Cleanup(seat.Leave)
	if !seat.Joined() {
		s.refused = responses(ctx)
	}
	return s
}

// next is the next response; nil at the end.
func (s *stream) next() *graphql.Response {
	s.Helper()
	if s.refused != nil {
		return s.refused
	}
	select {
	case u := <-s.arrived:
		if u.Err != nil {
			s.refused = &graphql.Response{Errors: gqlerror.List{resolvers.PresentError(s.Context(), u.Err)}}
			return s.refused
		}
		return u.Response
	case <-time.After(20 * time.Second):
		s.Fatal("nothing came")
		return nil
	}
}

// silent fails when something comes within a moment.
func (s *stream) silent() {
	s.Helper()
	select {
	case u := <-s.arrived:
		s.Fatalf("came %+v", u)
	case <-time.After(50 * time.Millisecond):
	}
}

// event reads the next event into v.
func (s *stream) event(v any) {
	s.Helper()
	response := s.next()
	if response == nil || len(response.Errors) > 0 {
		s.Fatalf("came %+v", response)
	}
	if err := json.Unmarshal(response.Data, v); err != nil {
		s.Fatal(err)
	}
}

// ends is the code of the error the stream ends with, now and for good.
func (s *stream) ends() string {
	s.Helper()
	response := s.next()
	if response == nil || len(response.Errors) != 1 || response.Data != nil {
		s.Fatalf("came %+v", response)
	}
	if again := s.next(); again != nil && fmt.Sprint(again.Errors) != fmt.Sprint(response.Errors) {
		s.Errorf("after the end came %+v", again)
	}
	return fmt.Sprint(response.Errors[0].Extensions["code"])
}

// submit submits a lead for a partner, in the name of the client.
func (l *live) submit(partner int, title string) {
	l.Helper()
	in, id := storetest.Need(), market.PartnerID(uuidOf(partner))
	in.Title, in.PartnerID = &title, &id
	if _, err := l.store.SubmitLead(l.Context(), roles["client"], in, now); err != nil {
		l.Fatal(err)
	}
}

func (l *live) answer(text string) { l.Helper(); l.answerAt(text, now) }

func (l *live) answerAt(text string, now time.Time) {
	l.Helper()
	in := market.ReplyCreateInput{ThreadID: market.ThreadID(uuidOf(1)), Body: text}
	if _, err := l.store.CreateReply(l.Context(), roles["owner"], in, now); err != nil {
		l.Fatal(err)
	}
}

type leadEvent struct {
	LeadAdded struct {
		Cursor string
		Node   struct {
			Title, State string
			Contact      *struct{ Name string }
			Offers       []struct{ State string }
		}
		Offer struct {
			State   string
			Partner struct{ Name string }
		}
	}
}

func TestLeadsArriveAtTheirPartner(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	owner := l.subscribe("owner", leadAdded)
	l.submit(2, "for another")
	l.submit(1, "first")
	l.submit(1, "second")
	var first, second leadEvent
	owner.event(&first)
	owner.event(&second)
	e := first.LeadAdded
	if e.Node.Title != "first" || e.Node.State != "OFFERED" || e.Node.Contact != nil || len(e.Node.Offers) != 1 || e.Offer.State != "OFFERED" || e.Offer.Partner.Name != "Lumeridge" {
		t.Errorf("came %+v", e)
	}
	if second.LeadAdded.Node.Title != "second" {
		t.Errorf("came %+v", second)
	}
	var again leadEvent
	l.subscribe("owner", leadAdded, e.Cursor).event(&again)
	if fmt.Sprint(again) != fmt.Sprint(second) {
		t.Errorf("after the first came %+v, want %+v", again, second)
	}
}

type replyEvent struct {
	ReplyAdded struct {
		Cursor string
		Node   struct {
			Number int
			Body   struct{ Markdown string }
			Thread struct{ ReplyCount int }
		}
	}
}

// Each event is loaded anew: the second sees its own count, not the first's.
func TestRepliesArriveAtWhoeverListens(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	for _, role := range []string{"nobody", "client"} {
		s := l.subscribe(role, replyAdded)
		var first, second replyEvent
		l.answer("One.")
		s.event(&first)
		l.answer("Two.")
		s.event(&second)
		one, two := first.ReplyAdded.Node, second.ReplyAdded.Node
		if one.Body.Markdown != "One." || two.Body.Markdown != "Two." || two.Number != one.Number+1 || one.Thread.ReplyCount != one.Number || two.Thread.ReplyCount != two.Number {
			t.Errorf("%s: came %+v, then %+v", role, one, two)
		}
	}
}

func TestSubscriptionsAreRefused(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	ahead := market.Position{XID: 1 << 60}.Cursor("lead") // of a cluster that has gone much farther
	for name, test := range map[string]struct {
		role, request, after, want string
	}{
		"nobody":                    {"nobody", leadAdded, "", "UNAUTHENTICATED"},
		"an editor":                 {"editor", leadAdded, "", "FORBIDDEN"},
		"a client":                  {"client", leadAdded, "", "FORBIDDEN"},
		"another partner":           {"other", leadAdded, "", "FORBIDDEN"},
		"the house":                 {"house", leadAdded, "", "FORBIDDEN"},
		"no cursor at all":          {"owner", leadAdded, "nonsense", "BAD_USER_INPUT"},
		"a cursor of another topic": {"owner", leadAdded, market.Position{XID: 3}.Cursor("reply"), "BAD_USER_INPUT"},
		"a cursor ahead of all":     {"owner", leadAdded, ahead, "BAD_USER_INPUT"},
		"another id":                {"owner", `subscription { leadAdded(partnerId: "<thread 1>") { cursor } }`, "", "FORBIDDEN"},
		"no thread":                 {"nobody", `subscription { replyAdded(threadId: "<thread 9>") { cursor } }`, "", "NOT_FOUND"},
		"another id for a thread":   {"nobody", `subscription { replyAdded(threadId: "<partner 1>") { cursor } }`, "", "NOT_FOUND"},
	} {
		var after []string
		if test.after != "" {
			after = append(after, test.after)
		}
		response := l.subscribe(test.role, test.request, after...).next()
		if response == nil || len(response.Errors) != 1 || response.Errors[0].Extensions["code"] != test.want {
			t.Errorf("%s: %+v, want %s", name, response, test.want)
		}
	}
}

// Whoever loses a right while listening hears nothing more.
func TestAccessIsCheckedAtDelivery(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lose func(*live) error
		want string
	}{
		"the session is revoked": {func(l *live) error {
			_, err := l.store.RevokeSession(l.Context(), roles["owner"], market.SessionRevokeInput{}, now)
			return err
		}, "UNAUTHENTICATED"},
		"the token was not renewed": {func(l *live) error {
			l.passed.Store(int64(16 * time.Minute))
			return nil
		}, "UNAUTHENTICATED"},
		"the owner becomes an editor": {func(l *live) error {
			l.place("editor", market.Owner)
			l.place("owner", market.Editor)
			return nil
		}, "FORBIDDEN"},
		"the owner leaves": {func(l *live) error {
			l.place("editor", market.Owner)
			_, err := l.store.RemoveMember(l.Context(), roles["owner"], market.MemberRemoveInput{PersonID: new(roles["owner"].Person)}, now)
			return err
		}, "FORBIDDEN"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLive(t)
			leads, replies := l.subscribe("owner", leadAdded), l.subscribe("owner", replyAdded)
			var before leadEvent
			l.submit(1, "before")
			leads.event(&before)
			if err := test.lose(l); err != nil {
				t.Fatal(err)
			}
			l.submit(1, "after")
			l.answer("After.")
			if got := leads.ends(); got != test.want {
				t.Errorf("leads end with %s, want %s", got, test.want)
			}
			if got := replies.ends(); got != test.want {
				t.Errorf("replies end with %s, want %s", got, test.want)
			}
		})
	}
}

// place gives somebody of the owner's organisation a role.
func (l *live) place(who string, role market.Role) {
	l.Helper()
	person := roles[who].Person
	if _, err := l.store.SetMember(l.Context(), roles["owner"], market.MemberSetInput{PersonID: &person, Role: role}, now); err != nil {
		l.Fatal(err)
	}
}

func TestSubscriptionsEndWithTheirHub(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	s := l.subscribe("nobody", replyAdded)
	l.answer("One.")
	s.event(new(replyEvent))
	l.stop()
	if got := s.ends(); got != "UNAVAILABLE" {
		t.Errorf("ends with %s", got)
	}
}

// Whoever leaves, in whatever moment, leaves nothing running.
func TestLeavingLeavesNothingBehind(t *testing.T) {
	l := newLive(t)
	first := l.subscribe("owner", replyAdded)
	l.answer("All is running now.")
	first.event(new(replyEvent))
	before := goleak.IgnoreCurrent()
	waiting, busy := l.subscribe("nobody", replyAdded), l.subscribe("owner", replyAdded)
	for i := range 3 {
		l.answer(fmt.Sprintf("Answer %d.", i))
	}
	busy.event(new(replyEvent)) // more are on their way, and nobody reads them
	waiting.leave()
	busy.leave()
	goleak.VerifyNone(t, before)
}
