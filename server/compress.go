package server

import (
	"net/http"

	"github.com/klauspost/compress/gzhttp"
	"github.com/vektah/gqlparser/v2/ast"
)

// compressed lets answers of a kilobyte and more travel as zstd or gzip, when the
// client takes them. Streams stay as they are: each event leaves at once. Assets
// keep their own way (asset.go): they are compressed once for all readers, while the
// editor's megabytes would be compressed anew for each.
//
// A compressed answer gives away, by its length, whether what a stranger put into it
// also stands elsewhere in it (BREACH). For that the stranger has to make a reader's
// browser ask, with the reader's rights, for an answer with a secret in it. No page
// of another origin can: rights are a bearer token that the page would need to have
// already, and what a browser adds by itself is taken off (cors.go). Beyond that,
// answers to mutations are never compressed, and only mutations answer with secrets:
// tokens, codes, keys.
func compressed(h http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.ContentTypes([]string{mediaJSON, mediaResponse}))
	if err != nil {
		return nil, err
	}
	return wrap(h), nil
}

// mayCompress keeps the answer to an operation as it is, unless it is a query.
func mayCompress(header http.Header, kind ast.Operation) {
	if kind != ast.Query {
		header.Set(gzhttp.HeaderNoCompression, "1") // never sent
	}
}
