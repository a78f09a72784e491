package storetest

import (
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
)

// Phone is the nth number of the range reserved for fiction, n from 0 to 999.
func Phone(n int) string { return fmt.Sprintf("+447700900%03d", n) }

// Secret stands for the hash of a secret that nobody else has.
func Secret() []byte {
	hash := make([]byte, 32)
	rand.Read(hash) //nolint:errcheck // never fails
	return hash
}

// TokenHashes stand for the tokens of a new session.
func TokenHashes() market.TokenHashes {
	return market.TokenHashes{Access: Secret(), Refresh: Secret()}
}

// Challenge is a code for a number, asked for at a time from a network of its own.
func Challenge(phone string, at time.Time) *market.Challenge {
	return &market.Challenge{
		Hash: Secret(), Phone: phone, Address: rand.Text(), CodeSum: Secret(),
		CreatedAt: at, ExpiresAt: at.Add(market.CodeLife),
	}
}

// Challenged has sent a code to a number.
func Challenged(t testing.TB, s *store.Store, phone string, at time.Time) *market.Challenge {
	t.Helper()
	c := Challenge(phone, at)
	if err := s.StartSignIn(t.Context(), c, market.DefaultCeilings()); err != nil {
		t.Fatal(err)
	}
	return c
}

// SignIn signs the person of a number in at a time, and returns the new session's
// hashes too. One number signs in once a minute.
func SignIn(t testing.TB, s *store.Store, phone string, at time.Time) (market.Viewer, market.TokenHashes) {
	t.Helper()
	c, tokens := Challenged(t, s, phone, at), TokenHashes()
	if _, _, err := s.FinishSignIn(t.Context(), c.Hash, c.CodeSum, tokens, at); err != nil {
		t.Fatal(err)
	}
	v, err := s.Authenticate(t.Context(), tokens.Access, "", at)
	if err != nil {
		t.Fatal(err)
	}
	return v, tokens
}

// Founder signs in and founds an organisation, and acts for it.
func Founder(t testing.TB, s *store.Store, phone, name string, at time.Time) market.Viewer {
	t.Helper()
	v, _ := SignIn(t, s, phone, at)
	o, err := s.CreateOrganization(t.Context(), v, market.OrganizationCreateInput{Name: name, Country: "GB"}, at)
	if err != nil {
		t.Fatal(err)
	}
	return Acting(t, s, v, o.ID)
}

// HouseOwner founds the house, and acts for it.
func HouseOwner(t testing.TB, s *store.Store, phone string, at time.Time) market.Viewer {
	t.Helper()
	o, err := s.FoundHouse(t.Context(), market.OrganizationCreateInput{Name: "The house", Country: "GB"}, phone, at)
	if err != nil {
		t.Fatal(err)
	}
	v, _ := SignIn(t, s, phone, at)
	return Acting(t, s, v, o.ID)
}

// Invited invites a number to the owner's organisation.
func Invited(t testing.TB, s *store.Store, owner market.Viewer, phone string, role market.Role, at time.Time) {
	t.Helper()
	if m, err := s.SetMember(t.Context(), owner, market.MemberSetInput{Phone: &phone, Role: role}, at); err != nil || m != nil {
		t.Fatalf("inviting: %+v, %v", m, err)
	}
}

// Accepted accepts the invitation to an organisation.
func Accepted(t testing.TB, s *store.Store, v market.Viewer, organization market.OrganizationID, at time.Time) *market.Membership {
	t.Helper()
	m, err := s.AcceptInvitation(t.Context(), v, market.InvitationAcceptInput{OrganizationID: organization}, at)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Colleague is invited to the owner's organisation, signs in, accepts, and acts for it.
func Colleague(t testing.TB, s *store.Store, owner market.Viewer, phone string, role market.Role, at time.Time) market.Viewer {
	t.Helper()
	Invited(t, s, owner, phone, role, at)
	v, _ := SignIn(t, s, phone, at)
	Accepted(t, s, v, owner.Organization, at)
	return Acting(t, s, v, owner.Organization)
}

// Acting is the viewer acting for an organisation of theirs.
func Acting(t testing.TB, s *store.Store, v market.Viewer, organization market.OrganizationID) market.Viewer {
	t.Helper()
	v, err := s.ActFor(t.Context(), v, organization)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
