package guard

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Misuse is an argument that breaks a limit. It names the argument and its size, never
// its text.
type Misuse struct {
	// Path leads to the field, by the names of the answer, without places in lists.
	Path    ast.Path
	Message string
}

func (m *Misuse) Error() string { return m.Message }

// CheckArguments returns a *Misuse for the first argument of a validated operation
// that breaks a limit: the size of a page, the length of a cursor, an id or a list.
// variables are the operation's own, coerced, and were checked by CheckVariables. Each
// fragment is walked once, at its first spread.
func (l Limits) CheckArguments(operation *ast.OperationDefinition, variables map[string]any) error {
	w := &arguments{limits: l, variables: variables, seen: map[*ast.FragmentDefinition]bool{}}
	w.directives(operation.Directives)
	w.set(operation.SelectionSet, nil)
	if w.found == nil {
		return nil
	}
	return w.found
}

type arguments struct {
	limits    Limits
	variables map[string]any
	seen      map[*ast.FragmentDefinition]bool
	found     *Misuse // the first, which ends the walk
	path      ast.Path
}

func (w *arguments) set(selections ast.SelectionSet, path ast.Path) {
	for _, selection := range selections {
		if w.found != nil {
			return
		}
		w.path = path
		switch s := selection.(type) {
		case *ast.Field:
			w.field(s, append(path[:len(path):len(path)], ast.PathName(s.Alias)))
		case *ast.InlineFragment:
			w.directives(s.Directives)
			w.set(s.SelectionSet, path)
		case *ast.FragmentSpread:
			w.directives(s.Directives)
			if !w.seen[s.Definition] {
				w.seen[s.Definition] = true
				w.directives(s.Definition.Directives)
				w.set(s.Definition.SelectionSet, path)
			}
		}
	}
}

func (w *arguments) field(f *ast.Field, path ast.Path) {
	w.path = path
	w.directives(f.Directives)
	for _, a := range f.Arguments {
		switch a.Name {
		case "first", "last":
			w.page(a)
		case "after", "before":
			w.cursor(a)
		default:
			if a.Name == "ids" && f.Definition.Type.Elem != nil {
				w.nodes(a)
			}
			w.literal(a.Value, at(a.Name))
		}
	}
	w.oneWay(f)
	if w.found == nil {
		w.set(f.SelectionSet, path)
	}
}

func (w *arguments) directives(list ast.DirectiveList) {
	for _, d := range list {
		for _, a := range d.Arguments {
			w.literal(a.Value, at("@"+d.Name).field(a.Name))
		}
	}
}

// page refuses a size that no page has. Null means that none is given.
func (w *arguments) page(a *ast.Argument) {
	v, err := a.Value.Value(w.variables)
	switch n := number(v); {
	case err != nil || v != nil && n < 1:
		w.refuse(at(a.Name), "must be from 1 to %d", w.limits.Page)
	case v != nil && n > w.limits.Page:
		w.refuse(at(a.Name), "is %v; the limit is %d", v, w.limits.Page)
	}
}

// oneWay refuses a page from both ends. Null means that none is given.
func (w *arguments) oneWay(f *ast.Field) {
	for _, name := range []string{"first", "last"} {
		a := f.Arguments.ForName(name)
		if a == nil {
			return
		}
		if v, err := a.Value.Value(w.variables); err != nil || v == nil {
			return
		}
	}
	w.refuse(at("first"), "and last cannot both be given")
}

// nodes refuses a list of more ids than are fetched at once.
func (w *arguments) nodes(a *ast.Argument) {
	n := len(a.Value.Children)
	if a.Value.Kind == ast.Variable {
		v, _ := a.Value.Value(w.variables)
		items, _ := listOf(v)
		n = len(items)
	}
	if n > w.limits.Nodes {
		w.refuse(at(a.Name), "has %d items; the limit is %d", n, w.limits.Nodes)
	}
}

func (w *arguments) cursor(a *ast.Argument) {
	v, _ := a.Value.Value(w.variables)
	if text, ok := v.(string); ok && len(text) > w.limits.Cursor {
		w.refuse(at(a.Name), "is no cursor: it has %d bytes; the limit is %d", len(text), w.limits.Cursor)
	}
}

// literal checks a value that stands in the document, at every depth.
func (w *arguments) literal(v *ast.Value, place *place) {
	switch {
	case w.found != nil || v == nil:
	case v.Kind == ast.ListValue:
		if len(v.Children) > w.limits.Items {
			w.refuse(place, "has %d items; the limit is %d", len(v.Children), w.limits.Items)
			return
		}
		for i, child := range v.Children {
			w.literal(child.Value, place.item(i))
		}
	case v.Kind == ast.ObjectValue:
		for _, child := range v.Children {
			w.literal(child.Value, place.field(child.Name))
		}
	case v.Kind == ast.StringValue || v.Kind == ast.BlockValue:
		if message := w.limits.text(v.ExpectedType, v.Raw); message != "" {
			w.refuse(place, "%s", message)
		}
	}
}

// text says what is wrong with a string for a type, or "".
func (l Limits) text(t *ast.Type, s string) string {
	switch {
	case t != nil && t.Name() == "ID" && len(s) > l.ID:
		return fmt.Sprintf("is no id: it has %d bytes; the limit is %d", len(s), l.ID)
	case strings.ContainsRune(s, 0):
		return "must not contain the character U+0000"
	}
	return ""
}

// refuse notes the first thing that is wrong.
func (w *arguments) refuse(place *place, format string, args ...any) {
	if w.found == nil {
		w.found = &Misuse{Path: w.path, Message: place.String() + " " + fmt.Sprintf(format, args...) + "."}
	}
}
