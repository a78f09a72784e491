package auth

import (
	"errors"
	"strings"
)

// DevelopmentSecret is the secret where none is configured. It is public, so
// production refuses it.
const DevelopmentSecret = "partnergraph development secret, known to all"

// The least that production takes of a secret: bytes, and different ones among its
// characters, so that nobody's row of zeros is one.
const (
	minSecret   = 32
	minDistinct = 8
)

// Config is what sign-in needs to be told.
type Config struct {
	Secret string // keys the codes; the same on all servers of one database
}

// CheckProduction fails unless the configuration is fit for production.
func (c Config) CheckProduction() error {
	switch {
	case strings.TrimSpace(c.Secret) == "" || c.Secret == DevelopmentSecret:
		return errors.New("production needs a secret of its own: set --secret or PARTNERGRAPH_SECRET, for example to the output of `openssl rand -hex 32`")
	case len(c.Secret) < minSecret:
		return errors.New("the secret is too short: --secret or PARTNERGRAPH_SECRET needs at least 32 characters, such as the output of `openssl rand -hex 32`")
	case distinct(c.Secret) < minDistinct:
		return errors.New("the secret is too plain: --secret or PARTNERGRAPH_SECRET needs at least 8 different characters, such as the output of `openssl rand -hex 32`")
	}
	return nil
}

// distinct counts the different characters of a text.
func distinct(text string) int {
	seen := map[rune]bool{}
	for _, r := range text {
		seen[r] = true
	}
	return len(seen)
}
