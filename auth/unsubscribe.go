package auth

import (
	"crypto/hmac"
	"encoding/base64"
	"strings"

	"github.com/google/uuid"

	"partnergraph/market"
)

// Unsubscribing makes the tokens by which a mail can be stopped without signing in, and
// recognises them. A token stops one kind of mail for one person, and does nothing else;
// nothing is kept of it, and it works as long as the secret is the same.
type Unsubscribing struct{ key []byte }

// NewUnsubscribing takes the server's secret, the same on all servers of one database.
func NewUnsubscribing(secret string) Unsubscribing {
	return Unsubscribing{key: mac([]byte(secret), []byte("partnergraph: stopping mails"))}
}

// Token is for the mails of a kind to a person.
func (u Unsubscribing) Token(p market.PersonID, kind market.NotificationKind) string {
	text := string(p) + " " + string(kind)
	return base64.RawURLEncoding.EncodeToString(append(mac(u.key, []byte(text)), text...))
}

// maxUnsubscribing is longer than any token.
const maxUnsubscribing = 300

// Read is whose mails of which kind a token stops. It fails with Invalid unless Token
// made it.
func (u Unsubscribing) Read(token string) (market.PersonID, market.NotificationKind, error) {
	const sum = 32
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err == nil && len(token) <= maxUnsubscribing && len(b) > sum && hmac.Equal(b[:sum], mac(u.key, b[sum:])) {
		person, kind, _ := strings.Cut(string(b[sum:]), " ")
		if _, err := uuid.Parse(person); err == nil {
			return market.PersonID(person), market.NotificationKind(kind), nil
		}
	}
	return "", "", market.Errorf(market.Invalid, "This link stops no mail: take the whole of it, from the mail.").In("token")
}
