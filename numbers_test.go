package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"partnergraph/store/storetest"
)

// metricsAt are the metrics of a program that serves them.
func metricsAt(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%d %s %v", response.StatusCode, text, err)
	}
	return string(text)
}

// shows waits until the metrics hold each text: what is told at the end of an
// operation may come after its answer.
func shows(t *testing.T, address string, texts ...string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		text, missing := metricsAt(t, address), ""
		for _, want := range texts {
			if !strings.Contains(text, want) {
				missing = want
			}
		}
		if missing == "" {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("no %q in\n%s", missing, text)
		}
	}
}

// TestMetrics: a running server counts what it does, on an address of its own.
func TestMetrics(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	p := serving(t, t.TempDir(), "--database-url", storetest.URL(t), "--metrics-addr", address, "--metrics-operation", "Mine")
	c := client{t, "http://" + p.addr, ""}
	c.try(`query Mine { __typename }`, nil)
	c.try(`query Stranger { __typename }`, nil)
	c.try(`query Catalogue { nothing }`, nil)
	c.subscribe(`subscription { replyAdded(threadId: "thread_00000000000000000000000000") { cursor } }`, nil)
	shows(t, address,
		`partnergraph_graphql_operations_total{code="OK",kind="query",name="Mine"} 1`,
		`partnergraph_graphql_operations_total{code="OK",kind="query",name="other"} 1`,
		`code="GRAPHQL_VALIDATION_FAILED"`,
		`partnergraph_sockets_open 1`,
		`partnergraph_database_connections_max 20`,
		`partnergraph_chores_total{chore="pass_on_leads",outcome="done"}`,
		`partnergraph_graphql_operations_in_flight 0`,
	)
	if text := metricsAt(t, address); strings.Contains(text, "Stranger") {
		t.Error("a stranger's name stands in the metrics")
	}
	// Development shows them to this machine at the server's own address, too.
	metricsAt(t, p.addr)
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+p.addr+"/metrics", nil)
	request.Header.Set("X-Forwarded-For", "192.0.2.1")
	if response, err := http.DefaultClient.Do(request); err != nil || response.StatusCode != http.StatusNotFound {
		t.Errorf("through a proxy: %v %v", response, err)
	}
}
