package store

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"golang.org/x/net/idna"

	"partnergraph/market"
	"partnergraph/seal"
)

// subjectID names somebody about whom there are leads. It never leaves the store.
type subjectID string

// errNoSecret is the failure to seal or open anything without a secret.
var errNoSecret = errors.New("personal data is sealed with the servers' secret: set PARTNERGRAPH_SECRET")

// CheckSecret fails with seal.ErrOtherSecret when personal data is sealed with a secret
// that the store does not have, so that a server does not start to find out later.
func (s *Store) CheckSecret(ctx context.Context) error {
	names := [][]byte{}
	if s.keys != nil {
		names = s.keys.Names()
	}
	elsewhere, err := value[bool](ctx, s, `SELECT sealed_elsewhere($1::bytea[])`, names)
	switch {
	case err != nil || !elsewhere:
		return err
	case s.keys == nil:
		return errNoSecret
	}
	return seal.ErrOtherSecret
}

// The kinds of what has a blind index.
const (
	phoneIndex   = "phone"
	emailIndex   = "email"
	companyIndex = "company"
	placeIndex   = "place" // where leads come from, for limits
)

// contactIndexes are what a contact is found by, under each secret, the present first.
type contactIndexes struct{ phones, emails, companies [][]byte }

// indexContact makes the blind indexes of a contact in a country, if that is known.
func indexContact(keys *seal.Keys, c *market.LeadContact, country *string) (x contactIndexes) {
	if c.Phone != nil {
		x.phones = keys.Indexes(phoneIndex, *c.Phone)
	}
	if c.Email != nil {
		x.emails = keys.Indexes(emailIndex, emailKey(*c.Email))
	}
	if c.Company != nil {
		if key := market.CompanyKey(*c.Company, country); key != "" {
			x.companies = keys.Indexes(companyIndex, key)
		}
	}
	return x
}

// emailKey is an e-mail address as all ways to write it are: in lower case, with the
// domain as the network knows it.
func emailKey(email string) string {
	email = strings.ToLower(email)
	at := strings.LastIndexByte(email, '@')
	if domain, err := idna.Lookup.ToASCII(email[at+1:]); err == nil {
		email = email[:at+1] + domain
	}
	return email
}

// contactText is what is in the box of a contact.
type contactText struct {
	Name        string   `json:"name"`
	Phone       *string  `json:"phone,omitempty"`
	Email       *string  `json:"email,omitempty"`
	Company     *string  `json:"company,omitempty"`
	Details     []string `json:"details,omitempty"`
	Attachments []string `json:"attachments,omitempty"`
}

// contactPlace is where the box of a lead's contact stands.
func contactPlace(id market.LeadID) string { return "lead_contact " + string(id) }

// sealedRow is a contact as it is written down, in ContactColumns.
func sealedRow(keys *seal.Keys, of subjectID, key *seal.Key, c *market.LeadContact, country *string) ([]any, error) {
	text, err := json.Marshal(contactText{c.Name, c.Phone, c.Email, c.Company, c.Details, c.Attachments})
	if err != nil {
		return nil, err
	}
	x := indexContact(keys, c, country)
	return []any{c.LeadID, of, key.Seal(contactPlace(c.LeadID), text), present(x.phones), present(x.emails), present(x.companies)}, nil
}

// SubjectColumns and ContactColumns are those of data_subject and lead_contact, for Copy.
var (
	SubjectColumns = []string{"id", "wrapped_key"}
	ContactColumns = []string{"lead_id", "subject_id", "sealed", "phone_index", "email_index", "company_index"}
)

// SubjectRow is somebody new with a key, for Copy. Where everybody is invented, the same
// number may be many people.
func (s *Store) SubjectRow(id string) ([]any, error) {
	if s.keys == nil {
		return nil, errNoSecret
	}
	_, wrapped := s.keys.NewKey(id)
	return []any{id, wrapped}, nil
}

// ContactRow is a contact under the key of its subject, for Copy.
func (s *Store) ContactRow(subject []any, c *market.LeadContact, country *string) ([]any, error) {
	id := subjectID(subject[0].(string))
	key, err := s.keys.Open(string(id), subject[1].([]byte))
	if err != nil {
		return nil, err
	}
	return sealedRow(s.keys, id, key, c, country)
}

// present is the index under the present secret; nil for none.
func present(indexes [][]byte) any {
	if len(indexes) == 0 {
		return nil
	}
	return indexes[0]
}

