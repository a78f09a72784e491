package guard

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// The sentences about values that do not fit their type. They name the place and the
// GraphQL type, and never repeat the value.

func missing(p *place, t *ast.Type) string {
	return fmt.Sprintf("%s is missing; its type is %s.", p, t)
}

func notNull(p *place, t *ast.Type) string {
	return fmt.Sprintf("%s must not be null; its type is %s.", p, t)
}

// unknown names a field that an input type does not have, unless its name is no name.
func unknown(p *place, name string, t *ast.Definition) string {
	if !isName(name) {
		return fmt.Sprintf("%s has a field that %s does not have.", p, t.Name)
	}
	return fmt.Sprintf("%s is no field of %s.", p.field(name), t.Name)
}

func oneField(p *place, t *ast.Definition) string {
	names := []string{}
	for _, f := range t.Fields {
		names = append(names, f.Name)
	}
	return fmt.Sprintf("%s needs exactly one of %s, and not as null.", p, strings.Join(names, ", "))
}

// misfit says what a place wants instead of what it got.
func misfit(p *place, t *ast.Definition) string {
	wants := map[string]string{
		"Int":     "an Int: a whole number of 32 bits",
		"Float":   "a Float: a number",
		"String":  "a String",
		"Boolean": "a Boolean: true or false",
		"ID":      "an ID: a string that came from this API",
	}[t.Name]
	switch {
	case wants != "":
	case t.Kind == ast.Enum:
		values := []string{}
		for _, v := range t.EnumValues {
			values = append(values, v.Name)
		}
		wants = fmt.Sprintf("one of %s (%s)", strings.Join(values, ", "), t.Name)
	case t.Kind == ast.InputObject:
		wants = fmt.Sprintf("an object of the type %s", t.Name)
	default:
		wants = fmt.Sprintf("one value of the type %s", t.Name)
	}
	return fmt.Sprintf("%s must be %s.", p, wants)
}

func isName(s string) bool {
	for i, r := range s {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return 0 < len(s) && len(s) <= 64
}

func isInt32(digits string) bool {
	_, err := strconv.ParseInt(digits, 10, 32)
	return err == nil
}

func isFloat(digits string) bool {
	f, err := strconv.ParseFloat(digits, 64)
	return err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}

func isOneOf(t *ast.Definition) bool { return t.Directives.ForName("oneOf") != nil }
