package main

import (
	"context"
	_ "embed"
	"log/slog"
	"time"

	"partnergraph/auth"
	"partnergraph/market"
	"partnergraph/resolvers"
	"partnergraph/server"
)

//go:embed schema.graphqls
var contract string

// wire hands the rooms to each other.
func (s *serve) wire(db *opened) server.Config {
	root := &resolvers.Resolver{Store: db.Store, Now: time.Now}
	return server.Config{
		Schema:      root.Schema(),
		SDL:         contract,
		Extend:      root.Extend,
		Present:     resolvers.PresentError,
		Locale:      withLocale,
		SignedIn:    signedIn,
		Ready:       db.Ping,
		Development: s.development(),
		Origins:     s.Origins,
		Log:         slog.Default(),
	}
}

// withLocale notes the languages that a request asks for, for viewers of any kind.
func withLocale(ctx context.Context, acceptLanguage string) context.Context {
	return auth.WithViewer(ctx, market.Viewer{Locales: auth.AcceptedLocales(acceptLanguage)})
}

func signedIn(ctx context.Context) bool { return auth.Viewer(ctx).Person != "" }
