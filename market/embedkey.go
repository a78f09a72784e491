package market

import (
	"net"
	"net/url"
	"slices"
	"strings"
	"time"
)

// EmbedKey lets pages of a partner's sites show the catalogue. It is public by nature,
// for it stands in those pages, and opens only what is public.
type EmbedKey struct {
	ID        EmbedKeyID `db:"id"`
	PartnerID PartnerID  `db:"partner_id"`
	Key       string     `db:"key"`
	Label     string     `db:"label"`
	Origins   []string   `db:"origins"` // of the sites, as browsers send them
	CreatedAt time.Time  `db:"created_at"`
	RevokedAt *time.Time `db:"revoked_at"`
}

// IsNode marks an EmbedKey as an object with an identity.
func (*EmbedKey) IsNode() {}

// Limits of embed keys.
const (
	MaxEmbedKeys      = 20 // of a partner in force
	MaxEmbedKeysDaily = 50 // made for a partner in 24 hours
	MaxEmbedOrigins   = 20 // of a key
	maxEmbedLabel     = 80
	maxOrigin         = 200
)

// EmbedKeyCreateInput is the input of embedKeyCreate.
type EmbedKeyCreateInput struct {
	Label   string
	Origins []string
}

// EmbedKeyRevokeInput is the input of embedKeyRevoke.
type EmbedKeyRevokeInput struct {
	EmbedKeyID EmbedKeyID
}

// EmbedKeyCounts are what decides whether a partner may have another key.
type EmbedKeyCounts struct {
	Live  int `db:"live"`  // keys in force
	Today int `db:"today"` // made within a day
}

// EmbedKey is the key that the input asks for at now, without identifiers. It fails
// with Invalid for a label or origins that cannot be, with Conflict when there are as
// many in force as can be, and with Throttled after too many in a day.
func (in EmbedKeyCreateInput) EmbedKey(has EmbedKeyCounts, now time.Time) (*EmbedKey, error) {
	var errs Errors
	k := &EmbedKey{Label: checkLine(&errs, "label", in.Label, 1, maxEmbedLabel), Origins: []string{}, CreatedAt: now}
	errs.Add(len(in.Origins) >= 1 && len(in.Origins) <= MaxEmbedOrigins, "origins", "origins must be 1 to %d sites.", MaxEmbedOrigins)
	for _, text := range in.Origins {
		origin, ok := ParseOrigin(text)
		if !ok {
			errs.Add(false, "origins", "origins must be written as https://www.example.com: scheme and host, in the letters a browser sends (xn--… for others), without path and wildcard.")
			break
		}
		if !slices.Contains(k.Origins, origin) {
			k.Origins = append(k.Origins, origin)
		}
	}
	switch {
	case has.Live >= MaxEmbedKeys:
		errs = append(errs, Errorf(Conflict, "A partner has at most %d embed keys at a time. Revoke one first.", MaxEmbedKeys))
	case has.Today >= MaxEmbedKeysDaily:
		errs = append(errs, Errorf(Throttled, "A partner makes at most %d embed keys in 24 hours. Try again tomorrow.", MaxEmbedKeysDaily))
	}
	return k, errs.Err()
}

// ParseOrigin reads the origin of a site, and writes it as browsers do: in small
// letters, without the port that the scheme has anyway.
func ParseOrigin(text string) (string, bool) {
	u, err := url.Parse(strings.ToLower(strings.TrimSpace(text)))
	if err != nil || len(text) > maxOrigin || u.Scheme != "https" && u.Scheme != "http" || u.User != nil ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || !isHost(u.Hostname()) {
		return "", false
	}
	port := u.Port()
	if strings.HasSuffix(u.Host, ":") || port == map[string]string{"https": "443", "http": "80"}[u.Scheme] {
		port = ""
	}
	host := u.Hostname()
	if port != "" || strings.Contains(host, ":") {
		host = strings.TrimSuffix(net.JoinHostPort(host, port), ":")
	}
	return u.Scheme + "://" + host, true
}

// isHost reports whether a text is a name or address as it stands in an origin.
func isHost(host string) bool {
	if net.ParseIP(host) != nil {
		return true
	}
	labels := strings.Split(host, ".")
	return !slices.ContainsFunc(labels, func(label string) bool {
		return label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != ""
	})
}
