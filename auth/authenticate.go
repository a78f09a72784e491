package auth

import (
	"context"
	"strings"
	"time"

	"partnergraph/market"
)

// Sessions knows whose an access token is.
type Sessions interface {
	// Authenticate is the viewer of the access token with this hash, acting for the
	// organisation or, with "", for the only one there is. It fails with
	// Unauthenticated when no open session has the token at now, and with Forbidden
	// when the person is no member of the organisation.
	Authenticate(ctx context.Context, accessHash []byte, organization market.OrganizationID, now time.Time) (market.Viewer, error)
	// AuthenticateAPIToken is the viewer of the API token with this hash. It fails with
	// Unauthenticated when there is none in force at now, and with Forbidden when an
	// organisation is named that is not the token's.
	AuthenticateAPIToken(ctx context.Context, hash []byte, organization market.OrganizationID, now time.Time) (market.Viewer, error)
}

// Authenticate is who sends a request with this bearer token, of a session or of the
// API, for an organisation or, with "", for the only one the person has. Without a token it is nobody. It
// fails with Unauthenticated for any token that does not give access now, and with
// Forbidden for an organisation that is not the person's.
func Authenticate(ctx context.Context, sessions Sessions, bearer string, organization market.OrganizationID, now time.Time) (market.Viewer, error) {
	switch {
	case bearer == "":
		return market.Viewer{}, nil
	case strings.HasPrefix(bearer, refreshPrefix):
		return market.Viewer{}, market.Errorf(market.Unauthenticated, "This is a refresh token. Send it to sessionRefresh, and the access token in the Authorization header.")
	case looksLikeAPIToken(bearer):
		return sessions.AuthenticateAPIToken(ctx, Hash(bearer), organization, now)
	case strings.HasPrefix(bearer, apiTokenPrefix):
		return market.Viewer{}, market.Errorf(market.Unauthenticated, "This API token is incomplete or mistyped: its checksum is wrong. Copy it anew, `pg_` and %d characters.", apiTokenSize-len(apiTokenPrefix))
	case !looksLike(accessPrefix, bearer):
		return market.Viewer{}, market.Errorf(market.Unauthenticated, "This is no access token. Take one from signInVerify or sessionRefresh.")
	}
	return sessions.Authenticate(ctx, Hash(bearer), organization, now)
}
