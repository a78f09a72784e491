package guard

import "fmt"

// Limits are the largest sizes served. Each stands for the field of Size with its
// name; AnonymousTokens replaces Tokens for nobody signed in.
type Limits struct {
	Tokens, AnonymousTokens int
	Operations, Fragments   int
	Variables               int
	Aliases, Directives     int
	Alias                   int // bytes
	Depth, Selections       int
	IntrospectionDepth      int
	IntrospectionSelections int
	RootMutations           int
	RootAlone               int // in a mutation with a field that stands alone

	// Of values, wherever they stand: the size of a page, the ids that are fetched at once
	// (ids of a field that is a list), the items of any list, the bytes of a cursor and of
	// an id.
	Page, Nodes, Items, Cursor, ID int
	// Cost is the most that one operation may cost, in points, and EventCost the most that
	// each event of a subscription may.
	Cost, EventCost int
}

// Defaults leave room for the pages of a large application, and for the
// introspection query of every common tool, whose depth is 15.
func Defaults() Limits {
	return Limits{
		Tokens: 2000, AnonymousTokens: 1000,
		Operations: 10, Fragments: 50,
		Variables: 50,
		Aliases:   30, Alias: 100, Directives: 50,
		Depth: 15, Selections: 500,
		IntrospectionDepth: 20, IntrospectionSelections: 500,
		RootMutations: 4, RootAlone: 1,
		Page: 100, Nodes: 100, Items: 250, Cursor: 512, ID: 64,
		Cost: 1000, EventCost: 100,
	}
}

// Excess says which limit a document is over.
type Excess struct {
	Limit    string // the limit in words, in the plural
	Got, Max int
}

// Error names the limit and both numbers, to whoever wrote the document.
func (e *Excess) Error() string {
	return fmt.Sprintf("This document has %d %s; the limit is %d.", e.Got, e.Limit, e.Max)
}

// Cycle names a fragment that spreads itself.
type Cycle struct{ Fragment string }

func (c *Cycle) Error() string {
	return fmt.Sprintf("The fragment %s spreads itself. Take the spread out.", c.Fragment)
}

// Check returns an *Excess for the first limit that the document is over, or a
// *Cycle for a fragment that spreads itself.
func (l Limits) Check(s Size, signedIn bool) error {
	tokens := l.AnonymousTokens
	if signedIn {
		tokens = l.Tokens
	}
	for _, e := range []Excess{
		{"tokens", s.Tokens, tokens},
		{"operations", s.Operations, l.Operations},
		{"fragments", s.Fragments, l.Fragments},
		{"variables in one operation", s.Variables, l.Variables},
		{"aliases", s.Aliases, l.Aliases},
		{"bytes in one alias", s.Alias, l.Alias},
		{"directives", s.Directives, l.Directives},
		{"levels of nested fields", s.Depth, l.Depth},
		{"selections with its fragments in place", s.Selections, l.Selections},
		{"levels of nested fields in introspection", s.IntrospectionDepth, l.IntrospectionDepth},
		{"selections in introspection with its fragments in place", s.IntrospectionSelections, l.IntrospectionSelections},
		{"fields in one mutation", s.RootMutations, l.RootMutations},
	} {
		if e.Got > e.Max {
			return &e
		}
	}
	if s.Cycle != "" {
		return &Cycle{s.Cycle}
	}
	return nil
}
