package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"partnergraph/store"
	"partnergraph/store/storetest"
)

var manyTables = []string{"partner", "solution_text", "lead_offer", "review", "thread", "reply"}

// person is the row of somebody.
func person(id string) []any {
	return []any{"01980000-0000-7000-8000-00000000000" + id, "+44770090000" + id, []string{"de", "en"}, time.Now()}
}

var personRow = []string{"id", "phone", "locales", "created_at"}

// What is set aside for many rows comes back as it was.
func TestFillOnceLeavesTheSchema(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	before, err := s.DescribeSchema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	filled, err := s.FillOnce(t.Context(), manyTables, func(s *store.Store, names store.Names) error {
		if names.Boards["data-en"] == "" || names.Categories["crm"] == "" || names.Licences["GOLD"] == "" {
			t.Errorf("names are %+v", names)
		}
		during, err := s.DescribeSchema(t.Context())
		if strings.Contains(during, "reply_thread_id_fkey") || strings.Contains(during, "INDEX thread_by_activity") {
			t.Error("nothing was set aside")
		}
		if err != nil {
			return err
		}
		return s.Copy(t.Context(), "person", personRow, slices.Values([][]any{person("1"), person("2")}))
	})
	if err != nil || !filled {
		t.Fatalf("filled %t, %v", filled, err)
	}
	after, err := s.DescribeSchema(t.Context())
	if err != nil || after != before {
		t.Errorf("the schema has changed (%v):\n%s", err, after)
	}
	var locales string
	if err := db.QueryRowContext(t.Context(), `SELECT string_agg(locales::text, ' ') FROM person`).Scan(&locales); err != nil || locales != "{de,en} {de,en}" {
		t.Errorf("the people's languages are %s, %v", locales, err)
	}
	if filled, err = s.FillOnce(t.Context(), manyTables, nil); filled || err != nil {
		t.Errorf("filled again: %t, %v", filled, err)
	}
}

// A row that refers to nothing is found when the keys are made again, and then
// nothing at all is written.
func TestFillOnceChecksAllRows(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	before, err := s.DescribeSchema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, large := range map[string][]string{"one by one": nil, "at once": {"member"}} {
		filled, err := s.FillOnce(t.Context(), large, func(s *store.Store, _ store.Names) error {
			if err := s.Copy(t.Context(), "person", personRow, slices.Values([][]any{person("1")})); err != nil {
				return err
			}
			return s.Copy(t.Context(), "member", []string{"organization_id", "person_id", "role", "since"},
				slices.Values([][]any{{"01980000-0000-7000-8000-00000000000f", person("1")[0], "OWNER", time.Now()}}))
		})
		if filled || err == nil || !strings.Contains(err.Error(), "member_organization_id_fkey") {
			t.Errorf("%s: filled %t, %v", name, filled, err)
		}
	}
	var people int
	if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM person`).Scan(&people); err != nil || people != 0 {
		t.Errorf("%d people, %v", people, err)
	}
	if after, err := s.DescribeSchema(t.Context()); err != nil || after != before {
		t.Errorf("the schema has changed (%v):\n%s", err, after)
	}
}
