package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/lib/pq"
	"github.com/pressly/goose/v3"

	"partnergraph/market"
	"partnergraph/seal"
)

// sealMigration is the number of the migration that seals the contacts of before.
const sealMigration = 36

// sealPlain is the migration that seals the contacts which an earlier version wrote in
// plain, and takes the plain columns away. It is Go, and not a file, because it needs
// the servers' secret; it is a migration, and not a chore, so that no version of the
// program meets both. It is one transaction, in which lead_contact is locked and
// rewritten, some 50,000 rows a second, so that no page of the table holds plain text
// afterwards. (Older backups and write-ahead logs of Postgres do, until they are gone.)
func (s *Store) sealPlain() *goose.Migration {
	return goose.NewGoMigration(sealMigration, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		for _, statement := range []string{`SET LOCAL statement_timeout = 0`, `LOCK TABLE lead_contact IN ACCESS EXCLUSIVE MODE`} {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		if err := sealContacts(ctx, tx, s.keys, `SELECT c.lead_id, c.name, c.phone, c.email, c.company, l.country
			FROM lead_contact c JOIN lead l ON l.id = c.lead_id WHERE c.sealed IS NULL LIMIT 1000`); err != nil {
			return err
		}
		for _, statement := range dropPlain {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	}}, nil)
}

// dropPlain takes the plain columns away, and their bytes.
var dropPlain = []string{
	`SET CONSTRAINTS ALL IMMEDIATE`,
	`ALTER TABLE lead_contact DROP COLUMN name, DROP COLUMN phone, DROP COLUMN email, DROP COLUMN company,
		ALTER COLUMN subject_id SET NOT NULL, ALTER COLUMN sealed SET NOT NULL,
		ADD CONSTRAINT lead_contact_reachable CHECK (phone_index IS NOT NULL OR email_index IS NOT NULL)`,
	`CLUSTER lead_contact USING lead_contact_pkey`,
	`ALTER TABLE lead_contact SET WITHOUT CLUSTER`,
}

// plainContact is a contact of before.
type plainContact struct {
	market.LeadContact
	Country *string
}

// sealContacts seals what the query finds, page by page, until it finds nothing more.
func sealContacts(ctx context.Context, tx *sql.Tx, keys *seal.Keys, query string) error {
	for {
		page, err := plainContacts(ctx, tx, query)
		if err != nil || len(page) == 0 {
			return err
		}
		if keys == nil {
			return errNoSecret
		}
		for _, c := range page {
			if err := sealPlainContact(ctx, tx, keys, c); err != nil {
				return err
			}
		}
	}
}

func plainContacts(ctx context.Context, tx *sql.Tx, query string) (page []*plainContact, err error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		c := &plainContact{}
		if err := rows.Scan(&c.LeadID, &c.Name, &c.Phone, &c.Email, &c.Company, &c.Country); err != nil {
			return nil, err
		}
		page = append(page, c)
	}
	return page, rows.Err()
}

// sealPlainContact seals one, as sealContact does.
func sealPlainContact(ctx context.Context, tx *sql.Tx, keys *seal.Keys, c *plainContact) error {
	x := indexContact(keys, &c.LeadContact, c.Country)
	var of wrappedKey
	var key *seal.Key
	err := tx.QueryRowContext(ctx, `SELECT subject_id, wrapped FROM subject_of_contact($1, $2)`,
		pq.ByteaArray(x.phones), pq.ByteaArray(x.emails)).Scan(&of.ID, &of.Key)
	switch {
	case err == sql.ErrNoRows:
		of.ID = newID[subjectID]()
		key, of.Key = keys.NewKey(string(of.ID))
		_, err = tx.ExecContext(ctx, `INSERT INTO data_subject (id, wrapped_key) VALUES ($1, $2)`, of.ID, of.Key)
	case err == nil:
		key, err = keys.Open(string(of.ID), of.Key)
	}
	if err != nil {
		return err
	}
	row, err := sealedRow(keys, of.ID, key, &c.LeadContact, c.Country)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE lead_contact
		SET subject_id = $2, sealed = $3, phone_index = $4, email_index = $5, company_index = $6 WHERE lead_id = $1`, row...)
	return err
}
