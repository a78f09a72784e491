package market

import (
	"slices"
	"strings"
	"time"
)

// APIToken lets a program act for an organisation, within scopes. It does so as an
// owner would, because an owner has made it; what else its maker is, it is not.
type APIToken struct {
	ID             APITokenID     `db:"id"`
	OrganizationID OrganizationID `db:"organization_id"`
	CreatedByID    PersonID       `db:"created_by"`
	Name           string         `db:"name"`
	LastFour       string         `db:"last_four"` // characters of the token
	Scopes         []Scope        `db:"scopes"`    // in the order of the contract
	CreatedAt      time.Time      `db:"created_at"`
	ExpiresAt      time.Time      `db:"expires_at"`
	LastUsedAt     *time.Time     `db:"last_used_at"` // behind by at most APITokenUse
	RevokedAt      *time.Time     `db:"revoked_at"`
}

// IsNode marks an APIToken as an object with an identity.
func (*APIToken) IsNode() {}

// APITokenKept is how long a token is listed after its end. One by which a contact was
// shown is kept for good, for the log of that.
const APITokenKept = 90 * 24 * time.Hour

// APITokenUse is how far apart the uses of a token are that are noted.
const APITokenUse = time.Minute

// Limits of API tokens.
const (
	MaxAPITokens      = 20                   // of an organisation in force
	MaxAPITokensDaily = 50                   // made for an organisation in 24 hours
	APITokenLife      = 90 * 24 * time.Hour  // unless another is asked for
	MaxAPITokenLife   = 366 * 24 * time.Hour // a year, whichever
	maxAPITokenName   = 80
)

// APITokenCreateInput is the input of apiTokenCreate.
type APITokenCreateInput struct {
	Name      string
	Scopes    []Scope
	ExpiresAt *time.Time // nil for APITokenLife
}

// APITokenRevokeInput is the input of apiTokenRevoke.
type APITokenRevokeInput struct {
	APITokenID APITokenID
}

// APITokenHash is what is kept of a token: who reads the database cannot use it.
type APITokenHash struct {
	Sum      []byte
	LastFour string
}

// APITokenCounts are what decides whether somebody may make another token for an
// organisation.
type APITokenCounts struct {
	IsOwner bool `db:"is_owner"` // whether who asks is one still
	Live    int  `db:"live"`     // tokens in force
	Today   int  `db:"today"`    // made within a day
}

// Token is the token that the input asks for at now, without identifiers. It fails
// with Forbidden when an owner no longer asks, with Invalid for a name or an end that
// cannot be, with Conflict when there are as many in force as can be, and with
// Throttled after too many in a day.
func (in APITokenCreateInput) Token(has APITokenCounts, now time.Time) (*APIToken, error) {
	if !has.IsOwner {
		return nil, Errorf(Forbidden, "Only owners make API tokens.")
	}
	var errs Errors
	t := &APIToken{
		Name:   checkLine(&errs, "name", in.Name, 1, maxAPITokenName),
		Scopes: inOrder(in.Scopes), CreatedAt: now, ExpiresAt: now.Add(APITokenLife),
	}
	if in.ExpiresAt != nil {
		t.ExpiresAt = *in.ExpiresAt
		errs.Add(now.Before(t.ExpiresAt), "expiresAt", "expiresAt must be in the future.")
		errs.Add(!t.ExpiresAt.After(now.Add(MaxAPITokenLife)), "expiresAt", "expiresAt must be at most %d days from now.", MaxAPITokenLife/(24*time.Hour))
	}
	switch {
	case has.Live >= MaxAPITokens:
		errs = append(errs, Errorf(Conflict, "An organisation has at most %d API tokens at a time. Revoke one first.", MaxAPITokens))
	case has.Today >= MaxAPITokensDaily:
		errs = append(errs, Errorf(Throttled, "An organisation makes at most %d API tokens in 24 hours. Try again tomorrow.", MaxAPITokensDaily))
	}
	return t, errs.Err()
}

// inOrder are the scopes, each once, in the order of the contract.
func inOrder(scopes []Scope) []Scope {
	sorted := []Scope{}
	for _, s := range allScopes {
		if slices.Contains(scopes, s) {
			sorted = append(sorted, s)
		}
	}
	return sorted
}

