package store

import (
	"context"
	"regexp"
	"strings"
)

// Trace makes the store tell of each statement, by its verb and first table, such as
// "SELECT partner", never with values; begin returns what is called at its end. It is
// called before the store is used.
func (s *Store) Trace(begin func(ctx context.Context, statement string) (context.Context, func(error))) {
	s.stmts.trace, s.vital().stmts.trace = begin, begin
}

// begin counts a statement and tells of it.
func (s *Store) begin(ctx context.Context, query string, args []any) (context.Context, func(error)) {
	count(ctx)
	s.note(ctx, query, args)
	if s.stmts.trace == nil {
		return ctx, ignore
	}
	return s.stmts.trace(ctx, nameOf(query))
}

func ignore(error) {}

var (
	verb  = regexp.MustCompile(`(?i)^\s*(\w+)`)
	table = regexp.MustCompile(`\b(?:FROM|INTO|UPDATE)\s+([a-z_]+)`)
)

// nameOf is the verb of a statement and the table it names first.
func nameOf(query string) string {
	name := "SQL"
	if m := verb.FindStringSubmatch(query); m != nil {
		name = strings.ToUpper(m[1])
	}
	if m := table.FindStringSubmatch(query); m != nil {
		name += " " + m[1]
	}
	return name
}
