// Package guard measures a GraphQL document before anything expensive looks at
// it. Validation compares fields in pairs and a complexity walk follows every
// fragment as often as it is spread, so a kilobyte can keep both busy for
// seconds. The measure here takes time linear in the document: each fragment is
// walked once, and what it adds up to is remembered.
package guard

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"
)

// Size is what a document measures.
type Size struct {
	// Tokens counts everything the lexer sees, comments too.
	Tokens int
	// Operations and Fragments count definitions in the document.
	Operations, Fragments int
	// Variables counts the definitions of the operation that has most of them.
	Variables int
	// Aliases and Directives count uses in the document as it is written.
	Aliases, Directives int
	// Alias is the length of the longest alias in bytes: each object of an answer
	// repeats it.
	Alias int
	// Depth counts the deepest nesting of fields, and Selections the fields, inline
	// fragments and spreads of the largest operation, with every fragment put in
	// place of its spread. What stands below __schema or __type counts apart, in
	// IntrospectionDepth and IntrospectionSelections, because the query that tools
	// ask for the whole schema is deeper than any other has a reason to be.
	Depth, Selections                           int
	IntrospectionDepth, IntrospectionSelections int
	// RootMutations counts the fields of the largest mutation.
	RootMutations int
	// Cycle names a fragment that spreads itself, directly or through others.
	Cycle string
}

// Measure counts a document. It stops after counting tokens when there are more
// than maxTokens, so that nothing is parsed in vain. A syntax error comes back as
// it is; the size is then worth only its Tokens.
func Measure(query string, maxTokens int) (Size, error) {
	size := Size{Tokens: countTokens(query)}
	if size.Tokens > maxTokens {
		return size, nil
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, maxTokens+1)
	if err != nil {
		return size, err
	}
	newWalk(doc, &size).document()
	return size, nil
}

// countTokens counts to the end of the document, or to the first thing that is
// no token. The length of the query bounds it.
func countTokens(query string) int {
	lex := lexer.New(&ast.Source{Input: query})
	for n := 0; ; n++ {
		token, err := lex.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return n
		}
	}
}
