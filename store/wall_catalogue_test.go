package store_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// behindWall are the tables with row-level security, as store/wall_test.go proves.
var behindWall = []string{
	"api_token", "data_subject", "deal", "email_challenge", "entry", "journal", "lead_contact", "lead_contact_reveal", "lead_distribution",
	"lead_note", "lead_offer", "lead_sale", "member", "member_invitation", "notification", "notification_delivery",
	"notification_delivery_item", "notification_preference", "notification_quiet", "person_email", "refresh_token", "session",
	"sign_in_challenge",
}

// beforeWall are the tables that the row rules of the program alone guard. A new table
// goes into one of the two lists: into the first, with policies and with cases among
// the tests of the wall, when it holds secrets or books, or how to reach people.
var beforeWall = []string{
	"allowance", "board", "category", "category_name", "embed_key", "embed_usage", "facet_count", "goose_db_version", "idempotency_key", "industry", "industry_name",
	"invoice", "invoice_line", "invoice_series", "lead", "lead_complaint", "lead_correction", "lead_draw", "lead_history", "lead_place", "lead_policy",
	"lead_preference", "lead_stage", "lead_standing", "level", "member_change", "notification_place", "organization", "outbox",
	"outbox_pruned", "partner", "partner_text", "payment", "person", "reply", "reply_revision", "review", "river_job", "river_leader",
	"river_migration", "river_notification", "river_queue", "solution", "solution_price", "solution_text", "table_change", "thread",
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
			'lead_contact', 'lead_contact_reveal', 'data_subject', 'goose_db_version']) AS t WHERE has_table_privilege('partnergraph_app', t, 'UPDATE, DELETE')`,
		"no right to read some table": `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
			AND relname <> 'lead_contact_reveal' AND NOT has_any_column_privilege('partnergraph_app', oid, 'SELECT')`,
	} {
		if got := texts(t, db, query); len(got) != 0 {
			t.Errorf("the role has %s: %v", what, got)
		}
	}
}

// rights are what the role may do with the rows of each table, but read them all: the
// rights that a statement of the program uses, and no more. The tables of the job queue
// are its library's. A new table goes in here, and its migration takes the rest away.
var rights = map[string]string{
	"allowance":           "DELETE INSERT SELECT UPDATE(granted level refilled_at)",
	"api_token":           "INSERT SELECT UPDATE(revoked_at revoked_by)",
	"board":               "SELECT UPDATE(thread_count)",
	"category":            "SELECT",
	"category_name":       "SELECT",
	"data_subject":        "INSERT SELECT",
	"deal":                "INSERT SELECT UPDATE(ended_at protected_until resolution resolved_at resolved_by state)",
	"embed_key":           "INSERT SELECT UPDATE(accent category_id daily_leads daily_reads is_own_only label origins radius revoked_at revoked_by scheme shows)",
	"embed_usage":         "INSERT SELECT UPDATE(leads reads)",
	"entry":               "INSERT SELECT",
	"facet_count":         "SELECT",
	"goose_db_version":    "SELECT",
	"idempotency_key":     "DELETE INSERT SELECT UPDATE(created_at)",
	"industry":            "SELECT",
	"industry_name":       "SELECT",
	"invoice":             "INSERT SELECT UPDATE(paid_at state)",
	"invoice_line":        "INSERT SELECT",
	"invoice_series":      "INSERT SELECT UPDATE(issued_at last)",
	"journal":             "INSERT SELECT",
	"lead":                "INSERT SELECT UPDATE(budget_currency budget_minor city contents country deadline ended_at goal industry latitude longitude max_share means merged_adds merged_into size stages state)",
	"lead_complaint":      "INSERT SELECT",
	"lead_correction":     "INSERT SELECT",
	"lead_contact":        "INSERT SELECT",
	"lead_contact_reveal": "INSERT",
	"lead_distribution":   "INSERT SELECT UPDATE(ended_at next_at outcome round state)",
	"lead_history":        "INSERT SELECT UPDATE(note)",
	"lead_note":           "INSERT SELECT UPDATE(deleted_at edited_at sealed)",
	"lead_offer":          "INSERT SELECT UPDATE(answered_at contract_currency contract_minor decline_reason estimate_currency estimate_minor lost_cause lost_reason reminded_at return_note return_reason returned_at stage stage_at state viewed_at)",
	"lead_sale":           "INSERT SELECT UPDATE(ended_at price_minor)",
	"lead_stage":          "SELECT",
	"lead_draw":           "DELETE INSERT SELECT",
	"lead_place":          "DELETE INSERT SELECT",
	"lead_policy":         "INSERT SELECT UPDATE(withdrawal_reason withdrawn_at withdrawn_by)",
	"lead_preference":     "INSERT SELECT UPDATE(closes_at countries days large_most medium_most open_most opens_at paused_from paused_until radius_km small_most time_zone updated_at week_most)",
	"lead_standing":       "SELECT UPDATE(draw_key)",
	"level":               "SELECT",
	"member":              "DELETE INSERT SELECT UPDATE(role)",
	"member_change":       "INSERT SELECT",
	"member_invitation":   "DELETE INSERT SELECT UPDATE(declined_at ended_at invited_at invited_by role)",
	"organization":        "INSERT(country created_at id name) SELECT UPDATE(created_at)",
	"outbox":              "DELETE INSERT SELECT",
	"outbox_pruned":       "SELECT UPDATE(id xid)",
	"partner":             "INSERT SELECT UPDATE(admitted_at applied_at city competence country industries kinds languages latitude level longitude name rating_at rating_count rating_value rejection_reason services state text_words website)",
	"partner_text":        "DELETE INSERT SELECT",
	"payment":             "INSERT SELECT UPDATE(ask_at failure reference settled_at state)",
	"person":              "INSERT(created_at id phone) SELECT(created_at id locales motto name signed_in_at) UPDATE(locales motto name signed_in_at)",
	"refresh_token":       "INSERT SELECT UPDATE(used_at)",
	"reply":               "INSERT SELECT UPDATE(edited_at html is_accepted markdown)",
	"reply_revision":      "INSERT SELECT",
	"review":              "INSERT SELECT UPDATE(reply_at reply_locale reply_text)",
	"river_migration":     "SELECT",
	"session":             "DELETE INSERT SELECT UPDATE(access_expires_at access_hash ended_at refreshed_at)",
	"sign_in_challenge":   "DELETE INSERT SELECT UPDATE(expires_at failed_at tries used_at)",
	"solution":            "INSERT SELECT UPDATE(category_id draft has_export hosting_country industries is_freemium locales maximum_users minimum_users original_title plans price_models published_at rating_at rating_count rating_value search state trial_days updated_at)",
	"solution_price":      "SELECT",
	"solution_text":       "DELETE INSERT SELECT",
	"table_change":        "DELETE INSERT SELECT",
	"thread":              "INSERT SELECT UPDATE(accepted_count active_at reply_count)",

	"notification":               "DELETE INSERT SELECT UPDATE(count latest_at read_at)",
	"notification_delivery":      "DELETE INSERT SELECT UPDATE(ended_at state tries try_at)",
	"notification_delivery_item": "INSERT SELECT UPDATE(count)",
	"notification_place":         "SELECT UPDATE(id xid)",
	"notification_preference":    "INSERT SELECT UPDATE(changed_at channels)",
	"notification_quiet":         "INSERT SELECT UPDATE(changed_at quiet_from quiet_until time_zone)",
	"person_email":               "DELETE INSERT SELECT UPDATE(email verified_at)",
	"email_challenge":            "DELETE INSERT SELECT UPDATE(expires_at failed_at tries used_at)",
}

func TestTheRoleHasTheRightsItUses(t *testing.T) {
	t.Parallel()
	_, raw := storetest.WithDB(t)
	got := map[string]string{}
	for _, line := range texts(t, sqlx.NewDb(raw, "postgres"), `
		SELECT relname || ' ' || coalesce(string_agg(kind || columns, ' ' ORDER BY kind COLLATE "C"), '') FROM pg_class c
		LEFT JOIN LATERAL (
			SELECT privilege_type AS kind, '' AS columns FROM aclexplode(c.relacl) WHERE grantee IN (0, 'partnergraph_app'::regrole)
			UNION ALL
			SELECT privilege_type, '(' || string_agg(attname, ' ' ORDER BY attname COLLATE "C") || ')'
			FROM pg_attribute a, aclexplode(a.attacl) WHERE attrelid = c.oid AND grantee IN (0, 'partnergraph_app'::regrole)
			GROUP BY privilege_type
		) AS granted ON true
		WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND relname !~ '^river_(job|leader|notification|queue)'
		GROUP BY relname`) {
		table, granted, _ := strings.Cut(line, " ")
		got[table] = granted
	}
	for table, want := range rights {
		if got[table] != want {
			t.Errorf("%s: the role has\n%q, want\n%q", table, got[table], want)
		}
		delete(got, table)
	}
	for table, granted := range got {
		t.Errorf("%q: %q, is not in the list of rights", table, granted)
	}
}

// Who may hold up everybody else can stop the house: only tables from which something
// is deleted can be locked as a whole.
func TestWhatCannotBeLocked(t *testing.T) {
	t.Parallel()
	s := storetest.New(t)
	for table := range rights {
		err := s.BehindFirstWall(t.Context(), market.Viewer{}, nil, func(tx *sqlx.Tx) error {
			_, err := tx.ExecContext(t.Context(), `LOCK TABLE `+table+` IN ACCESS EXCLUSIVE MODE`)
			return err
		})
		if want := !strings.Contains(rights[table], "DELETE"); isHeld(err) != want {
			t.Errorf("%s: %v", table, err)
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
	want := []string{"api_token_shown", "api_tokens_open", "api_tokens_shown", "claim_leads", "deals_of_lead", "email_sends", "erase_contacts",
		"erase_only_contacts", "facet_partner", "facet_solution", "forget_api_tokens", "journal_must_balance", "journal_must_have_entries",
		"lead_contact_takes_deals", "lead_offer_keeps_stages", "lead_standing_answered", "lead_standing_offered",
		"lead_standing_partner", "lead_standing_preference", "lead_standing_removed", "lead_standing_sized", "leads_of_contact",
		"notification_addressee", "person_of_number", "sealed_elsewhere", "session_of_token", "sessions_open", "sign_in_load", "solution_prices", "subject_of_contact",
		"transactions_elsewhere", "viewer_number"}
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
	storetest.Exec(t, w.db, `WITH many AS (
			INSERT INTO lead (id, title, state, size, source, locale, created_at)
			SELECT gen_random_uuid(), 'x', 'OPEN', 'SMALL', 'SITE', 'en', now() FROM generate_series(1, 200) RETURNING id
		) INSERT INTO lead_offer (id, lead_id, partner_id, state, sent_at, deadline)
		SELECT gen_random_uuid(), id, $1, 'EXPIRED', now(), now() FROM many`, first.Partner)
	storetest.Exec(t, w.db, `ANALYZE lead_offer`)
	for name, test := range map[string]struct{ statement, index string }{
		"a contact by its lead":        {`SELECT sealed FROM lead_contact WHERE lead_id = ANY(ARRAY['` + string(w.lead) + `']::uuid[])`, "lead_contact_pkey"},
		"whether the partner accepted": {`SELECT sealed FROM lead_contact`, "lead_offer_once_per_partner"},
		"a person by their id":         {`SELECT wrapped_key FROM data_subject WHERE id = '` + string(w.lead) + `'`, "data_subject_pkey"},
		"the contacts of a person":     {`SELECT wrapped_key FROM data_subject WHERE id = '` + string(w.lead) + `'`, "lead_contact_subject"},
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
