package guard

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// How many items a list is taken to have: page where a connection is not told how
// many, few where a list has no such argument.
const (
	page = 20
	few  = 10
)

// Objects is the most objects that a validated operation may make the server load:
// lists multiply what is below them. Its document must have been measured before,
// which bounds the walk. Introspection loads nothing.
func Objects(operation *ast.OperationDefinition, variables map[string]any) int {
	return below(operation.SelectionSet, variables)
}

func below(selections ast.SelectionSet, variables map[string]any) int {
	sum := 0
	for _, selection := range selections {
		switch s := selection.(type) {
		case *ast.Field:
			sum += field(s, variables)
		case *ast.InlineFragment:
			sum += below(s.SelectionSet, variables)
		case *ast.FragmentSpread:
			sum += below(s.Definition.SelectionSet, variables)
		}
		sum = min(sum, most)
	}
	return sum
}

func field(f *ast.Field, variables map[string]any) int {
	if len(f.SelectionSet) == 0 || strings.HasPrefix(f.Name, "__") {
		return 0
	}
	return min(items(f, variables)*(1+below(f.SelectionSet, variables)), most)
}

// items is how many objects a field may bring for each object it stands in.
func items(f *ast.Field, variables map[string]any) int {
	arguments := f.ArgumentMap(variables)
	switch {
	case f.Definition.Arguments.ForName("first") != nil:
		if arguments["first"] == nil && arguments["last"] == nil {
			return page
		}
		return max(number(arguments["first"]), number(arguments["last"]), 1)
	case f.Definition.Type.Elem == nil, strings.HasSuffix(f.ObjectDefinition.Name, "Connection"):
		return 1 // one object, or the items of a page, which its connection counts
	}
	if ids, ok := arguments["ids"].([]any); ok {
		return len(ids)
	}
	return few
}

// number is the size of a page, as it was given: what is none, or out of range, is
// refused by the field itself.
func number(v any) int {
	n, _ := strconv.Atoi(fmt.Sprint(v))
	return min(max(n, 0), 1000)
}
