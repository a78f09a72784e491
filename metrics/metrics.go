// Package metrics keeps the numbers of a running server in the form of Prometheus.
// It never has more series than it knows beforehand: what strangers can choose, such
// as the name of an operation, counts under its own name only when it is on a list.
package metrics

import (
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	// other stands for every value that is not on its list.
	other = "other"
	// fine is the code of what had no error.
	fine = "OK"
	// MaxNames is how many operations are counted by their names.
	MaxNames = 200
)

// codes are those of errors that clients are told, see the README.
var codes = []string{fine, "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED",
	"GRAPHQL_VALIDATION_FAILED", "PERSISTED_QUERY_NOT_FOUND", "THROTTLED", "EXPIRED", "UNAVAILABLE", "TIMEOUT", "INTERNAL"}

var kinds = []string{"query", "mutation", "subscription"}

// Metrics are the numbers of a server.
type Metrics struct {
	registry   *prometheus.Registry
	names      map[string]bool
	operations *prometheus.CounterVec
	seconds    *prometheus.HistogramVec
	events     *prometheus.CounterVec
	lag        *prometheus.HistogramVec
	chores     *prometheus.CounterVec
	work       *prometheus.HistogramVec
	codes      *prometheus.CounterVec
}

// New begins to count. Of the names of operations, which are counted by themselves,
// those after the first MaxNames count as others.
func New(names []string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		names:    map[string]bool{},
		operations: counter("graphql_operations_total",
			"Operations answered or refused, by name, kind and the code of the first error; a subscription counts when it ends.", "name", "kind", "code"),
		seconds: histogram("graphql_operation_seconds", "How long queries and mutations took, from the parsed request to the answer.",
			prometheus.ExponentialBuckets(0.001, 2.5, 11), "name", "kind"), // 1 ms to 9.5 s; an operation is stopped at 10 s
		events: counter("events_delivered_total", "Events handed to subscribers of this server, each subscriber counted.", "topic"),
		lag: histogram("event_lag_seconds", "From the beginning of an event's transaction to its delivery to this server's subscribers.",
			prometheus.ExponentialBuckets(0.001, 2.5, 11), "topic"),
		chores: counter("chores_total", "Chores done by this server, by outcome.", "chore", "outcome"),
		work:   histogram("chore_seconds", "How long chores took.", prometheus.ExponentialBuckets(0.005, 3, 9), "chore"),
		codes: counter("signin_codes_total",
			"Codes by SMS that were asked for, by outcome: sent, failed at the gateway, throttled for the number or address; held back or refused for a ceiling (ceiling), which is worth an alarm.", "outcome"),
	}
	for _, name := range names[:min(len(names), MaxNames)] {
		m.names[name] = true
	}
	m.registry.MustRegister(m.operations, m.seconds, m.events, m.lag, m.chores, m.work, m.codes,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "partnergraph", Name: name, Help: help}, labels)
}

func histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "partnergraph", Name: name, Help: help, Buckets: buckets}, labels)
}

// Operation counts one that was answered or refused. code is that of its first
// error, "" without one; kind is "" where the document was not understood.
func (m *Metrics) Operation(name, kind, code string, took time.Duration) {
	if !m.names[name] {
		name = other
	}
	kind = listed(kinds, kind)
	if code == "" {
		code = fine
	}
	m.operations.WithLabelValues(name, kind, listed(codes, code)).Inc()
	if kind == "query" || kind == "mutation" {
		m.seconds.WithLabelValues(name, kind).Observe(took.Seconds())
	}
}

// Event counts one that was handed to this many subscribers. Topics are named by
// the program only.
func (m *Metrics) Event(topic string, subscribers int, lag time.Duration) {
	if subscribers == 0 {
		return
	}
	m.events.WithLabelValues(topic).Add(float64(subscribers))
	m.lag.WithLabelValues(topic).Observe(lag.Seconds())
}

// Chore counts one that was done, or failed. Chores are named by the program only.
func (m *Metrics) Chore(name string, took time.Duration, err error) {
	outcome := "done"
	if err != nil {
		outcome = "failed"
	}
	m.chores.WithLabelValues(name, outcome).Inc()
	m.work.WithLabelValues(name).Observe(took.Seconds())
}

// Code counts one that was asked for. Outcomes are named by the program only.
func (m *Metrics) Code(outcome string) { m.codes.WithLabelValues(outcome).Inc() }

// Codes shows outcomes of codes before there are any: an alarm about none at all would
// not see the first.
func (m *Metrics) Codes(outcomes ...string) {
	for _, outcome := range outcomes {
		m.codes.WithLabelValues(outcome)
	}
}

// Gauge shows a number that is read when somebody asks.
func (m *Metrics) Gauge(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "partnergraph", Name: name, Help: help}, read))
}

// Total shows a number that only grows, read when somebody asks.
func (m *Metrics) Total(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Namespace: "partnergraph", Name: name, Help: help}, read))
}

// Handler answers with all numbers. What it answers is not for strangers.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

func listed(list []string, value string) string {
	if slices.Contains(list, value) {
		return value
	}
	return other
}
