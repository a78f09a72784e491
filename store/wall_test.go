package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"partnergraph/store/storetest"
)

// check is a statement that somebody runs without any row rule, and what the second wall
// has let through that it should not, or held back that it should let through; "" when it
// is right.
type check struct {
	statement string
	breach    func(*testing.T) string
}

// plain are statements without any row rule, of which the second wall alone decides
// what they show.
var plain = map[string]string{
	"api_token":           `SELECT id FROM api_token`,
	"lead_contact":        `SELECT lead_id FROM lead_contact`,
	"lead_contact_reveal": `SELECT lead_id FROM lead_contact_reveal`,
	"lead_note":           `SELECT partner_id FROM lead_note`,
	"deal":                `SELECT partner_id FROM deal`,
	"data_subject":        `SELECT id FROM data_subject`,
	"journal":             `SELECT partner_id FROM journal`,
	"entry":               `SELECT partner_id FROM entry`,
	"session":             `SELECT person_id FROM session`,
	"refresh_token":       `SELECT session_id FROM refresh_token`,
	"person":              `SELECT phone FROM person`,
	"sign_in_challenge":   `SELECT encode(hash, 'hex') FROM sign_in_challenge`,
}

// open are those for tables behind the wall that everybody may read, because the
// policies look things up there: what is guarded is their writing.
var open = map[string]struct{ statement, shows string }{
	"member":            {`SELECT organization_id FROM member WHERE organization_id IN (SELECT organization_id FROM member_invitation)`, "two"},
	"member_invitation": {`SELECT organization_id FROM member_invitation`, "two"},
	"lead_offer":        {`SELECT partner_id FROM lead_offer`, "one two"},
	"lead_distribution": {`SELECT lead_id FROM lead_distribution WHERE id IN ('` + onBoard + `', '` + wasHandedOut + `')`, "bare"},
	"lead_sale":         {`SELECT seller_id FROM lead_sale`, "one"},
}

// checks are all there are.
func (w *wallWorld) checks(t *testing.T) (all []check) {
	t.Helper()
	for name, who := range w.viewers {
		for table, statement := range plain {
			all = append(all, w.shows(name, who, statement, who.sees[table]))
		}
		for _, test := range open {
			all = append(all, w.shows(name, who, test.statement, test.shows))
		}
		for statement, most := range writes(who) {
			all = append(all, w.changes(name, who, statement, most))
		}
	}
	return slices.Concat(all, w.forgeries(), w.memberDeeds(), w.leadDeeds(), w.saleDeeds(), w.notified(t))
}

// breaches are what is wrong with any of the checks.
func (w *wallWorld) breaches(t *testing.T) (found []string) {
	t.Helper()
	for _, c := range w.checks(t) {
		if breach := c.breach(t); breach != "" {
			found = append(found, breach)
		}
	}
	return found
}

// notices reports whether a check finds a breach of the wall around a table. Those that
// name it come first, because most often they find it.
func notices(t *testing.T, checks []check, table string) bool {
	t.Helper()
	for _, first := range []bool{true, false} {
		for _, c := range checks {
			if strings.Contains(c.statement, table) == first && c.breach(t) != "" {
				return true
			}
		}
	}
	return false
}

// shows is the check that a statement shows somebody what it is to, as labels.
func (w *wallWorld) shows(name string, who asking, statement, want string) check {
	return check{statement, func(t *testing.T) string {
		if got := w.read(t, who, statement); got != want {
			return fmt.Sprintf("%s sees %q by %s, want %q", name, got, statement, want)
		}
		return ""
	}}
}

// changes is the check that a statement of somebody's writes so many rows.
func (w *wallWorld) changes(name string, who asking, statement string, want int64, args ...any) check {
	return check{statement, func(t *testing.T) string {
		if n := w.write(t, who, statement, args...); n != want {
			return fmt.Sprintf("%s: %d rows by %s, want %d", name, n, statement, want)
		}
		return ""
	}}
}

// read is what a statement shows, as sorted labels, each once. What must not even be
// asked shows nothing.
func (w *wallWorld) read(t *testing.T, who asking, statement string) string {
	t.Helper()
	ids := []string{}
	err := w.BehindFirstWall(t.Context(), who.Viewer, who.secret, func(tx *sqlx.Tx) error {
		return tx.SelectContext(t.Context(), &ids, statement)
	})
	if err != nil && !isHeld(err) {
		t.Fatal(statement, err)
	}
	labels := []string{}
	for _, id := range ids {
		if label, known := w.labels[id]; known {
			labels = append(labels, label)
		} else {
			labels = append(labels, "another's")
		}
	}
	slices.Sort(labels)
	return strings.Join(slices.Compact(labels), " ")
}

// isHeld reports whether Postgres has refused a statement for want of a right.
func isHeld(err error) bool {
	var e *pq.Error
	return errors.As(err, &e) && e.Code == "42501"
}

