package auth

import "strings"

const (
	embedKeyPrefix = "pgw_" // of a widget
	embedKeyRandom = 24     // characters, 142 bits: nobody finds one by trying
)

// NewEmbedKey makes the text of a key for pages.
func NewEmbedKey() string { return embedKeyPrefix + randomBase62(embedKeyRandom) }

// LooksLikeEmbedKey reports whether a text can be a key for pages; any other need not
// be looked up.
func LooksLikeEmbedKey(text string) bool {
	random, ok := strings.CutPrefix(text, embedKeyPrefix)
	return ok && len(random) == embedKeyRandom && strings.Trim(random, base62) == ""
}
