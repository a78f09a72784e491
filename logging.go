package main

import (
	"io"
	"log/slog"

	"partnergraph/server"
)

// logging says how the log is written, which goes to the standard error.
type logging struct {
	Format string     `name:"log-format" env:"PARTNERGRAPH_LOG_FORMAT" default:"text" enum:"text,json" placeholder:"FORMAT" help:"text or json. Default: ${default}."`
	Level  slog.Level `name:"log-level" env:"PARTNERGRAPH_LOG_LEVEL" default:"info" placeholder:"LEVEL" help:"debug, info, warn or error: what is less is not logged. Default: ${default}."`
}

func (l logging) handler(w io.Writer) slog.Handler {
	options := &slog.HandlerOptions{Level: l.Level}
	if l.Format == "json" {
		return server.LogHandler(slog.NewJSONHandler(w, options))
	}
	return server.LogHandler(slog.NewTextHandler(w, options))
}
