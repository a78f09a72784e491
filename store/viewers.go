package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// StillValidAll is StillValid for many at once, people in one statement and API
// tokens in another: who each viewer is at now, or why it may not go on, in their
// order.
func (s *Store) StillValidAll(ctx context.Context, viewers []market.Viewer, now time.Time) (fresh []market.Viewer, refused []error, err error) {
	fresh, refused = make([]market.Viewer, len(viewers)), make([]error, len(viewers))
	var people, tokens []int
	for i, v := range viewers {
		switch {
		case v.Person == "":
			fresh[i] = v
		case v.APIToken != "":
			tokens = append(tokens, i)
		default:
			people = append(people, i)
		}
	}
	if err := s.peopleStillValid(ctx, viewers, people, fresh, refused, now); err != nil {
		return nil, nil, err
	}
	if err := s.tokensStillValid(ctx, viewers, tokens, fresh, refused, now); err != nil {
		return nil, nil, err
	}
	return fresh, refused, nil
}

// peopleStillValid fills in the places of people.
func (s *Store) peopleStillValid(ctx context.Context, viewers []market.Viewer, places []int, fresh []market.Viewer, refused []error, now time.Time) error {
	if len(places) == 0 {
		return nil
	}
	var sessions, persons, organizations []string
	for _, i := range places {
		v := viewers[i]
		refused[i] = errSessionEnded() // until a row says otherwise
		sessions, persons, organizations = append(sessions, string(v.Session)), append(persons, string(v.Person)), append(organizations, string(v.Organization))
	}
	rows, err := all[struct {
		Place int `db:"place"`
		seat
	}](ctx, s.vital(), `
		SELECT given.place - 1 AS place, coalesce(m.organization_id::text, '') AS organization_id, coalesce(m.role, '') AS role,
			coalesce(o.is_house, false) AS is_house, coalesce(a.id::text, '') AS partner_id
		FROM unnest($1::uuid[], $2::uuid[], $3::text[]) WITH ORDINALITY AS given (session, person, organization, place)
		JOIN sessions_open($1, $4) AS open ON open = given.session
		LEFT JOIN member m ON m.person_id = given.person AND m.organization_id = nullif(given.organization, '')::uuid
		LEFT JOIN organization o ON o.id = m.organization_id
		LEFT JOIN partner a ON a.organization_id = m.organization_id`, sessions, persons, organizations, now)
	for _, row := range rows {
		i := places[row.Place]
		fresh[i], refused[i] = row.take(viewers[i], viewers[i].Organization)
	}
	return err
}

// tokensStillValid fills in the places of API tokens.
func (s *Store) tokensStillValid(ctx context.Context, viewers []market.Viewer, places []int, fresh []market.Viewer, refused []error, now time.Time) error {
	if len(places) == 0 {
		return nil
	}
	ids := make([]market.APITokenID, len(places))
	for n, i := range places {
		ids[n] = viewers[i].APIToken
	}
	rows, err := all[market.APITokenUser](ctx, s.vital(), apiTokensByID, ids, now, now.Add(-market.APITokenUse))
	if err != nil {
		return err
	}
	known := byKey(rows, func(t *market.APITokenUser) market.APITokenID { return t.ID })
	for _, i := range places {
		v := viewers[i]
		if t := known[v.APIToken]; t == nil {
			refused[i] = errNoAPIToken()
		} else {
			fresh[i], refused[i] = t.Viewer(v.Organization, now)
		}
		fresh[i].Address, fresh[i].Locales = v.Address, v.Locales
	}
	return nil
}
