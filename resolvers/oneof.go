package resolvers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/graph"
	"partnergraph/market"
)

// contract is the schema as it was parsed.
var contract = graph.NewExecutableSchema(graph.Config{}).Schema()

// holdsOneOf are the input types that are @oneOf or hold such a one at any depth.
var holdsOneOf = func() map[string]bool {
	holds := map[string]bool{}
	for grown := true; grown; {
		grown = false
		for name, t := range contract.Types {
			if !holds[name] && t.Kind == ast.InputObject && (isOneOf(t) || slices.ContainsFunc(t.Fields, func(f *ast.FieldDefinition) bool { return holds[f.Type.Name()] })) {
				holds[name], grown = true, true
			}
		}
	}
	return holds
}()

func isOneOf(t *ast.Definition) bool { return t.Directives.ForName("oneOf") != nil }

// checkOneOf fails with Invalid unless each @oneOf input in the variables has
// exactly one field, and not as null. Literals in the document are checked by the
// parser, but neither it nor gqlgen looks into variables; and in the struct that a
// resolver gets, a field given as null is no different from one left out.
func checkOneOf(operation *graphql.OperationContext) error {
	for _, v := range operation.Operation.VariableDefinitions {
		if err := oneOf(v.Type, operation.Variables[v.Variable], "$"+v.Variable); err != nil {
			return err
		}
	}
	return nil
}

// oneOf checks a value of a type, which stands at path.
func oneOf(t *ast.Type, value any, path string) error {
	if !holdsOneOf[t.Name()] || value == nil {
		return nil
	}
	if t.Elem != nil {
		return oneOfEach(t.Elem, value, path)
	}
	fields, _ := value.(map[string]any)
	definition := contract.Types[t.Name()]
	if isOneOf(definition) && !hasOne(fields) {
		return market.Errorf(market.Invalid, "%s needs exactly one of %s, and not as null; it has %s.", path, fieldNames(definition), fieldsGiven(fields))
	}
	for _, f := range definition.Fields {
		if err := oneOf(f.Type, fields[f.Name], path+"."+f.Name); err != nil {
			return err
		}
	}
	return nil
}

// oneOfEach checks the items of a list; a single value stands for a list of one.
func oneOfEach(t *ast.Type, value any, path string) error {
	items, ok := value.([]any)
	if !ok {
		return oneOf(t, value, path)
	}
	for i, item := range items {
		if err := oneOf(t, item, path+"."+strconv.Itoa(i)); err != nil {
			return err
		}
	}
	return nil
}

func hasOne(fields map[string]any) bool {
	for _, v := range fields {
		return len(fields) == 1 && v != nil
	}
	return false
}

// fieldNames are the fields of an input type, for a sentence.
func fieldNames(t *ast.Definition) string {
	fields := []string{}
	for _, f := range t.Fields {
		fields = append(fields, f.Name)
	}
	return strings.Join(fields, ", ")
}

// fieldsGiven are the fields that came, for a sentence.
func fieldsGiven(fields map[string]any) string {
	came := []string{}
	for field, v := range fields {
		if v == nil {
			field += " (null)"
		}
		came = append(came, field)
	}
	if len(came) == 0 {
		return "none"
	}
	slices.Sort(came)
	return strings.Join(came, ", ")
}
