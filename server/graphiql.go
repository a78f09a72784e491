package server

import (
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

// bundle is GraphiQL with all it needs, built from graphiql/ by npm and checked
// in: `go run .` needs no npm, and the page nothing from another host.
//
//go:embed graphiql/dist
var bundle embed.FS

// graphiQLPolicy lets the page load from its own origin only, and run no script
// but files. Styles are the exception: the Monaco editor writes its theme into
// style elements and places its lines with style attributes, neither of which it
// can do under 'self'. A style cannot call out, since every other source is 'self'.
const graphiQLPolicy = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; " +
	"style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// examples are the tabs that a first visitor finds: NN-name.graphql, with its
// variables in NN-name.json. They are no part of the bundle, so that they change
// without npm. A test validates each against the schema.
//
//go:embed graphiql/examples
var examples embed.FS

// graphiQL serves the files, and in development whom one may sign in as.
type graphiQL struct {
	files  map[string]*asset
	people *asset // nil where there are none
}

func newGraphiQL(c *Config) graphiQL {
	if !c.Development || len(c.People) == 0 {
		return graphiQL{files: graphiQLFiles()}
	}
	return graphiQL{graphiQLFiles(), newAsset("people.json", marshal(c.People))}
}

// graphiQLFiles are read once for all servers of a process, as tests have many.
var graphiQLFiles = sync.OnceValue(readGraphiQL)

func readGraphiQL() map[string]*asset {
	g := map[string]*asset{}
	err := fs.WalkDir(bundle, "graphiql/dist", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := bundle.ReadFile(file)
		name := strings.TrimPrefix(file, "graphiql/dist")
		g[name] = newAsset(name, body)
		if strings.HasPrefix(name, "/assets/") { // the name holds a hash of the content
			g[name].cache = "public, max-age=31536000, immutable"
		}
		return err
	})
	if err != nil {
		panic(err) // the files are part of the binary
	}
	g["/"] = g["/index.html"]
	g["/examples.json"] = newAsset("examples.json", exampleTabs())
	return g
}

func (g graphiQL) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := g.files[strings.TrimPrefix(r.URL.Path, "/graphiql")]
	if r.URL.Path == "/graphiql/people.json" && g.people != nil {
		file, ok = g.people, true
	}
	if !ok {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Content-Security-Policy", graphiQLPolicy)
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	file.ServeHTTP(w, r)
}

func exampleTabs() []byte {
	type tab struct {
		Query     string `json:"query"`
		Variables string `json:"variables,omitempty"`
		Headers   string `json:"headers"`
	}
	read := func(name string) string {
		text, _ := examples.ReadFile("graphiql/examples/" + name) // "" for variables that are not there
		return string(text)
	}
	headers, tabs := read("headers.jsonc"), []tab{}
	names, _ := fs.Glob(examples, "graphiql/examples/*.graphql") // sorted
	for _, name := range names {
		name = strings.TrimSuffix(path.Base(name), ".graphql")
		tabs = append(tabs, tab{read(name + ".graphql"), read(name + ".json"), headers})
	}
	return marshal(map[string]any{"headers": headers, "tabs": tabs})
}
