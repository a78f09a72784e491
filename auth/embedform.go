package auth

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"time"

	"partnergraph/market"
)

// EmbedForms makes the tokens by which forms on partners' pages are sent, and
// recognises them. A token is for one key and one site, and lives for EmbedFormLife: who
// has one has read it as a page of that site, for browsers show it to no other, and when
// it was made says how long somebody took to write. Nothing is kept of it, and no cookie
// is needed.
type EmbedForms struct{ key []byte }

// EmbedFormLife is how long a form may be open before it is sent.
const EmbedFormLife = 2 * time.Hour

// NewEmbedForms takes the server's secret, the same on all servers of one database.
func NewEmbedForms(secret string) EmbedForms {
	return EmbedForms{key: mac([]byte(secret), []byte("partnergraph: forms on partners' pages"))}
}

const (
	embedFormTime = 8
	embedFormSize = embedFormTime + 32
)

// Token is for a form that a page shows from now.
func (f EmbedForms) Token(p Page, now time.Time) string {
	at := binary.BigEndian.AppendUint64(nil, uint64(now.UnixMilli()))
	return base64.RawURLEncoding.EncodeToString(append(at, f.sum(p, at)...))
}

func (f EmbedForms) sum(p Page, at []byte) []byte {
	return mac(f.key, append(at[:embedFormTime:embedFormTime], string(p.Key)+" "+p.Site...))
}

// Took is how long the form was open whose token a page sends at now. It fails with
// Expired for one that is too old, and with Invalid unless Token made it for the page.
func (f EmbedForms) Took(token string, p Page, now time.Time) (time.Duration, error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != embedFormSize || !hmac.Equal(b[embedFormTime:], f.sum(p, b[:embedFormTime])) {
		return 0, market.Errorf(market.Invalid, "This form is not of this page. Load it again, and send it then.").In("token")
	}
	took := now.Sub(time.UnixMilli(int64(binary.BigEndian.Uint64(b))))
	if took > EmbedFormLife {
		return 0, market.Errorf(market.Expired, "This form has been open for too long. Load it again, and send it then.").In("token")
	}
	return max(took, 0), nil // clocks of two servers may differ a little
}

// Page is a page of a partner's site that the server has found to be one, by its embed
// key and where it comes from.
type Page struct {
	Key  market.EmbedKeyID
	Site string // its origin
}

type pageKey struct{}

// WithPage puts the page that asks into the context.
func WithPage(ctx context.Context, p Page) context.Context {
	return context.WithValue(ctx, pageKey{}, p)
}

// PageOf is the page that asks; false when none does.
func PageOf(ctx context.Context) (Page, bool) {
	p, ok := ctx.Value(pageKey{}).(Page)
	return p, ok
}
