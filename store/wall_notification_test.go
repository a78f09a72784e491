package store_test

import (
	"testing"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// personal are the tables of notifications that hold rows of alice and of bob, each
// their own to see and not their tokens'; nobody sees those of messages.
var personal = []string{"notification", "notification_preference", "notification_quiet", "person_email", "email_challenge"}

// tellPeople writes a row of each of those tables for alice and bob, and a message that
// is to go to alice.
func (w *wallWorld) tellPeople(t *testing.T) {
	t.Helper()
	for _, who := range []string{"alice", "bob, whom the second partner has invited"} {
		p := w.viewers[who].Person
		storetest.Exec(t, w.db, `INSERT INTO notification (id, person_id, kind, place_kind, place, count, created_at, latest_at)
			VALUES (gen_random_uuid(), $1, 'THREAD_REPLY', 'thread', gen_random_uuid(), 1, now(), now())`, p)
		storetest.Exec(t, w.db, `INSERT INTO notification_preference (person_id, kind, channels, changed_at) VALUES ($1, 'THREAD_REPLY', '{APP}', now())`, p)
		storetest.Exec(t, w.db, `INSERT INTO notification_quiet (person_id, quiet_from, quiet_until, time_zone, changed_at) VALUES ($1, '21:00', '06:00', 'UTC', now())`, p)
		storetest.Exec(t, w.db, `INSERT INTO person_email (person_id, email, verified_at) VALUES ($1, 'old@example.com', now())`, p)
		storetest.Exec(t, w.db, `INSERT INTO email_challenge (hash, person_id, email, address, code_sum, created_at, expires_at, used_at)
			VALUES (sha256(convert_to($1::text, 'UTF8')), $1::uuid, 'new@example.com', '192.0.2.1', 'x', now(), now(), now())`, p)
	}
	storetest.Exec(t, w.db, `INSERT INTO notification_delivery (id, person_id, channel, state, created_at, try_at)
		VALUES (gen_random_uuid(), $1, 'MAIL', 'QUEUED', now(), now())`, w.viewers["alice"].Person)
	storetest.Exec(t, w.db, `INSERT INTO notification_delivery_item (delivery_id, kind, place_kind, place, year, serial, count)
		SELECT id, 'THREAD_REPLY', 'thread', id, 0, 1, 1 FROM notification_delivery`)
}

// notified are the checks of the wall around what people are told.
func (w *wallWorld) notified(t *testing.T) (checks []check) {
	t.Helper()
	for name, who := range w.viewers {
		own := ""
		if who.APIToken == "" && (w.labels[string(who.Person)] == "alice" || w.labels[string(who.Person)] == "bob") {
			own = w.labels[string(who.Person)]
		}
		for _, table := range personal {
			checks = append(checks, w.shows(name, who, `SELECT person_id FROM `+table, own))
		}
		for _, statement := range []string{`SELECT person_id FROM notification_delivery`, `SELECT delivery_id FROM notification_delivery_item`,
			`SELECT a.person_id FROM notification_delivery d, notification_addressee(d.id) a`} {
			checks = append(checks, w.shows(name, who, statement, ""))
		}
		for statement, most := range map[string]int64{
			`UPDATE notification SET read_at = now()`:               int64(min(len(own), 1)),
			`UPDATE notification SET person_id = person_id`:         0,
			`DELETE FROM notification`:                              0,
			`UPDATE notification_preference SET channels = '{}'`:    int64(min(len(own), 1)),
			`DELETE FROM notification_preference`:                   0,
			`UPDATE notification_quiet SET time_zone = 'UTC'`:       int64(min(len(own), 1)),
			`UPDATE notification_delivery SET state = state`:        0,
			`UPDATE notification_delivery SET tries = 0`:            0,
			`DELETE FROM notification_delivery`:                     0,
			`UPDATE notification_delivery_item SET count = 2`:       0,
			`UPDATE person_email SET email = 'other@example.com'`:   0,
			`DELETE FROM person_email`:                              int64(min(len(own), 1)),
			`UPDATE email_challenge SET tries = 0`:                  int64(min(len(own), 1)),
			`UPDATE email_challenge SET email = 'third@example.co'`: 0,
			`DELETE FROM email_challenge`:                           0,
		} {
			checks = append(checks, w.changes(name, who, statement, most))
		}
	}
	return append(checks, w.forgedNews(t)...)
}

// forgedNews are the rows about what people are told that somebody adds who may not.
func (w *wallWorld) forgedNews(t *testing.T) []check {
	t.Helper()
	alice, bob := w.viewers["alice"], w.viewers["bob, whom the second partner has invited"]
	proved := asking{Viewer: alice.Viewer, secret: w.provedBy(t, alice.Person)}
	another := asking{Viewer: w.viewers["the partner that accepted"].Viewer, secret: w.provedBy(t, alice.Person)}
	return w.deeds(map[string]deed{
		"a person tells herself": {alice, 0, `INSERT INTO notification (id, person_id, kind, place_kind, place, count, created_at, latest_at)
			VALUES (gen_random_uuid(), $1, 'X', 'x', gen_random_uuid(), 1, now(), now())`, []any{alice.Person}},
		"a person chooses for another": {alice, 0, `INSERT INTO notification_preference (person_id, kind, channels, changed_at)
			VALUES ($1, 'X', '{}', now())`, []any{bob.Person}},
		"a person chooses": {alice, 1, `INSERT INTO notification_preference (person_id, kind, channels, changed_at)
			VALUES ($1, 'X', '{}', now())`, []any{alice.Person}},
		"a person makes another's quiet": {alice, 0, `INSERT INTO notification_quiet (person_id, quiet_from, quiet_until, time_zone, changed_at)
			VALUES ($1, '21:00', '06:00', 'UTC', now())`, []any{w.viewers["the partner that accepted"].Person}},
		"a person sends a message": {alice, 0, `INSERT INTO notification_delivery (id, person_id, channel, state, created_at, try_at)
			VALUES (gen_random_uuid(), $1, 'SMS', 'QUEUED', now(), now())`, []any{alice.Person}},
		"a person adds to a message": {alice, 0, `INSERT INTO notification_delivery_item (delivery_id, kind, place_kind, place, year, serial, count)
			VALUES ($1, 'X', 'x', $1, 0, 1, 1)`, []any{w.lead}},
		"a person changes to what was proved":     {proved, 1, `UPDATE person_email SET email = 'new@example.com'`, nil},
		"a person keeps an address without proof": {w.viewers["the partner that accepted"], 0, `INSERT INTO person_email (person_id, email, verified_at) VALUES ($1, 'new@example.com', now())`, []any{w.viewers["the partner that accepted"].Person}},
		"a person keeps what another has proved":  {another, 0, `INSERT INTO person_email (person_id, email, verified_at) VALUES ($1, 'new@example.com', now())`, []any{another.Person}},
		"a person asks for another's code": {asking{Viewer: alice.Viewer, secret: []byte("y")}, 0, `INSERT INTO email_challenge (hash, person_id, email, address, code_sum, created_at, expires_at)
			VALUES ('y', $1, 'x@example.com', 'x', 'x', now(), now())`, []any{bob.Person}},
		"a person asks for a code": {asking{Viewer: alice.Viewer, secret: []byte("y")}, 1, `INSERT INTO email_challenge (hash, person_id, email, address, code_sum, created_at, expires_at)
			VALUES ('y', $1, 'x@example.com', 'x', 'x', now(), now())`, []any{alice.Person}},
	})
}

// provedBy is the hash of the challenge that a person has sent back.
func (w *wallWorld) provedBy(t *testing.T, p market.PersonID) (hash []byte) {
	t.Helper()
	if err := w.db.QueryRowContext(t.Context(), `SELECT hash FROM email_challenge WHERE person_id = $1`, p).Scan(&hash); err != nil {
		t.Fatal(err)
	}
	return hash
}
