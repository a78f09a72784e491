package main

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"partnergraph/store/storetest"
)

// traceCollector takes traces as a collector would.
type traceCollector struct {
	*httptest.Server
	mu   sync.Mutex
	took []*spans.Span
	text strings.Builder // all that was sent
}

func collectTraces(t *testing.T) *traceCollector {
	c := &traceCollector{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var sent collector.ExportTraceServiceRequest
		if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(body, &sent) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.text.WriteString(sent.String())
		for _, resource := range sent.ResourceSpans {
			for _, scope := range resource.ScopeSpans {
				c.took = append(c.took, scope.Spans...)
			}
		}
	}))
	t.Cleanup(c.Close)
	return c
}

// TestTraces: a request is followed from the caller's span through its operation to
// its statements, without anything of people; what is left is sent at the end.
func TestTraces(t *testing.T) {
	t.Parallel()
	c := collectTraces(t)
	p := command(t)
	p.addr = freeAddress(t)
	p.Args = append(p.Args, "--addr", p.addr, "--data", t.TempDir(), "--database-url", storetest.URL(t))
	p.Env = append(p.Env, "OTEL_EXPORTER_OTLP_ENDPOINT="+c.URL)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Process.Kill(); p.Wait() })
	p.await(t)
	const caller = "4bf92f3577b34da6a3ce929d0e0e4736"
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+p.addr+"/graphql", strings.NewReader(
		`{"query":"mutation Begin { signInStart(input: {phone: \"`+clientPhone+`\"}) { challenge } }"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Traceparent", "00-"+caller+"-00f067aa0ba902b7-01")
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatal(response, err)
	}
	response.Body.Close()
	p.end(t)
	c.mu.Lock()
	defer c.mu.Unlock()
	names := map[string]bool{}
	for _, span := range c.took {
		if hex.EncodeToString(span.TraceId) != caller {
			t.Errorf("%s belongs to no request: %x", span.Name, span.TraceId)
		}
		names[span.Name] = true
	}
	for _, want := range []string{"POST /graphql", "mutation", "INSERT sign_in_challenge"} {
		if !names[want] {
			t.Errorf("no span %q among %v", want, names)
		}
	}
	for _, secret := range []string{"7700900", "signInStart", "{ challenge }"} {
		if strings.Contains(c.text.String(), secret) {
			t.Errorf("%q was sent to the collector", secret)
		}
	}
	if !strings.Contains(c.text.String(), "Begin") {
		t.Error("the operation is not named")
	}
}

// A collector that does not answer holds nobody up, neither a request nor the end.
func TestTracesAreLostSilently(t *testing.T) {
	t.Parallel()
	over := make(chan struct{})
	hole := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-over }))
	t.Cleanup(func() { close(over); hole.Close() })
	p := command(t)
	p.addr = freeAddress(t)
	p.Args = append(p.Args, "--addr", p.addr, "--data", t.TempDir(), "--database-url", storetest.URL(t))
	p.Env = append(p.Env, "OTEL_EXPORTER_OTLP_ENDPOINT="+hole.URL)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Process.Kill(); p.Wait() })
	p.await(t)
	client{t, "http://" + p.addr, ""}.do(&struct{}{}, `{ boards(locales: ["en"]) { id } }`, nil)
	start := time.Now()
	p.end(t)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("the end took %v", took)
	}
}
