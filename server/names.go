package server

import (
	"io/fs"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// OperationNames are the names of the operations in trusted documents. Together with
// ExampleNames they are what a server may count by name: a finite list.
func OperationNames(documents []Document) []string {
	names := []string{}
	for _, d := range documents {
		names = append(names, namesIn(d.Text)...)
	}
	return names
}

// ExampleNames are the names of GraphiQL's examples.
func ExampleNames() []string {
	names := []string{}
	files, _ := fs.Glob(examples, "graphiql/examples/*.graphql") // fails on a bad pattern only
	for _, file := range files {
		text, _ := examples.ReadFile(file) // part of the binary
		names = append(names, namesIn(string(text))...)
	}
	return names
}

func namesIn(text string) (names []string) {
	doc, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		return nil
	}
	for _, op := range doc.Operations {
		if op.Name != "" {
			names = append(names, op.Name)
		}
	}
	return names
}
