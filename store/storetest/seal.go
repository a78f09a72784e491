package storetest

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"partnergraph/market"
	"partnergraph/seal"
	"partnergraph/store"
)

// Keys are those of the tests' databases.
var Keys = seal.New("the secret of tests")

// sealPlain seals the contacts that SQL files have written.
func sealPlain(t testing.TB, s *store.Store, db *sql.DB) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT c.lead_id, c.name, c.phone, c.email, c.company, c.details, c.attachments, l.country
		FROM plain_contact c JOIN lead l ON l.id = c.lead_id ORDER BY c.lead_id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var c market.LeadContact
		var country *string
		if err := rows.Scan(&c.LeadID, &c.Name, &c.Phone, &c.Email, &c.Company, pq.Array(&c.Details), pq.Array(&c.Attachments), &country); err != nil {
			t.Fatal(err)
		}
		subject, err := s.SubjectRow(uuid.Must(uuid.NewV7()).String())
		if err != nil {
			t.Fatal(err)
		}
		contact, err := s.ContactRow(subject, &c, country)
		if err != nil {
			t.Fatal(err)
		}
		Exec(t, db, `INSERT INTO data_subject (id, wrapped_key) VALUES ($1, $2)`, subject...)
		Exec(t, db, `INSERT INTO lead_contact (lead_id, subject_id, sealed, phone_index, email_index, company_index) VALUES ($1, $2, $3, $4, $5, $6)`, contact...)
		sealPlainNotes(t, s, db, c.LeadID, subject)
		sealPlainComplaints(t, s, db, c.LeadID, subject)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	sealPlainDeals(t, s, db)
	Exec(t, db, `UPDATE deal d SET resolved_at = p.resolved_at, resolved_by = p.resolved_by, resolution = p.resolution
		FROM plain_deal p WHERE p.id = d.id AND p.resolved_at IS NOT NULL`)
}

// sealPlainNotes seals the notes about a lead that SQL files have written.
func sealPlainNotes(t testing.TB, s *store.Store, db *sql.DB, lead market.LeadID, subject []any) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT id, text, file FROM plain_note WHERE lead_id = $1`, lead)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id market.NoteID
		var text, file string
		if err := rows.Scan(&id, &text, &file); err != nil {
			t.Fatal(err)
		}
		box, err := s.NoteBox(subject, id, text, []string{file})
		if err != nil {
			t.Fatal(err)
		}
		Exec(t, db, `INSERT INTO lead_note (id, offer_id, lead_id, partner_id, author_id, sealed, created_at, edited_at)
			SELECT id, offer_id, lead_id, partner_id, author_id, $2, created_at, created_at + interval '1 hour' FROM plain_note WHERE id = $1`, id, box)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// sealPlainComplaints seals the complaints about a lead's offers that SQL files have
// written.
func sealPlainComplaints(t testing.TB, s *store.Store, db *sql.DB, lead market.LeadID, subject []any) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT offer_id, text FROM plain_complaint WHERE lead_id = $1`, lead)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id market.OfferID
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			t.Fatal(err)
		}
		box, err := s.ComplaintBox(subject, id, text)
		if err != nil {
			t.Fatal(err)
		}
		Exec(t, db, `INSERT INTO lead_complaint (offer_id, lead_id, person_id, sealed, created_at)
			SELECT offer_id, lead_id, person_id, $2, created_at FROM plain_complaint WHERE offer_id = $1`, id, box)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// sealPlainDeals seals the deals that SQL files have written.
func sealPlainDeals(t testing.TB, s *store.Store, db *sql.DB) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT id, partner_id, company, phone, email, note, country, state, registered_by, registered_at, protected_until FROM plain_deal`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var d market.Deal
		var by market.PersonID
		if err := rows.Scan(&d.ID, &d.PartnerID, &d.Company, &d.Phone, &d.Email, &d.Note, &d.Country, &d.State, &by, &d.RegisteredAt, &d.ProtectedUntil); err != nil {
			t.Fatal(err)
		}
		subject, row, err := s.DealRow(&d, by)
		if err != nil {
			t.Fatal(err)
		}
		Exec(t, db, `INSERT INTO data_subject (id, wrapped_key) VALUES ($1, $2)`, subject...)
		Exec(t, db, `INSERT INTO deal (`+strings.Join(store.DealColumns, ", ")+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`, row...)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
