package resolvers_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// ways are the requests of a role that lead to objects, and what each object shows.
type ways struct {
	*guarded
	role   string
	schema *ast.Schema
	whole  map[string]string // fragments, by type
	known  map[string]any    // objects as node(id:) shows them, by id
}

// TestEveryWayToAnObjectShowsTheSame asks as each role for all objects by their ids,
// one by one, all under aliases, and as nodes; by every other lookup; in every list;
// and through every field that leads from one object to another. An object that is
// met shows what node(id:) shows of it, in every field; one that node(id:) does not
// show is met nowhere.
func TestEveryWayToAnObjectShowsTheSame(t *testing.T) {
	long(t)
	schema := contract(t)
	fragments := whole(schema)
	found := keys(&ways{newGuarded(t), "house", schema, fragments, map[string]any{}})
	each(t, len(columns), func(p *pool, i int) {
		w := &ways{p.fresh(), columns[i], schema, fragments, map[string]any{}}
		w.together()
		w.lookups(found)
		w.lists()
		w.paths()
	})
}

// data asks, and reads the data. The only errors are those that tell a token of its
// scopes, and others of the root fields that are not for their role.
func (w *ways) data(request string) map[string]any {
	w.Helper()
	var answer struct {
		Data   map[string]any
		Errors []struct {
			Message    string
			Path       []any
			Extensions map[string]any
		}
	}
	text := w.answer(w.role, request, longest)
	if err := json.Unmarshal(text, &answer); err != nil {
		w.Fatalf("%s: %v", request, err)
	}
	for _, e := range answer.Errors {
		if code := e.Extensions["code"]; code != "UNAUTHENTICATED" && (code != "FORBIDDEN" || w.role != "token" && !w.isReserved(e.Path)) {
			w.Errorf("%s: %v\n%s", w.role, e, request)
		}
	}
	return answer.Data
}

// isReserved reports whether a path is that of a root field for some roles only, of
// which TestMatrix says for whom; an alias ends with its name.
func (w *ways) isReserved(path []any) bool {
	if len(path) != 1 {
		return false
	}
	name := fmt.Sprint(path[0])
	field := w.schema.Query.Fields.ForName(name[strings.LastIndex(name, "_")+1:])
	if field == nil {
		return false
	}
	return !slices.ContainsFunc(field.Directives.ForName("access").Arguments.ForName("to").Value.Children, func(c *ast.ChildValue) bool {
		return c.Value.Raw == "ANYONE" || c.Value.Raw == "SIGNED_IN"
	})
}

// object is what node(id:) shows of an object, alone in its operation; nil for
// nothing.
func (w *ways) object(id string, of string) any {
	w.Helper()
	if _, known := w.known[id]; !known {
		w.known[id] = w.data(fmt.Sprintf(`{ node(id: %q) { %s } }`, id, w.whole[of]))["node"]
	}
	return w.known[id]
}

// met compares all objects in a part of an answer with what node(id:) shows of them.
func (w *ways) met(v any, way string) {
	w.Helper()
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			w.met(item, way)
		}
	case map[string]any:
		of, isWhole := v["__typename"].(string)
		if !isWhole {
			for _, item := range v {
				w.met(item, way)
			}
			return
		}
		if direct := w.object(v["id"].(string), of); !reflect.DeepEqual(v, direct) {
			w.Errorf("%s: %s shows\n%v\nnode(id:) shows\n%v", w.role, way, v, direct)
		}
	}
}

// together asks for all objects in one operation, under aliases and as nodes, each
// beside those that the role may not see.
func (w *ways) together() {
	w.Helper()
	ids, kinds, aliases := []string{}, []string{}, ""
	for kind, numbers := range objects {
		if kind == "session" {
			continue
		}
		of := typeOf(w, w.schema, kind).Name
		for _, n := range append(slices.Clone(numbers), nowhere) {
			id := fillIn(fmt.Sprintf("<%s %d>", kind, n))
			w.object(id, of)
			ids, kinds = append(ids, id), append(kinds, kind)
			aliases += fmt.Sprintf(" %s: node(id: %q) { %s }", id, id, w.whole[of])
		}
	}
	for id, v := range w.data("{" + aliases + " }") {
		if !reflect.DeepEqual(v, w.known[id]) {
			w.Errorf("%s: beside others %s shows\n%v\nalone\n%v", w.role, id, v, w.known[id])
		}
	}
	for _, kind := range slices.Compact(slices.Clone(kinds)) {
		w.nodes(ids, kinds, kind)
	}
}

