package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// StillValidAll is StillValid for many at once, people in one statement, API
// tokens in one each: who each viewer is at now, or why it may not go on, in their
// order.
func (s *Store) StillValidAll(ctx context.Context, viewers []market.Viewer, now time.Time) ([]market.Viewer, []error, error) {
	fresh, refused := make([]market.Viewer, len(viewers)), make([]error, len(viewers))
	var places []int
	var sessions, persons, organizations []string
	for i, v := range viewers {
		if v.Person == "" || v.APIToken != "" {
			if fresh[i], refused[i] = s.StillValid(ctx, v, now); refused[i] != nil && ctx.Err() != nil {
				return nil, nil, ctx.Err()
			}
			continue
		}
		refused[i] = errSessionEnded() // until a row says otherwise
		places, sessions = append(places, i), append(sessions, string(v.Session))
		persons, organizations = append(persons, string(v.Person)), append(organizations, string(v.Organization))
	}
	if len(places) == 0 {
		return fresh, refused, nil
	}
	rows, err := all[struct {
		Place int `db:"place"`
		seat
	}](ctx, s, `
		SELECT given.place - 1 AS place, coalesce(m.organization_id::text, '') AS organization_id, coalesce(m.role, '') AS role,
			coalesce(o.is_house, false) AS is_house, coalesce(a.id::text, '') AS partner_id
		FROM unnest($1::uuid[], $2::uuid[], $3::text[]) WITH ORDINALITY AS given (session, person, organization, place)
		LEFT JOIN member m ON m.person_id = given.person AND m.organization_id = nullif(given.organization, '')::uuid
		LEFT JOIN organization o ON o.id = m.organization_id
		LEFT JOIN partner a ON a.organization_id = m.organization_id
		WHERE session_is_open(given.session, $4)`, sessions, persons, organizations, now)
	for _, row := range rows {
		i := places[row.Place]
		fresh[i], refused[i] = row.take(viewers[i], viewers[i].Organization)
	}
	return fresh, refused, err
}
