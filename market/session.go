package market

import "time"

// How long the tokens of a session live. An access token is short because it is
// sent with each request; a refresh token is renewed with each use.
const (
	AccessLife  = 15 * time.Minute
	RefreshLife = 30 * 24 * time.Hour
)

// Session is a sign-in on one device.
type Session struct {
	ID          SessionID `db:"id"`
	CreatedAt   time.Time `db:"created_at"`
	RefreshedAt time.Time `db:"refreshed_at"`
	IsCurrent   bool      `db:"is_current"`
}

// Tokens give access for one device.
type Tokens struct {
	AccessToken           string
	AccessTokenExpiresAt  time.Time
	RefreshToken          string
	RefreshTokenExpiresAt time.Time
}

// TokenHashes are what is kept of Tokens: who reads the database can use none.
type TokenHashes struct {
	Access, Refresh []byte
}

// RefreshToken is what is known of a refresh token that was handed out.
type RefreshToken struct {
	SessionID SessionID  `db:"session_id"`
	ExpiresAt time.Time  `db:"expires_at"`
	UsedAt    *time.Time `db:"used_at"`
	EndedAt   *time.Time `db:"ended_at"` // of its session
}

// Use marks the token as used at now. A second use shows that two hold it, one of
// them not by right, so it reports stolen: then the session has to end for both.
func (r *RefreshToken) Use(now time.Time) (stolen bool, err error) {
	switch {
	case r.EndedAt != nil:
		return false, Errorf(Expired, "This session has ended. Sign in again.").In("refreshToken")
	case r.UsedAt != nil:
		return true, Errorf(Expired, "This refresh token was used before, so somebody else may hold it. The session has ended; sign in again.").In("refreshToken")
	case !now.Before(r.ExpiresAt):
		return false, Errorf(Expired, "This session ended on %s. Sign in again.", r.ExpiresAt.UTC().Format(time.DateOnly)).In("refreshToken")
	}
	r.UsedAt = &now
	return false, nil
}

// SessionRefreshInput is the input of sessionRefresh.
type SessionRefreshInput struct {
	RefreshToken string
}

// SessionRevokeInput is the input of sessionRevoke.
type SessionRevokeInput struct {
	SessionID *SessionID // nil for the present one
}
