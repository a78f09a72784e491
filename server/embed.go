package server

import (
	"context"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/maypok86/otter/v2"
	"github.com/rs/cors"
	"github.com/vektah/gqlparser/v2/ast"
)

// EmbedKey is a key by which pages of certain sites read.
type EmbedKey struct {
	ID      string
	Origins []string // of the sites, as browsers send them
	// Variables are those that the server gives to each document that pages name with the
	// key, and that pages cannot set.
	Variables map[string]any
	// Again is how long its pages have to wait because they have read their share; 0 for
	// one that may read.
	Again time.Duration
}

const (
	// embedParam is a parameter of the address, not a header: a header of our own would
	// cost a page a preflight for each address, and a preflight does not carry its value,
	// so that nobody could say which sites it is for.
	embedParam = "embedKey"
	// embedFresh is how long a key is believed to be as it was: a revocation is in force
	// after that at the latest.
	embedFresh = time.Second
	maxEmbeds  = 10_000 // kept at once, most of them invented
)

// embeds lets pages of other sites read by their keys, and nothing else: queries by
// GET, from the sites of the key, of documents that the server trusts, as nobody.
//
// A key opens nothing that nobody could not read without it. It says whose page asks,
// so that the owner of a site is not made to pay for others', and a browser shows the
// answer to that site's pages only. A program can send any Origin; it gains nothing.
type embeds struct {
	lookUp func(ctx context.Context, key string) (*EmbedKey, error)
	count  func(id string)
	page   func(ctx context.Context, id, site string) context.Context
	recent *otter.Cache[string, *EmbedKey] // nil for a key that is not in force
	cors   *cors.Cors

	refusals *refusals
}

func newEmbeds(c *Config, options cors.Options) (*embeds, error) {
	recent, err := otter.New(&otter.Options[string, *EmbedKey]{
		MaximumSize:      maxEmbeds,
		ExpiryCalculator: otter.ExpiryCreating[string, *EmbedKey](embedFresh),
	})
	options.AllowedMethods = []string{http.MethodGet, http.MethodPost}
	options.AllowedHeaders = []string{"Accept", "Accept-Language", "Content-Type", "If-None-Match", "X-Request-Id"}
	options.AllowOriginVaryRequestFunc = func(r *http.Request, origin string) (bool, []string) {
		return listed(embedKeyOf(r.Context()).Origins, origin), nil // rs/cors varies by Origin itself
	}
	return &embeds{lookUp: c.EmbedKey, count: c.EmbedRead, page: c.EmbedPage, recent: recent, cors: cors.New(options)}, err
}

// use says whether a request names a key.
func (e *embeds) use(r *http.Request) bool {
	return strings.Contains(r.URL.RawQuery, embedParam) && r.URL.Query().Has(embedParam)
}

func (e *embeds) handler(h http.Handler) http.Handler {
	h = e.cors.Handler(admitted(e.counted(h)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = withAddress(r)
		text := r.URL.Query().Get(embedParam)
		if f := e.refusals.check(r.Context(), text); f != nil {
			writeRefusal(w, r, f)
			return
		}
		key, err := e.find(r.Context(), text)
		if err == nil {
			e.refusals.found(r.Context(), text, key != nil)
			requestOf(r.Context()).paid = key == nil
		}
		switch {
		case err != nil:
			panic(err) // recover answers, and logs it
		case key == nil:
			f := forbidden("This embed key is not in use. The partner whose page it stands in can make another.")
			f.reason = "EMBED_KEY_ENDED"
			writeRefusal(w, r, f)
		default:
			h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), embedKeyKey{}, key)))
		}
	})
}

// writeRefusal says why a page is refused so that its script can read it, whatever site it
// is of, and tell its reader. It says nothing else.
func writeRefusal(w http.ResponseWriter, r *http.Request, f *fault) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Expose-Headers", "Retry-After")
	writeFault(w, r, mediaJSON, f)
}

// find looks a key up, once for all who ask at the same moment.
func (e *embeds) find(ctx context.Context, text string) (*EmbedKey, error) {
	if e.lookUp == nil || len(text) > 64 {
		return nil, nil
	}
	return e.recent.Get(ctx, text, otter.LoaderFunc[string, *EmbedKey](func(ctx context.Context, text string) (*EmbedKey, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second) // others wait for it too
		defer cancel()
		return e.lookUp(ctx, text)
	}))
}

