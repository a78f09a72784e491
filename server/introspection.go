package server

import (
	"context"
	_ "embed"
	"net/http"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"

	"partnergraph/server/reference"
)

//go:embed introspection.graphql
var introspectionQuery string

// schemaJSON answers with what a server says to introspection, for tools that read
// a schema from a file: {"data": {"__schema": …}}. It is made when it is first
// asked for.
func (s *Server) schemaJSON() http.Handler {
	made := sync.OnceValue(func() *asset { return newAsset("schema.json", s.introspect()) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { made().ServeHTTP(w, r) })
}

// introspect asks the schema itself, without what the server puts around operations.
func (s *Server) introspect() []byte {
	exec := executor.New(s.config.Schema)
	exec.Use(extension.Introspection{})
	ctx := graphql.StartOperationTrace(context.Background())
	op, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: introspectionQuery})
	if errs != nil {
		return encode(exec.DispatchError(ctx, errs))
	}
	respond, ctx := exec.DispatchOperation(graphql.WithOperationContext(ctx, op), op)
	return encode(respond(ctx))
}

// referencePages are the page for readers, below /reference/; without a text of the
// schema there are none.
type referencePages map[string]*asset

func newReference(sdl string) (referencePages, error) {
	if sdl == "" {
		return nil, nil
	}
	files, err := reference.Files(sdl)
	if err != nil {
		return nil, err
	}
	pages := referencePages{}
	for name, body := range files {
		pages["/"+name] = newAsset(name, body)
	}
	pages["/"] = pages["/index.html"]
	return pages, nil
}

func (p referencePages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := p[strings.TrimPrefix(r.URL.Path, "/reference")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Security-Policy", reference.Policy)
	file.ServeHTTP(w, r)
}
