package server_test

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"partnergraph/server"
)

// Tools get the contract with each type in one piece, and it is the same contract.
func TestSchemaInOnePiece(t *testing.T) {
	contract, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	c := config()
	c.SDL = string(contract)
	body, err := io.ReadAll(send(t, newServer(t, c), "GET", "/schema.graphql", "").Body)
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`(?m)^extend `).Match(body) {
		t.Error("a type is extended")
	}
	canonical := func(sdl string) string {
		schema, err := gqlparser.LoadSchema(&ast.Source{Input: sdl})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		formatter.NewFormatter(&b).FormatSchema(schema)
		return b.String()
	}
	if canonical(string(body)) != canonical(c.SDL) {
		t.Error("what is served is another schema than the contract")
	}
}

func TestSchemaThatExtendsNothing(t *testing.T) {
	c := config()
	c.SDL = "type Query { hello: String! } extend type Person { name: String! }"
	if _, err := server.New(c); err == nil {
		t.Error("it is served")
	}
}
