package store

import (
	"context"
	"strconv"
	"time"

	"partnergraph/market"
)

// maxAPITokens is how many tokens of an organisation are listed.
const maxAPITokens = 100

const apiTokenColumns = `t.id, t.organization_id, t.created_by, t.name, t.last_four, t.scopes,
	t.created_at, t.expires_at, t.last_used_at, t.revoked_at`

// apiTokenUse is the statement for whoever shows a token, which comes from a function
// of Postgres: the tokens themselves are shown to nobody yet. It notes the use at $2
// unless one since $3 is noted.
func apiTokenUse(shown string) string {
	return `
		SELECT ` + apiTokenColumns + `, m.person_id IS NOT NULL AS is_owner, o.is_house, coalesce(a.id::text, '') AS partner_id
		FROM ` + shown + ` t
		JOIN organization o ON o.id = t.organization_id
		LEFT JOIN member m ON m.organization_id = t.organization_id AND m.person_id = t.created_by AND m.role = 'OWNER'
		LEFT JOIN partner a ON a.organization_id = t.organization_id`
}

var (
	apiTokenByHash = apiTokenUse(`api_token_shown($1, NULL, $2, $3)`)
	apiTokenByID   = apiTokenUse(`api_token_shown(NULL, $1, $2, $3)`)
	apiTokensByID  = apiTokenUse(`api_tokens_shown($1, $2, $3)`)
)

// AuthenticateAPIToken is the viewer of the API token with this hash. It fails with
// Unauthenticated when there is none or it has ended, and with Forbidden when another
// organisation than its own is asked for.
func (s *Store) AuthenticateAPIToken(ctx context.Context, hash []byte, organization market.OrganizationID, now time.Time) (market.Viewer, error) {
	return s.byAPIToken(ctx, apiTokenByHash, hash, organization, now)
}

func (s *Store) byAPIToken(ctx context.Context, statement string, key any, organization market.OrganizationID, now time.Time) (market.Viewer, error) {
	t, err := found(one[market.APITokenUser](ctx, s.vital(), statement, key, now, now.Add(-market.APITokenUse)))
	if err != nil {
		return market.Viewer{}, err
	}
	if t == nil {
		return market.Viewer{}, errNoAPIToken()
	}
	return t.Viewer(organization, now)
}

func errNoAPIToken() *market.Error {
	return market.Errorf(market.Unauthenticated, "There is no such API token. An owner of the organisation can make one with apiTokenCreate.")
}

// visibleAPIToken keeps the tokens t that the viewer may see: an owner those of the
// organisation acted for, a token itself.
func visibleAPIToken(c *conditions, v market.Viewer) {
	switch {
	case v.APIToken != "":
		c.add(`t.id = $?`, v.APIToken)
	case v.Is(market.Audience(market.Owner)):
		c.add(`t.organization_id = $?`, v.Organization)
	default:
		c.add(`false`)
	}
}

// APITokensByID are the tokens with the ids that the viewer may see.
func (s *Store) APITokensByID(ctx context.Context, v market.Viewer, ids []market.APITokenID) (map[market.APITokenID]*market.APIToken, error) {
	c := conditions{}
	c.add(`t.id = ANY($?::uuid[])`, ids)
	visibleAPIToken(&c, v)
	tokens, err := readAs(ctx, s, viewing(v), func(s *Store) ([]*market.APIToken, error) {
		return all[market.APIToken](ctx, s, `SELECT `+apiTokenColumns+` FROM api_token t WHERE `+c.sql(), c.args...)
	})
	return byKey(tokens, func(t *market.APIToken) market.APITokenID { return t.ID }), err
}

// APITokensOf are the tokens of an organisation, those in force at now first, then
// newest first, at most 100. It is nil unless an owner acts for the organisation.
func (s *Store) APITokensOf(ctx context.Context, v market.Viewer, organization market.OrganizationID, now time.Time) ([]*market.APIToken, error) {
	if v.Organization != organization || !v.Is(market.Audience(market.Owner)) {
		return nil, nil
	}
	c := conditions{}
	visibleAPIToken(&c, v)
	query := `
		SELECT ` + apiTokenColumns + ` FROM api_token t
		WHERE ` + c.sql() + `
		ORDER BY t.revoked_at IS NOT NULL OR t.expires_at <= ` + c.arg(now) + `, t.created_at DESC, t.id DESC
		LIMIT ` + strconv.Itoa(maxAPITokens)
	return readAs(ctx, s, viewing(v), func(s *Store) ([]*market.APIToken, error) {
		return all[market.APIToken](ctx, s, query, c.args...)
	})
}

