package storetest

import (
	"database/sql"
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
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
