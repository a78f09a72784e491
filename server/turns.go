package server

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// turns lets queries and mutations run: each at once for a payer, all on this server.
// The others wait in order, and payers in turn, so that nobody waits longer because
// somebody else has more to ask. golang.org/x/sync has a semaphore, but one queue for
// everybody.
type turns struct {
	each, all int
	wait      time.Duration // that an operation waits at most

	mu      sync.Mutex
	running int
	lines   map[string]*line
	next    []*line // those in which somebody waits, the next to be served first
}

// line is one payer's.
type line struct {
	running int
	waiting []chan struct{} // closed when it is one's turn
}

// queueFactor is how many operations of a payer may wait, in numbers of those that may run.
const queueFactor = 8

// take waits for a turn. Without one, it says whether the payer has too many itself.
func (t *turns) take(ctx context.Context, key string) (ok, own bool) {
	turn, l := t.join(key)
	if turn == nil {
		return l != nil, true
	}
	timer := time.NewTimer(t.wait)
	defer timer.Stop()
	select {
	case <-turn:
		return true, false
	case <-timer.C:
	case <-ctx.Done():
	}
	return t.abandon(key, l, turn)
}

// join gives a turn at once (no channel), a place in the line, or nothing.
func (t *turns) join(key string) (turn chan struct{}, l *line) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lines == nil {
		t.lines = map[string]*line{}
	}
	if l = t.lines[key]; l == nil {
		l = &line{}
		t.lines[key] = l
	}
	switch {
	case l.running < t.each && t.running < t.all && len(l.waiting) == 0:
		l.running, t.running = l.running+1, t.running+1
		return nil, l
	case len(l.waiting) >= queueFactor*t.each:
		return nil, nil
	}
	turn = make(chan struct{})
	if l.waiting = append(l.waiting, turn); len(l.waiting) == 1 {
		t.next = append(t.next, l)
	}
	return turn, l
}

// abandon gives a place up, unless its turn has come meanwhile.
func (t *turns) abandon(key string, l *line, turn chan struct{}) (ok, own bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := slices.Index(l.waiting, turn)
	if i < 0 {
		return true, false
	}
	if l.waiting = slices.Delete(l.waiting, i, i+1); len(l.waiting) == 0 {
		t.next = slices.DeleteFunc(t.next, func(other *line) bool { return other == l })
	}
	own = l.running >= t.each
	t.forget(key, l)
	return false, own
}

// leave ends a turn, and gives the next ones.
func (t *turns) leave(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.lines[key]
	l.running, t.running = l.running-1, t.running-1
	for t.running < t.all {
		i := slices.IndexFunc(t.next, func(l *line) bool { return l.running < t.each })
		if i < 0 {
			break
		}
		first := t.next[i]
		close(first.waiting[0])
		first.waiting = slices.Delete(first.waiting, 0, 1)
		first.running, t.running = first.running+1, t.running+1
		if t.next = slices.Delete(t.next, i, i+1); len(first.waiting) > 0 {
			t.next = append(t.next, first)
		}
	}
	t.forget(key, l)
}

// forget drops a line of nobody: strangers must not fill the memory with keys.
func (t *turns) forget(key string, l *line) {
	if l.running == 0 && len(l.waiting) == 0 {
		delete(t.lines, key)
	}
}

// inTurn lets queries and mutations wait for their turn, and charges those that took
// the database longer than their cost says. Who is refused has paid one point.
func (e graphExecutor) inTurn(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	b := billOf(op)
	if b == nil || op.Operation.Operation == ast.Subscription {
		return next(ctx)
	}
	if ok, own := e.turns.take(ctx, b.payer.line); !ok {
		e.quota.Return(b.payer.chain, max(b.requested-1, 0))
		return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{e.turns.refusal(own)}})
	}
	ctx, spent := e.config.Measure(ctx)
	var begun sync.Once
	end := func() {
		e.turns.leave(b.payer.line)
		if points := overtime(spent(), b.requested); points > 0 {
			e.quota.Owe(context.WithoutCancel(ctx), b.payer.chain, points)
		}
	}
	context.AfterFunc(ctx, func() { begun.Do(end) }) // nobody asks for the answer
	given := false
	defer func() {
		if !given { // it panics
			begun.Do(end)
		}
	}()
	respond := next(ctx)
	given = true
	return func(ctx context.Context) (response *graphql.Response) {
		run := false
		begun.Do(func() { run = true })
		if run {
			defer end()
		}
		return respond(ctx)
	}
}

const (
	pointTime = 10 * time.Millisecond  // of the database, that a point stands for
	graceTime = 100 * time.Millisecond // that each operation has besides
)

// overtime is what an operation owes for time of the database beyond its cost.
func overtime(spent time.Duration, cost int) int {
	return max(int((spent-graceTime)/pointTime)-cost, 0)
}

// refusal says when to try again.
func (t *turns) refusal(own bool) *gqlerror.Error {
	code, message := codeUnavailable, "The server has more to do than it can. Try again in 1 s."
	if own {
		code = codeThrottled
		message = fmt.Sprintf("Too much at once: you have %d queries and mutations under way, which is the limit, and others waiting. Try again in 1 s.", t.each)
	}
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": code, "retryAfter": 1}}
}
