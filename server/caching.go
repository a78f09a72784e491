package server

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

// What may keep an answer. Everything that is not named here is no-store.
const (
	// A minute is how old a catalogue page may look; for five more a cache may show
	// it while it fetches the next.
	cachePublic = "public, max-age=60, stale-while-revalidate=300"
	// The reader's own cache keeps it, and asks about it each time.
	cachePrivate = "private, no-cache"
)

// writeQuery answers a query that was sent with GET. Whole answers have a tag, by
// which whoever kept one asks whether it is still right. Shared caches may keep an
// answer to nobody whose document was named by an id: these are the pages of an
// application, which come again and again, while a document in the address is
// somebody's experiment.
//
// An answer with errors is not kept: a fault would outlive its cause.
func (e *endpoint) writeQuery(ctx context.Context, w http.ResponseWriter, r *http.Request, media string, from provenance, response *graphql.Response) {
	if len(response.Errors) > 0 || response.Data == nil {
		writeResult(w, media, statusOfResult(response), response)
		return
	}
	delete(response.Extensions, "cost") // its numbers are of this request; the header says them, where nobody else reads it
	body := encode(response)
	writeWhole(w, r, media, from, e.config.SignedIn(ctx), body, tagOf(media, body))
}

// writeWhole writes the answer to a query that was sent with GET, which has a tag.
func writeWhole(w http.ResponseWriter, r *http.Request, media string, from provenance, signedIn bool, body []byte, tag string) {
	header := w.Header()
	header.Set("Cache-Control", cachePrivate)
	if from != fromRequest && r.Header.Get("Authorization") == "" && !signedIn {
		header.Set("Cache-Control", cachePublic)
		forAll(header)
	}
	header.Set("ETag", tag)
	if known(r.Header.Values("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	writeBody(w, media, http.StatusOK, body)
}

// forAll takes off what is of one caller: a shared cache hands the header of an answer
// to everybody with it. The log has the caller's id all the same.
func forAll(header http.Header) {
	for _, name := range []string{"RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id"} {
		header.Del(name)
	}
}

// tagOf is a weak tag, because the same answer travels compressed in different ways:
// a strong one would need another for each, and the server would have to know them
// again.
func tagOf(media string, body []byte) string {
	hash := sha256.New()
	hash.Write([]byte(media))
	hash.Write(body)
	return `W/"` + base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:18]) + `"`
}

// known says whether an If-None-Match names the tag, whether weak or strong: a proxy
// may have changed that.
func known(ifNoneMatch []string, tag string) bool {
	opaque := strings.TrimPrefix(tag, "W/")
	for candidate := range strings.SplitSeq(strings.Join(ifNoneMatch, ","), ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == opaque {
			return true
		}
	}
	return false
}
