package resolvers_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/resolvers"
)

// contract is the schema as it is served.
func contract(t *testing.T) *ast.Schema {
	t.Helper()
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// ours are the types of the contract, without those of GraphQL itself.
func ours(schema *ast.Schema) []*ast.Definition {
	var types []*ast.Definition
	for _, t := range schema.Types {
		if !t.BuiltIn {
			types = append(types, t)
		}
	}
	return types
}

// TestEverythingIsDescribed keeps rule 8 of the contract.
func TestEverythingIsDescribed(t *testing.T) {
	schema := contract(t)
	check := func(description, what string) {
		if len(description) < 5 {
			t.Errorf("%s has no description", what)
		}
	}
	for _, d := range ours(schema) {
		check(d.Description, d.Name)
		for _, v := range d.EnumValues {
			check(v.Description, d.Name+"."+v.Name)
		}
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			check(f.Description, d.Name+"."+f.Name)
			for _, a := range f.Arguments {
				check(a.Description, d.Name+"."+f.Name+"("+a.Name+":)")
			}
		}
	}
}

// served is a schema as gqlgen serves it.
type served struct {
	graphql.ExecutableSchema
	schema *ast.Schema
}

func (s served) Schema() *ast.Schema { return s.schema }

// TestEveryRootFieldSaysWhoMayUseIt keeps rule 7: with a root field without @access,
// of whichever root, there is no server at all.
func TestEveryRootFieldSaysWhoMayUseIt(t *testing.T) {
	if err := (resolvers.Operation{}).Validate(served{schema: contract(t)}); err != nil {
		t.Error(err)
	}
	for _, field := range []string{"Query.viewer", "Mutation.leadAccept", "Subscription.leadAdded"} {
		schema := contract(t)
		root, name, _ := strings.Cut(field, ".")
		schema.Types[root].Fields.ForName(name).Directives = nil
		if err := (resolvers.Operation{}).Validate(served{schema: schema}); err == nil || !strings.HasPrefix(err.Error(), field+" ") {
			t.Errorf("%s without @access: %v", field, err)
		}
	}
}

// private are the types that are not for everybody. Each is reached only through a
// field with @access, through a row rule, or from another private type.
var private = []string{
	"Viewer", "Membership", "Invitation", "Session", "Tokens", "ApiToken", "EmbedKey",
	"Lead", "LeadContact", "LeadOffer", "LeadStageTime", "LeadComplaint", "LeadNote", "LeadNoteConnection", "LeadNoteEdge", "Deal", "DealConnection", "DealEdge", "LeadFigures", "LeadFiguresRow", "LeadConcentration", "LeadConnection", "LeadEdge", "LeadAddedEvent", "LeadUpdatedEvent",
	"LeadDistribution", "LeadQueueEntry", "LeadQueueEntryConnection", "LeadQueueEntryEdge",
	"Invoice", "InvoiceLine", "InvoiceConnection", "InvoiceEdge", "Payment",
	"Journal", "JournalConnection", "JournalEdge", "Entry", "SolutionDraft",
	"Notification", "NotificationConnection", "NotificationEdge", "NotificationAddedEvent", "NotificationPreferences", "NotificationPreference", "LeadPreferences", "LeadStanding", "LeadTrace", "LeadRest",
}

// TestPrivateTypesAreGuarded fails when a public type shows a private one without
// @access.
func TestPrivateTypesAreGuarded(t *testing.T) {
	for _, d := range ours(contract(t)) {
		if d.Kind != ast.Object || slices.Contains(private, d.Name) || strings.HasSuffix(d.Name, "Payload") {
			continue
		}
		for _, f := range d.Fields {
			if slices.Contains(private, f.Type.Name()) && f.Directives.ForName("access") == nil {
				t.Errorf("%s.%s shows a %s without @access", d.Name, f.Name, f.Type.Name())
			}
		}
	}
}

// TestNames keeps rules 2, 4 and 5: connections, mutations, money.
func TestNames(t *testing.T) {
	schema := contract(t)
	for _, d := range ours(schema) {
		if one, ok := strings.CutSuffix(d.Name, "Connection"); ok {
			fields := []string{}
			for _, f := range d.Fields {
				fields = append(fields, f.Name+": "+f.Type.String())
			}
			// What is of the whole list and not of a page, like a count of its own, may follow.
			want := []string{"edges: [" + one + "Edge!]!", "nodes: [" + one + "!]!", "pageInfo: PageInfo!", "totalCount: Int!"}
			if len(fields) < len(want) || !slices.Equal(fields[:len(want)], want) {
				t.Errorf("%s has %v, want %v first", d.Name, fields, want)
			}
		}
	}
	for _, m := range schema.Mutation.Fields {
		name := strings.ToUpper(m.Name[:1]) + m.Name[1:]
		if m.Type.String() != name+"Payload!" || len(m.Arguments) != 1 || m.Arguments[0].Type.String() != name+"Input!" {
			t.Errorf("%s must be %s(input: %sInput!): %sPayload!", m.Name, m.Name, name, name)
			continue
		}
		if f := schema.Types[name+"Payload"].Fields.ForName("userErrors"); f == nil || f.Type.String() != "[UserError!]!" {
			t.Errorf("%sPayload lacks userErrors: [UserError!]!", name)
		}
		key := schema.Types[name+"Input"].Fields.ForName("idempotencyKey")
		if strings.HasPrefix(m.Name, "invoice") && (key == nil || key.Type.String() != "String!") {
			t.Errorf("%s moves money and lacks idempotencyKey: String!", m.Name)
		}
	}
	for _, s := range schema.Subscription.Fields {
		event := schema.Types[s.Type.Name()]
		if s.Arguments.ForName("after") == nil || event.Fields.ForName("cursor") == nil || event.Fields.ForName("node") == nil {
			t.Errorf("%s must take after and carry cursor and node", s.Name)
		}
	}
}

// TestNodes keeps rule 1: what has an id and stands on its own is a Node.
func TestNodes(t *testing.T) {
	for _, d := range ours(contract(t)) {
		if d.Kind != ast.Object || d.Name == "Session" {
			continue
		}
		if f := d.Fields.ForName("id"); f != nil && !slices.Contains(d.Interfaces, "Node") {
			t.Errorf("%s has an id and is no Node", d.Name)
		}
	}
}
