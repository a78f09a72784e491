package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"partnergraph/auth"
	"partnergraph/graph/scalar"
	"partnergraph/market"
)

// token is the command that makes an API token: whoever has the server's machine needs
// no sign-in, and no program to begin with.
type token struct {
	database
	Name         string   `required:"" placeholder:"TEXT" help:"What it is for, such as CI."`
	Owner        string   `required:"" placeholder:"PHONE" help:"The mobile number of an owner of the organisation, in whose name it acts."`
	Organization string   `placeholder:"ID" help:"The organisation it acts for, such as organization_…; needed where the owner has several."`
	Scopes       []string `name:"scope" placeholder:"SCOPE" help:"What it may do, such as LEADS_READ. Repeatable; without any it reads what is public."`
	Days         int      `default:"90" placeholder:"N" help:"How many days it lives, at most 366. Default: ${default}."`
}

// Run makes the token and prints it alone, so that a script can take it.
func (t *token) Run(ctx context.Context) (err error) {
	phone, err := scalar.UnmarshalPhone(t.Owner)
	if err != nil {
		return fmt.Errorf("--owner %w", err)
	}
	var organization market.OrganizationID
	if t.Organization != "" {
		if organization, err = scalar.UnmarshalOrganizationID(t.Organization); err != nil {
			return fmt.Errorf("--organization %w", err)
		}
	}
	now := time.Now()
	in, err := t.input(now)
	if err != nil {
		return err
	}
	db, err := t.openMigrated(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	owner, err := db.OwnerByPhone(ctx, phone, organization)
	if err != nil {
		return fmt.Errorf("--owner, --organization: %w", err)
	}
	secret, kept := auth.NewAPIToken()
	made, err := db.CreateAPIToken(ctx, owner, in, kept, now)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%s acts for %s until %s. It is not shown again.\n", made.Name,
		scalar.FormatID(market.OrganizationNode, string(made.OrganizationID)), made.ExpiresAt.UTC().Format(time.DateOnly))
	_, err = fmt.Println(secret)
	return err
}

// input is what is asked for, as of apiTokenCreate.
func (t *token) input(now time.Time) (market.APITokenCreateInput, error) {
	ends := now.Add(time.Duration(t.Days) * 24 * time.Hour)
	in := market.APITokenCreateInput{Name: t.Name, ExpiresAt: &ends}
	for _, name := range t.Scopes {
		if !slices.Contains(market.Scopes(), market.Scope(name)) {
			return in, fmt.Errorf("--scope: there is no %.40q; there are %s", name, strings.Trim(fmt.Sprint(market.Scopes()), "[]"))
		}
		in.Scopes = append(in.Scopes, market.Scope(name))
	}
	if t.Days < 1 || in.ExpiresAt.After(now.Add(market.MaxAPITokenLife)) {
		return in, fmt.Errorf("--days must be 1 to %d", market.MaxAPITokenLife/(24*time.Hour))
	}
	return in, nil
}
