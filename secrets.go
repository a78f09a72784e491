package main

import (
	"errors"
	"fmt"
	"strings"

	"partnergraph/auth"
	"partnergraph/seal"
)

// secrets are what keys the codes and the personal data of one database: the same on
// all its servers, and for all commands that work on it.
type secrets struct {
	Secret     string   `env:"PARTNERGRAPH_SECRET" placeholder:"TEXT" help:"Keys the one-time codes and the personal data; the same on all servers of one database. Production needs one, of 32 characters or more."`
	OldSecrets []string `name:"old-secret" env:"PARTNERGRAPH_OLD_SECRETS" placeholder:"TEXT" help:"A secret of before, by which personal data sealed under it is still read until reseal has run. Repeatable."`
	Developing bool     `kong:"-"` // whether the development secret will do
}

// secret is the one that is worked with.
func (s secrets) secret() string {
	if s.Secret == "" {
		return auth.DevelopmentSecret
	}
	return s.Secret
}

// keys are those of personal data. On a database that is not our own, nothing is sealed
// with the secret that everybody knows unless the command is one of development.
func (d database) keys() *seal.Keys {
	if d.Secret == "" && !d.private() && !d.Developing {
		return nil
	}
	return seal.New(d.secret(), d.OldSecrets...)
}

// checkProduction fails, with everything there is to mend, unless the secrets are fit
// for production.
func (s secrets) checkProduction() error {
	err := auth.Config{Secret: s.Secret}.CheckProduction()
	for i, old := range s.OldSecrets {
		if strings.TrimSpace(old) == "" {
			err = errors.Join(err, fmt.Errorf("old secret %d is empty: leave it out of --old-secret or PARTNERGRAPH_OLD_SECRETS", i+1))
		}
	}
	return err
}
