package market

import "slices"

// Role is what a person may do in an organisation.
type Role string

// The roles. The last three exist in the house only.
const (
	Owner            Role = "OWNER"
	Manager          Role = "MANAGER"
	Editor           Role = "EDITOR"
	Support          Role = "SUPPORT"
	ProgrammeManager Role = "PROGRAMME_MANAGER"
	Moderator        Role = "MODERATOR"
	Finance          Role = "FINANCE"
)

// OfHouse reports whether the role exists in the house only.
func (r Role) OfHouse() bool {
	return r == ProgrammeManager || r == Moderator || r == Finance
}

// Audience is who may use a field of the contract.
type Audience string

// The audiences that are no roles.
const (
	Anyone   Audience = "ANYONE"
	SignedIn Audience = "SIGNED_IN"
	Member   Audience = "MEMBER"
	House    Audience = "HOUSE"
)

// Viewer is who asks, for which organisation, and in which languages. The zero
// Viewer is nobody. Row rules take it: every way to an object obeys the same.
//
// By an API token its maker acts, so that what is written has an author; row rules
// about a person's own things ask Self instead, and those that a scope opens begin
// with In.
type Viewer struct {
	Person       PersonID       // "" for nobody
	Session      SessionID      // "" for an API token
	APIToken     APITokenID     // "" for a person signed in
	Scopes       []Scope        // of the API token
	Organization OrganizationID // the one acted for, "" for none
	Partner      PartnerID      // its partner profile, "" for none
	Role         Role           // the person's role in it
	IsHouse      bool           // whether it is the house
	Address      string         // the network address, for limits
	Locales      []string       // the languages read, best first
}

// Is reports whether the viewer belongs to any of the audiences. The house's
// owners belong to all of its audiences; the role of an ordinary organisation
// never opens what is for a role of the house.
func (v Viewer) Is(audiences ...Audience) bool {
	return slices.ContainsFunc(audiences, v.is)
}

func (v Viewer) is(a Audience) bool {
	switch a {
	case Anyone:
		return true
	case SignedIn:
		return v.Person != ""
	case Member:
		return v.Organization != ""
	case House:
		return v.IsHouse
	}
	if role := Role(a); role.OfHouse() {
		return v.IsHouse && (v.Role == role || v.Role == Owner)
	}
	return v.Organization != "" && v.Role == Role(a)
}
