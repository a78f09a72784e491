package resolvers

import (
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

func TestOneOf(t *testing.T) {
	const (
		lookup = `query($by: PartnerBy!) { partner(by: $by) { id } }`
		write  = `mutation($input: ReviewCreateInput!) { reviewCreate(input: $input) { userErrors { code } } }`
	)
	basis := func(fields map[string]any) map[string]any {
		return map[string]any{"input": map[string]any{
			"partnerId": "p", "score": 5, "text": "Good work.", "basis": fields,
		}}
	}
	for name, test := range map[string]struct {
		document  string
		variables map[string]any
		refused   string // part of the message, "" for none
	}{
		"one field":                     {lookup, map[string]any{"by": map[string]any{"slug": "a"}}, ""},
		"no field":                      {lookup, map[string]any{"by": map[string]any{}}, "$by needs exactly one of id, slug, and not as null; it has none."},
		"two fields":                    {lookup, map[string]any{"by": map[string]any{"id": "p", "slug": "a"}}, "it has id, slug."},
		"one as null":                   {lookup, map[string]any{"by": map[string]any{"slug": nil}}, "it has slug (null)."},
		"one beside a null":             {lookup, map[string]any{"by": map[string]any{"id": "p", "slug": nil}}, "it has id, slug (null)."},
		"one field deep in an input":    {write, basis(map[string]any{"leadId": "l"}), ""},
		"two fields deep in an input":   {write, basis(map[string]any{"leadId": "l", "invoiceId": "i"}), "$input.basis needs exactly one of leadId, invoiceId"},
		"an input that holds no @oneOf": {`query($f: PartnerFilter) { partners(filter: $f) { totalCount } }`, map[string]any{"f": map[string]any{"text": "a"}}, ""},
		"a variable left out":           {`query($f: PartnerFilter) { partners(filter: $f) { totalCount } }`, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			document, errs := gqlparser.LoadQueryWithRules(contract, test.document, rules.NewDefaultRules())
			if errs != nil {
				t.Fatal(errs)
			}
			operation := document.Operations[0]
			variables, err := validator.VariableValues(contract, operation, test.variables)
			if err != nil {
				t.Fatal(err)
			}
			err = checkOneOf(&graphql.OperationContext{Operation: operation, Variables: variables})
			if (err == nil) != (test.refused == "") || err != nil && !strings.Contains(err.Error(), test.refused) {
				t.Errorf("got %v, want %q", err, test.refused)
			}
		})
	}
}