// APITokenUser is a token that somebody shows, with what it acts for now.
type APITokenUser struct {
	APIToken
	IsOwner   bool      `db:"is_owner"` // whether its maker is one still
	IsHouse   bool      `db:"is_house"`
	PartnerID PartnerID `db:"partner_id"` // "" for none
}

// Viewer is who acts by the token at now, for its organisation. It fails with
// Unauthenticated when the token has ended, and with Forbidden when another
// organisation is asked for; "" asks for none.
func (t *APITokenUser) Viewer(asked OrganizationID, now time.Time) (Viewer, error) {
	switch {
	case t.RevokedAt != nil || !t.IsOwner:
		return Viewer{}, Errorf(Unauthenticated, "This API token was revoked. An owner of the organisation can make a new one with apiTokenCreate.")
	case !now.Before(t.ExpiresAt):
		return Viewer{}, Errorf(Unauthenticated, "This API token ended on %s. An owner of the organisation can make a new one with apiTokenCreate.", t.ExpiresAt.UTC().Format(time.DateOnly))
	case asked != "" && asked != t.OrganizationID:
		return Viewer{}, errOtherOrganization()
	}
	return Viewer{
		Person: t.CreatedByID, APIToken: t.ID, Scopes: t.Scopes,
		Organization: t.OrganizationID, Partner: t.PartnerID, Role: Owner, IsHouse: t.IsHouse,
	}, nil
}

func errOtherOrganization() *Error {
	return Errorf(Forbidden, "This API token acts for the organisation that made it only. Leave out X-Organization and @inContext(organization:).")
}

// ActFor fails with Forbidden when an API token is to act for an organisation other
// than its own. People may try any of theirs.
func (v Viewer) ActFor(o OrganizationID) error {
	if v.APIToken != "" && v.Organization != o {
		return errOtherOrganization()
	}
	return nil
}

// Scope is what an API token may do.
type Scope string

// The scopes.
const (
	PartnersRead     Scope = "PARTNERS_READ"
	PartnersWrite    Scope = "PARTNERS_WRITE"
	SolutionsRead    Scope = "SOLUTIONS_READ"
	SolutionsWrite   Scope = "SOLUTIONS_WRITE"
	ReviewsWrite     Scope = "REVIEWS_WRITE"
	ForumRead        Scope = "FORUM_READ"
	ForumWrite       Scope = "FORUM_WRITE"
	LeadsRead        Scope = "LEADS_READ"
	LeadsWrite       Scope = "LEADS_WRITE"
	BillingRead      Scope = "BILLING_READ"
	BillingWrite     Scope = "BILLING_WRITE"
	OrganizationRead Scope = "ORGANIZATION_READ"
)

var allScopes = []Scope{
	PartnersRead, PartnersWrite, SolutionsRead, SolutionsWrite, ReviewsWrite, ForumRead, ForumWrite,
	LeadsRead, LeadsWrite, BillingRead, BillingWrite, OrganizationRead,
}

// Scopes are all there are, in the order of the contract.
func Scopes() []Scope { return slices.Clone(allScopes) }

// May reports whether the viewer has a scope. Whoever is no API token is not bound
// by scopes.
func (v Viewer) May(s Scope) bool {
	return v.APIToken == "" || slices.ContainsFunc(v.Scopes, func(has Scope) bool { return has.opens(s) })
}

// opens reports whether who has the scope has the wanted one: to write opens to read,
// and what names partners, as solutions, leads and invoices do, opens to read those.
func (s Scope) opens(wanted Scope) bool {
	domain, reads := strings.CutSuffix(string(wanted), "_READ")
	return s == wanted || reads && s == Scope(domain+"_WRITE") ||
		wanted == PartnersRead && slices.Contains([]Scope{SolutionsRead, SolutionsWrite, LeadsRead, LeadsWrite, BillingRead, BillingWrite}, s)
}

// In is the viewer as the rows of a domain see it, which a scope opens: an API token
// without the scope is nobody there.
func (v Viewer) In(s Scope) Viewer {
	if v.May(s) {
		return v
	}
	return Viewer{Address: v.Address, Locales: v.Locales}
}

// Self is the person whose own things the viewer sees, beside the organisation's:
// none for an API token, which is not its maker.
func (v Viewer) Self() PersonID {
	if v.APIToken != "" {
		return ""
	}
	return v.Person
}
