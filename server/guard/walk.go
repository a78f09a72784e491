package guard

import "github.com/vektah/gqlparser/v2/ast"

// most is where counting stops: sums of expanded fragments double with each of
// them, and must not wrap around to something small.
const most = 1 << 30

// cost is what a selection set adds up to with its fragments in place.
type cost struct {
	depth, selections           int
	introDepth, introSelections int
	roots                       int // fields of the set itself, not of those below
}

// beside joins the costs of two selections of one set.
func (c cost) beside(d cost) cost {
	return cost{
		depth:           max(c.depth, d.depth),
		selections:      min(c.selections+d.selections, most),
		introDepth:      max(c.introDepth, d.introDepth),
		introSelections: min(c.introSelections+d.introSelections, most),
		roots:           min(c.roots+d.roots, most),
	}
}

// under is the cost of a field with c below it.
func (c cost) under(field string) cost {
	c.roots = 1
	if field == "__schema" || field == "__type" {
		return cost{
			introDepth:      max(c.depth, c.introDepth) + 1,
			introSelections: min(c.selections+c.introSelections+1, most),
			roots:           1,
		}
	}
	c.depth++
	c.selections = min(c.selections+1, most)
	return c
}

// walk visits each definition of a document once.
type walk struct {
	doc   *ast.QueryDocument
	size  *Size
	named map[string]*ast.FragmentDefinition
	known map[*ast.FragmentDefinition]cost // fragments measured
	open  map[*ast.FragmentDefinition]bool // being measured: meeting one again is a cycle
}

func newWalk(doc *ast.QueryDocument, size *Size) *walk {
	w := &walk{
		doc: doc, size: size,
		named: map[string]*ast.FragmentDefinition{},
		known: map[*ast.FragmentDefinition]cost{},
		open:  map[*ast.FragmentDefinition]bool{},
	}
	for _, f := range doc.Fragments {
		w.named[f.Name] = f
	}
	return w
}

func (w *walk) document() {
	w.size.Operations, w.size.Fragments = len(w.doc.Operations), len(w.doc.Fragments)
	for _, op := range w.doc.Operations {
		w.operation(op)
	}
	for _, f := range w.doc.Fragments {
		// One that no operation spreads, or a second of the same name, is validated
		// all the same.
		if _, ok := w.known[f]; !ok {
			w.grow(w.fragment(f))
		}
	}
}

func (w *walk) operation(op *ast.OperationDefinition) {
	w.size.Variables = max(w.size.Variables, len(op.VariableDefinitions))
	w.directives(op.Directives)
	for _, v := range op.VariableDefinitions {
		w.directives(v.Directives)
	}
	c := w.set(op.SelectionSet)
	w.grow(c)
	if op.Operation == ast.Mutation {
		w.size.RootMutations = max(w.size.RootMutations, c.roots)
	}
}

func (w *walk) grow(c cost) {
	s := w.size
	s.Depth, s.Selections = max(s.Depth, c.depth), max(s.Selections, c.selections)
	s.IntrospectionDepth = max(s.IntrospectionDepth, c.introDepth)
	s.IntrospectionSelections = max(s.IntrospectionSelections, c.introSelections)
}

func (w *walk) set(selections ast.SelectionSet) (sum cost) {
	for _, selection := range selections {
		switch s := selection.(type) {
		case *ast.Field:
			sum = sum.beside(w.field(s))
		case *ast.InlineFragment:
			w.directives(s.Directives)
			sum = sum.beside(w.set(s.SelectionSet)).beside(cost{selections: 1})
		case *ast.FragmentSpread:
			w.directives(s.Directives)
			sum = sum.beside(w.fragment(w.named[s.Name])).beside(cost{selections: 1})
		}
	}
	return sum
}

func (w *walk) field(f *ast.Field) cost {
	if f.Alias != f.Name {
		w.size.Aliases++
		w.size.Alias = max(w.size.Alias, len(f.Alias))
	}
	w.directives(f.Directives)
	return w.set(f.SelectionSet).under(f.Name)
}

// fragment is the cost of a fragment, walked at its first spread. One that is not
// defined costs nothing: validation refuses it.
func (w *walk) fragment(f *ast.FragmentDefinition) cost {
	if f == nil {
		return cost{}
	}
	if c, ok := w.known[f]; ok {
		return c
	}
	if w.open[f] {
		w.size.Cycle = f.Name
		return cost{}
	}
	w.open[f] = true
	w.directives(f.Directives)
	c := w.set(f.SelectionSet)
	delete(w.open, f)
	w.known[f] = c
	return c
}

func (w *walk) directives(list ast.DirectiveList) { w.size.Directives += len(list) }
