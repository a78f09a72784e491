package guard

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// Misfit is a variable whose value does not fit its type, or breaks a limit.
type Misfit struct {
	Position *ast.Position // of its definition
	Message  string
}

func (m *Misfit) Error() string { return m.Message }

// CheckVariables returns a *Misfit for the first variable of an operation that does
// not fit its type, as the specification has it: the parser lets numbers pass for
// strings and the other way round, and its messages name Go's types. It also holds
// the limits of lists, ids and texts. Each value is looked at once. The variables are
// those that were sent; the parser may have written into them what it coerced.
func (l Limits) CheckVariables(schema *ast.Schema, operation *ast.OperationDefinition, variables map[string]any) error {
	for _, v := range operation.VariableDefinitions {
		c := &checking{schema: schema, limits: l}
		value, given := variables[v.Variable]
		switch p := at("$" + v.Variable); {
		case given:
			c.value(value, v.Type, p)
		case v.Type.NonNull && v.DefaultValue == nil:
			c.wrong(missing(p, v.Type))
		}
		if c.found != nil {
			c.found.Position = v.Position
			return c.found
		}
	}
	return nil
}

type checking struct {
	schema *ast.Schema
	limits Limits
	found  *Misfit // the first, which ends the walk
}

func (c *checking) wrong(message string) {
	if c.found == nil {
		c.found = &Misfit{Message: message}
	}
}

func (c *checking) tooLarge(p *place, message string) {
	if c.found == nil {
		c.found = &Misfit{Message: p.String() + " " + message + "."}
	}
}

func (c *checking) value(v any, t *ast.Type, p *place) {
	def := c.schema.Types[t.Name()]
	items, isList := listOf(v)
	fields, isObject := v.(map[string]any)
	switch {
	case c.found != nil || def == nil:
	case v == nil:
		if t.NonNull {
			c.wrong(notNull(p, t))
		}
	case t.Elem != nil && isList:
		c.items(items, t.Elem, p)
	case t.Elem != nil: // one value stands for a list of one
		c.value(v, t.Elem, p)
	case def.Kind == ast.InputObject && isObject:
		c.object(fields, def, p)
	case !fits(v, def):
		c.wrong(misfit(p, def))
	default:
		if text, ok := v.(string); ok {
			if message := c.limits.text(t, text); message != "" {
				c.tooLarge(p, message)
			}
		}
	}
}

func (c *checking) items(items []any, t *ast.Type, p *place) {
	if len(items) > c.limits.Items {
		c.tooLarge(p, fmt.Sprintf("has %d items; the limit is %d", len(items), c.limits.Items))
		return
	}
	for i, item := range items {
		c.value(item, t, p.item(i))
	}
}

func (c *checking) object(fields map[string]any, def *ast.Definition, p *place) {
	known := 0
	for _, f := range def.Fields {
		value, given := fields[f.Name]
		if given {
			known++
			c.value(value, f.Type, p.field(f.Name))
		} else if f.Type.NonNull && f.DefaultValue == nil {
			c.wrong(missing(p.field(f.Name), f.Type))
		}
	}
	if known < len(fields) {
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			if def.Fields.ForName(name) == nil {
				c.wrong(unknown(p, name, def))
			}
		}
	}
}

// listOf are the items of a list, which has a type of its own where the parser made it.
func listOf(v any) ([]any, bool) {
	if items, ok := v.([]any); ok || v == nil {
		return items, ok
	}
	list := reflect.ValueOf(v)
	if list.Kind() != reflect.Slice {
		return nil, false
	}
	items := make([]any, list.Len())
	for i := range items {
		items[i] = list.Index(i).Interface()
	}
	return items, true
}

// fits reports whether a value that is no list, object or null has the form of a
// type. Numbers may be as they were sent, or read by the parser.
func fits(v any, def *ast.Definition) bool {
	_, isText := v.(string)
	_, isBool := v.(bool)
	digits, isNumber := digitsOf(v)
	switch def.Name {
	case "Int":
		return isNumber && isInt32(digits)
	case "Float":
		return isNumber && isFloat(digits)
	case "String":
		return isText
	case "Boolean":
		return isBool
	case "ID":
		return isText || isNumber
	}
	if def.Kind == ast.Enum {
		name, _ := v.(string)
		return isText && def.EnumValues.ForName(name) != nil
	}
	return def.Kind == ast.Scalar && (isText || isBool || isNumber)
}

func digitsOf(v any) (string, bool) {
	switch n := v.(type) {
	case json.Number:
		return string(n), true
	case int64, float64, int:
		return fmt.Sprint(n), true
	}
	return "", false
}