// nodes asks for all objects at once, for those of one kind with all fields: fields of
// different types may have the same name.
func (w *ways) nodes(ids, kinds []string, kind string) {
	w.Helper()
	request := fmt.Sprintf(`{ nodes(ids: ["%s"]) { __typename %s } }`, strings.Join(ids, `", "`), w.whole[typeOf(w, w.schema, kind).Name])
	list, _ := w.data(request)["nodes"].([]any)
	if len(list) != len(ids) {
		w.Fatalf("%s: %d nodes for %d ids", w.role, len(list), len(ids))
	}
	for i, id := range ids {
		switch alone := w.known[id]; {
		case kinds[i] == kind && !reflect.DeepEqual(list[i], alone):
			w.Errorf("%s: among nodes %s shows\n%v\nalone\n%v", w.role, id, list[i], alone)
		case (list[i] == nil) != (alone == nil):
			w.Errorf("%s: among nodes %s is %v, alone %v", w.role, id, list[i], alone)
		}
	}
}

// lookups asks by every root field that finds one object by a key, for all objects by
// each of their keys. What the role may not see is not found by any.
func (w *ways) lookups(keys []key) {
	w.Helper()
	request := "{"
	for i, k := range keys {
		request += fmt.Sprintf(" f%d_%s: %s(%s) { %s }", i, k.field, k.field, k.arguments, w.whole[k.of])
	}
	found := w.data(request + " }")
	for i, k := range keys {
		if found, direct := found[fmt.Sprintf("f%d_%s", i, k.field)], w.object(k.id, k.of); !reflect.DeepEqual(found, direct) {
			w.Errorf("%s: %s(%s) shows\n%v\nnode(id:) shows\n%v", w.role, k.field, k.arguments, found, direct)
		}
	}
}

// key is a way in which a root field finds an object.
type key struct{ field, arguments, id, of string }

// keys are all there are, with the values that the owner of the house knows. A field
// that must be signed in for answers nobody with an error, and is null.
func keys(w *ways) (all []key) {
	w.Helper()
	for _, f := range w.schema.Query.Fields {
		of := w.schema.Types[f.Type.Name()]
		if f.Name == "node" || f.Type.Elem != nil || of.Kind != ast.Object || !isNode(of) {
			continue
		}
		for kind, numbers := range objects {
			if kind == "session" || typeOf(w, w.schema, kind) != of {
				continue
			}
			for _, n := range numbers {
				id := fillIn(fmt.Sprintf("<%s %d>", kind, n))
				for _, arguments := range w.keysOf(f, id) {
					all = append(all, key{f.Name, arguments, id, of.Name})
				}
			}
		}
	}
	return all
}

// keysOf are the arguments by which a root field finds an object.
func (w *ways) keysOf(f *ast.FieldDefinition, id string) (arguments []string) {
	w.Helper()
	for _, a := range f.Arguments {
		in := w.schema.Types[a.Type.Name()]
		if in.Kind != ast.InputObject {
			arguments = append(arguments, fmt.Sprintf("%s: %q", a.Name, id))
			continue
		}
		for _, by := range in.Fields {
			node, _ := w.data(fmt.Sprintf(`{ node(id: %q) { ... on %s { key: %s } } }`, id, f.Type.Name(), by.Name))["node"].(map[string]any)
			value, err := json.Marshal(node["key"])
			if err != nil || node == nil {
				w.Fatalf("the house does not see %s", id)
			}
			arguments = append(arguments, fmt.Sprintf("%s: {%s: %s}", a.Name, by.Name, value))
		}
	}
	return arguments
}

// lists asks for all that root fields list.
func (w *ways) lists() {
	w.Helper()
	for _, f := range w.schema.Query.Fields {
		if strings.HasPrefix(f.Name, "__") || takes(f) {
			continue
		}
		for _, l := range leavesOf(w.schema, f) {
			if l.isNode() {
				w.met(w.data("{ "+l.with(w.whole[l.of.Name])+" }"), "Query."+l.String())
			}
		}
	}
}

// paths asks for all that is one step from each object.
func (w *ways) paths() {
	w.Helper()
	for kind, numbers := range objects {
		if kind == "session" {
			continue
		}
		of := typeOf(w, w.schema, kind)
		steps := ""
		for i, l := range leaves(w.schema, of) {
			switch {
			case l.of.Name == "Node": // any type: asked for as each, since fields of one name differ among them
				for name, selection := range w.whole {
					steps += fmt.Sprintf(" f%d%s: %s", i, name, l.with(selection))
				}
			case l.isNode():
				steps += fmt.Sprintf(" f%d: %s", i, l.with(w.whole[l.of.Name]))
			}
		}
		if steps == "" {
			continue
		}
		request := "{"
		for _, n := range numbers {
			request += fmt.Sprintf(` %s%d: node(id: "<%s %d>") { ... on %s {%s } }`, kind, n, kind, n, of.Name, steps)
		}
		w.met(w.data(request+" }"), "a step from a "+kind)
	}
}
