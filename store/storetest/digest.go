package storetest

import (
	"context"
	"database/sql"
	"strings"
	"testing"
)

// Digest is what a database holds, in short: a hash of all rows of each table, and
// where each sequence stands, by their names. Two that are equal stand for the same
// rows, whatever was written in between and rolled back.
type Digest map[string]string

// Changed are the tables and sequences in which two digests differ.
func (d Digest) Changed(since Digest) (names []string) {
	for name, hash := range d {
		if since[name] != hash {
			names = append(names, name)
		}
	}
	return names
}

// digests asks for the statement that makes a digest of all tables there are.
const digests = `
	SELECT string_agg(format('SELECT %L AS name, md5(coalesce(string_agg(t::text, E''\n'' ORDER BY t::text), '''')) AS hash FROM %I.%I t',
		table_name, table_schema, table_name), ' UNION ALL ')
	FROM information_schema.tables
	WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`

// Digests makes digests of the database at url, whenever it is called.
func Digests(t testing.TB, url string) func(context.Context) (Digest, error) {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	var tables string
	if err := db.QueryRowContext(t.Context(), digests).Scan(&tables); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(tables, " FROM public.lead t") {
		t.Fatalf("the tables are not those of the schema: %s", tables)
	}
	return func(ctx context.Context) (Digest, error) {
		rows, err := db.QueryContext(ctx, tables+` UNION ALL
			SELECT 'sequence ' || sequencename, coalesce(last_value, 0)::text FROM pg_sequences`)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		d := Digest{}
		for rows.Next() {
			var name, hash string
			if err := rows.Scan(&name, &hash); err != nil {
				return nil, err
			}
			d[name] = hash
		}
		return d, rows.Err()
	}
}
