package market

import "time"

// Membership is a person's place in an organisation.
type Membership struct {
	OrganizationID OrganizationID `db:"organization_id"`
	PersonID       PersonID       `db:"person_id"`
	Role           Role           `db:"role"`
	Since          time.Time      `db:"since"`
}

// Limits of membership.
const (
	MaxMembers    = 500 // of an organisation
	AddedByNumber = 50  // people an owner may invite or change by number in a day
)

// MemberSetInput is the input of memberSet: exactly one of PersonID and Phone.
type MemberSetInput struct {
	PersonID *PersonID
	Phone    *string // E.164
	Role     Role
}

// Check refuses an input that names nobody, or two.
func (in MemberSetInput) Check() error {
	var errs Errors
	errs.Add(in.PersonID != nil || in.Phone != nil, "personId", "Say who: give personId or phone.")
	errs.Add(in.PersonID == nil || in.Phone == nil, "phone", "Give personId or phone, not both.")
	return errs.Err()
}

// MemberRemoveInput is the input of memberRemove: exactly one of PersonID, of a
// member or somebody invited by id, and Phone, of somebody invited by number.
type MemberRemoveInput struct {
	PersonID *PersonID
	Phone    *string // E.164
}

// Check refuses an input that names nobody, or two.
func (in MemberRemoveInput) Check() error {
	return MemberSetInput{PersonID: in.PersonID, Phone: in.Phone}.Check()
}

// Roster is what decides about one person in an organisation: who asks, who is
// there, and what the person is now.
type Roster struct {
	IsHouse    bool       `db:"is_house"`
	Acting     Role       `db:"acting"` // of who asks; "" for none
	Members    int        `db:"members"`
	Owners     int        `db:"owners"`
	Role       Role       `db:"role"`        // of the person; "" for none
	Invited    bool       `db:"invited"`     // whether an invitation stands for what was given, declined or not
	FullNumber *time.Time `db:"full_number"` // when who asks named somebody by number, AddedByNumber back
}

// Set fails unless the person may be given role, or be invited to it, at now, named
// by number or not: with Forbidden when an owner no longer asks; with Invalid for a role that this
// kind of organisation has not; with Conflict for the last owner, and where there
// is no place; with Throttled after too many numbers.
func (r Roster) Set(role Role, byNumber bool, now time.Time) error {
	if err := r.owned(); err != nil {
		return err
	}
	switch {
	case role != Owner && role.OfHouse() != r.IsHouse && r.IsHouse:
		return Errorf(Invalid, "In the house one is OWNER, PROGRAMME_MANAGER, MODERATOR or FINANCE.").In("role")
	case role != Owner && role.OfHouse() != r.IsHouse:
		return Errorf(Invalid, "This role exists in the house only. Choose OWNER, MANAGER, EDITOR or SUPPORT.").In("role")
	case r.Role == Owner && role != Owner && r.Owners == 1:
		return errLastOwner().In("role")
	case r.Role == "" && r.Members >= MaxMembers:
		return Errorf(Conflict, "An organisation has at most %d members. Remove somebody first.", MaxMembers)
	case byNumber && r.FullNumber != nil && now.Before(r.FullNumber.Add(24*time.Hour)):
		return Errorf(Throttled, "You have named %d people by number within a day. Try again from %s on.",
			AddedByNumber, moment(r.FullNumber.Add(24*time.Hour))).In("phone")
	}
	return nil
}

// Remove fails unless who asks may remove the person, or withdraw the invitation:
// with Forbidden when neither an owner asks nor the person itself, with NotFound for
// who is neither member nor invited, and with Conflict for the last owner.
func (r Roster) Remove(in MemberRemoveInput, asks PersonID) error {
	if err := r.owned(); err != nil && (in.PersonID == nil || *in.PersonID != asks) {
		return err
	}
	switch {
	case r.Role == "" && !r.Invited && in.Phone != nil:
		return Errorf(NotFound, "This number is not invited. Members are removed by personId.").In("phone")
	case r.Role == "" && !r.Invited:
		return Errorf(NotFound, "This person is neither a member of your organisation nor invited by id.").In("personId")
	case r.Role == Owner && r.Owners == 1:
		return errLastOwner().In("personId")
	}
	return nil
}

func (r Roster) owned() error {
	if r.Acting != Owner {
		return Errorf(Forbidden, "Only owners decide who is a member.")
	}
	return nil
}

func errLastOwner() *Error {
	return Errorf(Conflict, "An organisation keeps at least one owner. Make somebody else an owner first.")
}
