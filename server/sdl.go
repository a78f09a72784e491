package server

import (
	"bytes"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"
)

// inOnePiece is a schema with each type where it is first opened, and its extensions
// in it. Some tools read extensions otherwise: relay-compiler takes their fields for
// the client's own, and would never ask the server for them.
func inOnePiece(sdl string) ([]byte, error) {
	doc, err := parser.ParseSchema(&ast.Source{Input: sdl})
	if err != nil {
		return nil, fmt.Errorf("the schema: %w", err)
	}
	for _, more := range doc.Extensions {
		def := doc.Definitions.ForName(more.Name)
		if def == nil {
			return nil, fmt.Errorf("the schema extends %s, which it does not define", more.Name)
		}
		def.Directives = append(def.Directives, more.Directives...)
		def.Interfaces = append(def.Interfaces, more.Interfaces...)
		def.Fields = append(def.Fields, more.Fields...)
		def.Types = append(def.Types, more.Types...)
		def.EnumValues = append(def.EnumValues, more.EnumValues...)
	}
	doc.Extensions = nil
	var b bytes.Buffer
	formatter.NewFormatter(&b, formatter.WithIndent("  ")).FormatSchemaDocument(doc)
	return b.Bytes(), nil
}
