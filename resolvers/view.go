package resolvers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"partnergraph/auth"
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

	"Lead.industry": true,
	"Lead.partner":  true,
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

// viewOf names all that the responses of a subscription depend on but the event: those
// with the same name get the same. What shows everybody the same is executed as nobody,
// so that a mistake here could hide something and never show it. Everything else is the
// viewer's own.
func viewOf(operation *graphql.OperationContext, v market.Viewer, alike bool) (name string, as *market.Viewer) {
	if alike {
		as = nobodyReading(v)
		v = *as
	}
	return asked(operation) + viewerOf(v), as
}

// viewerOf names who looks, whatever a viewer is made of by then, but for which session it
// is and from where.
func viewerOf(v market.Viewer) string {
	v.Session, v.Address = "", ""
	return sum(fmt.Appendf(nil, "%#v", v))
}

// nobodyReading is nobody who reads the viewer's languages.
func nobodyReading(v market.Viewer) *market.Viewer { return &market.Viewer{Locales: v.Locales} }

// Nobody tells all of a reader whom nobody knows that an answer may depend on, the
// languages, and gives a context in which there is no more of a viewer than that. ok is
// false for everybody of whom there is more, whatever a viewer is made of by then, but for
// the address, which the context then lacks.
func Nobody(ctx context.Context) (as context.Context, reader string, ok bool) {
	v := auth.Viewer(ctx)
	bare := nobodyReading(v)
	v.Address, v.Locales = "", nil
	if !reflect.ValueOf(v).IsZero() {
		return ctx, "", false
	}
	return auth.WithViewer(ctx, *bare), strings.Join(bare.Locales, ","), true
}

func sum(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// asked names what a subscription asks for, but for where to begin and for the argument
// that says whose it is, if there is one: the document as it is answered, with those of
// its variables that stand in it.
func asked(operation *graphql.OperationContext, whose ...string) string {
	document := printed(operation.Operation, append(whose, "after"))
	used := map[string]any{}
	for name, value := range operation.Variables {
		if regexp.MustCompile(`\$` + name + `\b`).MatchString(document) {
			used[name] = value
		}
	}
	variables, err := json.Marshal(used)
	if err != nil { // what JSON has no word for is shared with nobody
		variables = fmt.Appendf(nil, "%p", operation)
	}
	return sum(fmt.Appendf(nil, "%q %q", document, variables))
}

// printed is all of a document that one of its operations answers by: without the
// operation's name, its variables' types, comments, how it is set, what belongs to others,
// and the arguments of its field that are left out. Directives of the operation are about
// the viewer, who is looked at apart.
func printed(operation *ast.OperationDefinition, without []string) string {
	nameless, used, text := *operation, ast.FragmentDefinitionList{}, strings.Builder{}
	nameless.Name, nameless.Description, nameless.VariableDefinitions, nameless.Directives = "", "", nil, nil
	nameless.SelectionSet = slices.Clone(operation.SelectionSet)
	if field, ok := nameless.SelectionSet[0].(*ast.Field); ok {
		bare := *field
		bare.Arguments = slices.DeleteFunc(slices.Clone(field.Arguments), func(a *ast.Argument) bool {
			return slices.Contains(without, a.Name)
		})
		nameless.SelectionSet[0] = &bare
	}
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

// showsAlike reports whether all fields show everybody the same, or nothing, as those that
// are empty do.
func showsAlike(set ast.SelectionSet, root bool, empty map[string]bool) bool {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if empty[nameOf(s)] {
				continue
			}
			if !root && !isAlike(s) || !showsAlike(s.SelectionSet, false, empty) {
				return false
			}
		case *ast.InlineFragment:
			if !showsAlike(s.SelectionSet, root, empty) {
				return false
			}
		case *ast.FragmentSpread:
			if !showsAlike(s.Definition.SelectionSet, root, empty) {
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
	name := nameOf(f)
	return alike[name] || !resolved[strings.ToLower(name)]
}

// nameOf is a field's name with its type's.
func nameOf(f *ast.Field) string {
	if f.ObjectDefinition == nil {
		return f.Name
	}
	return f.ObjectDefinition.Name + "." + f.Name
}