// writes are the statements without conditions that change more than one row, or
// any of another's, and how many they may change for somebody. People end their own
// sessions; who has sent a secret uses it.
func writes(who asking) map[string]int64 {
	own := func(table string) int64 { return int64(len(strings.Fields(who.sees[table]))) }
	return map[string]int64{
		`UPDATE api_token SET revoked_at = now()`:        own("api_token"),
		`UPDATE api_token SET scopes = scopes`:           0,
		`DELETE FROM api_token`:                          0,
		`UPDATE session SET ended_at = now()`:            own("session"),
		`UPDATE session SET person_id = person_id`:       0,
		`DELETE FROM session`:                            0,
		`UPDATE refresh_token SET used_at = NULL`:        own("refresh_token"),
		`UPDATE refresh_token SET hash = hash`:           0,
		`DELETE FROM refresh_token`:                      0,
		`UPDATE sign_in_challenge SET tries = 0`:         own("sign_in_challenge"),
		`UPDATE sign_in_challenge SET code_sum = hash`:   0,
		`DELETE FROM sign_in_challenge`:                  0,
		`UPDATE lead_contact SET sealed = ''`:            0,
		`UPDATE data_subject SET wrapped_key = ''`:       0,
		`DELETE FROM data_subject`:                       0,
		`DELETE FROM lead_contact`:                       0,
		`DELETE FROM lead_contact_reveal`:                0,
		`UPDATE journal SET description = ''`:            0,
		`DELETE FROM entry`:                              0,
		`UPDATE invoice SET net_minor = 1`:               0,
		`UPDATE person SET phone = phone`:                0,
		`UPDATE lead SET person_id = NULL`:               0,
		`UPDATE lead SET organization_id = NULL`:         0,
		`UPDATE lead_offer SET partner_id = partner_id`:  0,
		`UPDATE partner SET organization_id = id`:        0,
		`UPDATE organization SET is_house = is_house`:    0,
		`UPDATE member SET person_id = person_id`:        0,
		`DELETE FROM member_invitation`:                  0,
		`TRUNCATE lead_contact`:                          0,
		`ALTER TABLE session DISABLE ROW LEVEL SECURITY`: 0,
	}
}

// write is how many rows a statement changes; 0 when it is refused.
func (w *wallWorld) write(t *testing.T, who asking, statement string, args ...any) (n int64) {
	t.Helper()
	err := w.BehindFirstWall(t.Context(), who.Viewer, who.secret, func(tx *sqlx.Tx) error {
		result, err := tx.ExecContext(t.Context(), statement, args...)
		if err == nil {
			n, err = result.RowsAffected()
		}
		return err
	})
	if isHeld(err) {
		return 0
	}
	if err != nil { // refused later than by the wall
		return -1
	}
	return n
}

// Without the row rules of our own statements, nobody sees or changes more.
func TestTheSecondWallHolds(t *testing.T) {
	t.Parallel()
	w := newWallWorld(t)
	for _, breach := range w.breaches(t) {
		t.Error(breach)
	}
}

// No stone is idle, or the test above would not see what it is to see: each policy
// that lets everything pass, or nothing where it should, is noticed.
func TestEachPolicyHolds(t *testing.T) {
	t.Parallel()
	w := newWallWorld(t)
	checks := w.checks(t)
	for _, p := range w.policies(t) {
		alter := func(condition string) {
			storetest.Exec(t, w.db, fmt.Sprintf(`ALTER POLICY %s ON %s %s (%s)`, p.Name, p.Table, p.Clause, condition))
		}
		alter(strconv.FormatBool(p.Before != "true"))
		if !notices(t, checks, p.Table) {
			t.Errorf("with %s %s the other way nothing is noticed", p.Name, p.Clause)
		}
		alter(p.Before)
	}
	for _, table := range behindWall {
		storetest.Exec(t, w.db, `ALTER TABLE `+table+` DISABLE ROW LEVEL SECURITY`)
		if !notices(t, checks, table) {
			t.Errorf("%s without security shows nothing", table)
		}
		storetest.Exec(t, w.db, `ALTER TABLE `+table+` ENABLE ROW LEVEL SECURITY`)
	}
	for _, breach := range w.breaches(t) {
		t.Error("at the end ", breach)
	}
}

// policy is one clause of a policy, as it is before it is altered.
type policy struct{ Table, Name, Clause, Before string }

// policies are the clauses of all policies there are.
func (w *wallWorld) policies(t *testing.T) (clauses []policy) {
	t.Helper()
	w.must(t, sqlx.NewDb(w.db, "postgres").Select(&clauses, `
		SELECT tablename AS table, policyname AS name, clause, before
		FROM pg_policies, LATERAL (VALUES ('USING', qual), ('WITH CHECK', with_check)) AS c(clause, before)
		WHERE schemaname = 'public' AND before IS NOT NULL`))
	if len(clauses) < 30 {
		t.Fatalf("there are %d clauses of policies", len(clauses))
	}
	return clauses
}
