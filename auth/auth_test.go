package auth

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

func TestCodesAreEightDigitsOfAnyValue(t *testing.T) {
	t.Parallel()
	first, digits := [10]int{}, regexp.MustCompile(`^[0-9]{8}$`)
	const draws = 20_000
	for range draws {
		_, code := NewCodes("secret").New()
		if !digits.MatchString(code) {
			t.Fatalf("%q is no code", code)
		}
		first[code[0]-'0']++
	}
	// Each digit leads a tenth of the codes; six standard deviations are 255.
	for digit, n := range first {
		if n < draws/10-255 || n > draws/10+255 {
			t.Errorf("%d leads %d of %d codes", digit, n, draws)
		}
	}
}

func TestSumFitsOneSecretChallengeAndCode(t *testing.T) {
	t.Parallel()
	codes := NewCodes("secret")
	sum := codes.Sum("challenge", "01234567")
	if !bytes.Equal(sum, NewCodes("secret").Sum("challenge", "01234567")) {
		t.Error("another server with the same secret does not know the code")
	}
	for name, other := range map[string][]byte{
		"another code":      codes.Sum("challenge", "01234568"),
		"another challenge": codes.Sum("challengf", "01234567"),
		"another secret":    NewCodes("Secret").Sum("challenge", "01234567"),
		"moved borders":     codes.Sum("challenge0", "1234567"),
	} {
		if bytes.Equal(sum, other) {
			t.Errorf("%s gives the same sum", name)
		}
	}
}

func TestTokensAreNewEachTime(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC)
	seen := map[string]bool{}
	for range 100 {
		tokens, hashes := NewTokens(now)
		challenge, _ := NewCodes("secret").New()
		for _, secret := range []string{tokens.AccessToken, tokens.RefreshToken, challenge} {
			if seen[secret] || len(secret) != 47 || strings.Trim(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
				t.Fatalf("%q is a bad secret, or not new", secret)
			}
			seen[secret] = true
		}
		if !bytes.Equal(hashes.Access, Hash(tokens.AccessToken)) || !bytes.Equal(hashes.Refresh, Hash(tokens.RefreshToken)) {
			t.Fatal("the hashes are of other tokens")
		}
		if !tokens.AccessTokenExpiresAt.Equal(now.Add(15*time.Minute)) || !tokens.RefreshTokenExpiresAt.Equal(now.AddDate(0, 0, 30)) {
			t.Fatalf("they end at %s and %s", tokens.AccessTokenExpiresAt, tokens.RefreshTokenExpiresAt)
		}
	}
}

// recorded are sessions that note whether they were asked.
type recorded struct{ asked []byte }

func (r *recorded) Authenticate(_ context.Context, hash []byte, organization market.OrganizationID, _ time.Time) (market.Viewer, error) {
	r.asked = hash
	return market.Viewer{Person: "somebody", Organization: organization}, nil
}

func (r *recorded) AuthenticateAPIToken(_ context.Context, hash []byte, organization market.OrganizationID, _ time.Time) (market.Viewer, error) {
	r.asked = hash
	return market.Viewer{Person: "a program", Organization: organization}, nil
}

func TestAuthenticate(t *testing.T) {
	t.Parallel()
	tokens, hashes := NewTokens(time.Time{})
	api, kept := NewAPIToken()
	for name, test := range map[string]struct {
		bearer string
		person market.PersonID
		refuse string // a part of the message
	}{
		"no token":          {},
		"an access token":   {bearer: tokens.AccessToken, person: "somebody"},
		"an API token":      {bearer: api, person: "a program"},
		"a mistyped one":    {bearer: api[:len(api)-1] + "!", refuse: "checksum"},
		"one cut short":     {bearer: api[:len(api)-1], refuse: "checksum"},
		"its prefix alone":  {bearer: "pg_", refuse: "checksum"},
		"a refresh token":   {bearer: tokens.RefreshToken, refuse: "sessionRefresh"},
		"a token cut short": {bearer: tokens.AccessToken[:46], refuse: "no access token"},
		"a token of others": {bearer: "ghx_" + strings.Repeat("a", 43), refuse: "no access token"},
		"a null character":  {bearer: "\x00", refuse: "no access token"},
		"a very long one":   {bearer: strings.Repeat("pga_", 10_000), refuse: "no access token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sessions := &recorded{}
			v, err := Authenticate(t.Context(), sessions, test.bearer, "organization", time.Time{})
			if test.refuse != "" {
				var refusal *market.Error
				if !errors.As(err, &refusal) || refusal.Code != market.Unauthenticated || !strings.Contains(err.Error(), test.refuse) {
					t.Errorf("got %v, want UNAUTHENTICATED about %q", err, test.refuse)
				}
			} else if err != nil || v.Person != test.person {
				t.Errorf("got %q, %v, want %q", v.Person, err, test.person)
			}
			if want := test.person != ""; (sessions.asked != nil) != want ||
				want && !bytes.Equal(sessions.asked, hashes.Access) && !bytes.Equal(sessions.asked, kept.Sum) {
				t.Errorf("the sessions were asked for %x", sessions.asked)
			}
		})
	}
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7:4321":              "192.0.2.7",
		"[::ffff:192.0.2.7]:4321":     "192.0.2.7",
		"[2001:db8:1:2:3:4:5:6]:4321": "2001:db8:1:2::/64",
		"[2001:db8:1:2:ffff::1]:1":    "2001:db8:1:2::/64",
		"[fe80::1%eth0]:1":            "fe80::/64",
		"@":                           "@",
	} {
		if got := Network(address); got != want {
			t.Errorf("%s is of %s, want %s", address, got, want)
		}
	}
}

func TestCheckProduction(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		secret  string
		refused bool
	}{
		"no secret":                {refused: true},
		"the secret that all know": {secret: DevelopmentSecret, refused: true},
		"blank":                    {secret: strings.Repeat(" ", 40), refused: true},
		"one character short":      {secret: strings.Repeat("abcdefgh", 4)[1:], refused: true},
		"just long enough":         {secret: strings.Repeat("abcdefgh", 4)},
		"of seven characters":      {secret: strings.Repeat("abcdefg", 5), refused: true},
	} {
		if err := (Config{Secret: test.secret}).CheckProduction(); (err != nil) != test.refused {
			t.Errorf("%s: %v", name, err)
		} else if test.refused && !strings.Contains(err.Error(), "--secret") {
			t.Errorf("%s: %q does not say what to set", name, err)
		}
	}
}

func TestLocales(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string][]string{
		"de-AT": {"de-AT", "de"}, "uk": {"uk"}, "pt-BR": {"pt-BR", "pt"}, "nonsense!": {},
	} {
		if got := Locales(locale); !slices.Equal(got, want) {
			t.Errorf("%s is served by %v, want %v", locale, got, want)
		}
	}
	for header, want := range map[string][]string{
		"de-AT,en;q=0.5,uk;q=0.8":  {"de-AT", "de", "uk", "en"},
		"":                         {},
		"*":                        {},
		strings.Repeat("de,", 300): nil,
	} {
		if got := AcceptedLocales(header); !slices.Equal(got, want) {
			t.Errorf("%.40q wants %v, want %v", header, got, want)
		}
	}
}
