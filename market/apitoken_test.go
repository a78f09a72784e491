package market

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAPITokenCreateInput(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	in := func(after time.Duration) *time.Time { at := now.Add(after); return &at }
	for name, test := range map[string]struct {
		input APITokenCreateInput
		has   APITokenCounts
		guest bool // not an owner
		want  Code
		field string
	}{
		"a name alone":                {input: APITokenCreateInput{Name: "CI"}},
		"a name of one character":     {input: APITokenCreateInput{Name: "x"}},
		"a name of 80":                {input: APITokenCreateInput{Name: strings.Repeat("ä", 80)}},
		"a name of 81":                {input: APITokenCreateInput{Name: strings.Repeat("ä", 81)}, want: Invalid, field: "name"},
		"no name":                     {input: APITokenCreateInput{Name: " \t"}, want: Invalid, field: "name"},
		"a name of two lines":         {input: APITokenCreateInput{Name: "a\nb"}, want: Invalid, field: "name"},
		"an end in a moment":          {input: APITokenCreateInput{Name: "CI", ExpiresAt: in(time.Microsecond)}},
		"an end now":                  {input: APITokenCreateInput{Name: "CI", ExpiresAt: in(0)}, want: Invalid, field: "expiresAt"},
		"the latest end":              {input: APITokenCreateInput{Name: "CI", ExpiresAt: in(MaxAPITokenLife)}},
		"an end a moment later":       {input: APITokenCreateInput{Name: "CI", ExpiresAt: in(MaxAPITokenLife + time.Microsecond)}, want: Invalid, field: "expiresAt"},
		"the last token":              {input: APITokenCreateInput{Name: "CI"}, has: APITokenCounts{Live: MaxAPITokens - 1}},
		"one too many":                {input: APITokenCreateInput{Name: "CI"}, has: APITokenCounts{Live: MaxAPITokens}, want: Conflict},
		"the last of a day":           {input: APITokenCreateInput{Name: "CI"}, has: APITokenCounts{Today: MaxAPITokensDaily - 1}},
		"one too many of a day":       {input: APITokenCreateInput{Name: "CI"}, has: APITokenCounts{Today: MaxAPITokensDaily}, want: Throttled},
		"of who is an owner no more":  {input: APITokenCreateInput{Name: "CI"}, guest: true, want: Forbidden},
		"with scopes of any order":    {input: APITokenCreateInput{Name: "CI", Scopes: []Scope{BillingRead, LeadsRead, BillingRead}}},
		"with all errors at one time": {input: APITokenCreateInput{ExpiresAt: in(-1)}, has: APITokenCounts{Live: MaxAPITokens}, want: Invalid, field: "name"},
	} {
		test.has.IsOwner = !test.guest
		made, err := test.input.Token(test.has, now)
		code, field := firstOf(err)
		if code != test.want || field != test.field {
			t.Errorf("%s: %q at %q, want %q at %q", name, code, field, test.want, test.field)
		}
		if err == nil && (made.CreatedAt != now || made.Name != strings.TrimSpace(test.input.Name)) {
			t.Errorf("%s: made %+v", name, made)
		}
	}
	made, err := APITokenCreateInput{Name: "CI", Scopes: []Scope{BillingRead, LeadsRead, BillingRead}}.Token(APITokenCounts{IsOwner: true}, now)
	if err != nil || !slices.Equal(made.Scopes, []Scope{LeadsRead, BillingRead}) || made.ExpiresAt != now.Add(90*24*time.Hour) {
		t.Errorf("made %+v, %v", made, err)
	}
}

// firstOf is the code and field of the first refusal in err.
func firstOf(err error) (Code, string) {
	var many Errors
	var one *Error
	switch {
	case errors.As(err, &many):
		one = many[0]
	case !errors.As(err, &one):
		return "", ""
	}
	return one.Code, strings.Join(one.Field, ".")
}

func TestAPITokenUser(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		change func(*APITokenUser)
		asked  OrganizationID
		age    time.Duration
		want   Code
	}{
		"as it is":                        {},
		"for its organisation":            {asked: "ours"},
		"for another":                     {asked: "theirs", want: Forbidden},
		"in its last moment":              {age: time.Hour - time.Microsecond},
		"when it ends":                    {age: time.Hour, want: Unauthenticated},
		"revoked":                         {change: func(u *APITokenUser) { u.RevokedAt = &now }, want: Unauthenticated},
		"of who is no owner any more":     {change: func(u *APITokenUser) { u.IsOwner = false }, want: Unauthenticated},
		"revoked, for another's as well":  {change: func(u *APITokenUser) { u.RevokedAt = &now }, asked: "theirs", want: Unauthenticated},
		"of the house":                    {change: func(u *APITokenUser) { u.IsHouse = true }},
		"of a partner, without any scope": {change: func(u *APITokenUser) { u.PartnerID, u.Scopes = "partner", nil }},
	} {
		user := &APITokenUser{IsOwner: true, APIToken: APIToken{
			ID: "token", OrganizationID: "ours", CreatedByID: "maker", Scopes: []Scope{LeadsRead}, ExpiresAt: now.Add(time.Hour),
		}}
		if test.change != nil {
			test.change(user)
		}
		v, err := user.Viewer(test.asked, now.Add(test.age))
		if code, _ := firstOf(err); code != test.want {
			t.Errorf("%s: %q, want %q", name, code, test.want)
		}
		if err != nil && (v.Person != "" || v.Organization != "") {
			t.Errorf("%s: refused, and yet %+v", name, v)
		}
		if err == nil && (v.Person != "maker" || v.Self() != "" || v.Organization != "ours" || v.Role != Owner || v.Session != "" ||
			v.APIToken != "token" || v.IsHouse != user.IsHouse || v.Partner != user.PartnerID || !slices.Equal(v.Scopes, user.Scopes)) {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	with := func(scopes ...Scope) Viewer {
		return Viewer{Person: "maker", APIToken: "token", Organization: "ours", Role: Owner, Scopes: scopes, Address: "192.0.2.1"}
	}
	for name, test := range map[string]struct {
		v    Viewer
		may  []Scope
		self PersonID
	}{
		"nobody is not bound":              {v: Viewer{}, may: allScopes},
		"a person is not bound":            {v: Viewer{Person: "somebody"}, may: allScopes, self: "somebody"},
		"none":                             {v: with()},
		"to read":                          {v: with(ForumRead), may: []Scope{ForumRead}},
		"to write opens to read":           {v: with(ForumWrite), may: []Scope{ForumRead, ForumWrite}},
		"to read leads shows partners":     {v: with(LeadsRead), may: []Scope{PartnersRead, LeadsRead}},
		"to write billing shows partners":  {v: with(BillingWrite), may: []Scope{PartnersRead, BillingRead, BillingWrite}},
		"to write reviews opens that only": {v: with(ReviewsWrite), may: []Scope{ReviewsWrite}},
		"one that does not exist":          {v: with("PARTNERS")},
	} {
		may := []Scope{}
		for _, s := range allScopes {
			if test.v.May(s) {
				may = append(may, s)
			}
			in := test.v.In(s)
			if test.v.May(s) != (in.Organization == test.v.Organization && in.Person == test.v.Person && in.APIToken == test.v.APIToken) || in.Address != test.v.Address {
				t.Errorf("%s: for %s it is %+v", name, s, in)
			}
		}
		if !slices.Equal(may, test.may) && len(may)+len(test.may) > 0 {
			t.Errorf("%s: may %v, want %v", name, may, test.may)
		}
		if test.v.Self() != test.self {
			t.Errorf("%s: is %q itself", name, test.v.Self())
		}
	}
}
