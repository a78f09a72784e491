package store_test

import (
	"database/sql"
	"testing"

	"partnergraph/store/storetest"
)

// Each category of the catalogue, and each industry, has a name in all four
// languages; the ten of S3 have two to four children each.
func TestCatalogueIsComplete(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("postgres", storetest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for question, want := range map[string]int{
		`SELECT count(*) FROM category WHERE parent_id IS NULL`: 10,
		`SELECT count(*) FROM category c WHERE parent_id IS NULL
			AND (SELECT count(*) FROM category WHERE parent_id = c.id) NOT BETWEEN 2 AND 4`: 0,
		`SELECT count(*) FROM category c WHERE (SELECT count(DISTINCT locale) FROM category_name
			WHERE category_id = c.id AND name <> '' AND locale IN ('en', 'de', 'ru', 'uk')) <> 4`: 0,
		`SELECT count(*) FROM category WHERE parent_id IN (SELECT id FROM category WHERE parent_id IS NOT NULL)`: 0,
		`SELECT count(*) FROM industry`: 20,
		`SELECT count(*) FROM industry i WHERE (SELECT count(DISTINCT locale) FROM industry_name
			WHERE industry = i.code AND name <> '' AND locale IN ('en', 'de', 'ru', 'uk')) <> 4`: 0,
	} {
		var got int
		if err := db.QueryRowContext(t.Context(), question).Scan(&got); err != nil || got != want {
			t.Errorf("%s\n is %d (%v), want %d", question, got, err, want)
		}
	}
}
