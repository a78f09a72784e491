package bench_test

import (
	"fmt"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// listeners are those who listen at once.
const listeners = 10_000

// What does it cost to ask about the rights of 10,000 people who listen: each second,
// whose session has ended, and at each event, who they all are by now, a thousand at a
// time? Beside a function of Postgres that is called for each session.
func BenchmarkRights(b *testing.B) {
	s, db := storetest.WithDB(b)
	one, _ := storetest.SignIn(b, s, storetest.Phone(1), storetest.Now)
	now := storetest.Now.Add(time.Minute)
	storetest.Exec(b, db, `
		INSERT INTO session (id, person_id, access_hash, access_expires_at, created_at, refreshed_at)
		SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, $1, sha256(n::text::bytea), $2, $3, $3
		FROM generate_series(1, $4::int) AS n`, one.Person, now.Add(time.Hour), now, listeners)
	storetest.Exec(b, db, `ANALYZE session`)
	storetest.Exec(b, db, `
		CREATE FUNCTION session_is_open(given uuid, at timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
		BEGIN
			RETURN EXISTS (SELECT FROM session s WHERE s.id = given AND s.ended_at IS NULL AND s.access_expires_at > at);
		END $$`)
	ids, viewers := make([]string, listeners), make([]market.Viewer, listeners)
	for i := range listeners {
		ids[i] = fmt.Sprintf("00000000-0000-7000-8000-%012d", i+1)
		viewers[i] = market.Viewer{Person: one.Person, Session: market.SessionID(ids[i])}
	}
	b.Run("ended", func(b *testing.B) {
		for b.Loop() {
			if ended, err := s.EndedSessions(b.Context(), ids, now); err != nil || len(ended) != 0 {
				b.Fatal(len(ended), err)
			}
		}
	})
	b.Run("ended, one by one", func(b *testing.B) {
		for b.Loop() {
			var ended int
			if err := s.DB().QueryRowContext(b.Context(), `SELECT count(*) FROM unnest($1::uuid[]) AS given (id)
				WHERE NOT session_is_open(given.id, $2)`, ids, now).Scan(&ended); err != nil || ended != 0 {
				b.Fatal(ended, err)
			}
		}
	})
	b.Run("who they are", func(b *testing.B) {
		for b.Loop() {
			for from := 0; from < listeners; from += 1000 {
				_, refused, err := s.StillValidAll(b.Context(), viewers[from:from+1000], now)
				if err != nil || refused[0] != nil || refused[999] != nil {
					b.Fatal(refused[0], refused[999], err)
				}
			}
		}
	})
	b.Run("who they are, one by one", func(b *testing.B) {
		for b.Loop() {
			for from := 0; from < listeners; from += 1000 {
				var open int
				if err := s.DB().QueryRowContext(b.Context(), `SELECT count(m.role) + count(*)
					FROM unnest($1::uuid[]) AS given (session)
					LEFT JOIN member m ON m.person_id = $2 AND m.organization_id = NULL
					LEFT JOIN organization o ON o.id = m.organization_id
					LEFT JOIN partner a ON a.organization_id = m.organization_id
					WHERE session_is_open(given.session, $3)`, ids[from:from+1000], one.Person, now).Scan(&open); err != nil || open != 1000 {
					b.Fatal(open, err)
				}
			}
		}
	})
}
