package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"partnergraph/graph/scalar"
	"partnergraph/market"
)

// house is the command that founds the house, the vendor itself: who may do
// everything has to come from somewhere.
type house struct {
	database
	Name    string `required:"" placeholder:"TEXT" help:"The vendor's name."`
	Country string `required:"" placeholder:"CODE" help:"The country of its seat, such as DE (ISO 3166-1 alpha-2)."`
	Owner   string `required:"" placeholder:"PHONE" help:"The mobile number of its first owner, such as +447700900001, who then invites the others by memberSet."`
}

// Run founds the house. There is only one.
func (h *house) Run(ctx context.Context) (err error) {
	country, err := scalar.UnmarshalCountry(h.Country)
	if err != nil {
		return fmt.Errorf("--country %w", err)
	}
	phone, err := scalar.UnmarshalPhone(h.Owner)
	if err != nil {
		return fmt.Errorf("--owner %w", err)
	}
	db, err := h.openMigrated(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	o, err := db.FoundHouse(ctx, market.OrganizationCreateInput{Name: h.Name, Country: country}, phone, time.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Printf("The house is %s. Its owner signs in with %s and acts for %s.\n", o.Name, phone, scalar.FormatID(market.OrganizationNode, string(o.ID)))
	return err
}
