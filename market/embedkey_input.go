package market

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// EmbedKeyCreateInput is the input of embedKeyCreate.
type EmbedKeyCreateInput struct {
	Label      string
	Origins    []string
	Shows      []EmbedPart
	IsOwnOnly  bool
	CategoryID *CategoryID
	Theme      *EmbedTheme
	DailyReads int
	DailyLeads int
}

// EmbedKeyUpdateInput is the input of embedKeyUpdate. A nil field is left as it is,
// unless Cleared names it.
type EmbedKeyUpdateInput struct {
	EmbedKeyID EmbedKeyID
	Label      *string
	Origins    []string
	Shows      []EmbedPart
	IsOwnOnly  *bool
	CategoryID *CategoryID
	Theme      *EmbedTheme
	DailyReads *int
	DailyLeads *int
	Cleared    Cleared
}

// EmbedKeyRevokeInput is the input of embedKeyRevoke.
type EmbedKeyRevokeInput struct {
	EmbedKeyID EmbedKeyID
}

// EmbedKeyCounts are what decides whether a partner may have another key.
type EmbedKeyCounts struct {
	Live  int `db:"live"`  // keys in force
	Today int `db:"today"` // made within a day
}

// EmbedKey is the key that the input asks for at now, without identifiers. categories
// are those there are. It fails with Invalid for what cannot be, with Conflict when
// there are as many in force as can be, and with Throttled after too many in a day.
func (in EmbedKeyCreateInput) EmbedKey(has EmbedKeyCounts, categories []CategoryID, now time.Time) (*EmbedKey, error) {
	var errs Errors
	k := &EmbedKey{Theme: EmbedTheme{Scheme: SchemeAuto}, CreatedAt: now}
	EmbedKeyUpdateInput{
		Label: &in.Label, Origins: given(in.Origins), Shows: given(in.Shows), IsOwnOnly: &in.IsOwnOnly, CategoryID: in.CategoryID,
		Theme: in.Theme, DailyReads: &in.DailyReads, DailyLeads: &in.DailyLeads,
	}.change(&errs, k, categories)
	switch {
	case has.Live >= MaxEmbedKeys:
		errs = append(errs, Errorf(Conflict, "A partner has at most %d embed keys at a time. Revoke one first.", MaxEmbedKeys))
	case has.Today >= MaxEmbedKeysDaily:
		errs = append(errs, Errorf(Throttled, "A partner makes at most %d embed keys in 24 hours. Try again tomorrow.", MaxEmbedKeysDaily))
	}
	return k, errs.Err()
}

// Change puts what the input gives into the key. categories are those there are. It
// fails with all that is wrong, and then the key is of no use, and with Conflict for
// one that was revoked.
func (in EmbedKeyUpdateInput) Change(k *EmbedKey, categories []CategoryID) error {
	if k.RevokedAt != nil {
		return Errorf(Conflict, "This embed key was revoked. Make another.").In("embedKeyId")
	}
	var errs Errors
	in.Cleared.check(&errs, "categoryId")
	in.change(&errs, k, categories)
	return errs.Err()
}

func (in EmbedKeyUpdateInput) change(errs *Errors, k *EmbedKey, categories []CategoryID) {
	if in.Label != nil {
		k.Label = checkLine(errs, "label", *in.Label, 1, maxEmbedLabel)
	}
	if in.Origins != nil {
		k.Origins = readOrigins(errs, in.Origins)
	}
	if in.Shows != nil {
		slices.Sort(in.Shows)
		k.Shows = slices.Compact(in.Shows)
		errs.Add(len(k.Shows) > 0, "shows", "shows is empty: name what pages may show.")
	}
	if in.IsOwnOnly != nil {
		k.IsOwnOnly = *in.IsOwnOnly
	}
	if in.CategoryID != nil {
		checkCategory(errs, *in.CategoryID, categories)
	}
	k.CategoryID = changeOptional(k.CategoryID, in.CategoryID, in.Cleared, "categoryId")
	if in.Theme != nil {
		k.Theme = in.Theme.read(errs)
	}
	if in.DailyReads != nil {
		k.DailyReads = *in.DailyReads
		errs.Add(k.DailyReads >= 1 && k.DailyReads <= maxEmbedReads, "dailyReads", "dailyReads must be from 1 to %d.", maxEmbedReads)
	}
	if in.DailyLeads != nil {
		k.DailyLeads = *in.DailyLeads
		errs.Add(k.DailyLeads >= 0 && k.DailyLeads <= maxEmbedLeads, "dailyLeads", "dailyLeads must be from 0 to %d.", maxEmbedLeads)
	}
}

// readOrigins reads the sites of a key, each once.
func readOrigins(errs *Errors, texts []string) []string {
	origins := []string{}
	errs.Add(len(texts) >= 1 && len(texts) <= MaxEmbedOrigins, "origins", "origins must be 1 to %d sites.", MaxEmbedOrigins)
	for _, text := range texts {
		origin, ok := ParseOrigin(text)
		if !ok {
			errs.Add(false, "origins", "origins must be written as https://www.example.com: scheme and host, in the letters a browser sends (xn--… for others), without path and wildcard.")
			break
		}
		if !slices.Contains(origins, origin) {
			origins = append(origins, origin)
		}
	}
	return origins
}

var colour = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// read checks how a widget is to look, and writes colours in small letters.
func (t EmbedTheme) read(errs *Errors) EmbedTheme {
	if t.Accent != nil {
		accent := strings.ToLower(*t.Accent)
		errs.Add(colour.MatchString(accent), "theme.accent", "accent must be a colour as #1a2b3c.")
		t.Accent = &accent
	}
	errs.Add(t.Radius == nil || *t.Radius >= 0 && *t.Radius <= maxEmbedRadius, "theme.radius", "radius must be from 0 to %d.", maxEmbedRadius)
	return t
}
