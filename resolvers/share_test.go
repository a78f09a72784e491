package resolvers_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"partnergraph/auth"
	groups "partnergraph/live"
	"partnergraph/market"
	"partnergraph/store"
)

// replyAlike selects what shows everybody the same, all fields of view.go's list among
// it.
const replyAlike = `subscription($after: String) { replyAdded(threadId: "<thread 1>", after: $after) {
	cursor node { id number body { html markdown locale isOriginal isStale } badge { name organization role licence motto isHouse }
		isAccepted createdAt editedAt author { id name motto createdAt }
		thread { number title slug locale replyCount author { name } body { html } board { id } } } } }`

// Everybody gets the same bytes, once executed; and they are what each would get
// alone.
func TestViewsAreAlike(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	all, alone := map[string]*stream{}, map[string]*stream{}
	// A field with a viewer in it makes the view the viewer's own.
	own := strings.Replace(replyAlike, "isAccepted", "isAccepted revisions { replacedAt }", 1)
	for _, role := range []string{"nobody", "client", "editor", "owner", "other", "house"} { // who have sessions in the fixture
		v := roles[role]
		v.Locales = []string{"en"}
		all[role], alone[role] = l.subscribeAs(v, replyAlike, "", nil), l.subscribeAs(v, own, "", nil)
	}
	l.answer("For all.")
	var first *graphql.Response
	for role, s := range all {
		got, own := s.next(), alone[role].next()
		if first == nil {
			first = got
		}
		if got != first {
			t.Errorf("%s: was executed by itself: %s", role, got.Data)
		}
		want := strings.Replace(string(got.Data), `"isAccepted":false`, `"isAccepted":false,"revisions":[]`, 1)
		if string(own.Data) != want || own == first {
			t.Errorf("%s: alone got %s, want %s", role, own.Data, want)
		}
	}
}

// What depends on who looks is executed for each who looks otherwise, and once for
// those who do not.
func TestViewsAreOnesOwn(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	owner, again := l.subscribe("owner", leadAdded), l.subscribe("owner", leadAdded)
	german := roles["owner"]
	german.Locales = []string{"de"}
	reader := l.subscribeAs(german, leadAdded, "", nil)
	session := roles["owner"]
	session.Address = "192.0.2.1"
	elsewhere := l.subscribeAs(session, leadAdded, "", nil)
	l.submit(1, "one")
	first := owner.next()
	for name, s := range map[string]struct {
		*stream
		same bool
	}{"a second": {again, true}, "in another language": {reader, false}, "from another address": {elsewhere, true}} {
		if got := s.next(); (got == first) != s.same || string(got.Data) != string(first.Data) {
			t.Errorf("%s: shared is %v", name, got == first)
		}
	}
}

// What a document says beside the operation, and how, does not part those who see the
// same; what the operation asks for does.
func TestOnlyWhatIsAskedForParts(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	const plain = `subscription($after: String) { replyAdded(threadId: "<thread 1>", after: $after) { cursor node { number ...rest } } }
		fragment rest on Reply { isAccepted }`
	first := l.subscribe("nobody", plain)
	type listening struct {
		*stream
		same bool
		data string // but for the cursor
	}
	others := map[string]listening{}
	for name, test := range map[string]struct {
		request string
		same    bool
		data    string
	}{
		"its name":               {strings.Replace(plain, "subscription", "subscription Named", 1), true, ""},
		"comments":               {"# $after\n" + strings.Replace(plain, "number", "# number\nnumber", 1), true, ""},
		"white space":            {strings.ReplaceAll(plain, " { ", " {,\n\t"), true, ""},
		"an alias that is none":  {strings.Replace(plain, "number", "number: number", 1), true, ""},
		"an alias":               {strings.Replace(plain, "number", "n: number", 1), false, `"n":`},
		"the order of fields":    {strings.Replace(plain, "number ...rest", "...rest number", 1), false, `"isAccepted":false,"number":`},
		"less in the fragment":   {strings.Replace(plain, "isAccepted", "createdAt", 1), false, `"createdAt":`},
		"a directive":            {strings.Replace(plain, "number", "number @skip(if: true)", 1), false, `{"isAccepted"`},
		"a directive on the way": {strings.Replace(plain, "...rest", "...rest @include(if: false)", 1), false, ""},
	} {
		others[name] = listening{l.subscribe("nobody", test.request), test.same, test.data}
	}
	l.answer("For all.")
	want := first.next()
	for name, s := range others {
		if got := s.next(); (got == want) != s.same || !strings.Contains(string(got.Data), s.data) {
			t.Errorf("%s: shared is %v, %s", name, got == want, got.Data)
		}
	}
}

// One of several operations in a document is shared with those who send it alone.
func TestOtherOperationsDoNotPart(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	alone := l.subscribe("nobody", `subscription($after: String) { replyAdded(threadId: "<thread 1>", after: $after) { cursor } }`)
	ctx := auth.WithViewer(graphql.StartOperationTrace(t.Context()), roles["nobody"])
	operation, errs := l.executor.CreateOperationContext(ctx, &graphql.RawParams{OperationName: "A", Query: fillIn(
		`subscription A($after: String) { replyAdded(threadId: "<thread 1>", after: $after) { cursor } }
		subscription B($after: String) { replyAdded(threadId: "<thread 1>", after: $after) { ...b } } fragment b on ReplyAddedEvent { cursor }`)})
	if errs != nil {
		t.Fatal(errs)
	}
	among := &stream{live: l, arrived: make(chan *groups.Update, 10)}
	ctx, seat := groups.Listen(ctx, among, "")
	l.executor.DispatchOperation(ctx, operation)
	t.Cleanup(seat.Leave)
	l.answer("For both.")
	if alone.next() != among.next() {
		t.Error("they do not share")
	}
}

