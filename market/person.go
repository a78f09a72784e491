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

// Organization is a client, a partner, or both; or the house.
type Organization struct {
	ID        OrganizationID `db:"id"`
	Name      string         `db:"name"`
	Country   string         `db:"country"`
	IsHouse   bool           `db:"is_house"`
	PartnerID *PartnerID     `db:"partner_id"`
	CreatedAt time.Time      `db:"created_at"`
}

// Membership is a person's place in an organisation.
type Membership struct {
	OrganizationID OrganizationID `db:"organization_id"`
	PersonID       PersonID       `db:"person_id"`
	Role           Role           `db:"role"`
	Since          time.Time      `db:"since"`
}

// Session is a sign-in on one device.
type Session struct {
	ID          SessionID `db:"id"`
	CreatedAt   time.Time `db:"created_at"`
	RefreshedAt time.Time `db:"refreshed_at"`
	IsCurrent   bool      `db:"is_current"`
}

// Tokens give access for one device.
type Tokens struct {
	AccessToken           string
	AccessTokenExpiresAt  time.Time
	RefreshToken          string
	RefreshTokenExpiresAt time.Time
}

// IsNode marks an object with an identity.
func (*Person) IsNode() {}

// IsNode marks an object with an identity.
func (*Organization) IsNode() {}

// SignInStartInput is the input of signInStart.
type SignInStartInput struct {
	Phone string // E.164
}

// SignInVerifyInput is the input of signInVerify.
type SignInVerifyInput struct {
	Challenge string
	Code      string
}

// SessionRefreshInput is the input of sessionRefresh.
type SessionRefreshInput struct {
	RefreshToken string
}

// SessionRevokeInput is the input of sessionRevoke.
type SessionRevokeInput struct {
	SessionID *SessionID // nil for the present one
}

// PersonUpdateInput is the input of personUpdate; nil leaves a field as it is.
type PersonUpdateInput struct {
	Name    *string
	Motto   *string
	Locales []string
}

// OrganizationCreateInput is the input of organizationCreate.
type OrganizationCreateInput struct {
	Name    string
	Country string
}

// MemberSetInput is the input of memberSet: exactly one of PersonID and Phone.
type MemberSetInput struct {
	PersonID *PersonID
	Phone    *string // E.164
	Role     Role
}

// MemberRemoveInput is the input of memberRemove.
type MemberRemoveInput struct {
	PersonID PersonID
}
