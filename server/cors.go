package server

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/rs/cors"
)

// origins decides what pages of other origins may do.
//
// Any page may call the API with a token that its own script holds: that is what
// a public API is for. What no foreign page may use is authority that a browser
// adds by itself, a cookie or a stored password, because then the page acts for
// a user who does not know of it. Three walls, in the order a request meets them:
//
//   - rs/cors: the app's own origins may send credentials; any other origin is
//     answered with "*", with which a browser sends none.
//   - http.CrossOriginProtection: a write from another site is refused when a
//     plain form could have sent it, since nobody asked us before. One with a JSON
//     body was preceded by a preflight, so it passes, and calls from any origin
//     with a bearer token work.
//   - Whatever came from another origin all the same is served without ambient
//     authority: it is taken off the request. This holds for sockets too, which
//     browsers open without a preflight and with cookies.
//
// The server has no cookies today. The walls stand so that the first one is safe.
type origins struct {
	app, public *cors.Cors
	embeds      *embeds // pages of partners' sites, by their keys
	protection  *http.CrossOriginProtection
}

func newOrigins(c *Config) (_ *origins, err error) {
	app, o := c.Origins, &origins{protection: http.NewCrossOriginProtection()}
	for _, origin := range app {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || u.Path != "" || strings.Contains(origin, "*") {
			return nil, fmt.Errorf("origin %q: write it as https://app.example.com, without path and wildcard", origin)
		}
		if err := o.protection.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("origin %q: %w", origin, err)
		}
	}
	options := cors.Options{
		AllowedMethods: []string{http.MethodGet, http.MethodHead, http.MethodPost},
		AllowedHeaders: []string{"Accept", "Accept-Language", "Authorization", "Content-Type", "If-None-Match", "Last-Event-ID",
			"X-Organization", "X-Request-Id",
			// what clients send by themselves: traces, Apollo's name and its mark against
			// forms, and the cache mode of fetch
			"Baggage", "Traceparent", "Tracestate",
			"Apollographql-Client-Name", "Apollographql-Client-Version",
			"Apollo-Require-Preflight", "Graphql-Require-Preflight", "X-Requested-With",
			"Cache-Control", "Pragma"},
		ExposedHeaders: []string{"ETag", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id"},
		MaxAge:         600,
	}
	if o.embeds, err = newEmbeds(c, options); err != nil {
		return nil, err
	}
	options.AllowedOrigins = []string{"*"}
	o.public = cors.New(options)
	// An empty list would mean every origin to rs/cors.
	options.AllowedOrigins = nil
	options.AllowOriginFunc = func(origin string) bool { return listed(app, origin) }
	options.AllowCredentials = true
	o.app = cors.New(options)
	return o, nil
}

func listed(app []string, origin string) bool {
	for _, a := range app {
		if strings.EqualFold(a, origin) {
			return true
		}
	}
	return false
}

func (o *origins) handler(h http.Handler) http.Handler {
	h = o.protect(h)
	app, public, embedded := o.app.Handler(h), o.public.Handler(h), o.embeds.handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case o.embeds.use(r):
			embedded.ServeHTTP(w, r)
		case o.app.OriginAllowed(r):
			app.ServeHTTP(w, r)
		default:
			public.ServeHTTP(w, r)
		}
	})
}

func (o *origins) protect(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o.protection.Check(r) != nil && !preflighted(r) {
			writeFault(w, r, mediaJSON, &fault{status: http.StatusForbidden, code: codeForbidden,
				message: "Requests from other sites must be sent as Content-Type: application/json."})
			return
		}
		if o.foreign(r) {
			withoutAmbientAuthority(r)
		}
		h.ServeHTTP(w, r)
	})
}

// preflighted says that a browser would not have sent the request to another
// origin without asking there first.
func preflighted(r *http.Request) bool { return checkContentType(r.Header) == nil }

// foreign says that the request comes from a page of an origin that is neither
// the server's own nor one of the app's.
func (o *origins) foreign(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		// Browsers leave it out of a GET without CORS, such as a link or an image.
		site := r.Header.Get("Sec-Fetch-Site")
		return site == "cross-site" || site == "same-site"
	}
	u, err := url.Parse(origin)
	return (err != nil || !strings.EqualFold(u.Host, r.Host)) && !o.app.OriginAllowed(r)
}

func withoutAmbientAuthority(r *http.Request) {
	r.Header.Del("Cookie")
	if scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " "); !strings.EqualFold(scheme, "Bearer") {
		r.Header.Del("Authorization")
	}
}
