package auth

import "errors"

// DevelopmentSecret is the secret where none is configured. It is public, so
// production refuses it.
const DevelopmentSecret = "partnergraph development secret, known to all"

// minSecret is the shortest secret that production takes, in bytes.
const minSecret = 32

// Config is what sign-in needs to be told.
type Config struct {
	Secret string // keys the codes; the same on all servers of one database
}

// CheckProduction fails unless the configuration is fit for production.
func (c Config) CheckProduction() error {
	switch {
	case c.Secret == "" || c.Secret == DevelopmentSecret:
		return errors.New("production needs a secret of its own: set --secret or PARTNERGRAPH_SECRET, for example to the output of `openssl rand -hex 32`")
	case len(c.Secret) < minSecret:
		return errors.New("the secret is too short: --secret or PARTNERGRAPH_SECRET needs at least 32 characters, such as the output of `openssl rand -hex 32`")
	}
	return nil
}
