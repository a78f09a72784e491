package market

import "time"

// Person is somebody who signs in.
type Person struct {
	ID        PersonID  `db:"id"`
	Name      string    `db:"name"` // empty until given
	Motto     string    `db:"motto"`
	Locales   []string  `db:"locales"` // languages read, best first
	CreatedAt time.Time `db:"created_at"`
}

// IsNode marks an object with an identity.
func (*Person) IsNode() {}

// maxPersonLocales is how many languages a person may name.
const maxPersonLocales = 10

// PersonUpdateInput is the input of personUpdate; nil leaves a field as it is.
type PersonUpdateInput struct {
	Name    *string
	Motto   *string
	Locales []string
}

// Check refuses what cannot be kept, all at once, and returns what is to be kept.
func (in PersonUpdateInput) Check() (PersonUpdateInput, error) {
	var errs Errors
	if in.Name != nil {
		name := checkLine(&errs, "name", *in.Name, 1, 80)
		in.Name = &name
	}
	if in.Motto != nil {
		motto := checkLine(&errs, "motto", *in.Motto, 0, 120)
		in.Motto = &motto
	}
	errs.Add(len(in.Locales) <= maxPersonLocales, "locales", "Name at most %d languages, best first.", maxPersonLocales)
	return in, errs.Err()
}
