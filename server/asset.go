package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"path"
	"sync"
	"time"
)

var assetTypes = map[string]string{
	".css":     "text/css; charset=utf-8",
	".graphql": "text/plain; charset=utf-8",
	".html":    "text/html; charset=utf-8",
	".js":      "text/javascript; charset=utf-8",
	".json":    mediaJSON,
	".md":      "text/plain; charset=utf-8",
	".svg":     "image/svg+xml",
	".ttf":     "font/ttf",
}

// asset is a file in memory, compressed when the first client asks for it.
type asset struct {
	kind, cache string
	body        []byte
	tag         func() string
	gzip        func() []byte
}

func newAsset(name string, body []byte) *asset {
	return &asset{
		kind:  assetTypes[path.Ext(name)],
		cache: "no-cache", // kept, and asked about each time
		body:  body,
		tag: sync.OnceValue(func() string {
			sum := sha256.Sum256(body)
			return hex.EncodeToString(sum[:12])
		}),
		gzip: sync.OnceValue(func() []byte {
			var b bytes.Buffer
			z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // fails on unknown levels only
			_, _ = z.Write(body)                                  // to memory
			_ = z.Close()
			return b.Bytes()
		}),
	}
}

func (a *asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, tag := a.body, a.tag()
	header := w.Header()
	if q, _ := quality(preferences(r.Header.Values("Accept-Encoding")), "gzip"); q > 0 {
		body, tag = a.gzip(), tag+"-gzip"
		header.Set("Content-Encoding", "gzip")
	}
	header.Set("Content-Type", a.kind)
	header.Set("Cache-Control", a.cache)
	header.Set("ETag", `"`+tag+`"`)
	header.Add("Vary", "Accept-Encoding")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}
