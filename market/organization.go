package market

import "time"

// Organization is a client, a partner, or both; or the house.
type Organization struct {
	ID        OrganizationID `db:"id"`
	Name      string         `db:"name"`
	Country   string         `db:"country"`
	IsHouse   bool           `db:"is_house"`
	CreatedAt time.Time      `db:"created_at"`
}

// IsNode marks an object with an identity.
func (*Organization) IsNode() {}

// MaxOwned is how many organisations a person may own: nobody founds them by the
// thousand.
const MaxOwned = 20

// OrganizationCreateInput is the input of organizationCreate.
type OrganizationCreateInput struct {
	Name    string
	Country string
}

// Check refuses what cannot be kept, and an owner of owned organisations founding
// one too many. It returns what is to be kept.
func (in OrganizationCreateInput) Check(owned int) (OrganizationCreateInput, error) {
	var errs Errors
	in.Name = checkLine(&errs, "name", in.Name, 2, 120)
	if owned >= MaxOwned {
		errs = append(errs, Errorf(Conflict, "You own %d organisations, and nobody owns more. Leave one first.", owned))
	}
	return in, errs.Err()
}
