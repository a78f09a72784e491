package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// telling are the tables that tell of their changes: those that nobody signed in reads,
// so that answers to nobody can be kept until something changes.
var telling = []string{"board", "category", "category_name", "embed_key", "facet_count", "industry", "industry_name", "lead_policy", "level", "organization", "partner", "partner_text",
	"person", "reply", "reply_revision", "review", "solution", "solution_price", "solution_text", "thread"}

// silent are the others: what is read from them is never kept. A new table goes into one
// of the two lists, into the first with SELECT announce_changes('table', 'key,other_key')
// in its migration.
var silent = []string{"allowance", "api_token", "data_subject", "deal", "email_challenge", "embed_usage", "entry", "goose_db_version", "idempotency_key", "invoice",
	"invoice_line", "invoice_series", "journal", "lead", "lead_complaint", "lead_contact", "lead_contact_reveal", "lead_correction",
	"lead_distribution", "lead_draw", "lead_history", "lead_note", "lead_offer", "lead_place", "lead_preference", "lead_sale", "lead_stage",
	"lead_standing", "member", "member_change", "member_invitation", "notification", "notification_delivery", "notification_delivery_item",
	"notification_place", "notification_preference", "notification_quiet", "outbox", "outbox_pruned", "payment", "person_email",
	"refresh_token", "river_job", "river_leader", "river_migration", "river_notification", "river_queue", "session", "sign_in_challenge", "table_change"}

func TestEveryTableTellsOfItsChangesOrIsSilent(t *testing.T) {
	t.Parallel()
	_, raw := storetest.WithDB(t)
	db := sqlx.NewDb(raw, "postgres")
	tells := `(SELECT count(*) = 4 AND bool_and(tgenabled <> 'D') FROM pg_trigger WHERE tgrelid = c.oid AND tgname ~ '^announces_')`
	const tables = `SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') AND `
	if got := texts(t, db, tables+tells+` ORDER BY relname COLLATE "C"`); !slices.Equal(got, telling) {
		t.Errorf("of their changes tell %v, want %v", got, telling)
	}
	if got := texts(t, db, tables+`NOT `+tells+` ORDER BY relname COLLATE "C"`); !slices.Equal(got, silent) {
		t.Errorf("silent are %v, want %v: see telling and silent", got, silent)
	}
}

// toldOf are the tags of what was committed since the last call.
func toldOf(t *testing.T, c *store.Changes) []string {
	t.Helper()
	tags, err := c.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return tags
}

