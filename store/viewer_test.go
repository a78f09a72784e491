package store_test

import (
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

func TestWhomAPersonActsFor(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	v, tokens := storetest.SignIn(t, s, storetest.Phone(1), now)
	stranger := storetest.Founder(t, s, storetest.Phone(2), "Stranger Works", now)
	create := func(name string) market.OrganizationID {
		o, err := s.CreateOrganization(t.Context(), v, market.OrganizationCreateInput{Name: name, Country: "UA"}, now)
		if err != nil {
			t.Fatal(err)
		}
		return o.ID
	}
	authenticate := func(organization market.OrganizationID) (market.OrganizationID, market.Code) {
		v, err := s.Authenticate(t.Context(), tokens.Access, organization, now)
		if (v.Role == market.Owner) != (v.Organization != "") {
			t.Errorf("for %q the role is %q", v.Organization, v.Role)
		}
		return v.Organization, codeOf(err)
	}
	check := func(what string, asked, want market.OrganizationID, wantCode market.Code) {
		t.Helper()
		if got, code := authenticate(asked); got != want || code != wantCode {
			t.Errorf("%s: for %q, %q, want %q, %q", what, got, code, want, wantCode)
		}
	}
	check("of none", "", "", "")
	one := create("First Works")
	check("of one, none chosen", "", one, "")
	check("of one, chosen", one, one, "")
	two := create("Second Works")
	check("of two, none chosen", "", "", "")
	check("of two, chosen", two, two, "")
	check("a stranger's", stranger.Organization, "", market.Forbidden)

	if acting, err := s.ActFor(t.Context(), v, two); err != nil || acting.Organization != two || acting.Role != market.Owner || acting.Session != v.Session {
		t.Errorf("in an operation: %+v, %v", acting, err)
	}
	if acting, err := s.ActFor(t.Context(), v, stranger.Organization); codeOf(err) != market.Forbidden || acting.Organization != "" {
		t.Errorf("in an operation, a stranger's: %+v, %v", acting, err)
	}
	if _, err := s.ActFor(t.Context(), market.Viewer{}, two); codeOf(err) != market.Unauthenticated {
		t.Errorf("nobody: %v", err)
	}
}

func TestAViewerIsReadInOneStatement(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := storetest.Now
	partner, owner := storetest.Partner(t, s, db, storetest.Profile("Example Works"))
	tokens := storetest.TokenHashes()
	storetest.Exec(t, db, `INSERT INTO session (id, person_id, access_hash, access_expires_at, created_at, refreshed_at)
		VALUES ($1, $2, $3, $4, $5, $5)`, owner.Person, owner.Person, tokens.Access, now.Add(time.Minute), now)
	storetest.Exec(t, db, `UPDATE person SET locales = '{uk,de-AT}' WHERE id = $1`, owner.Person)
	var statements atomic.Int64
	v, err := s.Authenticate(store.CountStatements(t.Context(), &statements), tokens.Access, "", now)
	if err != nil {
		t.Fatal(err)
	}
	if v.Partner != partner.ID || v.IsHouse || !slices.Equal(v.Locales, []string{"uk", "de-AT"}) || statements.Load() != 1 {
		t.Errorf("got %+v after %d statements", v, statements.Load())
	}
	house := storetest.HouseOwner(t, storetest.New(t), storetest.Phone(3), now)
	if !house.IsHouse || house.Role != market.Owner || house.Partner != "" {
		t.Errorf("the house's owner is %+v", house)
	}
}

func TestStillValid(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	editor := storetest.Colleague(t, s, owner, storetest.Phone(2), market.Editor, now)
	editor.Locales, editor.Address = []string{"uk"}, "192.0.2.1"
	still := func(after time.Duration) (market.Viewer, market.Code) {
		v, err := s.StillValid(t.Context(), editor, now.Add(after))
		return v, codeOf(err)
	}
	set := func(role market.Role) {
		t.Helper()
		if _, err := s.SetMember(t.Context(), owner, market.MemberSetInput{PersonID: &editor.Person, Role: role}, now); err != nil {
			t.Fatal(err)
		}
	}
	if v, code := still(market.AccessLife - time.Microsecond); code != "" || v.Role != market.Editor || v.Organization != owner.Organization ||
		v.Address != "192.0.2.1" || !slices.Equal(v.Locales, []string{"uk"}) {
		t.Errorf("as before: %+v, %q", v, code)
	}
	if v, code := still(market.AccessLife); code != market.Unauthenticated || v.Person != "" {
		t.Errorf("without a refresh in time: %+v, %q", v, code)
	}
	set(market.Support)
	if v, code := still(0); code != "" || v.Role != market.Support {
		t.Errorf("in another role: %+v, %q", v, code)
	}
	if _, err := s.RemoveMember(t.Context(), owner, market.MemberRemoveInput{PersonID: &editor.Person}, now); err != nil {
		t.Fatal(err)
	}
	if v, code := still(0); code != market.Forbidden || v.Organization != "" {
		t.Errorf("removed: %+v, %q", v, code)
	}
	if v, err := s.StillValid(t.Context(), market.Viewer{Locales: []string{"de"}}, now); err != nil || v.Person != "" || len(v.Locales) != 1 {
		t.Errorf("nobody: %+v, %v", v, err)
	}
	loner, _ := storetest.SignIn(t, s, storetest.Phone(3), now)
	if v, err := s.StillValid(t.Context(), loner, now); err != nil || v.Person != loner.Person || v.Organization != "" {
		t.Errorf("acting for none: %+v, %v", v, err)
	}
}

func TestEndedSessions(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	open, _ := storetest.SignIn(t, s, storetest.Phone(1), now)
	revoked, _ := storetest.SignIn(t, s, storetest.Phone(2), now)
	if _, err := s.RevokeSession(t.Context(), revoked, market.SessionRevokeInput{}, now); err != nil {
		t.Fatal(err)
	}
	const unknown = "00000000-0000-7000-8000-000000000000"
	all := []string{string(open.Session), string(revoked.Session), unknown}
	for name, test := range map[string]struct {
		age  time.Duration
		want []string
	}{
		"now":                         {0, all[1:]},
		"just before the token ends":  {market.AccessLife - time.Microsecond, all[1:]},
		"when it ends, never renewed": {market.AccessLife, all},
	} {
		got, err := s.EndedSessions(t.Context(), all, now.Add(test.age))
		slices.Sort(got)
		want := slices.Sorted(slices.Values(test.want))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
}

// Many at once are what each would be alone.
func TestStillValidAll(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	editor := storetest.Colleague(t, s, owner, storetest.Phone(2), market.Editor, now)
	gone := storetest.Colleague(t, s, owner, storetest.Phone(3), market.Support, now)
	ended, _ := storetest.SignIn(t, s, storetest.Phone(4), now)
	loner, _ := storetest.SignIn(t, s, storetest.Phone(5), now)
	if _, err := s.RevokeSession(t.Context(), ended, market.SessionRevokeInput{}, now); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RemoveMember(t.Context(), owner, market.MemberRemoveInput{PersonID: &gone.Person}, now); err != nil {
		t.Fatal(err)
	}
	nobody := market.Viewer{Locales: []string{"de"}}
	token, _ := storetest.APIToken(t, s, owner, now, market.LeadsRead)
	token.Address, token.Locales = "192.0.2.1", []string{"de"}
	elsewhere, revoked, unknown := token, token, token
	elsewhere.Organization = "00000000-0000-7000-8000-000000000000"
	unknown.APIToken = "00000000-0000-7000-8000-000000000000"
	second, _ := storetest.APIToken(t, s, owner, now)
	revoked.APIToken = second.APIToken
	if _, err := s.RevokeAPIToken(t.Context(), owner, market.APITokenRevokeInput{APITokenID: second.APIToken}, now); err != nil {
		t.Fatal(err)
	}
	all := []market.Viewer{token, nobody, ended, owner, elsewhere, gone, editor, nobody, revoked, loner, owner, unknown, token}
	fresh, refused, err := s.StillValidAll(t.Context(), all, now)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range all {
		want, why := s.StillValid(t.Context(), v, now)
		if !reflect.DeepEqual(fresh[i], want) || codeOf(refused[i]) != codeOf(why) {
			t.Errorf("%d: %+v, %v, want %+v, %v", i, fresh[i], refused[i], want, why)
		}
	}
}
