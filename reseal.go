package main

import (
	"context"
	"errors"
	"fmt"
)

// reseal is the command after a change of the secret: when it has ended, the earlier
// ones are not needed any more.
type reseal struct {
	database
}

// Run brings all personal data under the present secret.
func (r *reseal) Run(ctx context.Context) (err error) {
	db, err := r.openMigrated(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	people, err := db.Reseal(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Printf("What was sealed under earlier secrets about %d people is sealed under PARTNERGRAPH_SECRET. Take the earlier ones out of PARTNERGRAPH_OLD_SECRETS.\n", people)
	return err
}
