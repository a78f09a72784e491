package storetest

import (
	"database/sql"
	"slices"
	"testing"
)

// A digest tells what a statement has changed, and nothing else, but for table_change,
// which tells of tables that everybody reads; a sequence tells also of what was rolled
// back.
func TestDigestsTellWhatHasChanged(t *testing.T) {
	t.Parallel()
	url := WatchedURL(t)
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	digest := Digests(t, url)
	for _, test := range []struct {
		name, statement string
		want            []string
	}{
		{"nothing", `SELECT 1`, nil},
		{"a row", `INSERT INTO industry (code) VALUES ('digest')`, []string{"industry", "table_change"}},
		{"a column", `UPDATE industry SET code = 'digests' WHERE code = 'digest'`, []string{"industry", "table_change"}},
		{"as it was", `UPDATE industry SET code = code`, nil},
		{"two tables", `INSERT INTO industry_name (industry, locale, name) VALUES ('digests', 'en', 'D'); DELETE FROM level WHERE code = 'GOLD'`, []string{"industry_name", "level", "table_change"}},
		{"a row and its number", `INSERT INTO outbox (topic, key, subject) VALUES ('lead', gen_random_uuid(), gen_random_uuid())`, []string{"outbox", "sequence outbox_id_seq"}},
		{"rolled back", `BEGIN; INSERT INTO industry (code) VALUES ('more'); ROLLBACK`, nil},
		{"all of a table", `TRUNCATE industry_name`, []string{"industry_name", "table_change"}},
		{"rolled back, but for the number", `BEGIN; INSERT INTO outbox (topic, key, subject) VALUES ('lead', gen_random_uuid(), gen_random_uuid()); ROLLBACK`, []string{"sequence outbox_id_seq"}},
	} {
		before, err := digest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), test.statement); err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		after, err := digest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := after.Changed(before)
		slices.Sort(got)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: changed %v, want %v", test.name, got, test.want)
		}
	}
}
