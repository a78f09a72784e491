package store

import (
	"context"
	"time"

	"partnergraph/market"
)

const organizationColumns = `id, name, country, is_house, created_at`

// OrganizationsByID are the organisations with these ids. Everybody may see them.
func (s *Store) OrganizationsByID(ctx context.Context, ids []market.OrganizationID) (map[market.OrganizationID]*market.Organization, error) {
	rows, err := all[market.Organization](rowsBy(ctx, "organization", "id", ids...), s, `
		SELECT `+organizationColumns+` FROM organization
		WHERE id = ANY($1::uuid[])`, ids)
	byID := make(map[market.OrganizationID]*market.Organization, len(rows))
	for _, o := range rows {
		byID[o.ID] = o
	}
	return byID, err
}

func (s *Store) organization(ctx context.Context, id market.OrganizationID) (*market.Organization, error) {
	return one[market.Organization](ctx, s, `
		SELECT `+organizationColumns+` FROM organization
		WHERE id = $1`, id)
}

// CreateOrganization founds an organisation with the viewer as its owner. It fails
// with Conflict when the viewer owns market.MaxOwned already.
func (s *Store) CreateOrganization(ctx context.Context, v market.Viewer, in market.OrganizationCreateInput, now time.Time) (o *market.Organization, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		if err := s.lockPerson(ctx, v); err != nil {
			return err
		}
		owned, err := value[int](ctx, s, `SELECT count(*) FROM member WHERE person_id = $1 AND role = 'OWNER'`, v.Person)
		if err != nil {
			return err
		}
		if in, err = in.Check(owned); err != nil {
			return err
		}
		o, err = s.insertOrganization(ctx, in, false, v.Person, now)
		return err
	})
	return o, err
}

// FoundHouse makes the house, the vendor itself, with the person of a number, made
// if there is none, as its owner. It fails with Conflict when there is a house. It is
// for a command, and done as the owner of the tables: who serves can make no house.
func (s *Store) FoundHouse(ctx context.Context, in market.OrganizationCreateInput, phone string, now time.Time) (o *market.Organization, err error) {
	if in, err = in.Check(0); err != nil {
		return nil, err
	}
	err = s.asOwner().InTx(ctx, func(s *Store) error {
		if err := s.makePerson(ctx, phone, now); err != nil {
			return err
		}
		owner, err := s.personByPhone(ctx, phone)
		if err != nil {
			return err
		}
		o, err = s.insertOrganization(ctx, in, true, owner.ID, now)
		return err
	})
	return o, err
}

// insertOrganization writes an organisation with its first owner, who comes first, for
// nobody makes themselves the owner of one that is there.
func (s *Store) insertOrganization(ctx context.Context, in market.OrganizationCreateInput, house bool, owner market.PersonID, now time.Time) (*market.Organization, error) {
	id := newID[market.OrganizationID]()
	if err := s.insertMember(ctx, id, owner, market.Owner, now); err != nil {
		return nil, err
	}
	columns, values := `id, name, country, created_at`, `$1, $2, $3, $4`
	if house {
		columns, values = columns+`, is_house`, values+`, true`
	}
	if _, err := s.exec(ctx, `INSERT INTO organization (`+columns+`) VALUES (`+values+`)`, id, in.Name, in.Country, now); err != nil {
		return nil, err
	}
	return s.organization(ctx, id)
}

// lockPerson makes what a person does with organisations wait for each other, so
// that counts hold; and says who asks.
func (s *Store) lockPerson(ctx context.Context, v market.Viewer) error {
	_, err := s.exec(ctx, `SELECT FROM person, `+told+` WHERE id = `+afterTold+` FOR NO KEY UPDATE OF person`, viewing(v).settings(v.Person)...)
	return err
}
