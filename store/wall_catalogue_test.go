package store_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"partnergraph/store/storetest"
)

// behindWall are the tables with row-level security, as store/wall_test.go proves.
var behindWall = []string{
	"api_token", "entry", "journal", "lead_contact", "lead_contact_reveal", "refresh_token", "session", "sign_in_challenge",
}

// beforeWall are the tables that the row rules of the program alone guard. A new table
// goes into one of the two lists: into the first, with policies and with cases among
// the tests of the wall, when it holds secrets or books, or how to reach people.
var beforeWall = []string{
	"allowance", "board", "category", "category_name", "embed_key", "goose_db_version", "idempotency_key", "industry", "industry_name",
	"invoice", "invoice_line", "invoice_series", "lead", "lead_offer", "lead_place", "level", "member", "member_change",
	"member_invitation", "organization", "outbox", "outbox_pruned", "partner", "partner_text", "payment", "person",
	"reply", "reply_revision", "review", "river_job", "river_leader",
	"river_migration", "river_notification", "river_queue", "solution", "solution_text", "thread",
}

// texts reads a column of texts.
func texts(t *testing.T, db *sqlx.DB, query string) []string {
	t.Helper()
	list := []string{}
	if err := db.SelectContext(t.Context(), &list, query); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestEveryTableIsBehindOrBeforeTheWall(t *testing.T) {
	t.Parallel()
	_, raw := storetest.WithDB(t)
	db := sqlx.NewDb(raw, "postgres")
	const tables = `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') `
	if got := texts(t, db, tables+`AND relrowsecurity ORDER BY relname COLLATE "C"`); !slices.Equal(got, behindWall) {
		t.Errorf("row-level security is on for %v, want %v", got, behindWall)
	}
	if got := texts(t, db, tables+`AND NOT relrowsecurity ORDER BY relname COLLATE "C"`); !slices.Equal(got, beforeWall) {
		t.Errorf("without row-level security are %v, want %v: see behindWall and beforeWall", got, beforeWall)
	}
}

// The role that servers work as can neither pass the wall nor move it.
func TestTheRoleOwnsNothing(t *testing.T) {
	t.Parallel()
	s, raw := storetest.WithDB(t)
	var role string
	if err := s.DB().QueryRowContext(t.Context(), `SELECT current_user`).Scan(&role); err != nil || role != "partnergraph_app" {
		t.Errorf("servers work as %q, %v", role, err)
	}
	db := sqlx.NewDb(raw, "postgres")
	const nothing = ` = 'partnergraph_app'::regrole`
	for what, query := range map[string]string{
		"things of its own": `SELECT relname FROM pg_class WHERE relowner` + nothing + ` UNION ALL SELECT proname FROM pg_proc WHERE proowner` + nothing +
			` UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner` + nothing + ` UNION ALL SELECT datname FROM pg_database WHERE datdba` + nothing,
		"attributes": `SELECT rolname FROM pg_roles WHERE oid` + nothing +
			` AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolcanlogin)`,
		"other roles":              `SELECT roleid::regrole::text FROM pg_auth_members WHERE member` + nothing,
		"the right to make tables": `SELECT nspname FROM pg_namespace WHERE nspname = 'public' AND has_schema_privilege('partnergraph_app', oid, 'CREATE')`,
		"the right to empty or to hang triggers on": `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
			AND has_table_privilege('partnergraph_app', oid, 'TRUNCATE, TRIGGER, REFERENCES')`,
		"the right to change or delete what is written once": `SELECT t FROM unnest(ARRAY['journal', 'entry', 'invoice', 'invoice_line',
			'lead_contact', 'lead_contact_reveal', 'goose_db_version']) AS t WHERE has_table_privilege('partnergraph_app', t, 'UPDATE, DELETE')`,
		"no right to read some table": `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
			AND relname <> 'lead_contact_reveal' AND NOT has_table_privilege('partnergraph_app', oid, 'SELECT')`,
	} {
		if got := texts(t, db, query); len(got) != 0 {
			t.Errorf("the role has %s: %v", what, got)
		}
	}
}

// What runs with the owner's eyes is little, known, and not to be led astray by a
// table of the same name.
func TestDoorsInTheWall(t *testing.T) {
	t.Parallel()
	_, raw := storetest.WithDB(t)
	db := sqlx.NewDb(raw, "postgres")
	const doors = `SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef `
	want := []string{"api_token_shown", "api_tokens_open", "api_tokens_shown", "journal_must_balance", "journal_must_have_entries", "session_of_token", "sessions_open", "sign_in_load", "transactions_elsewhere"}
	if got := texts(t, db, doors+`ORDER BY proname COLLATE "C"`); !slices.Equal(got, want) {
		t.Errorf("doors are %v, want %v", got, want)
	}
	if got := texts(t, db, doors+`AND NOT coalesce('search_path=pg_catalog, public, pg_temp' = ANY(proconfig), false)`); len(got) != 0 {
		t.Errorf("without a fixed search_path: %v", got)
	}
	if got := texts(t, db, doors+`AND prorettype <> 'trigger'::regtype AND EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0)`); len(got) != 0 {
		t.Errorf("open to everybody: %v", got)
	}
}

// Later migrations need not think of the role.
func TestTheRoleMayUseTablesToCome(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	storetest.Exec(t, db, `CREATE TABLE later (id bigserial PRIMARY KEY, n integer)`)
	if _, err := s.DB().ExecContext(t.Context(), `INSERT INTO later (n) VALUES (1)`); err != nil {
		t.Error(err)
	}
}

// The policies leave the indexes to the statements.
func TestPoliciesUseIndexes(t *testing.T) {
	t.Parallel()
	w := newWallWorld(t)
	first := w.viewers["the partner that accepted"]
	for name, test := range map[string]struct{ statement, index string }{
		"a contact by its lead":        {`SELECT name FROM lead_contact WHERE lead_id = ANY(ARRAY['` + string(w.lead) + `']::uuid[])`, "lead_contact_pkey"},
		"whether the partner accepted": {`SELECT name FROM lead_contact`, "lead_offer_once_per_partner"},
		"the balance of a partner":     {`SELECT sum(minor) FROM entry WHERE account = 'BALANCE' AND partner_id = '` + string(first.Partner) + `'`, "entry_balance"},
		"the entries of a journal":     {`SELECT minor FROM entry WHERE journal_id = '` + string(w.journal) + `' ORDER BY position`, "entry_pkey"},
		"the newest journals":          {`SELECT id FROM journal WHERE partner_id = '` + string(first.Partner) + `' ORDER BY posted_at DESC, id DESC LIMIT 2`, "journal_by_partner"},
		"the sessions of a person":     {`SELECT id FROM session WHERE person_id = '` + string(first.Person) + `' ORDER BY created_at`, "session_person"},
		"the codes sent to a number":   {`SELECT created_at FROM sign_in_challenge WHERE phone = 'x' AND failed_at IS NULL ORDER BY created_at`, "sign_in_challenge_phone"},
		"the codes of an hour":         {`SELECT created_at FROM sign_in_challenge WHERE NOT held AND calling_code = '44' ORDER BY created_at DESC LIMIT 1`, "sign_in_challenge_calling_code"},
		"the codes of a wide network":  {`SELECT created_at FROM sign_in_challenge WHERE network = 'x' ORDER BY created_at DESC LIMIT 1`, "sign_in_challenge_network"},
		"a session by its id":          {`SELECT id FROM session WHERE id = '` + string(w.sessions["bob"]) + `'`, "session_pkey"},
		"a refresh token by its hash":  {`SELECT session_id FROM refresh_token WHERE hash = 'x'`, "refresh_token_pkey"},
	} {
		if plan := w.plan(t, first, test.statement); !plan.uses(test.index) {
			t.Errorf("%s is not found by %s:\n%s", name, test.index, plan.text)
		}
	}
}

// plan is how Postgres would run a statement for somebody, where no table is too
// small for its indexes.
type plan struct{ text string }

func (w *wallWorld) plan(t *testing.T, who asking, statement string) (p plan) {
	t.Helper()
	err := w.BehindFirstWall(t.Context(), who.Viewer, who.secret, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(t.Context(), `SET LOCAL enable_seqscan = off`); err != nil {
			return err
		}
		return tx.GetContext(t.Context(), &p.text, `EXPLAIN (FORMAT JSON) `+statement)
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// uses reports whether the plan seeks in the index, instead of reading all of it.
func (p plan) uses(index string) bool {
	var tree any
	if err := json.Unmarshal([]byte(p.text), &tree); err != nil {
		return false
	}
	return seeks(tree, index)
}

func seeks(node any, index string) bool {
	switch node := node.(type) {
	case []any:
		return slices.ContainsFunc(node, func(n any) bool { return seeks(n, index) })
	case map[string]any:
		if node["Index Name"] == index && strings.TrimSpace(fmt.Sprint(node["Index Cond"])) != "<nil>" {
			return true
		}
		for _, child := range node {
			if seeks(child, index) {
				return true
			}
		}
	}
	return false
}
