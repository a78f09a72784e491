package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// personColumns are what everybody may see of a person; the number is not among
// them.
const personColumns = `id, name, motto, locales, created_at`

// PersonsByID are the persons with these ids. Everybody may see them.
func (s *Store) PersonsByID(ctx context.Context, ids []market.PersonID) (map[market.PersonID]*market.Person, error) {
	rows, err := all[market.Person](rowsBy(ctx, "person", "id", ids...), s, `
		SELECT `+personColumns+` FROM person
		WHERE id = ANY($1::uuid[])`, ids)
	persons := make(map[market.PersonID]*market.Person, len(rows))
	for _, p := range rows {
		persons[p.ID] = p
	}
	return persons, err
}

// personByPhone is the person with a number in E.164 form.
func (s *Store) personByPhone(ctx context.Context, phone string) (*market.Person, error) {
	return one[market.Person](ctx, s, `SELECT `+personColumns+` FROM person WHERE id = person_of_number($1)`, phone)
}

// makePerson makes the person of a number, unless there is one.
func (s *Store) makePerson(ctx context.Context, phone string, now time.Time) error {
	_, err := s.exec(ctx, `
		INSERT INTO person (id, phone, created_at) VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`, newID[market.PersonID](), phone, now)
	return err
}

// Phone is the viewer's own number. Nobody else's is ever shown.
func (s *Store) Phone(ctx context.Context, v market.Viewer) (string, error) {
	return value[string](ctx, s, `SELECT viewer_number() FROM `+told, viewing(v).settings()...)
}

// UpdatePerson changes the viewer's own person.
func (s *Store) UpdatePerson(ctx context.Context, v market.Viewer, in market.PersonUpdateInput) (*market.Person, error) {
	in, err := in.Check()
	if err != nil {
		return nil, err
	}
	return one[market.Person](ctx, s, `
		UPDATE person SET name = coalesce($2, name), motto = coalesce($3, motto), locales = coalesce($4, locales)
		WHERE id = $1
		RETURNING `+personColumns, v.Person, in.Name, in.Motto, in.Locales)
}

// HasFictional reports whether there are people with numbers reserved for fiction,
// +44 7700 900000 to 900999, as the demo's have.
func (s *Store) HasFictional(ctx context.Context) (bool, error) {
	return value[bool](ctx, s, `
		SELECT EXISTS (SELECT FROM generate_series(900000, 900999) AS n WHERE person_of_number('+447700' || n) IS NOT NULL)`)
}
