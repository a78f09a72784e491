// Package reference makes a page for readers from the text of a schema: all that
// the schema says, in its own sections and order, with links between its names.
package reference

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// page is the schema as it is read, a section for each domain.
type page struct {
	Sections []*section
	names    map[string]string // what a code span may mean -> anchor
}

// section is a domain: what one of the headings "# ---- Name: more" stands over.
type section struct {
	ID, Title, More string
	Roots           []*entry // what the section adds to Query, Mutation and Subscription
	Types           []*entry
	line            int
}

// entry is a type or directive with its members.
type entry struct {
	ID, Kind, Name string
	Title          string // of a root: Queries, Mutations, Subscriptions
	Description    string
	OneOf          bool
	SpecifiedBy    string
	Implements     []string
	Possible       []string // the types of a union, or those that implement an interface
	Places         []string // where a directive may stand
	Members        []*member
	UsedBy         []string // members that answer or take it
	builtIn        bool     // GraphQL's own, used everywhere
	line           int
}

// member is a field, an argument or a value.
type member struct {
	ID, Name    string
	Description string
	Type        *ast.Type // nil for the value of an enum
	Default     string
	Deprecated  string
	Access      []rule
	Arguments   []*member
	line        int
}

// rule is an argument of @access: who may use the field.
type rule struct {
	Name   string
	Type   string // the enum that the values are of; empty for other values
	Values []string
}

// read makes the page of a schema.
func read(sdl string) (*page, error) {
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema", Input: sdl})
	if err != nil {
		return nil, err
	}
	p := &page{Sections: headings(sdl), names: map[string]string{}}
	for _, d := range schema.Types {
		if !d.BuiltIn {
			p.addType(schema, d)
		}
	}
	for _, d := range schema.Directives {
		if d.Position != nil && !d.Position.Src.BuiltIn {
			p.addDirective(schema, d)
		}
	}
	p.addBuiltIn(schema)
	p.order()
	p.index()
	return p, nil
}

// headings are the sections of the text; what stands before the first is in a
// section without a title.
func headings(sdl string) []*section {
	sections := []*section{{ID: "section-schema", Title: "Schema"}}
	for i, line := range strings.Split(sdl, "\n") {
		if heading, ok := strings.CutPrefix(line, "# ---- "); ok {
			title, more, _ := strings.Cut(heading, ":")
			id := "section-" + strings.ReplaceAll(strings.ToLower(title), " ", "-")
			sections = append(sections, &section{ID: id, Title: title, More: strings.TrimSpace(more), line: i + 1})
		}
	}
	return sections
}

// at is the section that a line stands in.
func (p *page) at(line int) *section {
	found := p.Sections[0]
	for _, s := range p.Sections {
		if s.line <= line {
			found = s
		}
	}
	return found
}

func (p *page) addType(schema *ast.Schema, d *ast.Definition) {
	switch d {
	case schema.Query:
		p.addRoot(schema, d, "Queries")
	case schema.Mutation:
		p.addRoot(schema, d, "Mutations")
	case schema.Subscription:
		p.addRoot(schema, d, "Subscriptions")
	default:
		e := newEntry(d)
		for _, f := range d.Fields {
			e.Members = append(e.Members, newField(schema, d.Name, f))
		}
		for _, v := range d.EnumValues {
			e.Members = append(e.Members, &member{ID: d.Name + "." + v.Name, Name: v.Name, Description: v.Description,
				Deprecated: deprecation(v.Directives), line: v.Position.Line})
		}
		if d.IsAbstractType() {
			for _, t := range schema.GetPossibleTypes(d) {
				e.Possible = append(e.Possible, t.Name)
			}
			slices.Sort(e.Possible)
		}
		s := p.at(e.line)
		s.Types = append(s.Types, e)
	}
}

var kinds = map[ast.DefinitionKind]string{ast.Scalar: "scalar", ast.Object: "type", ast.Interface: "interface",
	ast.Union: "union", ast.Enum: "enum", ast.InputObject: "input"}

func newEntry(d *ast.Definition) *entry {
	e := &entry{ID: d.Name, Kind: kinds[d.Kind], Name: d.Name, Description: d.Description, Implements: d.Interfaces,
		OneOf: d.Directives.ForName("oneOf") != nil}
	if d.Position != nil {
		e.line = d.Position.Line
	}
	if by := d.Directives.ForName("specifiedBy"); by != nil {
		e.SpecifiedBy = by.Arguments.ForName("url").Value.Raw
	}
	return e
}

// addRoot puts each field of a root type where the section stands that adds it.
func (p *page) addRoot(schema *ast.Schema, d *ast.Definition, title string) {
	for _, f := range d.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		m := newField(schema, d.Name, f)
		s := p.at(m.line)
		i := slices.IndexFunc(s.Roots, func(e *entry) bool { return e.Name == d.Name })
		if i < 0 {
			i = len(s.Roots)
			s.Roots = append(s.Roots, &entry{ID: s.ID + "-" + strings.ToLower(title), Kind: "root", Name: d.Name, Title: title})
		}
		s.Roots[i].Members = append(s.Roots[i].Members, m)
	}
}

