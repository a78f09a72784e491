package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"

	"partnergraph/market"
)

// Codes makes the one-time codes of sign-ins and recognises them. Codes are short,
// so they are kept as an HMAC: without the key nobody who reads the database can
// try them all.
type Codes struct{ key []byte }

// NewCodes takes the server's secret, the same on all servers of one database.
func NewCodes(secret string) Codes {
	return Codes{key: mac([]byte(secret), []byte("partnergraph: codes of sign-ins"))}
}

// New makes a code, and the challenge by which it is to be sent back.
func (c Codes) New() (challenge, code string) {
	return newSecret(challengePrefix), newCode()
}

// Sum is what is kept of a code: it fits that challenge only.
func (c Codes) Sum(challenge, code string) []byte {
	return mac(c.key, Hash(challenge), []byte(code))
}

// newCode is a number of market.CodeDigits digits, each as likely as any other:
// draws from the uneven end of the range are thrown away.
func newCode() string {
	const codes = 100_000_000 // of market.CodeDigits digits
	const even = math.MaxUint32 / codes * codes
	for {
		var b [4]byte
		rand.Read(b[:]) //nolint:errcheck // never fails: without randomness the process ends
		if n := binary.BigEndian.Uint32(b[:]); n < even {
			return fmt.Sprintf("%0*d", market.CodeDigits, n%codes)
		}
	}
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, part := range parts {
		h.Write(part)
	}
	return h.Sum(nil)
}
