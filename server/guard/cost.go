package guard

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// What things cost, in points. GitHub counts the pages an operation may read, and
// Shopify its objects, with 10 for a mutation; both multiply by first and last,
// before anything runs. Ours follows the second, because a page is one statement
// here and its objects are the work.
const (
	perOperation     = 1   // at least
	perMutation      = 10  // each root field, with what it answers
	perSubscription  = 10  // when it begins; see EventCost
	perIntrospection = 100 // each __schema and __type: no loading, but 30 ms of work
	perCount         = 5   // totalCount: the database counts all, not a page
)

// How many items a list is taken to have: page, or the limit of pages where that is
// less, where a connection is not told how many; few where a list of objects has no such argument.
const (
	page = 20
	few  = 5
)

// CostOf is what a validated operation costs. An object is a point, a scalar is free but
// for long texts, which the schema gives a weight (@cost), and lists multiply what is in
// them:
//
//   - a list whose size the schema tells (@listSize) counts as often, or as its argument
//     first says where it has one;
//   - a connection is a point, and its items count first or last times; its edges
//     are packaging and free;
//   - a list of objects with an id (of Node) counts as its argument ids is long, and
//     5 times without one; an id that stands there twice counts twice;
//   - a list of things without an id lies in the row of its owner, and counts once;
//     objects with an id below it count 5 times.
//
// Fields that @skip or @include leave out are free. The document must have been
// measured before, which bounds the walk.
func (l Limits) CostOf(schema *ast.Schema, operation *ast.OperationDefinition, variables map[string]any) int {
	return costing{schema, variables, min(page, l.Page), false}.operation(operation)
}

// LeastOf is what a validated operation costs at least, with the defaults of its
// variables: where one without a default says how many, it is one, and what one leaves
// out or not is left out.
func (l Limits) LeastOf(schema *ast.Schema, operation *ast.OperationDefinition) int {
	return costing{schema, nil, min(page, l.Page), true}.operation(operation)
}

func (c costing) operation(operation *ast.OperationDefinition) int {
	sum := c.set(operation.SelectionSet, 0)
	extra := 0
	switch operation.Operation {
	case ast.Mutation:
		extra = perMutation * len(Roots(operation))
	case ast.Subscription:
		extra = perSubscription
	}
	return min(max(sum.once+sum.rows+extra, perOperation), most)
}

// EventCost is what one event of a subscription costs whoever has it executed: what is
// selected of it.
func EventCost(schema *ast.Schema, operation *ast.OperationDefinition, variables map[string]any) int {
	sum := costing{schema, variables, page, false}.set(operation.SelectionSet, 0)
	return min(max(sum.once+sum.rows, perOperation), most)
}

// Roots are the names of an operation's root fields, with its fragments in place.
func Roots(operation *ast.OperationDefinition) []string {
	names := []string{}
	var collect func(ast.SelectionSet)
	collect = func(set ast.SelectionSet) {
		for _, selection := range set {
			switch s := selection.(type) {
			case *ast.Field:
				names = append(names, s.Name)
			case *ast.InlineFragment:
				collect(s.SelectionSet)
			case *ast.FragmentSpread:
				collect(s.Definition.SelectionSet)
			}
		}
	}
	collect(operation.SelectionSet)
	return names
}

// points are what a selection costs: once for what a list of things without an id
// does not multiply, and rows for what it does.
type points struct{ once, rows int }

func (p points) plus(q points) points {
	return points{min(p.once+q.once, most), min(p.rows+q.rows, most)}
}

type costing struct {
	schema    *ast.Schema
	variables map[string]any
	page      int  // items of a connection that is not told how many
	least     bool // variables without a value cost as little as they can
}

// set is the cost of a selection set; inside a connection its lists have size items.
func (c costing) set(selections ast.SelectionSet, size int) points {
	sum := points{}
	for _, selection := range selections {
		switch s := selection.(type) {
		case *ast.Field:
			if !c.leftOut(s.Directives) {
				sum = sum.plus(c.field(s, size))
			}
		case *ast.InlineFragment:
			if !c.leftOut(s.Directives) {
				sum = sum.plus(c.set(s.SelectionSet, size))
			}
		case *ast.FragmentSpread:
			if !c.leftOut(s.Directives) {
				sum = sum.plus(c.set(s.Definition.SelectionSet, size))
			}
		}
	}
	return sum
}