// CreateAPIToken makes a token of the organisation acted for, of which kept is what
// may be known. It fails as market.APITokenCreateInput.Token does.
func (s *Store) CreateAPIToken(ctx context.Context, v market.Viewer, in market.APITokenCreateInput, kept market.APITokenHash, now time.Time) (*market.APIToken, error) {
	return readAs(ctx, s, viewing(v), func(s *Store) (*market.APIToken, error) {
		if err := s.lockRoster(ctx, v); err != nil {
			return nil, err
		}
		has, err := one[market.APITokenCounts](ctx, s, `
			SELECT count(*) FILTER (WHERE revoked_at IS NULL AND expires_at > $3) AS live, count(*) FILTER (WHERE created_at > $4) AS today,
				EXISTS (SELECT FROM member WHERE organization_id = $1 AND person_id = $2 AND role = 'OWNER') AS is_owner
			FROM api_token WHERE organization_id = $1`, v.Organization, v.Person, now, now.Add(-24*time.Hour))
		if err != nil {
			return nil, err
		}
		t, err := in.Token(*has, now)
		if err != nil {
			return nil, err
		}
		return one[market.APIToken](ctx, s, `
			INSERT INTO api_token AS t (id, organization_id, created_by, name, hash, last_four, scopes, created_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			RETURNING `+apiTokenColumns,
			newID[market.APITokenID](), v.Organization, v.Person, t.Name, kept.Sum, kept.LastFour, t.Scopes, t.CreatedAt, t.ExpiresAt)
	})
}

// RevokeAPIToken ends a token of the organisation acted for; one that was revoked
// before stays as it is. It fails with NotFound when the viewer sees no such token.
func (s *Store) RevokeAPIToken(ctx context.Context, v market.Viewer, in market.APITokenRevokeInput, now time.Time) (*market.APIToken, error) {
	c := conditions{}
	at, by := c.arg(now), c.arg(orNull(v.Person))
	c.add(`t.id = $?`, in.APITokenID)
	visibleAPIToken(&c, v)
	t, err := readAs(ctx, s, viewing(v), func(s *Store) (*market.APIToken, error) {
		return found(one[market.APIToken](ctx, s, `
			UPDATE api_token t SET revoked_at = coalesce(revoked_at, `+at+`), revoked_by = coalesce(revoked_by, `+by+`)
			WHERE `+c.sql()+`
			RETURNING `+apiTokenColumns, c.args...))
	})
	if err == nil && t == nil {
		err = market.Errorf(market.NotFound, "Your organisation has no such API token.").In("apiTokenId")
	}
	return t, err
}

// endAPITokens ends the tokens that a person has made for the organisation that the
// viewer acts for, where the person is no owner any more.
func (s *Store) endAPITokens(ctx context.Context, v market.Viewer, maker market.PersonID, now time.Time) error {
	return s.as(ctx, viewing(v), func(s *Store) error {
		_, err := s.exec(ctx, `
			UPDATE api_token SET revoked_at = $3, revoked_by = $4
			WHERE organization_id = $1 AND created_by = $2 AND revoked_at IS NULL`, v.Organization, maker, now, v.Person)
		return err
	})
}

// forgetAPITokens deletes the tokens that ended before a time, but for those that are
// named in the log of who saw contacts.
func (s *Store) forgetAPITokens(ctx context.Context, before time.Time) error {
	for gone := int64(sweepBatch); gone == sweepBatch; {
		deleted, err := readAs(ctx, s, system, func(s *Store) (*struct{ Gone int64 }, error) {
			return one[struct{ Gone int64 }](ctx, s, `SELECT forget_api_tokens($1, $2) AS gone`, before, sweepBatch)
		})
		if err != nil {
			return err
		}
		gone = deleted.Gone
	}
	return nil
}

// OwnerByPhone is the viewer for a command of the server's own machine: the owner
// with the number, acting for the organisation or, with "", for the only one owned. It
// fails with NotFound when there is no such owner, and with Invalid when an
// organisation has to be chosen.
func (s *Store) OwnerByPhone(ctx context.Context, phone string, organization market.OrganizationID) (market.Viewer, error) {
	owned, err := all[seat](ctx, s, `
		SELECT m.person_id, m.organization_id, m.role, o.is_house
		FROM member m JOIN organization o ON o.id = m.organization_id
		WHERE m.person_id = person_of_number($1) AND m.role = 'OWNER' AND ($2::uuid IS NULL OR m.organization_id = $2)
		LIMIT 2`, phone, orNull(organization))
	switch {
	case err != nil:
		return market.Viewer{}, err
	case len(owned) == 0:
		return market.Viewer{}, market.Errorf(market.NotFound, "Nobody with this number owns the organisation.")
	case len(owned) > 1:
		return market.Viewer{}, market.Errorf(market.Invalid, "This person owns several organisations; say which one.")
	}
	return owned[0].take(market.Viewer{Person: owned[0].Person}, organization)
}
