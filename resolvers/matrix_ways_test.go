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
	t.Parallel()
	schema := contract(t)
	fragments := whole(schema)
	each(t, len(columns), func(p *pool, i int) {
		w := &ways{p.fresh(), columns[i], schema, fragments, map[string]any{}}
		w.together()
		w.lookups()
		w.lists()
		w.paths()
	})
}

// data asks, and reads the data. The only errors are those that tell a token of its
// scopes.
func (w *ways) data(request string) map[string]any {
	w.Helper()
	var answer struct {
		Data   map[string]any
		Errors []struct {
			Message    string
			Extensions map[string]any
		}
	}
	text := w.answer(w.role, request, longest)
	if err := json.Unmarshal(text, &answer); err != nil {
		w.Fatalf("%s: %v", request, err)
	}
	for _, e := range answer.Errors {
		if code := e.Extensions["code"]; code != "UNAUTHENTICATED" && (w.role != "token" || code != "FORBIDDEN") {
			w.Errorf("%s: %v\n%s", w.role, e, request)
		}
	}
	return answer.Data
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

// lookups asks by every root field that finds one object by a key. What the role may
// not see is not found by any of its keys.
func (w *ways) lookups() {
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
				w.lookup(f, kind, n, w.keys(f, kind, n))
			}
		}
	}
}

// lookup compares what a root field finds by each of the keys with node(id:).
func (w *ways) lookup(f *ast.FieldDefinition, kind string, n int, keys []string) {
	w.Helper()
	of := f.Type.Name()
	direct := w.object(fillIn(fmt.Sprintf("<%s %d>", kind, n)), of)
	for _, key := range keys {
		found := w.data(fmt.Sprintf("{ %s(%s) { %s } }", f.Name, key, w.whole[of]))[f.Name]
		if !reflect.DeepEqual(found, direct) {
			w.Errorf("%s: %s(%s) shows\n%v\nnode(id:) shows\n%v", w.role, f.Name, key, found, direct)
		}
	}
}

// keys are the arguments by which a root field finds an object, with the values that
// the owner of the house knows.
func (w *ways) keys(f *ast.FieldDefinition, kind string, n int) (keys []string) {
	w.Helper()
	id := fmt.Sprintf("<%s %d>", kind, n)
	for _, a := range f.Arguments {
		in := w.schema.Types[a.Type.Name()]
		if in.Kind != ast.InputObject {
			keys = append(keys, fmt.Sprintf("%s: %q", a.Name, id))
			continue
		}
		for _, key := range in.Fields {
			all := &ways{w.guarded, "house", w.schema, w.whole, map[string]any{}}
			node, _ := all.data(fmt.Sprintf(`{ node(id: %q) { ... on %s { key: %s } } }`, id, f.Type.Name(), key.Name))["node"].(map[string]any)
			value, err := json.Marshal(node["key"])
			if err != nil || node == nil {
				w.Fatalf("the house does not see %s", id)
			}
			keys = append(keys, fmt.Sprintf("%s: {%s: %s}", a.Name, key.Name, value))
		}
	}
	return keys
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
			if l.isNode() {
				steps += fmt.Sprintf(" f%d: %s", i, l.with(w.whole[l.of.Name]))
			}
		}
		if steps == "" {
			continue
		}
		for _, n := range numbers {
			request := fmt.Sprintf(`{ node(id: "<%s %d>") { ... on %s {%s } } }`, kind, n, of.Name, steps)
			w.met(w.data(request), fmt.Sprintf("a step from %s %d", kind, n))
		}
	}
}
