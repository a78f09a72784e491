package server

import (
	"net/http"
)

// File is one that the server serves for others, from memory.
type File struct {
	Path string // in addresses, with the ending that says its kind; none for HTML
	Body []byte
	// Cache is its Cache-Control; "" for a file that is kept, and asked about each time.
	Cache string
	// Policy is the Content-Security-Policy of a page.
	Policy string
	// Anywhere lets pages of all sites load it, and make sure of it by its hash.
	Anywhere bool
}

// Caches of files: one whose name holds a hash of its content, and one that stays where it
// is when its content changes.
const (
	CacheForever = "public, max-age=31536000, immutable"
	CacheBriefly = "public, max-age=300, stale-while-revalidate=3600"
)

// serveFiles puts the files of the config on their paths.
func (c *Config) serveFiles(mux *http.ServeMux) {
	for _, f := range c.Files {
		mux.Handle(f.Path, readOnly(f.handler()))
	}
}

func (f File) handler() http.Handler {
	a := newAsset(f.Path, f.Body)
	if a.kind == "" {
		a.kind = assetTypes[".html"]
	}
	if f.Cache != "" {
		a.cache = f.Cache
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		if f.Policy != "" {
			header.Set("Content-Security-Policy", f.Policy)
		}
		if f.Anywhere {
			header.Set("Access-Control-Allow-Origin", "*")
			header.Set("Cross-Origin-Resource-Policy", "cross-origin")
		}
		a.ServeHTTP(w, r)
	})
}
