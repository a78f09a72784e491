package metrics_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"partnergraph/metrics"
)

func show(m *metrics.Metrics) string {
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Body.String()
}

// series are the lines of numbers of our own.
func series(m *metrics.Metrics) int { return strings.Count("\n"+show(m), "\npartnergraph_") }

// Whatever strangers call their operations, and whatever codes errors have, the
// number of series stays what it was with one of each.
func TestStrangersMakeNoSeries(t *testing.T) {
	m := metrics.New([]string{"Catalogue"})
	kinds := []string{"query", "mutation", "subscription", "", "nonsense"}
	for _, kind := range kinds {
		m.Operation("Stranger", kind, "MADE_UP", time.Second)
	}
	before := series(m)
	for i := range 1000 {
		m.Operation(fmt.Sprintf("Name%d", i), kinds[i%len(kinds)], fmt.Sprintf("CODE_%d", i), time.Millisecond)
	}
	if after := series(m); after != before {
		t.Errorf("a thousand names and codes made %d series of %d", after, before)
	}
	if text := show(m); strings.Contains(text, "Name7") || strings.Contains(text, "CODE_7") {
		t.Error("a stranger's text stands in the metrics")
	}
}

func TestWhatIsCounted(t *testing.T) {
	m := metrics.New([]string{"Catalogue"})
	m.Operation("Catalogue", "query", "", 3*time.Millisecond)
	m.Operation("Catalogue", "query", "THROTTLED", 0)
	m.Operation("", "", "BAD_USER_INPUT", 0)
	m.Event("lead", 3, 20*time.Millisecond)
	m.Event("reply", 0, time.Hour)
	m.Chore("offers", time.Second, nil)
	m.Chore("offers", time.Second, errors.New("+447700900001 did not answer"))
	m.Gauge("sockets_open", "Sockets.", func() float64 { return 7 })
	m.Total("database_waits_total", "Waits.", func() float64 { return 2 })
	text := show(m)
	for name, want := range map[string]string{
		"a name of the list": `partnergraph_graphql_operations_total{code="OK",kind="query",name="Catalogue"} 1`,
		"a refusal":          `partnergraph_graphql_operations_total{code="THROTTLED",kind="query",name="Catalogue"} 1`,
		"no document":        `partnergraph_graphql_operations_total{code="BAD_USER_INPUT",kind="other",name="other"} 1`,
		"a duration":         `partnergraph_graphql_operation_seconds_count{kind="query",name="Catalogue"} 2`,
		"each subscriber":    `partnergraph_events_delivered_total{topic="lead"} 3`,
		"an event's lag":     `partnergraph_event_lag_seconds_sum{topic="lead"} 0.02`,
		"a chore done":       `partnergraph_chores_total{chore="offers",outcome="done"} 1`,
		"a chore failed":     `partnergraph_chores_total{chore="offers",outcome="failed"} 1`,
		"what is open":       `partnergraph_sockets_open 7`,
		"what only grows":    `partnergraph_database_waits_total 2`,
		"the Go runtime":     `go_goroutines `,
		"the process":        `process_resident_memory_bytes `,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: no %s in\n%s", name, want, text)
		}
	}
	if strings.Contains(text, `topic="reply"`) || strings.Contains(text, "7700") {
		t.Error("counts what nobody heard, or says why a chore failed")
	}
}

// A list that is too long is no way to more series either.
func TestNamesAreBounded(t *testing.T) {
	names := []string{}
	for i := range metrics.MaxNames + 50 {
		names = append(names, fmt.Sprintf("Name%d", i))
	}
	m := metrics.New(names)
	for _, name := range names {
		m.Operation(name, "query", "", 0)
	}
	if n := strings.Count(show(m), "partnergraph_graphql_operations_total{"); n != metrics.MaxNames+1 {
		t.Errorf("%d series of operations, want %d", n, metrics.MaxNames+1)
	}
}

// An alarm about an outcome that never was yet must see the first.
func TestOutcomesOfCodesAreThereFromTheStart(t *testing.T) {
	m := metrics.New(nil)
	m.Codes("sent", "held")
	m.Code("sent")
	for _, want := range []string{`partnergraph_signin_codes_total{outcome="held"} 0`, `partnergraph_signin_codes_total{outcome="sent"} 1`} {
		if text := show(m); !strings.Contains(text, want+"\n") {
			t.Errorf("no %s", want)
		}
	}
}
