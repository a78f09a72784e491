package store_test

import (
	"slices"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// access is the code of what an access token meets at a time.
func access(t *testing.T, s *store.Store, hash []byte, at time.Time) market.Code {
	t.Helper()
	_, err := s.Authenticate(t.Context(), hash, "", at)
	return codeOf(err)
}

func TestAccessEndsAfterFifteenMinutes(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	v, tokens := storetest.SignIn(t, s, storetest.Phone(1), now)
	if v.Person == "" || v.Session == "" {
		t.Fatalf("signed in as %+v", v)
	}
	for name, test := range map[string]struct {
		hash []byte
		age  time.Duration
		want market.Code
	}{
		"at once":                 {hash: tokens.Access},
		"in its last moment":      {hash: tokens.Access, age: market.AccessLife - time.Microsecond},
		"after its time":          {hash: tokens.Access, age: market.AccessLife, want: market.Unauthenticated},
		"a refresh token":         {hash: tokens.Refresh, want: market.Unauthenticated},
		"a token nobody ever had": {hash: storetest.Secret(), want: market.Unauthenticated},
	} {
		if got := access(t, s, test.hash, now.Add(test.age)); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestRefreshRenewsTheSession(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	_, first := storetest.SignIn(t, s, storetest.Phone(1), now)
	last := first
	for range 3 { // each 30 days begin anew
		now = now.Add(market.RefreshLife - time.Microsecond)
		next := storetest.TokenHashes()
		if err := s.RefreshSession(t.Context(), last.Refresh, next, now); err != nil {
			t.Fatal(err)
		}
		last = next
	}
	if got := access(t, s, last.Access, now); got != "" {
		t.Errorf("the new access token: %q", got)
	}
	if got := access(t, s, first.Access, now); got != market.Unauthenticated {
		t.Errorf("the first access token: %q", got)
	}
	late := now.Add(market.RefreshLife)
	if got := codeOf(s.RefreshSession(t.Context(), last.Refresh, storetest.TokenHashes(), late)); got != market.Expired {
		t.Errorf("a refresh after thirty days: %q", got)
	}
	if got := codeOf(s.RefreshSession(t.Context(), storetest.Secret(), storetest.TokenHashes(), now)); got != market.Expired {
		t.Errorf("a token nobody ever had: %q", got)
	}
}

func TestASecondUseOfARefreshTokenEndsTheSession(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	v, first := storetest.SignIn(t, s, storetest.Phone(1), now)
	_, other := storetest.SignIn(t, s, storetest.Phone(1), now.Add(time.Minute))
	second, third := storetest.TokenHashes(), storetest.TokenHashes()
	if err := s.RefreshSession(t.Context(), first.Refresh, second, now); err != nil {
		t.Fatal(err)
	}
	if got := codeOf(s.RefreshSession(t.Context(), first.Refresh, third, now)); got != market.Expired {
		t.Fatalf("the second use: %q", got)
	}
	for name, hash := range map[string][]byte{"of the second": second.Access, "of the third": third.Access} {
		if got := access(t, s, hash, now); got != market.Unauthenticated {
			t.Errorf("the access token %s: %q", name, got)
		}
	}
	if got := codeOf(s.RefreshSession(t.Context(), second.Refresh, storetest.TokenHashes(), now)); got != market.Expired {
		t.Errorf("the good refresh token then: %q", got)
	}
	if _, err := s.StillValid(t.Context(), v, now); codeOf(err) != market.Unauthenticated {
		t.Errorf("an open socket of the session: %v", err)
	}
	if got := access(t, s, other.Access, now.Add(time.Minute)); got != "" {
		t.Errorf("the person's other session: %q", got)
	}
}

// Of two who use one refresh token at the same moment one is a thief, and nobody
// knows which: one gets tokens, and they are worth nothing.
func TestRefreshTwiceAtOnceEndsTheSession(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	for n := range 5 {
		_, first := storetest.SignIn(t, s, storetest.Phone(n), now)
		next := [4]market.TokenHashes{}
		counts := atOnce(len(next), func(i int) error {
			next[i] = storetest.TokenHashes()
			return s.RefreshSession(t.Context(), first.Refresh, next[i], now)
		})
		if counts[""] != 1 || counts[market.Expired] != len(next)-1 {
			t.Errorf("four refreshes at once: %v", counts)
		}
		for _, tokens := range next {
			if got := access(t, s, tokens.Access, now); got != market.Unauthenticated {
				t.Errorf("afterwards an access token meets %q", got)
			}
		}
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	_, _ = storetest.SignIn(t, s, storetest.Phone(1), now.Add(-market.RefreshLife)) // over
	old, _ := storetest.SignIn(t, s, storetest.Phone(1), now.Add(-time.Hour))
	present, _ := storetest.SignIn(t, s, storetest.Phone(1), now)
	stranger, _ := storetest.SignIn(t, s, storetest.Phone(2), now)
	list := func(v market.Viewer) (ids []market.SessionID) {
		sessions, err := s.Sessions(t.Context(), v, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, session := range sessions {
			ids = append(ids, session.ID)
			if session.IsCurrent != (session.ID == v.Session) {
				t.Errorf("session %s is current: %v", session.ID, session.IsCurrent)
			}
		}
		return ids
	}
	if got, want := list(present), []market.SessionID{present.Session, old.Session}; !slices.Equal(got, want) {
		t.Errorf("the sessions are %v, want %v", got, want)
	}

	revoke := func(v market.Viewer, id *market.SessionID) market.Code {
		ended, err := s.RevokeSession(t.Context(), v, market.SessionRevokeInput{SessionID: id}, now)
		if err == nil && ended != v.Session && (id == nil || ended != *id) {
			t.Errorf("%s has ended", ended)
		}
		return codeOf(err)
	}
	if got := revoke(stranger, &old.Session); got != market.NotFound {
		t.Errorf("a stranger ends it: %q", got)
	}
	if got := revoke(present, &old.Session); got != "" {
		t.Errorf("its person ends it: %q", got)
	}
	if got := revoke(present, &old.Session); got != market.NotFound {
		t.Errorf("a second time: %q", got)
	}
	if got := revoke(present, nil); got != "" {
		t.Errorf("the present one: %q", got)
	}
	if got := list(present); len(got) != 0 {
		t.Errorf("left are %v", got)
	}
	if got := list(stranger); len(got) != 1 {
		t.Errorf("the stranger has %v", got)
	}
}

func TestRevokedSessionsAreOverAtOnce(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	v, tokens := storetest.SignIn(t, s, storetest.Phone(1), now)
	if _, err := s.RevokeSession(t.Context(), v, market.SessionRevokeInput{}, now); err != nil {
		t.Fatal(err)
	}
	if got := access(t, s, tokens.Access, now); got != market.Unauthenticated {
		t.Errorf("the access token: %q", got)
	}
	if got := codeOf(s.RefreshSession(t.Context(), tokens.Refresh, storetest.TokenHashes(), now)); got != market.Expired {
		t.Errorf("the refresh token: %q", got)
	}
	if _, err := s.StillValid(t.Context(), v, now); codeOf(err) != market.Unauthenticated {
		t.Errorf("an open socket: %v", err)
	}
}