func newField(schema *ast.Schema, owner string, f *ast.FieldDefinition) *member {
	m := &member{ID: owner + "." + f.Name, Name: f.Name, Description: f.Description, Type: f.Type,
		Deprecated: deprecation(f.Directives), Access: access(schema, f.Directives), line: f.Position.Line}
	if f.DefaultValue != nil {
		m.Default = f.DefaultValue.String()
	}
	m.Arguments = arguments(m.ID, f.Arguments)
	return m
}

func arguments(owner string, list ast.ArgumentDefinitionList) []*member {
	all := []*member{}
	for _, a := range list {
		m := &member{ID: owner + "." + a.Name, Name: a.Name, Description: a.Description, Type: a.Type, Deprecated: deprecation(a.Directives)}
		if a.DefaultValue != nil {
			m.Default = a.DefaultValue.String()
		}
		all = append(all, m)
	}
	return all
}

func deprecation(list ast.DirectiveList) string {
	d := list.ForName("deprecated")
	if d == nil {
		return ""
	}
	if reason := d.Arguments.ForName("reason"); reason != nil {
		return reason.Value.Raw
	}
	return "No longer supported"
}

// access reads who may use a field: the lists and values that @access is given.
func access(schema *ast.Schema, list ast.DirectiveList) []rule {
	d := list.ForName("access")
	if d == nil {
		return nil
	}
	rules := []rule{}
	for _, a := range d.Arguments {
		r := rule{Name: a.Name}
		if argument := schema.Directives["access"].Arguments.ForName(a.Name); argument != nil {
			if t := schema.Types[argument.Type.Name()]; t != nil && t.Kind == ast.Enum {
				r.Type = t.Name
			}
		}
		if a.Value.Kind == ast.ListValue {
			for _, v := range a.Value.Children {
				r.Values = append(r.Values, v.Value.Raw)
			}
		} else {
			r.Values = []string{a.Value.Raw}
		}
		rules = append(rules, r)
	}
	return rules
}

func (p *page) addDirective(_ *ast.Schema, d *ast.DirectiveDefinition) {
	e := &entry{ID: "@" + d.Name, Kind: "directive", Name: "@" + d.Name, Description: d.Description,
		Members: arguments("@"+d.Name, d.Arguments), line: d.Position.Line}
	for _, l := range d.Locations {
		e.Places = append(e.Places, string(l))
	}
	s := p.at(e.line)
	s.Types = append(s.Types, e)
}

// addBuiltIn describes the scalars that every schema has.
func (p *page) addBuiltIn(schema *ast.Schema) {
	s := &section{ID: "section-graphql", Title: "GraphQL’s own", line: 1 << 30}
	for _, name := range []string{"ID", "String", "Int", "Float", "Boolean"} {
		e := newEntry(schema.Types[name])
		e.line, e.builtIn = len(s.Types), true
		s.Types = append(s.Types, e)
	}
	p.Sections = append(p.Sections, s)
}

// order brings everything into the order of the text.
func (p *page) order() {
	p.Sections = slices.DeleteFunc(p.Sections, func(s *section) bool { return len(s.Roots)+len(s.Types) == 0 })
	for _, s := range p.Sections {
		rank := map[string]int{"Queries": 0, "Mutations": 1, "Subscriptions": 2}
		slices.SortFunc(s.Roots, func(a, b *entry) int { return cmp.Compare(rank[a.Title], rank[b.Title]) })
		slices.SortFunc(s.Types, func(a, b *entry) int { return cmp.Compare(a.line, b.line) })
		for _, e := range s.Roots {
			slices.SortFunc(e.Members, func(a, b *member) int { return cmp.Compare(a.line, b.line) })
		}
	}
}

// index learns what names mean, and who uses which type.
func (p *page) index() {
	users := map[string][]string{}
	p.each(func(e *entry) {
		if e.Kind != "root" {
			p.names[e.Name] = e.ID
		}
		for _, m := range e.Members {
			p.names[m.ID] = m.ID
			if e.Kind == "root" {
				p.names[m.Name] = m.ID
			}
			for _, used := range append([]*member{m}, m.Arguments...) {
				if t := used.Type; t != nil && !slices.Contains(users[t.Name()], m.ID) {
					users[t.Name()] = append(users[t.Name()], m.ID)
				}
			}
		}
	})
	p.each(func(e *entry) {
		if !e.builtIn {
			e.UsedBy = users[e.Name]
		}
	})
}

func (p *page) each(f func(*entry)) {
	for _, s := range p.Sections {
		for _, e := range append(slices.Clone(s.Roots), s.Types...) {
			f(e)
		}
	}
}

// Example is the address of a field, to show what addresses look like.
func (p *page) Example() string {
	example := ""
	p.each(func(e *entry) {
		if example == "" && e.Kind == "type" && len(e.Members) > 0 {
			example = e.Members[0].ID
		}
	})
	return example
}
