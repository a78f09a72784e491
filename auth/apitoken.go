package auth

import (
	"crypto/rand"
	"hash/crc32"
	"strings"

	"partnergraph/market"
)

// An API token is `pg_`, random characters, and the CRC-32 (IEEE) of those, all in
// base 62. It is put into files, from where it leaks: by the checksum a scanner knows
// one from other words, and a slip of the pen is found without asking the database.
const (
	apiTokenRandom = 30 // characters, 178 bits
	apiTokenSum    = 6  // characters, enough for 32 bits
	apiTokenSize   = len(apiTokenPrefix) + apiTokenRandom + apiTokenSum
)

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// NewAPIToken makes a token for a program, and what is kept of it.
func NewAPIToken() (string, market.APITokenHash) {
	random := randomBase62(apiTokenRandom)
	token := apiTokenPrefix + random + checksum(random)
	return token, market.APITokenHash{Sum: Hash(token), LastFour: token[len(token)-4:]}
}

// looksLikeAPIToken reports whether a text can be an API token: what it is made of,
// how long it is, and whether its checksum is right.
func looksLikeAPIToken(text string) bool {
	if len(text) != apiTokenSize || !strings.HasPrefix(text, apiTokenPrefix) || strings.Trim(text[len(apiTokenPrefix):], base62) != "" {
		return false
	}
	random, sum := text[len(apiTokenPrefix):apiTokenSize-apiTokenSum], text[apiTokenSize-apiTokenSum:]
	return checksum(random) == sum
}

// randomBase62 is n characters, each as likely as any other: draws from the uneven end
// of a byte are thrown away.
func randomBase62(n int) string {
	const even = 256 / len(base62) * len(base62)
	text := make([]byte, 0, n)
	for b := make([]byte, 2*n); len(text) < n; {
		rand.Read(b) //nolint:errcheck // never fails: without randomness the process ends
		for _, draw := range b {
			if int(draw) < even && len(text) < n {
				text = append(text, base62[int(draw)%len(base62)])
			}
		}
	}
	return string(text)
}

// checksum is the CRC-32 of a text in six characters, zeros in front.
func checksum(text string) string {
	sum, digits := crc32.ChecksumIEEE([]byte(text)), [apiTokenSum]byte{}
	for i := apiTokenSum - 1; i >= 0; i-- {
		digits[i] = base62[sum%uint32(len(base62))]
		sum /= uint32(len(base62))
	}
	return string(digits[:])
}
