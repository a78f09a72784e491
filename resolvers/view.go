package resolvers

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"partnergraph/graph"
	"partnergraph/market"
)

// alike are the fields with resolvers that answer everybody alike: their loaders take
// no viewer. TestViewsAreAlike executes each as different roles.
var alike = map[string]bool{
	"Reply.thread":  true,
	"Reply.author":  true,
	"Thread.board":  true,
	"Thread.author": true,

	"Thread.replyAddedCursor": true,
}

// resolved are all fields with resolvers, in lower case. The others are fields of
// structs, or methods of market's, which knows no viewer in a context.
var resolved = func() map[string]bool {
	fields, root := map[string]bool{}, reflect.TypeFor[graph.ResolverRoot]()
	for i := range root.NumMethod() {
		of := root.Method(i)
		for j := range of.Type.Out(0).NumMethod() {
			fields[strings.ToLower(of.Name+"."+of.Type.Out(0).Method(j).Name)] = true
		}
	}
	return fields
}()

// viewOf names all that the responses of a subscription depend on but the event. What
// shows everybody the same is executed as nobody, so that a mistake here could hide
// something and never show it. Everything else is the viewer's own, whatever a viewer
// is made of by then, but for which session it is and from where.
func viewOf(operation *graphql.OperationContext, v market.Viewer, loadsAlike bool) (name string, as *market.Viewer) {
	v.Session, v.Address = "", ""
	if loadsAlike && showsAlike(operation.Operation.SelectionSet, true) {
		v = market.Viewer{Locales: v.Locales}
		as = &v
	}
	document := printed(operation.Operation)
	variables, err := json.Marshal(withoutCursor(operation, document))
	if err != nil { // what JSON has no word for is shared with nobody
		variables = fmt.Appendf(nil, "%p", operation)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %#v", document, variables, v))
	return hex.EncodeToString(sum[:]), as
}

// printed is all of a document that one of its operations answers by: without the
// operation's name, comments, how it is set, and what belongs to others.
func printed(operation *ast.OperationDefinition) string {
	nameless, used, text := *operation, ast.FragmentDefinitionList{}, strings.Builder{}
	nameless.Name, nameless.Description = "", ""
	collectFragments(operation.SelectionSet, &used)
	formatter.NewFormatter(&text, formatter.WithoutDescription()).FormatQueryDocument(
		&ast.QueryDocument{Operations: ast.OperationList{&nameless}, Fragments: used})
	return text.String()
}

// collectFragments appends the fragments that a selection spreads, each once.
func collectFragments(set ast.SelectionSet, used *ast.FragmentDefinitionList) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			collectFragments(s.SelectionSet, used)
		case *ast.InlineFragment:
			collectFragments(s.SelectionSet, used)
		case *ast.FragmentSpread:
			if used.ForName(s.Name) == nil {
				*used = append(*used, s.Definition)
				collectFragments(s.Definition.SelectionSet, used)
			}
		}
	}
}

// showsAlike reports whether all fields show everybody the same.
func showsAlike(set ast.SelectionSet, root bool) bool {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if !root && !isAlike(s) || !showsAlike(s.SelectionSet, false) {
				return false
			}
		case *ast.InlineFragment:
			if !showsAlike(s.SelectionSet, root) {
				return false
			}
		case *ast.FragmentSpread:
			if !showsAlike(s.Definition.SelectionSet, root) {
				return false
			}
		}
	}
	return true
}

func isAlike(f *ast.Field) bool {
	if f.Name == "__typename" {
		return true
	}
	of := f.ObjectDefinition
	if of == nil || of.Kind != ast.Object || f.Definition == nil || f.Definition.Directives.ForName("access") != nil {
		return false
	}
	name := of.Name + "." + f.Name
	return alike[name] || !resolved[strings.ToLower(name)]
}

// withoutCursor are the variables without the one that says where to begin, when it
// says nothing else: those who have caught up see the same. document is the operation
// as printed.
func withoutCursor(operation *graphql.OperationContext, document string) map[string]any {
	field, ok := operation.Operation.SelectionSet[0].(*ast.Field)
	if !ok {
		return operation.Variables
	}
	after := field.Arguments.ForName("after")
	if after == nil || after.Value.Kind != ast.Variable {
		return operation.Variables
	}
	name := after.Value.Raw
	if uses := regexp.MustCompile(`\$`+name+`\b`).FindAllString(document, 3); len(uses) != 2 { // declared, and used here
		return operation.Variables
	}
	others := maps.Clone(operation.Variables)
	delete(others, name)
	return others
}
