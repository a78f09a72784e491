package resolvers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// leaf is what can be selected below an object: a scalar or an object with an id of
// its own, perhaps inside objects that have none.
type leaf struct {
	path []string // the names of the fields
	open string   // the selection without its end: `contact { name`
	of   *ast.Definition
}

// String is the path with dots.
func (l leaf) String() string { return strings.Join(l.path, ".") }

// isNode reports whether it is an object with an id of its own.
func (l leaf) isNode() bool { return isNode(l.of) }

func isNode(d *ast.Definition) bool {
	return d.Name == "Node" || slices.Contains(d.Interfaces, "Node")
}

// with is the selection of the leaf, with what is selected of a Node.
func (l leaf) with(selection string) string {
	if l.isNode() {
		selection = " { " + selection + " }"
	} else {
		selection = ""
	}
	return l.open + selection + strings.Repeat(" }", len(l.path)-1)
}

// leaves are all of a type, in the order of the contract.
func leaves(schema *ast.Schema, of *ast.Definition) (all []leaf) {
	for _, f := range of.Fields {
		if !strings.HasPrefix(f.Name, "__") && !takes(f) {
			all = append(all, leavesOf(schema, f)...)
		}
	}
	return all
}

// leavesOf are those of a field.
func leavesOf(schema *ast.Schema, f *ast.FieldDefinition) (all []leaf) {
	of := schema.Types[f.Type.Name()]
	if of.IsLeafType() || isNode(of) {
		return []leaf{{[]string{f.Name}, f.Name, of}}
	}
	for _, below := range leaves(schema, of) {
		all = append(all, leaf{append([]string{f.Name}, below.path...), f.Name + " { " + below.open, below.of})
	}
	return all
}

// takes reports whether a field cannot be selected without arguments.
func takes(f *ast.FieldDefinition) bool {
	return slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.NonNull && a.DefaultValue == nil })
}

// whole is the fragment with all leaves of each type with an id, by which one object
// can be compared with itself.
func whole(schema *ast.Schema) map[string]string {
	fragments := map[string]string{}
	for _, d := range nodeTypes(schema) {
		text := fmt.Sprintf("... on %s { __typename", d.Name)
		for _, l := range leaves(schema, d) {
			text += " " + l.with("id")
		}
		fragments[d.Name] = text + " }"
	}
	return fragments
}

// nodeTypes are the types with an id of their own.
func nodeTypes(schema *ast.Schema) (types []*ast.Definition) {
	for _, d := range ours(schema) {
		if d.Kind == ast.Object && isNode(d) {
			types = append(types, d)
		}
	}
	return types
}

// typeOf is the type of the objects of a kind: the one whose name it ends.
func typeOf(t testing.TB, schema *ast.Schema, kind string) *ast.Definition {
	t.Helper()
	for _, d := range nodeTypes(schema) {
		if name := strings.ToLower(d.Name); name == kind || d.Name == typeNames[kind] {
			return d
		}
	}
	t.Fatalf("there is no type for %s; name it in typeNames", kind)
	return nil
}

// typeNames are the types of the kinds of ids that have another name.
var typeNames = map[string]string{"offer": "LeadOffer", "note": "LeadNote", "token": "ApiToken", "embed": "EmbedKey"}

// TestEveryTypeHasObjectsInTheMatrix fails for a type with an id of which the matrix
// has no object.
func TestEveryTypeHasObjectsInTheMatrix(t *testing.T) {
	t.Parallel()
	schema, has := contract(t), map[string]bool{}
	for kind := range objects {
		if kind != "session" {
			has[typeOf(t, schema, kind).Name] = true
		}
	}
	for _, d := range nodeTypes(schema) {
		if !has[d.Name] {
			t.Errorf("%s has no object in the matrix: add some to testdata/matrix.sql and to objects", d.Name)
		}
	}
}