func (c costing) field(f *ast.Field, size int) points {
	switch {
	case f.Name == "__schema" || f.Name == "__type":
		return points{once: perIntrospection}
	case f.Name == "totalCount" && size > 0:
		return points{once: perCount}
	case len(f.SelectionSet) == 0:
		return points{rows: c.weight(f.Definition)}
	}
	list, name := f.Definition.Type.Elem != nil, f.Definition.Type.Name()
	if strings.HasSuffix(name, "Connection") {
		return c.set(f.SelectionSet, c.size(f)).plus(points{once: 1})
	}
	below := c.set(f.SelectionSet, 0)
	switch {
	case list && size > 0 && strings.HasSuffix(name, "Edge"):
		return points{rows: times(size, below.once+below.rows)}
	case list && size > 0:
		return points{rows: times(size, 1+below.once+below.rows)}
	case list && assumed(f.Definition) > 0 && f.Definition.Arguments.ForName("first") != nil:
		return points{rows: times(c.size(f), 1+below.once+below.rows)}
	case list && assumed(f.Definition) > 0:
		return points{rows: times(assumed(f.Definition), 1+below.once+below.rows)}
	case list && c.hasID(name):
		return points{rows: times(c.items(f), 1+below.once+below.rows)}
	case list:
		return points{once: min(1+below.once, most), rows: times(few, below.rows)}
	case c.hasID(name):
		return points{rows: min(1+below.once+below.rows, most)}
	}
	return below.plus(points{once: 1 + c.weight(f.Definition)}) // counting many rows is work
}

// weight is what a value of the field costs, by @cost of the field or of its scalar.
func (c costing) weight(f *ast.FieldDefinition) int {
	cost := f.Directives.ForName("cost")
	if t := c.schema.Types[f.Type.Name()]; cost == nil && t != nil {
		cost = t.Directives.ForName("cost")
	}
	return told(cost, "weight")
}

// assumed is how many items a list is said to have by @listSize; 0 where nothing is said.
func assumed(f *ast.FieldDefinition) int {
	return told(f.Directives.ForName("listSize"), "assumedSize")
}

// told is a number in a directive of the schema; 0 without one.
func told(d *ast.Directive, argument string) int {
	if d == nil {
		return 0
	}
	return number(d.Arguments.ForName(argument).Value.Raw)
}

// times multiplies without overflow.
func times(n, p int) int { return int(min(int64(n)*int64(p), most)) }

// hasID reports whether objects of the type have an identity; those behind an
// interface or union do.
func (c costing) hasID(name string) bool {
	t := c.schema.Types[name]
	return t == nil || t.Kind != ast.Object || t.Fields.ForName("id") != nil
}

// size is how many items a connection is asked for.
func (c costing) size(f *ast.Field) int {
	first, last := c.argument(f, "first"), c.argument(f, "last")
	switch {
	case first != nil || last != nil:
	case c.least && (c.open(f.Arguments.ForName("first")) || c.open(f.Arguments.ForName("last"))):
		return 1
	default:
		return c.page
	}
	return max(number(first), number(last), 1)
}

// items is how many objects a list is taken to have.
func (c costing) items(f *ast.Field) int {
	ids := f.Arguments.ForName("ids")
	if ids == nil {
		return few
	}
	if ids.Value.Kind == ast.ListValue {
		return len(ids.Value.Children)
	}
	if list, ok := c.argument(f, "ids").([]any); ok {
		return len(list)
	}
	return 1 // one value stands for a list of one
}

// open reports whether an argument is a variable whose value nobody knows yet.
func (c costing) open(a *ast.Argument) bool {
	return a != nil && a.Value.Kind == ast.Variable && (a.Value.VariableDefinition == nil || a.Value.VariableDefinition.DefaultValue == nil)
}

// argument is the value of one that is short, or a variable; nil when it is absent.
func (c costing) argument(f *ast.Field, name string) any {
	a := f.Arguments.ForName(name)
	if a == nil {
		return nil
	}
	v, _ := a.Value.Value(c.variables)
	return v
}

// leftOut reports whether @skip or @include leave a selection out.
func (c costing) leftOut(directives ast.DirectiveList) bool {
	for _, d := range directives {
		if d.Name != "skip" && d.Name != "include" {
			continue
		}
		a := d.Arguments.ForName("if")
		if a == nil {
			continue
		}
		if c.least && c.open(a) {
			return true
		}
		if v, _ := a.Value.Value(c.variables); v == (d.Name == "skip") {
			return true
		}
	}
	return false
}

// number is the size of a page as it was given; what is none, or out of range, is
// refused before this.
func number(v any) int {
	n, _ := strconv.Atoi(fmt.Sprint(v))
	return min(max(n, 0), 1000)
}
