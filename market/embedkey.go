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

	Shows      []EmbedPart `db:"shows"`
	IsOwnOnly  bool        `db:"is_own_only"` // only the partner's own solutions
	CategoryID *CategoryID `db:"category_id"` // only those in it or below; nil for all
	Theme      EmbedTheme  `db:"theme"`
	DailyReads int         `db:"daily_reads"`
	DailyLeads int         `db:"daily_leads"`
}

// EmbedPart is something that pages with an embed key may show.
type EmbedPart string

// The parts of a widget.
const (
	EmbedSolutions   EmbedPart = "SOLUTIONS"
	EmbedPartnerCard EmbedPart = "PARTNER_CARD"
	EmbedReviews     EmbedPart = "REVIEWS"
	EmbedLeadForm    EmbedPart = "LEAD_FORM"
)

// EmbedScheme is whether a widget is light or dark.
type EmbedScheme string

// The schemes; the first is as the reader's device.
const (
	SchemeAuto  EmbedScheme = "AUTO"
	SchemeLight EmbedScheme = "LIGHT"
	SchemeDark  EmbedScheme = "DARK"
)

// EmbedTheme is how a widget looks where the page does not say otherwise.
type EmbedTheme struct {
	Scheme EmbedScheme `db:"scheme"`
	Accent *string     `db:"accent"` // #rrggbb
	Radius *int        `db:"radius"` // of corners, in pixels
}

// EmbedUsage is what pages did with a key on a day (UTC).
type EmbedUsage struct {
	KeyID EmbedKeyID `db:"key_id"`
	Day   time.Time  `db:"day"`
	Reads int        `db:"reads"`
	Leads int        `db:"leads"`
}

// Embed is what pages with a key may show: the key, as everybody may see it.
type Embed struct {
	EmbedKey
	PartnerName string `db:"partner_name"`
}

// May reports whether pages with the key may show a part.
func (k *EmbedKey) May(part EmbedPart) bool { return slices.Contains(k.Shows, part) }

// Filter narrows a filter of solutions to those that pages with the key may show.
func (k *EmbedKey) Filter(f SolutionFilter) SolutionFilter {
	f.State = nil
	if k.IsOwnOnly {
		f.PartnerID = &k.PartnerID
	}
	return f
}

// Again is how long pages with the key have to wait at now, after reads today; 0 when
// they may read on. Days begin at midnight UTC.
func (k *EmbedKey) Again(reads int, now time.Time) time.Duration {
	if reads < k.DailyReads {
		return 0
	}
	return now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour).Sub(now)
}

// IsNode marks an EmbedKey as an object with an identity.
func (*EmbedKey) IsNode() {}

// Limits of embed keys.
const (
	MaxEmbedKeys      = 20 // of a partner in force
	MaxEmbedKeysDaily = 50 // made for a partner in 24 hours
	MaxEmbedOrigins   = 20 // of a key
	EmbedUsageDays    = 30 // that are listed
	maxEmbedLabel     = 80
	maxOrigin         = 200
	maxEmbedReads     = 10_000_000 // of a key in a day
	maxEmbedLeads     = 1000       // of a key in a day
	maxEmbedRadius    = 32         // pixels
)

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
