package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"partnergraph/server/quota"
)

// Server answers HTTP. It is an http.Handler, for tests and for other servers;
// Run puts it on a listener and stops it in good order.
type Server struct {
	config   Config
	handler  http.Handler
	sockets  sockets
	leases   leases
	quota    *quota.Quota
	refusals *refusals
	streams  tally // by address
	open     open
	stop     sync.Once
	closing  chan struct{} // closed when the server stops: streams end
}

// New wires the routes. It fails when a limit or an origin in the config is not one, SDL no
// schema, or a document not valid.
func New(config Config) (*Server, error) {
	config.complete()
	if err := config.applySet(); err != nil {
		return nil, err
	}
	s := &Server{config: config, closing: make(chan struct{})}
	s.quota = quota.New(s.config.Points, time.Now, s.config.Log)
	s.sockets.prepare(&s.config)
	var err error
	if s.refusals, err = newRefusals(&s.config, s.quota); err != nil {
		return nil, err
	}
	origins, err := newOrigins(&s.config)
	if err != nil {
		return nil, err
	}
	origins.embeds.refusals = s.refusals
	pages, err := newReference(config.SDL)
	if err != nil {
		return nil, err
	}
	graphql, err := newEndpoint(s)
	if err != nil {
		return nil, err
	}
	sdl, err := inOnePiece(config.SDL)
	if err != nil {
		return nil, err
	}
	s.handler = s.around(s.routes(origins, graphql, pages, newAsset("schema.graphql", sdl)))
	return s, nil
}

func (s *Server) routes(origins *origins, graphql http.Handler, pages referencePages, sdl *asset) http.Handler {
	mux := http.NewServeMux()
	if s.config.Trace != nil {
		graphql = s.config.Trace.Handler(graphql)
	}
	mux.Handle("/graphql", s.fined(origins.handler(graphql)))
	s.config.serveFiles(mux)
	if s.config.EmbedForm != nil {
		mux.Handle("/embed/v1/form", s.fined(origins.embeds.handler(readOnly(s.formToken()))))
	}
	mux.Handle("/schema.graphql", origins.handler(readOnly(sdl)))
	mux.Handle("/schema.json", origins.handler(readOnly(s.schemaJSON())))
	mux.Handle("/reference/", readOnly(pages))
	mux.Handle("/graphiql/", readOnly(newGraphiQL(&s.config)))
	mux.Handle("/{$}", readOnly(http.RedirectHandler("/graphiql/", http.StatusFound)))
	if s.config.Development && s.config.Metrics != nil {
		mux.Handle("/metrics", readOnly(localOnly(s.config.Metrics)))
	}
	mux.Handle("/healthz", readOnly(http.HandlerFunc(s.healthz)))
	mux.Handle("/readyz", readOnly(http.HandlerFunc(s.readyz)))
	if s.config.Development && s.config.Codes != nil {
		mux.Handle("/dev/sms", readOnly(localOnly(sms{s.config.Codes})))
	}
	if s.config.Development && s.config.Mails != nil {
		mux.Handle("/dev/mail", readOnly(localOnly(mails{s.config.Mails})))
	}
	return mux
}

// around wraps what every route needs, the outermost last.
func (s *Server) around(h http.Handler) http.Handler {
	h = secure(fromClient(s.config.Proxies, h))
	h = s.recover(h)
	h = s.log(h)
	return withRequestID(h)
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Run serves on the listener until ctx ends. It then reports itself as not ready,
// closes sockets with 1001 and streams, so that their clients come back to
// another server, and waits for the requests in flight for Times.Drain at most.
func (s *Server) Run(ctx context.Context, ln net.Listener) error {
	t := s.config.Times
	srv := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: t.Header,
		ReadTimeout:       t.Read,
		WriteTimeout:      t.Write,
		IdleTimeout:       t.Idle,
		MaxHeaderBytes:    s.config.Sizes.Header - headerSlop,
		ErrorLog:          slog.NewLogLogger(s.config.Log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	return s.drain(srv)
}

// headerSlop is what net/http reads beyond MaxHeaderBytes before it refuses.
const headerSlop = 4096

func (s *Server) drain(srv *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), s.config.Times.Drain)
	defer cancel()
	s.Close(ctx)
	err := srv.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil // the requests left have had their time
	}
	return errors.Join(err, srv.Close())
}

// Close ends sockets and streams, and lets nobody open new ones. Run calls it; it
// is for those who serve the handler themselves.
func (s *Server) Close(ctx context.Context) {
	s.stop.Do(func() { close(s.closing) })
	s.sockets.set.Close(ctx, stopped)
}

func (s *Server) stopping() bool {
	select {
	case <-s.closing:
		return true
	default:
		return false
	}
}

// readOnly answers GET and HEAD only.
func readOnly(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "This address is read with GET.", http.StatusMethodNotAllowed)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// secure sets what protects every answer; routes that need more room overwrite it.
func secure(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		if len(r.TransferEncoding) > 0 {
			// A length may have come with it, which net/http forgets: what a proxy took for
			// the body could hold a second request (RFC 9112, 6.1).
			header.Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}
