// Package tracing sends traces to an OpenTelemetry collector: a span for each request
// of GraphQL, its operations and their statements. It is configured by the standard
// environment, OTEL_EXPORTER_OTLP_ENDPOINT and its kin; without that there is none of
// it, and nothing costs anything.
//
// Spans hold names only, no documents, variables or values, which are about people.
// otelgqlgen was refused for that: it sends the document, and on demand the variables.
package tracing

import (
	"context"
	"log/slog"
	"net/http"
	"os"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Tracing makes spans and sends them in the background.
type Tracing struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
}

// Start begins to trace, or returns nil when the environment does not ask for it.
func Start(ctx context.Context) (*Tracing, error) {
	if os.Getenv("OTEL_SDK_DISABLED") == "true" || os.Getenv("OTEL_TRACES_EXPORTER") == "none" ||
		os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT")+os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "" {
		return nil, nil
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, err
	}
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "partnergraph")),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, err
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { slog.Warn("traces are lost", "error", err) }))
	return New(sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(about))), nil
}

// New traces to a provider, for tests.
func New(provider *sdk.TracerProvider) *Tracing {
	return &Tracing{provider, provider.Tracer("partnergraph")}
}

// Stop sends what is not sent yet, until ctx ends.
func (t *Tracing) Stop(ctx context.Context) error { return t.provider.Shutdown(ctx) }

// Handler makes a span for each request. It goes on with the trace that the caller
// names in traceparent.
func (t *Tracing) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := propagation.TraceContext{}.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		ctx, span := t.tracer.Start(ctx, r.Method+" "+r.URL.Path, trace.WithSpanKind(trace.SpanKindServer),
			trace.WithAttributes(attribute.String("http.request.method", r.Method), attribute.String("http.route", r.URL.Path)))
		defer span.End()
		noted := &status{w, http.StatusOK}
		next.ServeHTTP(noted, r.WithContext(ctx))
		span.SetAttributes(attribute.Int("http.response.status_code", noted.code))
		if noted.code >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
	})
}

// status notes what was answered.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach deadlines, flushing and hijacking.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// Operation makes the span of an operation, until ended is called with the code of its
// first error, "" without one.
func (t *Tracing) Operation(ctx context.Context, kind, name string) (inner context.Context, ended func(code string)) {
	inner, span := t.tracer.Start(ctx, kind, trace.WithAttributes(
		attribute.String("graphql.operation.type", kind), attribute.String("graphql.operation.name", name)))
	return inner, func(code string) {
		if code != "" {
			span.SetStatus(codes.Error, code)
		}
		span.End()
	}
}

// Statement makes the span of a statement of SQL that belongs to a trace; what happens
// by the clock belongs to none.
func (t *Tracing) Statement(ctx context.Context, name string) (inner context.Context, ended func(error)) {
	if !trace.SpanContextFromContext(ctx).IsValid() {
		return ctx, func(error) {}
	}
	inner, span := t.tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(attribute.String("db.system.name", "postgresql")))
	return inner, func(err error) {
		if err != nil {
			span.SetStatus(codes.Error, "") // its text may quote values
		}
		span.End()
	}
}