// sealContact writes down whom to call about a lead, which must not be there yet. The
// same number or address is the same person: one subject over all its leads. Two that
// come at the same moment wait for each other at limitLeads.
func (s *Store) sealContact(ctx context.Context, l *market.Lead, c *market.LeadContact) error {
	if s.keys == nil {
		return errNoSecret
	}
	c.LeadID = l.ID
	x := indexContact(s.keys, c, l.Country)
	known, err := all[wrappedKey](ctx, s, `SELECT subject_id AS id, wrapped AS wrapped_key FROM subject_of_contact($1::bytea[], $2::bytea[])`,
		x.phones, x.emails)
	if err != nil {
		return err
	}
	if len(known) == 0 {
		return s.sealFirst(ctx, c, l.Country)
	}
	key, err := s.keys.Open(string(known[0].ID), known[0].Key)
	if err != nil {
		return err
	}
	row, err := sealedRow(s.keys, known[0].ID, key, c, l.Country)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `INSERT INTO lead_contact (lead_id, subject_id, sealed, phone_index, email_index, company_index)
		VALUES ($1, $2, $3, $4, $5, $6)`, row...)
	return err
}

// sealFirst writes down the first contact of somebody, with their key.
func (s *Store) sealFirst(ctx context.Context, c *market.LeadContact, country *string) error {
	id := newID[subjectID]()
	key, wrapped := s.keys.NewKey(string(id))
	row, err := sealedRow(s.keys, id, key, c, country)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `
		WITH subject AS (INSERT INTO data_subject (id, wrapped_key) VALUES ($2, $7))
		INSERT INTO lead_contact (lead_id, subject_id, sealed, phone_index, email_index, company_index)
		VALUES ($1, $2, $3, $4, $5, $6)`, append(row, wrapped)...)
	return err
}

// wrappedKey is a subject with the key that is kept of it.
type wrappedKey struct {
	ID  subjectID `db:"id"`
	Key []byte    `db:"wrapped_key"`
}

// sealedContact is a contact as it is kept, with its subject's key.
type sealedContact struct {
	LeadID  market.LeadID `db:"lead_id"`
	Subject subjectID     `db:"subject_id"`
	Key     []byte        `db:"wrapped_key"`
	Sealed  []byte        `db:"sealed"`
}

// openContacts opens contacts that were read; none is there after an erasure.
func (s *Store) openContacts(rows []*sealedContact) ([]*market.LeadContact, error) {
	contacts := make([]*market.LeadContact, len(rows))
	for i, row := range rows {
		text, err := s.open(row.Subject, row.Key, contactPlace(row.LeadID), row.Sealed)
		if err != nil {
			return nil, err
		}
		var t contactText
		if err := json.Unmarshal(text, &t); err != nil {
			return nil, err
		}
		contacts[i] = &market.LeadContact{LeadID: row.LeadID, Name: t.Name, Phone: t.Phone, Email: t.Email, Company: t.Company,
			Details: orEmpty(t.Details), Attachments: orEmpty(t.Attachments)}
	}
	return contacts, nil
}

// open opens a box of a subject with its wrapped key.
func (s *Store) open(of subjectID, wrapped []byte, place string, box []byte) ([]byte, error) {
	if s.keys == nil {
		return nil, errNoSecret
	}
	key, err := s.keys.Open(string(of), wrapped)
	if err != nil {
		return nil, err
	}
	return key.Open(place, box)
}

// orEmpty is the list, which is empty instead of missing.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// leadContact is whom to call about a lead, for a caller that has said who asks: the
// wall shows it or not. Unlike LeadContacts it logs nothing, so it is for rules only,
// and never for showing. It fails with NotFound after an erasure.
func (s *Store) leadContact(ctx context.Context, id market.LeadID) (*market.LeadContact, error) {
	rows, err := all[sealedContact](ctx, s, `
		SELECT c.lead_id, c.subject_id, d.wrapped_key, c.sealed
		FROM lead_contact c JOIN data_subject d ON d.id = c.subject_id WHERE c.lead_id = $1`, id)
	if err != nil {
		return nil, err
	}
	return only(s.openContacts(rows))
}

// similarLead is an earlier lead with the same number, e-mail address or company.
type similarLead struct {
	LeadID    market.LeadID `db:"lead_id"`
	ByPhone   bool          `db:"by_phone"`
	ByEmail   bool          `db:"by_email"`
	ByCompany bool          `db:"by_company"`
}

// leadsLike are the leads with the same number, address or company as a contact,
// newest first and at most so many, whoever may see them.
func (s *Store) leadsLike(ctx context.Context, c *market.LeadContact, country *string, most int) ([]*similarLead, error) {
	if s.keys == nil {
		return nil, errNoSecret
	}
	x := indexContact(s.keys, c, country)
	return all[similarLead](ctx, s, `SELECT lead_id, by_phone, by_email, by_company
		FROM leads_of_contact($1::bytea[], $2::bytea[], $3::bytea[], $4)`, x.phones, x.emails, x.companies, most)
}
