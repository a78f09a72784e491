package storetest

import (
	"context"
	"database/sql"
	"maps"
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

// watching makes a database count the statements that write rows, in a sequence, so that
// those which are rolled back count too.
const watching = `
	CREATE SCHEMA storetest;
	CREATE SEQUENCE storetest.written;
	CREATE FUNCTION storetest.count_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
	BEGIN PERFORM nextval('storetest.written'); RETURN NULL; END $$;
	DO $$ DECLARE t regclass; BEGIN
		FOR t IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
			EXECUTE format('CREATE TRIGGER storetest_written AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s EXECUTE FUNCTION storetest.count_written()', t);
		END LOOP;
	END $$`

// WatchedURL is LoadedURL, for Digests.
func WatchedURL(t testing.TB, paths ...string) string {
	t.Helper()
	return FilledURL(t, "watched\n"+strings.Join(paths, "\n"), func(url string) {
		load(t, url, paths)
		db, err := sql.Open("postgres", url)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		Exec(t, db, watching)
	})
}

const (
	// digests asks for the statement that makes a digest of all tables there are.
	digests = `
		SELECT string_agg(format('SELECT %L AS name, md5(coalesce(string_agg(t::text, E''\n'' ORDER BY t::text), '''')) AS hash FROM %I.%I t',
			table_name, table_schema, table_name), ' UNION ALL ')
		FROM information_schema.tables
		WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`
	// sequences tells where each sequence stands.
	sequences = `SELECT 'sequence ' || sequencename, coalesce(last_value, 0)::text FROM pg_sequences WHERE schemaname = 'public'`
	written   = `SELECT last_value + is_called::int FROM storetest.written` // the first value is there before it is given out
)

// Digests makes digests of the database at a url of WatchedURL, whenever it is called.
// The tables are read only when a statement has written to any since the last time.
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
	last, count := Digest{}, -1
	return func(ctx context.Context) (Digest, error) {
		var now int
		if err := db.QueryRowContext(ctx, written).Scan(&now); err != nil {
			return nil, err
		}
		if now != count {
			if last, err = hashes(ctx, db, tables); err != nil {
				return nil, err
			}
			count = now
		}
		d, err := hashes(ctx, db, sequences)
		maps.Copy(d, last)
		return d, err
	}
}

// hashes are the rows of a query, each a name with a hash.
func hashes(ctx context.Context, db *sql.DB, query string) (Digest, error) {
	d := Digest{}
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return d, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, hash string
		if err := rows.Scan(&name, &hash); err != nil {
			return d, err
		}
		d[name] = hash
	}
	return d, rows.Err()
}
