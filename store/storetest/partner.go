package storetest

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"partnergraph/market"
	"partnergraph/store"
)

// Now is the time of tests that need any.
var Now = time.Date(2026, time.November, 2, 9, 30, 0, 0, time.UTC)

// WithDB is a store on a fresh database, and the database itself, to arrange and
// look at what no verb of the store reaches.
func WithDB(t testing.TB) (*store.Store, *sql.DB) {
	t.Helper()
	url := URL(t)
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return Open(t, url), db
}

// Exec runs a statement.
func Exec(t testing.TB, db *sql.DB, statement string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// Owner is the owner of a new organisation.
func Owner(t testing.TB, db *sql.DB, name string) market.Viewer {
	t.Helper()
	return viewerOf(t, db, name, false, market.Owner)
}

// ProgrammeManager is a programme manager of the house, which is founded with the
// first.
func ProgrammeManager(t testing.TB, db *sql.DB) market.Viewer {
	t.Helper()
	return viewerOf(t, db, "The house", true, market.ProgrammeManager)
}

func viewerOf(t testing.TB, db *sql.DB, name string, isHouse bool, role market.Role) market.Viewer {
	t.Helper()
	v := market.Viewer{Role: role, IsHouse: isHouse, Locales: []string{"en"}}
	v.Person = market.PersonID(uuid.Must(uuid.NewV7()).String())
	v.Organization = market.OrganizationID(uuid.Must(uuid.NewV7()).String())
	Exec(t, db, `INSERT INTO person (id, phone, name, created_at) VALUES ($1::uuid, $1::text, $2, $3)`, v.Person, name, Now)
	if isHouse {
		Exec(t, db, `INSERT INTO organization (id, name, country, is_house, created_at) VALUES ($1, $2, 'GB', true, $3)
			ON CONFLICT DO NOTHING`, v.Organization, name, Now)
		if err := db.QueryRowContext(t.Context(), `SELECT id FROM organization WHERE is_house`).Scan(&v.Organization); err != nil {
			t.Fatal(err)
		}
	} else {
		Exec(t, db, `INSERT INTO organization (id, name, country, created_at) VALUES ($1, $2, 'GB', $3)`, v.Organization, name, Now)
	}
	Exec(t, db, `INSERT INTO member (organization_id, person_id, role, since) VALUES ($1, $2, $3, $4)`, v.Organization, v.Person, role, Now)
	return v
}

// Profile is an application that has nothing wrong.
func Profile(name string) market.PartnerApplyInput {
	return market.PartnerApplyInput{
		Name: name, Kinds: []market.PartnerKind{market.Integrator}, Competence: market.Newcomer,
		Services: []market.Service{market.Implementation}, Industries: []string{"retail"}, Languages: []string{"en"},
		Country: "GB", City: "Leeds", Texts: []*market.PartnerTextInput{
			{Locale: "en", Summary: "Sets software up for shops.", Description: "**All** about us."},
		},
	}
}

// Applicant applies for a new organisation, and returns its owner too.
func Applicant(t testing.TB, s *store.Store, db *sql.DB, in market.PartnerApplyInput) (*market.Partner, market.Viewer) {
	t.Helper()
	owner := Owner(t, db, strings.TrimSpace(in.Name))
	partner, err := s.ApplyPartner(t.Context(), owner, in, Now)
	if err != nil {
		t.Fatal(err)
	}
	owner.Partner = partner.ID
	return partner, owner
}

// Partner makes a partner of the directory, and returns its owner too.
func Partner(t testing.TB, s *store.Store, db *sql.DB, in market.PartnerApplyInput) (*market.Partner, market.Viewer) {
	t.Helper()
	applicant, owner := Applicant(t, s, db, in)
	partner, err := s.ApprovePartner(t.Context(), ProgrammeManager(t, db), market.PartnerApproveInput{PartnerID: applicant.ID}, Now)
	if err != nil {
		t.Fatal(err)
	}
	return partner, owner
}
