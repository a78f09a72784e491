package store_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// use is the code of what an API token meets at a time.
func use(t *testing.T, s *store.Store, hash []byte, at time.Time) market.Code {
	t.Helper()
	return codeOf(second(s.AuthenticateAPIToken(t.Context(), hash, "", at)))
}

func TestAnAPITokenActsForItsOrganisationInOneStatement(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := storetest.Now
	partner, owner := storetest.Partner(t, s, db, storetest.Profile("Example Works"))
	_, hash := storetest.APIToken(t, s, owner, now, market.LeadsRead, market.BillingWrite)
	stranger := storetest.Owner(t, db, "Strangers")
	var statements atomic.Int64
	v, err := s.AuthenticateAPIToken(store.CountStatements(t.Context(), &statements), hash, owner.Organization, now)
	if err != nil || statements.Load() != 1 {
		t.Fatalf("%v after %d statements", err, statements.Load())
	}
	if v.Person != owner.Person || v.Organization != owner.Organization || v.Partner != partner.ID || v.Role != market.Owner || v.IsHouse ||
		v.Session != "" || v.APIToken == "" || !slices.Equal(v.Scopes, []market.Scope{market.LeadsRead, market.BillingWrite}) {
		t.Errorf("it is %+v", v)
	}
	if _, err := s.AuthenticateAPIToken(t.Context(), hash, stranger.Organization, now); codeOf(err) != market.Forbidden {
		t.Errorf("for another organisation: %v", err)
	}
	// Not even for another of its maker's own.
	other, err := s.CreateOrganization(t.Context(), owner, market.OrganizationCreateInput{Name: "Second Works", Country: "GB"}, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AuthenticateAPIToken(t.Context(), hash, other.ID, now); codeOf(err) != market.Forbidden {
		t.Errorf("for another of its maker's: %v", err)
	}
	if acting, err := s.ActFor(t.Context(), v, other.ID); codeOf(err) != market.Forbidden || acting.Organization == other.ID {
		t.Errorf("in an operation: %+v, %v", acting, err)
	}
	if acting, err := s.ActFor(t.Context(), v, owner.Organization); err != nil || acting.APIToken != v.APIToken || len(acting.Scopes) != 2 {
		t.Errorf("in an operation, for its own: %+v, %v", acting, err)
	}
	if got := use(t, s, storetest.Secret(), now); got != market.Unauthenticated {
		t.Errorf("a token nobody ever had: %q", got)
	}
	if got := access(t, s, hash, now); got != market.Unauthenticated {
		t.Errorf("as an access token: %q", got)
	}
}

func revoked(t *testing.T, s *store.Store, _, owner market.Viewer, id market.APITokenID) {
	t.Helper()
	if token, err := s.RevokeAPIToken(t.Context(), owner, market.APITokenRevokeInput{APITokenID: id}, storetest.Now); err != nil || token.RevokedAt == nil {
		t.Fatal(token, err)
	}
}

func demoted(t *testing.T, s *store.Store, maker, owner market.Viewer, _ market.APITokenID) {
	t.Helper()
	setRole(t, s, owner, maker.Person, market.Manager)
}

func removed(t *testing.T, s *store.Store, who, by market.Viewer, _ market.APITokenID) {
	t.Helper()
	if _, err := s.RemoveMember(t.Context(), by, market.MemberRemoveInput{PersonID: &who.Person}, storetest.Now); err != nil {
		t.Fatal(err)
	}
}

func setRole(t *testing.T, s *store.Store, by market.Viewer, who market.PersonID, role market.Role) {
	t.Helper()
	if _, err := s.SetMember(t.Context(), by, market.MemberSetInput{PersonID: &who, Role: role}, storetest.Now); err != nil {
		t.Fatal(err)
	}
}

func TestWhoSeesAndRevokesAPITokens(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := storetest.Now
	owner, stranger := storetest.Owner(t, db, "Example Works"), storetest.Owner(t, db, "Strangers")
	manager := storetest.Member(t, db, owner, market.Manager)
	token, _ := storetest.APIToken(t, s, owner, now, market.Scopes()...)
	another, _ := storetest.APIToken(t, s, owner, now.Add(time.Minute))
	house := storetest.HouseOwner(t, s, storetest.Phone(1), now)
	in := market.APITokenRevokeInput{APITokenID: another.APIToken}
	for name, v := range map[string]market.Viewer{"nobody": {}, "a stranger": stranger, "a manager": manager, "another token": token, "the house": house} {
		if list, err := s.APITokensOf(t.Context(), v, owner.Organization, now); err != nil || len(list) > 0 && v.APIToken == "" {
			t.Errorf("%s lists %d, %v", name, len(list), err)
		}
		if seen, err := s.APITokensByID(t.Context(), v, []market.APITokenID{another.APIToken}); err != nil || len(seen) != 0 {
			t.Errorf("%s sees %d, %v", name, len(seen), err)
		}
		if _, err := s.RevokeAPIToken(t.Context(), v, in, now); codeOf(err) != market.NotFound {
			t.Errorf("%s revokes it: %v", name, err)
		}
	}
	for range 2 { // a second time changes nothing
		revokedAt, err := s.RevokeAPIToken(t.Context(), owner, in, now)
		if err != nil || !revokedAt.RevokedAt.Equal(storetest.Now) {
			t.Fatalf("its owner revokes it: %+v, %v", revokedAt, err)
		}
		now = now.Add(time.Minute)
	}
	list, err := s.APITokensOf(t.Context(), owner, owner.Organization, now)
	if err != nil || len(list) != 2 || list[0].ID != token.APIToken || list[1].ID != another.APIToken {
		t.Errorf("its owner lists %+v, %v: want those in force first", list, err)
	}
}

func TestAPITokensAreCounted(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := storetest.Now
	owner := storetest.Owner(t, db, "Example Works")
	create := func(at time.Time) error {
		return second(s.CreateAPIToken(t.Context(), owner, market.APITokenCreateInput{Name: "CI"}, market.APITokenHash{Sum: storetest.Secret(), LastFour: "0000"}, at))
	}
	counts := atOnce(market.MaxAPITokens+3, func(int) error { return create(now) })
	if counts[""] != market.MaxAPITokens || counts[market.Conflict] != 3 {
		t.Errorf("made at once: %v", counts)
	}
	end := func() { storetest.Exec(t, db, `UPDATE api_token SET revoked_at = created_at WHERE revoked_at IS NULL`) }
	end()
	for range market.MaxAPITokensDaily - market.MaxAPITokens {
		if err := create(now); err != nil {
			t.Fatal(err)
		}
		end()
	}
	if got := codeOf(create(now.Add(24*time.Hour - time.Microsecond))); got != market.Throttled {
		t.Errorf("one more on the same day: %q", got)
	}
	if err := create(now.Add(24 * time.Hour)); err != nil {
		t.Errorf("a day later: %v", err)
	}
}

// Who loses ownership while making a token has no token afterwards.
func TestATokenMadeWhileItsMakerLeavesIsWorthNothing(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	for n := range 5 {
		maker := storetest.Colleague(t, s, owner, storetest.Phone(n+2), market.Owner, now)
		hash := storetest.Secret()
		counts := atOnce(2, func(i int) error {
			if i == 0 {
				return second(s.RemoveMember(t.Context(), owner, market.MemberRemoveInput{PersonID: &maker.Person}, now))
			}
			return second(s.CreateAPIToken(t.Context(), maker, market.APITokenCreateInput{Name: "Late"}, market.APITokenHash{Sum: hash, LastFour: "0000"}, now))
		})
		if counts[""]+counts[market.Forbidden] != 2 || counts[""] == 0 {
			t.Errorf("both at once: %v", counts)
		}
		if got := use(t, s, hash, now); got != market.Unauthenticated {
			t.Errorf("the token meets %q", got)
		}
	}
}

func TestContactsShownToATokenAreLoggedWithIt(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := storetest.Now
	partner, owner := storetest.Partner(t, s, db, storetest.Profile("Example Works"))
	client := storetest.Person(t, db, "Ada")
	lead, offers := storetest.Offered(t, s, db, client, 1, partner.ID)
	writes, _ := storetest.APIToken(t, s, owner, now, market.LeadsWrite)
	if _, err := s.AcceptLead(t.Context(), writes, market.LeadAcceptInput{OfferID: offers[0].ID}, now); err != nil {
		t.Fatal(err)
	}
	blind, _ := storetest.APIToken(t, s, owner, now, market.BillingWrite)
	for name, test := range map[string]struct {
		v    market.Viewer
		want int
	}{"with the scope": {writes, 1}, "without": {blind, 0}} {
		if contacts, err := s.LeadContacts(t.Context(), test.v, []market.LeadID{lead.ID}, now); err != nil || len(contacts) != test.want {
			t.Errorf("%s: %d contacts, %v", name, len(contacts), err)
		}
	}
	var person, token string
	if err := db.QueryRowContext(t.Context(), `SELECT person_id, api_token_id FROM lead_contact_reveal`).Scan(&person, &token); err != nil ||
		person != string(owner.Person) || token != string(writes.APIToken) {
		t.Errorf("logged is %s by %s, %v", person, token, err)
	}
}

func TestATokenHasNothingOfItsMakersOwn(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := storetest.Now
	_, seller := storetest.Partner(t, s, db, storetest.Profile("Example Works"))
	owner := storetest.Owner(t, db, "Buyers")
	alone := market.Viewer{Person: owner.Person}
	lead := storetest.Lead(t, s, alone, now)
	invoice := storetest.Invoice(t, s, seller, storetest.BillTo(alone, "10.00", "EUR"))
	ours := storetest.Invoice(t, s, seller, storetest.BillTo(owner, "20.00", "EUR"))
	token, _ := storetest.APIToken(t, s, owner, now, market.Scopes()...)
	for name, test := range map[string]struct {
		v    market.Viewer
		want []int // leads and invoices by id, and in lists
	}{"the person": {owner, []int{1, 1, 1, 2}}, "its token": {token, []int{0, 0, 0, 1}}} {
		leads, err1 := s.LeadsByID(t.Context(), test.v, []market.LeadID{lead.ID}, now)
		invoices, err2 := s.InvoicesByID(t.Context(), test.v, []market.InvoiceID{invoice.ID})
		leadPage, err3 := s.Leads(t.Context(), test.v, market.LeadFilter{}, market.PageArgs{Size: 10}, now)
		invoicePage, err4 := s.Invoices(t.Context(), test.v, nil, market.PageArgs{Size: 10})
		if err1 != nil || err2 != nil || err3 != nil || err4 != nil {
			t.Fatal(err1, err2, err3, err4)
		}
		if got := []int{len(leads), len(invoices), len(leadPage.Edges), len(invoicePage.Edges)}; !slices.Equal(got, test.want) {
			t.Errorf("%s sees %v, want %v", name, got, test.want)
		}
	}
	if _, err := s.StartPayment(t.Context(), token, market.InvoicePayInput{InvoiceID: invoice.ID, Method: market.Card, IdempotencyKey: "12345678"}, now); codeOf(err) != market.NotFound {
		t.Errorf("it pays its maker's own invoice: %v", err)
	}
	if _, err := s.StartPayment(t.Context(), token, market.InvoicePayInput{InvoiceID: ours.ID, Method: market.Card, IdempotencyKey: "23456789"}, now); err != nil {
		t.Errorf("it pays the organisation's: %v", err)
	}
}

func TestOwnerByPhone(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	storetest.Colleague(t, s, owner, storetest.Phone(2), market.Manager, now)
	check := func(what, phone string, organization market.OrganizationID, want market.Code) {
		t.Helper()
		v, err := s.OwnerByPhone(t.Context(), phone, organization)
		if got := codeOf(err); got != want || want == "" && (v.Person != owner.Person || v.Organization != owner.Organization || v.Role != market.Owner) {
			t.Errorf("%s: %+v, %q, want %q", what, v, got, want)
		}
	}
	check("of one", storetest.Phone(1), "", "")
	check("of one, named", storetest.Phone(1), owner.Organization, "")
	check("a manager", storetest.Phone(2), "", market.NotFound)
	check("nobody", storetest.Phone(3), "", market.NotFound)
	if _, err := s.CreateOrganization(t.Context(), owner, market.OrganizationCreateInput{Name: "Second Works", Country: "GB"}, now); err != nil {
		t.Fatal(err)
	}
	check("of two", storetest.Phone(1), "", market.Invalid)
	check("of two, named", storetest.Phone(1), owner.Organization, "")
}