func follow(t *testing.T, s *store.Store) *store.Changes {
	t.Helper()
	c, err := s.FollowChanges(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

const aPerson = `INSERT INTO person (id, phone, name, created_at) SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, '+4477009' || lpad(n::text, 5, '0'), 'Kim', now() FROM `

func TestChangesAreToldByTheRowsTheyTouch(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	const id = "00000000-0000-7000-8000-000000000001"
	storetest.Exec(t, db, aPerson+`generate_series(1, 150) n`)
	for name, test := range map[string]struct {
		statement string
		want      []string
	}{
		"one row":                     {`UPDATE person SET motto = 'x' WHERE id = '` + id + `'`, []string{"person", "person id=" + id}},
		"who signs in":                {`UPDATE person SET signed_in_at = now() WHERE id = '` + id + `'`, nil},
		"no row":                      {`UPDATE person SET motto = 'y' WHERE false`, nil},
		"a row that stays as it is":   {`UPDATE person SET name = name WHERE id = '` + id + `'`, nil},
		"a key, by both":              {`UPDATE level SET code = 'TOP' WHERE rank = (SELECT max(rank) FROM level)`, []string{"level", "level code=DIAMOND", "level code=TOP"}},
		"what goes":                   {`DELETE FROM person WHERE id = '00000000-0000-7000-8000-000000000150'`, []string{"person", "person id=00000000-0000-7000-8000-000000000150"}},
		"more rows than are named":    {`UPDATE person SET motto = 'many' WHERE motto <> 'x'`, []string{"person", "person *"}},
		"all rows":                    {`TRUNCATE industry_name`, []string{"industry_name", "industry_name *"}},
		"new rows, more than a few":   {aPerson + `generate_series(200, 301) n`, []string{"person", "person *"}},
		"new rows, as many as a few":  {aPerson + `generate_series(400, 499) n`, nil},
		"a table that tells nobody":   {`UPDATE allowance SET level = 0`, nil},
		"what a transaction rejected": {`DO $$ BEGIN UPDATE board SET title = 'x'; RAISE EXCEPTION 'no'; EXCEPTION WHEN OTHERS THEN NULL; END $$`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			changes := follow(t, s)
			if top := "level"; strings.HasPrefix(test.statement, "UPDATE level") {
				test.want[1] = top + " code=" + texts(t, sqlx.NewDb(db, "postgres"), `SELECT code FROM level ORDER BY rank DESC LIMIT 1`)[0]
				slices.Sort(test.want)
			}
			storetest.Exec(t, db, test.statement)
			got := toldOf(t, changes)
			if name == "new rows, as many as a few" {
				if len(got) != 101 || slices.Contains(got, "person *") {
					t.Errorf("told %d tags, want the table and 100 rows", len(got))
				}
				return
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("told %q, want %q", got, test.want)
			}
			if again := toldOf(t, changes); len(again) != 0 {
				t.Errorf("told %q again", again)
			}
		})
	}
}

// A transaction is told of when it has ended, whatever others have begun before it and
// not ended, or ended before it and begun later.
func TestChangesAreToldInWhateverOrderTheyEnd(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	storetest.Exec(t, db, aPerson+`generate_series(1, 3) n`)
	changes := follow(t, s)
	slow, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Rollback() //nolint:errcheck // it is committed
	if _, err := slow.ExecContext(t.Context(), `UPDATE board SET title = title || '!' WHERE slug = (SELECT min(slug) FROM board)`); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		storetest.Exec(t, db, `UPDATE person SET motto = motto || 'x' WHERE id = '00000000-0000-7000-8000-000000000002'`)
		if got := toldOf(t, changes); !slices.Contains(got, "person id=00000000-0000-7000-8000-000000000002") || slices.Contains(got, "board") {
			t.Errorf("while another is open, told %q", got)
		}
	}
	before := changes.Snapshot()
	if err := slow.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := changes.Prune(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	if got := toldOf(t, changes); !slices.Contains(got, "board") {
		t.Errorf("at the end of the slow one, told %q", got)
	}
	if left := texts(t, sqlx.NewDb(db, "postgres"), `SELECT name FROM table_change`); !slices.Equal(left, []string{"board"}) {
		t.Errorf("left are %v, want what was told after that", left)
	}
}

// Whoever keeps what was read hears of a write before the writer does.
func TestWritesAreSettledBeforeTheyReturn(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	storetest.Exec(t, db, aPerson+`generate_series(1, 3) n`)
	if err := s.LearnTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	changes, heard := follow(t, s), []string(nil)
	s.AfterWrites(func(context.Context) { heard = append(heard, toldOf(t, changes)...) })
	v := market.Viewer{Person: "00000000-0000-7000-8000-000000000002"}
	name := "Somebody Else"
	if _, err := s.UpdatePerson(t.Context(), v, market.PersonUpdateInput{Name: &name}); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(heard, "person id="+string(v.Person)) {
		t.Errorf("after a statement, heard %q", heard)
	}
	heard = nil
	if _, err := s.CreateOrganization(t.Context(), v, market.OrganizationCreateInput{Name: "Velmond", Country: "DE"}, now); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(heard, "organization") {
		t.Errorf("after a transaction, heard %q", heard)
	}
}

func TestReadingNotesTables(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	if err := s.LearnTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	storetest.Exec(t, db, `CREATE FUNCTION first_board() RETURNS text LANGUAGE sql AS 'SELECT min(title) FROM board';
		CREATE FUNCTION first_lead() RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT min(title) FROM lead); END'`)
	if err := s.LearnTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	for statement, want := range map[string]store.Read{
		`SELECT count(*) FROM board`:                                       {Tags: []string{"board"}},
		`SELECT count(*) FROM "board" JOIN public.level ON true`:           {Tags: []string{"board", "level"}},
		`SELECT count(*) FROM reply WHERE thread.x = 'partner.y'`:          {Tags: []string{"reply"}},
		`SELECT count(*) FROM board WHERE first_board() IS NOT NULL`:       {Tags: []string{"board"}},
		`SELECT first_board()`:                                             {Tags: []string{"board"}},
		`SELECT count(*) FROM level WHERE first_lead() IS NOT NULL`:        {Tags: []string{"level"}, Closed: true},
		`SELECT count(*) FROM level, lead`:                                 {Tags: []string{"level"}, Closed: true},
		`SELECT count(*) FROM level WHERE current_setting('x') = '1'`:      {Tags: []string{"level"}, Closed: true},
		`SELECT count(*) FROM level WHERE now() > '2026-01-01'`:            {Tags: []string{"level"}, Timed: true},
		`SELECT count(*) FROM level WHERE random() > 0.5`:                  {Tags: []string{"level"}, Closed: true},
		`SELECT count(*) FROM level, pg_stat_activity`:                     {Tags: []string{"level"}, Closed: true},
		`UPDATE level SET rank = 1`:                                        {Tags: []string{"level"}, Closed: true},
		`SELECT 1`:                                                         {Closed: true},
		`SELECT code FROM level FOR UPDATE`:                                {Tags: []string{"level"}, Closed: true},
		`SELECT count(*) FROM reply JOIN thread ON true JOIN board b ON 1`: {Tags: []string{"board", "reply", "thread"}},
	} {
		ctx, read := store.Reading(t.Context())
		s.Note(ctx, statement)
		if got := read(); !slices.Equal(got.Tags, want.Tags) || got.Timed != want.Timed || got.Closed != want.Closed {
			t.Errorf("%s: %+v, want %+v", statement, got, want)
		}
	}
}

// What may change a table that tells of it, by triggers and functions as well, is known
// from the statement.
func TestWritesAreKnownFromTheStatement(t *testing.T) {
	t.Parallel()
	s, _ := storetest.WithDB(t)
	if err := s.LearnTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	for statement, want := range map[string]bool{
		`UPDATE person SET name = 'x'`:                                          true,
		`INSERT INTO reply (id) VALUES (1)`:                                     true,
		`WITH gone AS (DELETE FROM ONLY board RETURNING id) SELECT 1 FROM gone`: true,
		`TRUNCATE allowance, board`:                                             true,
		`SELECT name FROM person FOR UPDATE OF person`:                          false,
		`INSERT INTO allowance (hash) VALUES (1) ON CONFLICT DO UPDATE SET x=1`: false,
		`UPDATE lead SET title = (SELECT name FROM partner LIMIT 1)`:            false,
		`SELECT count(*) FROM partner`:                                          false,
	} {
		if got := s.Writes(statement); got != want {
			t.Errorf("%s: %v, want %v", statement, got, want)
		}
	}
}
