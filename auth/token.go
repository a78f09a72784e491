package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"partnergraph/market"
)

// The kinds of secrets, told by how they begin, so that people and scanners of
// leaked secrets know one when they see it.
const (
	accessPrefix    = "pga_"
	refreshPrefix   = "pgr_"
	challengePrefix = "pgc_"
)

// apiTokenPrefix begins the tokens of programs, which look different, see NewAPIToken.
const apiTokenPrefix = "pg_"

// secretSize is the length of a secret in bytes: 256 bits cannot be guessed.
const secretSize = 32

// newSecret is a secret of a kind, in letters that need no escaping anywhere.
func newSecret(prefix string) string {
	b := make([]byte, secretSize)
	rand.Read(b) //nolint:errcheck // never fails: without randomness the process ends
	return prefix + base64.RawURLEncoding.EncodeToString(b)
}

// looksLike reports whether a text can be a secret of the kind.
func looksLike(prefix, secret string) bool {
	return strings.HasPrefix(secret, prefix) && len(secret) == len(prefix)+base64.RawURLEncoding.EncodedLen(secretSize)
}

// Hash is what is kept of a secret. Secrets are random, so nothing slower than
// SHA-256 is needed.
func Hash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// NewTokens makes the tokens of a session, and what is kept of them.
func NewTokens(now time.Time) (*market.Tokens, market.TokenHashes) {
	tokens := &market.Tokens{
		AccessToken:           newSecret(accessPrefix),
		AccessTokenExpiresAt:  now.Add(market.AccessLife),
		RefreshToken:          newSecret(refreshPrefix),
		RefreshTokenExpiresAt: now.Add(market.RefreshLife),
	}
	return tokens, market.TokenHashes{Access: Hash(tokens.AccessToken), Refresh: Hash(tokens.RefreshToken)}
}
