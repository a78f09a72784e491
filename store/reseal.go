package store

import (
	"context"

	"partnergraph/market"
)

// resealPage is how many people one transaction of Reseal sees to, so that nobody who
// erases or submits waits for it long.
const resealPage = 500

// Reseal brings what was sealed under earlier secrets under the present one: the keys of
// people, and what their leads and deals are found by. Afterwards no earlier secret is
// needed. It may be cut off and begun again, and be done while servers work that know
// both secrets, the present one first. It tells whose how many it was.
//
// What else the secret keys is over within a day or less, and is left: codes, limits by
// address, and the texts that spam is known by.
func (s *Store) Reseal(ctx context.Context) (people int, err error) {
	if s.keys == nil {
		return 0, errNoSecret
	}
	for {
		page := 0
		err := s.asOwner().InTx(ctx, func(s *Store) (err error) {
			page, err = s.resealPage(ctx)
			return err
		})
		if people += page; err != nil || page == 0 {
			return people, err
		}
	}
}

// resealPage reseals some people under earlier secrets, and tells how many.
func (s *Store) resealPage(ctx context.Context) (int, error) {
	subjects, err := all[wrappedKey](ctx, s, `SELECT id, wrapped_key FROM data_subject
		WHERE substring(wrapped_key FROM 1 FOR 9) <> $1 ORDER BY id LIMIT $2 FOR UPDATE`, s.keys.Names()[0], resealPage)
	if err != nil || len(subjects) == 0 {
		return 0, err
	}
	ids, keys := make([]subjectID, len(subjects)), make([][]byte, len(subjects))
	for i, subject := range subjects {
		ids[i] = subject.ID
		if keys[i], err = s.keys.Rewrap(string(subject.ID), subject.Key); err != nil {
			return 0, err
		}
	}
	if err := s.reindexContacts(ctx, ids); err != nil {
		return 0, err
	}
	if err := s.reindexDeals(ctx, ids); err != nil {
		return 0, err
	}
	_, err = s.exec(ctx, `UPDATE data_subject d SET wrapped_key = new.key FROM unnest($1::uuid[], $2::bytea[]) AS new(id, key) WHERE d.id = new.id`, ids, keys)
	return len(subjects), err
}

// newIndexes are the blind indexes of rows under the present secret, side by side.
type newIndexes struct {
	ids                       []string
	phones, emails, companies [][]byte
}

func (n *newIndexes) add(id string, x contactIndexes) {
	n.ids = append(n.ids, id)
	n.phones, n.emails, n.companies = append(n.phones, firstIndex(x.phones)), append(n.emails, firstIndex(x.emails)), append(n.companies, firstIndex(x.companies))
}

// firstIndex is the index under the present secret, nil for none.
func firstIndex(indexes [][]byte) []byte {
	if len(indexes) == 0 {
		return nil
	}
	return indexes[0]
}

// write puts the indexes into a table, whose rows have a column for their ids. The driver
// writes nil as an empty index.
func (n *newIndexes) write(ctx context.Context, s *Store, table, id string) error {
	_, err := s.exec(ctx, `UPDATE `+table+` t SET phone_index = nullif(new.phone, ''), email_index = nullif(new.email, ''), company_index = nullif(new.company, '')
		FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[]) AS new(id, phone, email, company) WHERE t.`+id+` = new.id`,
		n.ids, n.phones, n.emails, n.companies)
	return err
}

// reindexContacts makes the indexes of people's contacts anew.
func (s *Store) reindexContacts(ctx context.Context, of []subjectID) error {
	type row struct {
		sealedContact
		Country *string `db:"country"`
	}
	rows, err := all[row](ctx, s, `SELECT c.lead_id, c.subject_id, d.wrapped_key, c.sealed, l.country
		FROM lead_contact c JOIN data_subject d ON d.id = c.subject_id JOIN lead l ON l.id = c.lead_id
		WHERE c.subject_id = ANY($1::uuid[])`, of)
	if err != nil {
		return err
	}
	var made newIndexes
	for _, row := range rows {
		contacts, err := s.openContacts([]*sealedContact{&row.sealedContact})
		if err != nil {
			return err
		}
		made.add(string(row.LeadID), indexContact(s.keys, contacts[0], row.Country))
	}
	return made.write(ctx, s, "lead_contact", "lead_id")
}

// reindexDeals makes the indexes of the deals that people are named in anew.
func (s *Store) reindexDeals(ctx context.Context, of []subjectID) error {
	rows, err := all[sealedDeal](ctx, s, `SELECT d.id, d.country, d.subject_id, key.wrapped_key, d.company, d.contact
		FROM deal d JOIN data_subject key ON key.id = d.subject_id WHERE d.subject_id = ANY($1::uuid[])`, of)
	if err != nil {
		return err
	}
	var made newIndexes
	names := make([][]byte, len(rows))
	for i, row := range rows {
		deal, err := s.openDeal(row)
		if err != nil {
			return err
		}
		names[i] = nameIndex(s.keys, deal)
		made.add(string(deal.ID), indexContact(s.keys, &market.LeadContact{Company: deal.Company, Phone: deal.Phone, Email: deal.Email}, &deal.Country))
	}
	if err := made.write(ctx, s, "deal", "id"); err != nil {
		return err
	}
	_, err = s.exec(ctx, `UPDATE deal d SET name_index = nullif(new.name, '') FROM unnest($1::uuid[], $2::bytea[]) AS new(id, name) WHERE d.id = new.id`, made.ids, names)
	return err
}
