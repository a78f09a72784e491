package store

import "testing"

// A statement's name says what it does to which table, and nothing of its values.
func TestNamesOfStatements(t *testing.T) {
	for query, want := range map[string]string{
		"\n\t\tSELECT a, b FROM partner p\n WHERE slug = 'x'": "SELECT partner",
		"INSERT INTO outbox (topic) VALUES ('+447700900001')": "INSERT outbox",
		"UPDATE lead_offer SET state = 'TAKEN'":               "UPDATE lead_offer",
		"WITH x AS (DELETE FROM session) SELECT 1":            "WITH session",
		"SELECT pg_advisory_xact_lock($1)":                    "SELECT",
		"":                                                    "SQL",
	} {
		if got := nameOf(query); got != want {
			t.Errorf("%q is called %q, want %q", query, got, want)
		}
	}
}
