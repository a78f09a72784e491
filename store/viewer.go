package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// seat is a person's place, as the viewer has it; empty texts stand for none.
type seat struct {
	Person       market.PersonID       `db:"person_id"`
	Session      market.SessionID      `db:"session_id"`
	Locales      []string              `db:"locales"`
	Organization market.OrganizationID `db:"organization_id"`
	Role         market.Role           `db:"role"`
	IsHouse      bool                  `db:"is_house"`
	Partner      market.PartnerID      `db:"partner_id"`
}

// seats is the statement for the seats of the person of an open session, which comes
// from a function of Postgres: the sessions themselves are shown to nobody yet. Two
// rows are enough to know that there are several.
func seats(session, membership string) string {
	return `SELECT s.person_id, s.session_id, p.locales,
			coalesce(m.organization_id::text, '') AS organization_id, coalesce(m.role, '') AS role,
			coalesce(o.is_house, false) AS is_house, coalesce(a.id::text, '') AS partner_id
		FROM ` + session + ` s
		JOIN person p ON p.id = s.person_id
		LEFT JOIN member m ON m.person_id = s.person_id AND ` + membership + `
		LEFT JOIN organization o ON o.id = m.organization_id
		LEFT JOIN partner a ON a.organization_id = m.organization_id
		LIMIT 2`
}

var (
	seatsByToken   = seats(`session_of_token($1, $3)`, `($2::uuid IS NULL OR m.organization_id = $2)`)
	seatsBySession = seats(`(SELECT o AS session_id, $4::uuid AS person_id FROM sessions_open(ARRAY[$1::uuid], $3) AS o)`, `m.organization_id = $2::uuid`)
)

// Authenticate is the viewer of the access token with this hash, acting for the
// organisation or, with "", for the only one the person has, if it is one. It fails
// with Unauthenticated when no open session has the token at now, and with
// Forbidden when the person is no member of the organisation.
func (s *Store) Authenticate(ctx context.Context, accessHash []byte, organization market.OrganizationID, now time.Time) (market.Viewer, error) {
	found, err := all[seat](ctx, s.vital(), seatsByToken, accessHash, orNull(organization), now)
	if err != nil {
		return market.Viewer{}, err
	}
	if len(found) == 0 {
		return market.Viewer{}, market.Errorf(market.Unauthenticated, "This access token has ended. Call sessionRefresh without it, or sign in again.")
	}
	v := market.Viewer{Person: found[0].Person, Session: found[0].Session, Locales: found[0].Locales}
	if len(found) > 1 {
		return v, nil // several to choose from, and none was chosen
	}
	return found[0].take(v, organization)
}

// take is the viewer on the seat. It fails with Forbidden when an organisation is
// wanted and the seat is in none.
func (t *seat) take(v market.Viewer, wanted market.OrganizationID) (market.Viewer, error) {
	if wanted != "" && t.Organization == "" {
		return market.Viewer{}, errNoMember()
	}
	v.Organization, v.Role, v.IsHouse, v.Partner = t.Organization, t.Role, t.IsHouse, t.Partner
	return v, nil
}

func errNoMember() *market.Error {
	return market.Errorf(market.Forbidden, "You are no member of this organisation.")
}

// StillValid is the viewer as it is at now, for what lives longer than a request:
// with the present role in the organisation acted for. It fails with
// Unauthenticated when the session or API token has ended or its access token was not
// renewed in time, and with Forbidden when the person has left the organisation.
// Nobody stays nobody.
func (s *Store) StillValid(ctx context.Context, v market.Viewer, now time.Time) (market.Viewer, error) {
	if v.Person == "" {
		return v, nil
	}
	if v.APIToken != "" {
		fresh, err := s.byAPIToken(ctx, apiTokenByID, v.APIToken, v.Organization, now)
		fresh.Address, fresh.Locales = v.Address, v.Locales
		return fresh, err
	}
	found, err := all[seat](ctx, s.vital(), seatsBySession, v.Session, orNull(v.Organization), now, v.Person)
	if err != nil {
		return market.Viewer{}, err
	}
	if len(found) == 0 {
		return market.Viewer{}, errSessionEnded()
	}
	return found[0].take(v, v.Organization)
}

func errSessionEnded() *market.Error {
	return market.Errorf(market.Unauthenticated, "This session has ended. Call sessionRefresh, or sign in again, and go on from your last cursor.")
}

// EndedSessions are those among ids, of sessions and API tokens, that are not there,
// have ended, or whose access token was not renewed in time.
func (s *Store) EndedSessions(ctx context.Context, ids []string, now time.Time) ([]string, error) {
	rows, err := all[seat](ctx, s.vital(), `
		SELECT unnest($1::uuid[]) AS session_id
		EXCEPT SELECT sessions_open($1, $2)
		EXCEPT SELECT api_tokens_open($1, $2)`, ids, now)
	ended := make([]string, len(rows))
	for i, row := range rows {
		ended[i] = string(row.Session)
	}
	return ended, err
}

// ActFor is the viewer acting for another organisation of the person's. It fails
// with Unauthenticated for nobody, and with Forbidden when the person is no member
// of it, or an API token acts for another.
func (s *Store) ActFor(ctx context.Context, v market.Viewer, organization market.OrganizationID) (market.Viewer, error) {
	if v.Person == "" {
		return v, market.Errorf(market.Unauthenticated, "Sign in first: only members act for an organisation.")
	}
	if err := v.ActFor(organization); v.APIToken != "" {
		return v, err
	}
	found, err := all[seat](ctx, s, `
		SELECT m.organization_id, m.role, o.is_house, coalesce(a.id::text, '') AS partner_id
		FROM member m
		JOIN organization o ON o.id = m.organization_id
		LEFT JOIN partner a ON a.organization_id = m.organization_id
		WHERE m.person_id = $1 AND m.organization_id = $2
		LIMIT 1`, v.Person, organization)
	if err != nil {
		return market.Viewer{}, err
	}
	if len(found) == 0 {
		return market.Viewer{}, errNoMember()
	}
	return found[0].take(v, organization)
}

// orNull is a NULL for "".
func orNull[T ~string](text T) any {
	if text == "" {
		return nil
	}
	return text
}
