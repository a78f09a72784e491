package resolvers_test

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/store"
	"partnergraph/store/storetest"
)

// What nobody reads is kept until something changes that it was made of. So each answer to
// nobody has to know what that is: for every row of every table that tells of its changes,
// whatever changes an answer is among what was noted when it was made. That what is read
// is known to the last table is seen to as well; otherwise nothing would be kept.
func TestWhatNobodyReadsIsNoted(t *testing.T) {
	t.Parallel()
	url := storetest.LoadedURL(t, "testdata/fixture.sql")
	w, db := worldOver(t, storetest.Open(t, url)), open(t, url)
	if err := w.store.LearnTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	changes, err := w.store.FollowChanges(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer changes.Close()
	kept := publicAnswers(t, w)
	if len(kept) < 10 {
		t.Fatalf("only %d answers to nobody can be kept", len(kept))
	}
	changed := 0
	for _, row := range mutableRows(t, db) {
		if _, err := db.ExecContext(t.Context(), row); err != nil {
			t.Fatal(row, err)
		}
		told, err := changes.Next(t.Context())
		if err != nil || len(told) == 0 {
			t.Fatalf("%s: told %v, %v", row, told, err)
		}
		for name, before := range kept {
			after := w.read(t, before.text)
			if after.data != before.data {
				changed++
				if !slices.ContainsFunc(before.read.Tags, func(tag string) bool { return slices.Contains(told, tag) }) {
					t.Errorf("%s has changed with\n%s, which told of\n%v; the answer was noted to be of\n%v", name, row, told, before.read.Tags)
				}
			}
			kept[name] = after
		}
	}
	if changed < 30 {
		t.Errorf("only %d answers have changed: the test changes too little", changed)
	}
}

// answered is an answer to nobody, and what it was read from.
type answered struct {
	text, data string
	read       store.Read
}

func (w *world) read(t *testing.T, text string) answered {
	t.Helper()
	ctx, read := store.Reading(t.Context())
	response, _ := w.ask(ctx, "nobody", text)
	if len(response.Errors) > 0 {
		return answered{text: text, read: read()}
	}
	return answered{text, string(response.Data), read()}
}

// publicAnswers are the answers to nobody of all queries in testdata, whoever they are
// for, if there are any that may be kept.
func publicAnswers(t *testing.T, w *world) map[string]answered {
	kept := map[string]answered{}
	for _, request := range goldenRequests(t) {
		doc, err := gqlparser.LoadQueryWithRules(contract(t), fillIn(request.text), nil)
		if err != nil || doc.Operations[0].Operation != ast.Query {
			continue
		}
		a := w.read(t, request.text)
		switch {
		case request.role == "nobody" && a.read.Closed && a.data != "":
			t.Errorf("%s: it reads what nobody tells of changes of, so its answer is never kept; see announce_changes", request.name)
		case a.data != "" && !a.read.Closed:
			kept[request.name] = a
		}
	}
	return kept
}

func open(t *testing.T, url string) *sql.DB {
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// someRows is how many rows of each table are changed.
const someRows = 3

// mutableRows are statements that change some rows of each table that tells of changes:
// all columns of it with a value that Postgres lets change by itself, but for keys.
func mutableRows(t *testing.T, db *sql.DB) (statements []string) {
	columns := map[string][]string{}
	for _, column := range list(t, db, `
		SELECT c.relname || ' ' || format(CASE format_type(atttypid, NULL) WHEN 'text' THEN '%1$s = %1$s || $$x$$' WHEN 'boolean' THEN '%1$s = NOT %1$s'
			WHEN 'timestamp with time zone' THEN '%1$s = %1$s + interval $$1 hour$$' ELSE '%1$s = %1$s + 1' END, attname)
		FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN pg_trigger g ON tgrelid = attrelid AND tgname = 'announces_update'
		WHERE attnum > 0 AND NOT attisdropped AND attgenerated = ''
			AND format_type(atttypid, NULL) IN ('text', 'double precision', 'integer', 'numeric', 'boolean', 'timestamp with time zone')
			AND NOT attname = ANY(string_to_array(replace(encode(tgargs, 'escape'), '\000', ','), ','))
			AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = attrelid AND i.indisprimary AND attnum = ANY(i.indkey))`) {
		table, set, _ := strings.Cut(column, " ")
		columns[table] = append(columns[table], set)
	}
	for table, sets := range columns {
		for _, key := range list(t, db, `
			SELECT format('to_jsonb(t) @> %L', (SELECT jsonb_object_agg(a.attname, to_jsonb(t) -> a.attname)
				FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
				WHERE i.indrelid = '`+table+`'::regclass AND i.indisprimary))
			FROM `+table+` t ORDER BY t.ctid LIMIT `+strconv.Itoa(someRows)) {
			mayChange := slices.DeleteFunc(slices.Clone(sets), func(set string) bool {
				return !allowed(t.Context(), db, `UPDATE `+table+` t SET `+set+` WHERE `+key)
			})
			if len(mayChange) > 0 {
				statements = append(statements, `UPDATE `+table+` t SET `+strings.Join(mayChange, ", ")+` WHERE `+key)
			}
		}
	}
	return statements
}

func list(t *testing.T, db *sql.DB, query string) (texts []string) {
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	return texts
}

// allowed reports whether a statement changes a row now.
func allowed(ctx context.Context, db *sql.DB, statement string) bool {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return false
	}
	defer tx.Rollback() //nolint:errcheck // it only tries
	result, err := tx.ExecContext(ctx, statement)
	if err != nil {
		return false
	}
	n, err := result.RowsAffected()
	return err == nil && n == 1
}
