package guard

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// ReplacedRule is the parser's own rule about literal values, which repeats them and
// does not say where they stand. Literals stands for it.
const ReplacedRule = "ValuesOfCorrectType"

// Literals is a rule of validation: the values in a document fit the types of the
// places where they stand.
func Literals(observers *core.Events, addError core.AddErrFunc) {
	check := func(w *core.Walker, v *ast.Value, t *ast.Type, p *place) {
		l := literals{w.Schema, func(position *ast.Position, message string) {
			addError(core.Message("%s", message), core.At(position))
		}}
		l.check(v, t, p)
	}
	observers.OnField(func(w *core.Walker, f *ast.Field) {
		if f.Definition == nil {
			return
		}
		for _, a := range f.Arguments {
			if d := f.Definition.Arguments.ForName(a.Name); d != nil {
				check(w, a.Value, d.Type, at(f.Name).field(a.Name))
			}
		}
	})
	observers.OnDirective(func(w *core.Walker, d *ast.Directive) {
		if d.Definition == nil {
			return
		}
		for _, a := range d.Arguments {
			if def := d.Definition.Arguments.ForName(a.Name); def != nil {
				check(w, a.Value, def.Type, at("@"+d.Name).field(a.Name))
			}
		}
	})
	observers.OnVariable(func(w *core.Walker, v *ast.VariableDefinition) {
		if v.DefaultValue != nil {
			check(w, v.DefaultValue, v.Type, at("$"+v.Variable))
		}
	})
}

type literals struct {
	schema *ast.Schema
	report func(*ast.Position, string)
}

// check compares a value with a type that is known; other rules tell of those that
// are not, and of variables.
func (l literals) check(v *ast.Value, t *ast.Type, p *place) {
	def := l.schema.Types[t.Name()]
	switch {
	case v.Kind == ast.Variable || def == nil || !def.IsInputType():
	case v.Kind == ast.NullValue:
		if t.NonNull {
			l.report(v.Position, notNull(p, t))
		}
	case t.Elem != nil && v.Kind == ast.ListValue:
		for i, child := range v.Children {
			l.check(child.Value, t.Elem, p.item(i))
		}
	case t.Elem != nil: // one value stands for a list of one
		l.check(v, t.Elem, p)
	case def.Kind == ast.InputObject && v.Kind == ast.ObjectValue:
		l.object(v, def, p)
	case !l.fits(v, def):
		l.report(v.Position, misfit(p, def))
	}
}

func (l literals) object(v *ast.Value, def *ast.Definition, p *place) {
	if isOneOf(def) && (len(v.Children) != 1 || v.Children[0].Value.Kind == ast.NullValue) {
		l.report(v.Position, oneField(p, def))
	}
	given := map[string]bool{}
	for _, child := range v.Children {
		given[child.Name] = true
		if f := def.Fields.ForName(child.Name); f != nil {
			l.check(child.Value, f.Type, p.field(f.Name))
		} else {
			l.report(child.Position, unknown(p, child.Name, def))
		}
	}
	for _, f := range def.Fields {
		if f.Type.NonNull && f.DefaultValue == nil && !given[f.Name] {
			l.report(v.Position, missing(p.field(f.Name), f.Type))
		}
	}
}

// fits reports whether a literal that is no list, object, variable or null has the
// form of a type. What a scalar of our own may hold is its own affair.
func (l literals) fits(v *ast.Value, def *ast.Definition) bool {
	text := v.Kind == ast.StringValue || v.Kind == ast.BlockValue
	switch def.Name {
	case "Int":
		return v.Kind == ast.IntValue && isInt32(v.Raw)
	case "Float":
		return (v.Kind == ast.IntValue || v.Kind == ast.FloatValue) && isFloat(v.Raw)
	case "String":
		return text
	case "Boolean":
		return v.Kind == ast.BooleanValue
	case "ID":
		return text || v.Kind == ast.IntValue
	}
	if def.Kind == ast.Enum {
		return v.Kind == ast.EnumValue && def.EnumValues.ForName(v.Raw) != nil
	}
	return def.Kind == ast.Scalar && (text || v.Kind == ast.IntValue || v.Kind == ast.FloatValue || v.Kind == ast.BooleanValue)
}
