package store_test

import (
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

func TestAnAPITokenEnds(t *testing.T) {
	t.Parallel()
	now := storetest.Now
	for name, test := range map[string]struct {
		age  time.Duration
		end  func(t *testing.T, s *store.Store, maker, owner market.Viewer, id market.APITokenID)
		want market.Code
	}{
		"not at once":              {},
		"not in its last moment":   {age: market.APITokenLife - time.Microsecond},
		"after its time":           {age: market.APITokenLife, want: market.Unauthenticated},
		"revoked by another owner": {end: revoked, want: market.Unauthenticated},
		"with its maker's role":    {end: demoted, want: market.Unauthenticated},
		"with its maker's leaving": {end: removed, want: market.Unauthenticated},
		"for good, when they return": {end: func(t *testing.T, s *store.Store, maker, owner market.Viewer, id market.APITokenID) {
			demoted(t, s, maker, owner, id)
			setRole(t, s, owner, maker.Person, market.Owner)
		}, want: market.Unauthenticated},
		"for good, when they step back themselves and return": {end: func(t *testing.T, s *store.Store, maker, owner market.Viewer, _ market.APITokenID) {
			setRole(t, s, maker, maker.Person, market.Editor)
			setRole(t, s, owner, maker.Person, market.Owner)
		}, want: market.Unauthenticated},
		"for good, when they leave themselves and return": {end: func(t *testing.T, s *store.Store, maker, owner market.Viewer, _ market.APITokenID) {
			removed(t, s, maker, maker, "")
			storetest.Invited(t, s, owner, storetest.Phone(2), market.Owner, storetest.Now)
			storetest.Accepted(t, s, maker, owner.Organization, storetest.Now)
		}, want: market.Unauthenticated},
		"not with another's leaving": {end: func(t *testing.T, s *store.Store, maker, owner market.Viewer, _ market.APITokenID) {
			removed(t, s, owner, maker, "")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := storetest.New(t)
			owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
			maker := storetest.Colleague(t, s, owner, storetest.Phone(2), market.Owner, now)
			v, hash := storetest.APIToken(t, s, maker, now, market.LeadsRead)
			if test.end != nil {
				test.end(t, s, maker, owner, v.APIToken)
			}
			at := now.Add(test.age)
			if got := use(t, s, hash, at); got != test.want {
				t.Errorf("a request meets %q, want %q", got, test.want)
			}
			v.Address, v.Locales = "192.0.2.1", []string{"de"}
			still, err := s.StillValid(t.Context(), v, at)
			if got := codeOf(err); got != test.want || err == nil && (still.APIToken != v.APIToken || still.Address != v.Address || len(still.Locales) != 1) {
				t.Errorf("a socket meets %q as %+v, want %q", got, still, test.want)
			}
			ended, err := s.EndedSessions(t.Context(), []string{string(v.APIToken)}, at)
			if err != nil || (len(ended) == 1) != (test.want != "") {
				t.Errorf("of its sockets are to be closed %q, %v", ended, err)
			}
		})
	}
}

func TestTheLastUseOfAnAPITokenIsNotedOnceAMinute(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := storetest.Now
	owner := storetest.Owner(t, db, "Example Works")
	v, hash := storetest.APIToken(t, s, owner, now)
	lastUse := func() time.Duration {
		list, err := s.APITokensOf(t.Context(), owner, owner.Organization, now)
		if err != nil || list[0].LastUsedAt == nil {
			t.Fatal(list, err)
		}
		return list[0].LastUsedAt.Sub(now)
	}
	for _, step := range []struct{ at, want time.Duration }{
		{0, 0}, {time.Second, 0}, {time.Minute - time.Microsecond, 0}, {time.Minute, time.Minute}, {90 * time.Second, time.Minute}, {time.Hour, time.Hour},
	} {
		if got := use(t, s, hash, now.Add(step.at)); got != "" || lastUse() != step.want {
			t.Errorf("after %v: %q, last used after %v, want %v", step.at, got, lastUse(), step.want)
		}
	}
	if _, err := s.StillValid(t.Context(), v, now.Add(2*time.Hour)); err != nil || lastUse() != 2*time.Hour {
		t.Errorf("on a socket: %v, last used after %v", err, lastUse())
	}
	// Whoever holds the row, requests do not wait for it.
	err := s.InTx(t.Context(), func(tx *store.Store) error {
		if _, err := tx.RevokeAPIToken(t.Context(), owner, market.APITokenRevokeInput{APITokenID: v.APIToken}, now); err != nil {
			return err
		}
		if counts := atOnce(8, func(int) error { return second(s.AuthenticateAPIToken(t.Context(), hash, "", now.Add(3*time.Hour))) }); counts[""] != 8 {
			t.Errorf("while it is being revoked: %v", counts)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := use(t, s, hash, now.Add(3*time.Hour)); got != market.Unauthenticated || lastUse() != 2*time.Hour {
		t.Errorf("afterwards: %q, last used after %v", got, lastUse())
	}
}

// What a person has as itself, the person's tokens have not.
// Tokens are forgotten long after their end, but for those that the log names.
func TestEndedAPITokensAreForgotten(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := storetest.Now
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Example Works"))
	made := now.Add(-300 * 24 * time.Hour)
	kept := map[string]bool{"in force": true, "ended 90 days ago": true, "ended a second more ago": false,
		"revoked 90 days ago": true, "revoked a second more ago": false, "named in the log": true}
	ids := map[string]market.APITokenID{}
	for name := range kept {
		v, _ := storetest.APIToken(t, s, owner, made, market.LeadsRead)
		ids[name] = v.APIToken
	}
	end := func(name, column string, at time.Time) {
		storetest.Exec(t, db, `UPDATE api_token SET expires_at = $2 WHERE id = $1`, ids[name], now.Add(time.Hour))
		storetest.Exec(t, db, `UPDATE api_token SET `+column+` = $2 WHERE id = $1`, ids[name], at)
	}
	end("in force", "expires_at", now.Add(time.Hour))
	end("ended 90 days ago", "expires_at", now.Add(-market.APITokenKept))
	end("ended a second more ago", "expires_at", now.Add(-market.APITokenKept-time.Second))
	end("revoked 90 days ago", "revoked_at", now.Add(-market.APITokenKept))
	end("revoked a second more ago", "revoked_at", now.Add(-market.APITokenKept-time.Second))
	end("named in the log", "expires_at", now.Add(-market.APITokenKept-time.Second))
	lead := storetest.Lead(t, s, storetest.Person(t, db, "Ada"), now).ID
	storetest.Exec(t, db, `INSERT INTO lead_contact_reveal (lead_id, person_id, api_token_id, organization_id, revealed_at) VALUES ($1, $2, $3, $4, $5)`,
		lead, owner.Person, ids["named in the log"], owner.Organization, made)

	if _, err := s.DB().ExecContext(t.Context(), `SELECT forget_api_tokens($1, 100)`, now); err != nil {
		t.Fatal(err)
	}
	there := func() int {
		var n int
		if err := db.QueryRow(`SELECT count(*) FROM api_token`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := there(); n != len(kept) {
		t.Errorf("nobody forgets tokens, and %d are left", n)
	}
	if err := s.ForgetSignIns(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	for name, want := range kept {
		var has bool
		if err := db.QueryRow(`SELECT EXISTS (SELECT FROM api_token WHERE id = $1)`, ids[name]).Scan(&has); err != nil || has != want {
			t.Errorf("one %s: there is %v, %v", name, has, err)
		}
	}
}
