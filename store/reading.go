package store

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// watch is what servers know of tables, and whom they tell of what they write. Without
// either, reads are not known and writes are told nobody.
type watch struct {
	tables  atomic.Pointer[tables]
	settled atomic.Pointer[func(context.Context)]
}

// AfterWrites makes the store call settled whenever it has committed a change of a table
// that tells of its changes, before the method that made it returns.
func (s *Store) AfterWrites(settled func(context.Context)) { s.watch.settled.Store(&settled) }

// settle waits until whoever keeps what was read knows of a change.
func (s *Store) settle(ctx context.Context) {
	if settled := s.watch.settled.Load(); settled != nil {
		(*settled)(ctx)
	}
}

// settleAfter settles a statement outside a transaction, if it may have changed something.
func (s *Store) settleAfter(ctx context.Context, query string) {
	if tables := s.watch.tables.Load(); s.tx == nil && tables != nil && tables.use(query).writes {
		s.settle(ctx)
	}
}

// Read is what was read under a context.
type Read struct {
	// Tags name the tables that it was read from and, where few rows were asked for by
	// their keys, those rows. A change that touches none of them (Changes) leaves what was
	// read as it was.
	Tags []string
	// Timed says that it depends on the time.
	Timed bool
	// Closed says that it depends on what nobody tells of changes of; then it is not to be
	// kept. So does what was read without knowing the tables, and what read nothing.
	Closed bool
}

// reading collects it.
type reading struct {
	mu   sync.Mutex
	tags map[string]struct{}
	Read
}

type readingKey struct{}

// maxTags bounds the tags of one reading: of a table of which more rows were asked for by
// their keys, it counts as all of it.
const maxTags = 300

// Reading notes what is read under the context, by whatever goroutine; read tells it.
func Reading(ctx context.Context) (inner context.Context, read func() Read) {
	r := &reading{tags: map[string]struct{}{}}
	return context.WithValue(ctx, readingKey{}, r), func() Read {
		r.mu.Lock()
		defer r.mu.Unlock()
		result := r.Read
		for tag := range r.tags {
			result.Tags = append(result.Tags, tag)
		}
		slices.Sort(result.Tags)
		result.Closed = result.Closed || len(result.Tags) == 0
		return result
	}
}

// note notes a statement: that it is read under the context, and what it writes.
func (s *Store) note(ctx context.Context, query string, args []any) {
	r, _ := ctx.Value(readingKey{}).(*reading)
	tables := s.watch.tables.Load()
	if tables == nil || r == nil && s.tx == nil {
		if r != nil {
			r.close()
		}
		return
	}
	u := tables.use(query)
	if s.tx != nil && u.writes { // a store outside of transactions is many goroutines'
		s.changes = true
	}
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Closed = r.Closed || u.closed
	r.Timed = r.Timed || u.timed || slices.ContainsFunc(args, isTime)
	for table, times := range u.reads {
		r.table(ctx, tables, table, times)
	}
}

func (r *reading) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Closed = true
}

func isTime(arg any) bool {
	switch arg.(type) {
	case time.Time, *time.Time:
		return true
	}
	return false
}

// table tags a table that a statement reads: the rows that were asked for, where the
// context says so, the statement names the table once, and changes of it are told by that
// column; else all of it.
func (r *reading) table(ctx context.Context, t *tables, table string, times int) {
	by, _ := ctx.Value(rowsKey{table}).(rows)
	if times != 1 || len(by.keys) == 0 || len(by.keys) > maxTags || len(r.tags) > maxTags || !slices.Contains(t.announced[table], by.column) {
		r.tags[table] = struct{}{}
		return
	}
	r.tags[wholeOf(table)] = struct{}{}
	for _, key := range by.keys {
		r.tags[rowOf(table, by.column+"="+key)] = struct{}{}
	}
}

// wholeOf tags changes of a table of which it is not known which rows they touch.
func wholeOf(table string) string { return table + " *" }

func rowOf(table, key string) string { return table + " " + key }

// Tags are those that a change touches; keys are those of the changed rows, and nil when
// they are not known.
func Tags(table string, keys []string) []string {
	if keys == nil {
		return []string{table, wholeOf(table)}
	}
	tags := []string{table}
	for _, key := range keys {
		tags = append(tags, rowOf(table, key))
	}
	return tags
}

type rowsKey struct{ table string }

// rows are those of a table with one of the keys in a column.
type rows struct {
	column string
	keys   []string
}

// rowsBy says of the statements under the context that no row of the table matters to
// them but those with one of the keys in the column, there now or later. It is for what
// asks for them by just that, and for the table by name once.
func rowsBy[K ~string](ctx context.Context, table, column string, keys ...K) context.Context {
	if ctx.Value(readingKey{}) == nil {
		return ctx
	}
	by := rows{column, make([]string, len(keys))}
	for i, key := range keys {
		by.keys[i] = string(key)
	}
	return context.WithValue(ctx, rowsKey{table}, by)
}

// ofParents says that a list reads only rows of its table that belong to the parents.
func ofParents[K ~string](ctx context.Context, from, column string, parents []K) context.Context {
	table, rest, _ := strings.Cut(from, " ")
	alias, _, _ := strings.Cut(rest, " ")
	if of, name, _ := strings.Cut(column, "."); of == table || of == alias {
		return rowsBy(ctx, table, name, parents...)
	}
	return ctx
}