// admitted refuses what no page asks for with a key.
func admitted(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("Upgrade") != "":
			writeFault(w, r, mediaJSON, forbidden("An embed key opens no sockets."))
		case r.Method != http.MethodGet && r.Method != http.MethodPost:
			writeFault(w, r, mediaJSON, (&fault{status: http.StatusMethodNotAllowed, code: codeInput,
				message: "An embed key reads with GET; POST is for its form."}).with("Allow", "GET, POST, OPTIONS"))
		case r.Header.Get("Authorization") != "":
			writeFault(w, r, mediaJSON, badRequest("Send either an embed key or a token."))
		case !embedKeyOf(r.Context()).admits(r):
			f := forbidden("This embed key is not for pages of this site. Its partner can make one that is.")
			f.reason = "EMBED_SITE"
			writeRefusal(w, r, f)
		default:
			h.ServeHTTP(w, r)
		}
	})
}

// counted refuses those whose share of the day is read, and counts the others.
func (e *embeds) counted(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := embedKeyOf(r.Context())
		if key.Again > 0 {
			writeFault(w, r, mediaJSON, (&fault{status: http.StatusTooManyRequests, code: codeThrottled,
				message: "The pages with this embed key have read what it may in a day. Its partner can raise that."}).
				with("Retry-After", strconv.Itoa(int(math.Ceil(key.Again.Seconds())))))
			return
		}
		e.count(key.ID)
		h.ServeHTTP(w, r.WithContext(e.page(r.Context(), key.ID, siteOf(r))))
	})
}

// fill gives a document what the key decides about it. It fails when the page has set
// such a variable itself, which would be in vain.
func (k *EmbedKey) fill(variables map[string]any) (map[string]any, *fault) {
	if k == nil || len(k.Variables) == 0 {
		return variables, nil
	}
	filled := maps.Clone(k.Variables)
	for name, value := range variables {
		if _, ours := k.Variables[name]; ours {
			return nil, badRequest(fmt.Sprintf("The variable %q is set by the server, from the embed key. Leave it out.", name))
		}
		filled[name] = value
	}
	return filled, nil
}

// admits says whether a request comes from a page of the key's sites, or from one of
// this server's own. A GET of the same origin has no Origin; one that a page sends
// without CORS has at most a Referer.
func (k *EmbedKey) admits(r *http.Request) bool {
	site := siteOf(r)
	return site != "" && site == r.Host || listed(k.Origins, site)
}

// siteOf is where a page that asks comes from: its origin, or our own host for a page of
// this server, whatever the scheme that a proxy ends; "" when nothing says.
func siteOf(r *http.Request) string {
	origin := r.Header.Get("Origin")
	if origin == "" {
		if r.Header.Get("Sec-Fetch-Site") == "same-origin" {
			return r.Host
		}
		if u, err := url.Parse(r.Referer()); err == nil && u.Host != "" {
			origin = u.Scheme + "://" + u.Host
		}
	}
	if u, err := url.Parse(origin); err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host) {
		return r.Host
	}
	return strings.ToLower(origin)
}

func forbidden(message string) *fault {
	return &fault{status: http.StatusForbidden, code: codeForbidden, message: message}
}

type embedKeyKey struct{}

// embedKeyOf is the key of the page that asks, or nil.
func embedKeyOf(ctx context.Context) *EmbedKey {
	key, _ := ctx.Value(embedKeyKey{}).(*EmbedKey)
	return key
}

// refuseEmbed says why an operation may not run for a page with a key; nil when it may, or
// when no page asks.
func (e *endpoint) refuseEmbed(ctx context.Context, method string, op *graphql.OperationContext) *fault {
	isForm, isQuery := e.exec.persisted.forms[op.RawQuery], op.Operation.Operation == ast.Query
	switch {
	case embedKeyOf(ctx) == nil:
	case e.exec.persisted.provenance(ctx, op) != fromManifest || !isQuery && !isForm:
		return forbidden("With an embed key only queries run whose document the server trusts, and its form: name one by its documentId.")
	case isQuery && method != http.MethodGet:
		return (&fault{status: http.StatusMethodNotAllowed, code: codeInput,
			message: "An embed key reads with GET; POST is for its form."}).with("Allow", "GET, OPTIONS")
	}
	return nil
}

// formToken answers /embed/v1/form: the token by which the page that asks may send its
// form. It is nobody else's, so no cache keeps it.
func (s *Server) formToken() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		writeBody(w, mediaJSON, http.StatusOK, marshal(map[string]string{"token": s.config.EmbedForm(r.Context())}))
	})
}
