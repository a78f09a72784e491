package store

import (
	"context"
	"encoding/hex"

	"partnergraph/market"
)

// asker is who Postgres is told asks, in a transaction that touches what its
// row-level security guards (migrations 15 to 30). The zero asker is nobody, who is shown
// nothing.
type asker struct {
	person       market.PersonID
	organization market.OrganizationID
	token        market.APITokenID // of a program that acts for the organisation
	secret       []byte            // the hash of a secret that was sent to us
	phone        string            // of who asks for a code, with the address
	address      string
	isSystem     bool // for what no person asks for: settling, forgetting
}

// system is the asker of what happens by itself.
var system = asker{isSystem: true}

// viewing is the viewer as an asker. Its role and partner are for Postgres to find.
func viewing(v market.Viewer) asker {
	return asker{person: v.Person, organization: v.Organization, token: v.APIToken}
}

// as calls f in a transaction in which Postgres knows who asks, until it ends or
// another is told.
func (s *Store) as(ctx context.Context, a asker, f func(*Store) error) error {
	return s.InTx(ctx, func(s *Store) error {
		if err := s.tell(ctx, a); err != nil {
			return err
		}
		return f(s)
	})
}

// tell says who asks for the rest of the transaction, in one statement.
func (s *Store) tell(ctx context.Context, a asker) error {
	_, err := s.exec(ctx, `SELECT FROM `+told, a.settings()...)
	return err
}

// told is a row for the FROM of a statement that also says who asks, where a statement
// more would be felt. The asker's settings are its first arguments.
const (
	told = `(SELECT set_config('partnergraph.person', $1, true), set_config('partnergraph.organization', $2, true),
		set_config('partnergraph.secret', $3, true), set_config('partnergraph.phone', $4, true),
		set_config('partnergraph.address', $5, true), set_config('partnergraph.system', $6, true),
		set_config('partnergraph.api_token', $7, true)) AS told`
	afterTold = `$8`
)

// settings are the arguments of told, with those that follow.
func (a asker) settings(args ...any) []any {
	isSystem := ""
	if a.isSystem {
		isSystem = "on"
	}
	return append([]any{a.person, a.organization, hex.EncodeToString(a.secret), a.phone, a.address, isSystem, a.token}, args...)
}

// readAs is as for what returns something; after an error it returns nothing.
func readAs[T any](ctx context.Context, s *Store, a asker, read func(*Store) (T, error)) (result T, err error) {
	err = s.as(ctx, a, func(s *Store) error {
		result, err = read(s)
		return err
	})
	if err != nil {
		return *new(T), err
	}
	return result, nil
}
