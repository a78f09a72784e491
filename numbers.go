package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"partnergraph/events"
	"partnergraph/market"
	"partnergraph/metrics"
	"partnergraph/server"
	"partnergraph/server/answers"
	"partnergraph/store"
)

// numbers says where the server's metrics are shown.
type numbers struct {
	MetricsAddr string   `env:"PARTNERGRAPH_METRICS_ADDR" placeholder:"HOST:PORT" help:"Where to serve /metrics to whoever reaches it, which should be your Prometheus only. Development serves it at --addr too, to this machine."`
	Counted     []string `name:"metrics-operation" env:"PARTNERGRAPH_METRICS_OPERATIONS" placeholder:"NAME" help:"An operation to count by its name, besides those of trusted documents and of GraphiQL's examples; all others count as one. Repeatable."`
}

// newMetrics counts operations by the names that are known, and whatever the hub
// hands out.
func (n numbers) newMetrics(documents []server.Document, hub *events.Hub) *metrics.Metrics {
	m := metrics.New(append(append(n.Counted, server.ExampleNames()...), server.OperationNames(documents)...))
	hub.Observe = m.Event
	for _, outcome := range market.CodeOutcomes {
		m.Codes(string(outcome))
	}
	return m
}

// codeCounter tells the metrics of codes.
func codeCounter(m *metrics.Metrics) func(market.CodeOutcome) {
	return func(o market.CodeOutcome) { m.Code(string(o)) }
}

// showPool shows how the connections to the database are used.
func showPool(m *metrics.Metrics, read func() store.Pool) {
	m.Gauge("database_connections_open", "Connections to the database.", func() float64 { return float64(read().Open) })
	m.Gauge("database_connections_in_use", "Connections at work.", func() float64 { return float64(read().InUse) })
	m.Gauge("database_connections_idle", "Connections without work.", func() float64 { return float64(read().Idle) })
	m.Gauge("database_connections_max", "Connections there may be.", func() float64 { return float64(read().Most) })
	m.Total("database_waits_total", "Statements that waited for a connection.", func() float64 { return float64(read().Waits) })
	m.Total("database_wait_seconds_total", "Time they waited.", func() float64 { return read().Waited.Seconds() })
}

// showStats shows what the server has open.
func showStats(m *metrics.Metrics, read func() server.Stats) {
	m.Gauge("graphql_operations_in_flight", "Queries and mutations being answered.", func() float64 { return float64(read().Operations) })
	m.Gauge("subscriptions_open", "Subscriptions, on sockets and streams.", func() float64 { return float64(read().Subscriptions) })
	m.Gauge("sockets_open", "WebSockets.", func() float64 { return float64(read().Sockets) })
	m.Gauge("streams_open", "Streams of server-sent events.", func() float64 { return float64(read().Streams) })
}

// showAnswers shows what the cache of answers does, if there is one.
func showAnswers(m *metrics.Metrics, kept *answers.Cache) {
	if kept == nil {
		return
	}
	total := func(name, help string, read func(answers.Stats) int64) {
		m.Total("answers_"+name+"_total", help, func() float64 { return float64(read(kept.Stats())) })
	}
	total("hits", "Operations answered from the cache.", func(s answers.Stats) int64 { return s.Hits })
	total("misses", "Operations executed whose answer may be kept.", func(s answers.Stats) int64 { return s.Misses })
	total("shared", "Operations that waited for the answer to another one.", func(s answers.Stats) int64 { return s.Shared })
	total("invalidations", "Kept answers dropped because of a change.", func(s answers.Stats) int64 { return s.Invalid })
	total("evictions", "Kept answers dropped for room.", func(s answers.Stats) int64 { return s.Evicted })
	m.Gauge("answers_kept", "Answers in the cache.", func() float64 { return float64(kept.Stats().Answers) })
	m.Gauge("answers_bytes", "Bytes of them.", func() float64 { return float64(kept.Stats().Bytes) })
}

// observer tells the metrics of operations.
func observer(m *metrics.Metrics) func(server.Observed) {
	return func(o server.Observed) { m.Operation(o.Name, o.Kind, o.Code, o.Took) }
}

// listenMetrics takes the address of its own, if there is one.
func (n numbers) listenMetrics(ctx context.Context) (net.Listener, error) {
	if n.MetricsAddr == "" {
		return nil, nil
	}
	return listen(ctx, n.MetricsAddr)
}

// serveMetrics serves /metrics on the listener until it is closed.
func serveMetrics(listener net.Listener, m *metrics.Metrics) {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.Handler())
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
	if err := srv.Serve(listener); !errors.Is(err, net.ErrClosed) {
		slog.Error("metrics are no longer served", "error", err)
	}
}