// Those who come back with different cursors are one group again once they have
// caught up.
func TestCursorsDoNotPart(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	s := l.subscribe("nobody", replyAdded)
	var cursors []string
	for i := range 3 {
		l.answer(fmt.Sprintf("Answer %d.", i))
		var e replyEvent
		s.event(&e)
		cursors = append(cursors, e.ReplyAdded.Cursor)
	}
	early, late := l.subscribe("nobody", replyAdded, cursors[0]), l.subscribe("nobody", replyAdded, cursors[1])
	for _, want := range []string{"Answer 1.", "Answer 2."} {
		early.hearsReply(want)
	}
	late.hearsReply("Answer 2.")
	l.answer("For all.")
	first := s.next()
	if got := []*graphql.Response{early.next(), late.next()}; got[0] != first || got[1] != first {
		t.Error("they do not share")
	}
	for _, s := range []*stream{s, early, late} {
		s.silent()
	}
}

func (s *stream) hearsReply(want string) (cursor string) {
	s.Helper()
	var e replyEvent
	s.event(&e)
	if got := e.ReplyAdded.Node.Body.Markdown; got != want {
		s.Errorf("heard %q, want %q", got, want)
	}
	return e.ReplyAdded.Cursor
}

// The last event that a client has, by its own word, counts like the argument; the
// later of both does.
func TestResume(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	s := l.subscribe("nobody", replyAdded)
	cursors := []string{}
	for i := range 3 {
		l.answer(fmt.Sprintf("Answer %d.", i))
		cursors = append(cursors, s.hearsReply(fmt.Sprintf("Answer %d.", i)))
	}
	for name, test := range map[string]struct {
		after, last string
		want        int // the first answer heard; 0 for a refusal
	}{
		"by the last event":          {"", cursors[0], 1},
		"the last event is later":    {cursors[0], cursors[1], 2},
		"the argument is later":      {cursors[1], cursors[0], 2},
		"the same":                   {cursors[1], cursors[1], 2},
		"no cursor":                  {"", "7", 0},
		"a cursor of another topic":  {"", market.Position{XID: 3, ID: 1}.Cursor(store.LeadTopic), 0},
		"no cursor beside a good on": {cursors[1], "7", 0},
	} {
		variables := map[string]any{}
		if test.after != "" {
			variables["after"] = test.after
		}
		s := l.subscribeAs(roles["nobody"], replyAdded, test.last, variables)
		if test.want == 0 {
			if response := s.next(); len(response.Errors) != 1 || !strings.HasPrefix(response.Errors[0].Message, "Last-Event-ID") {
				t.Errorf("%s: %+v", name, response)
			}
			continue
		}
		for i := test.want; i < 3; i++ {
			s.hearsReply(fmt.Sprintf("Answer %d.", i))
		}
	}
}

// Of many who listen, each who has lost the right is told so, the others hear on, and
// the database is asked once about all of them.
func TestManyAreAskedAboutAtOnce(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	var streams []*stream
	for range 50 {
		for _, role := range []string{"nobody", "owner", "client", "other"} {
			streams = append(streams, l.subscribe(role, replyAlike))
		}
	}
	var statements atomic.Int64
	ctx := store.CountStatements(auth.WithViewer(t.Context(), roles["owner"]), &statements)
	if _, _, err := l.store.StillValidAll(ctx, slices.Collect(viewers(roles)), now); err != nil || statements.Load() != 1 {
		t.Errorf("%d statements, %v", statements.Load(), err)
	}
	if _, err := l.store.RevokeSession(t.Context(), roles["client"], market.SessionRevokeInput{}, now); err != nil {
		t.Fatal(err)
	}
	l.answer("Who is there?")
	for i, s := range streams {
		response := s.next()
		if ended := i%4 == 2; ended != (len(response.Errors) == 1 && response.Errors[0].Extensions["code"] == "UNAUTHENTICATED") {
			t.Errorf("%d: %+v", i, response)
		}
	}
}

// viewers are people; API tokens are asked about one by one.
func viewers(of map[string]market.Viewer) func(func(market.Viewer) bool) {
	return func(yield func(market.Viewer) bool) {
		for _, v := range of {
			if v.APIToken == "" && !yield(v) {
				return
			}
		}
	}
}

// While replies are written all the time, readers come with all sorts of cursors and
// go again: none misses one, none hears one twice.
func TestJoiningLosesNothing(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	const total = 60
	first := l.subscribe("nobody", replyAdded)
	l.answer("The beginning.")
	beginning := first.hearsReply("The beginning.")
	var readers sync.WaitGroup
	for n := range 6 {
		readers.Go(func() { l.follow(beginning, 1+n, total) })
	}
	for i := range total {
		l.answerAt(fmt.Sprintf("Answer %d.", i), now.Add(time.Duration(i)*time.Minute)) // nobody writes faster
	}
	for i := range total {
		first.hearsReply(fmt.Sprintf("Answer %d.", i))
	}
	readers.Wait()
}

// follow leaves after every few answers, and comes back with its cursor.
func (l *live) follow(cursor string, few, total int) {
	for next := 0; next < total; {
		s := l.subscribe("nobody", replyAdded, cursor)
		for range few {
			if next == total {
				break
			}
			cursor = s.hearsReply(fmt.Sprintf("Answer %d.", next))
			next++
		}
		s.leave()
	}
}
