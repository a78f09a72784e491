package market

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseOrigin(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://www.example.com":              "https://www.example.com",
		" HTTPS://WWW.Example.COM/ ":           "https://www.example.com",
		"https://www.example.com:443":          "https://www.example.com",
		"http://www.example.com:80":            "http://www.example.com",
		"https://www.example.com:8443":         "https://www.example.com:8443",
		"https://www.example.com:80":           "https://www.example.com:80",
		"http://localhost:3000":                "http://localhost:3000",
		"http://127.0.0.1:3000":                "http://127.0.0.1:3000",
		"http://[::1]:3000":                    "http://[::1]:3000",
		"http://[::1]":                         "http://[::1]",
		"https://xn--bcher-kva.example":        "https://xn--bcher-kva.example",
		"https://bücher.example":               "",
		"https://*.example.com":                "",
		"*":                                    "",
		"null":                                 "",
		"":                                     "",
		"www.example.com":                      "",
		"ftp://www.example.com":                "",
		"https://":                             "",
		"https://www.example.com/shop":         "",
		"https://www.example.com?a":            "",
		"https://www.example.com?":             "",
		"https://www.example.com#a":            "",
		"https://me@www.example.com":           "",
		"https://a..example.com":               "",
		"https://www.example.com\nevil":        "",
		"https://" + strings.Repeat("a.", 100): "",
	} {
		if got, ok := ParseOrigin(text); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %t; want %q", text, got, ok, want)
		}
	}
}

func TestEmbedKeyCreate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	sites := func(n int) (all []string) {
		for i := range n {
			all = append(all, "https://s"+strings.Repeat("x", i)+".example.com")
		}
		return all
	}
	for name, test := range map[string]struct {
		in     EmbedKeyCreateInput
		has    EmbedKeyCounts
		refuse map[string]Code // by field
	}{
		"a site":                 {in: shop(sites(1))},
		"as many as can be":      {in: shop(sites(20), func(in *EmbedKeyCreateInput) { in.Label = strings.Repeat("a", 80) }), has: EmbedKeyCounts{19, 49}},
		"no site":                {in: shop(nil), refuse: map[string]Code{"origins": Invalid}},
		"a site more":            {in: shop(sites(21)), refuse: map[string]Code{"origins": Invalid}},
		"a path and no label":    {in: shop([]string{"https://a.example/b"}, func(in *EmbedKeyCreateInput) { in.Label = "" }), refuse: map[string]Code{"label": Invalid, "origins": Invalid}},
		"a long label":           {in: shop(sites(1), func(in *EmbedKeyCreateInput) { in.Label = strings.Repeat("a", 81) }), refuse: map[string]Code{"label": Invalid}},
		"as many keys as can be": {in: shop(sites(1)), has: EmbedKeyCounts{20, 0}, refuse: map[string]Code{"": Conflict}},
		"too many in a day":      {in: shop(sites(1)), has: EmbedKeyCounts{0, 50}, refuse: map[string]Code{"": Throttled}},
		"nothing to show":        {in: shop(sites(1), func(in *EmbedKeyCreateInput) { in.Shows = nil }), refuse: map[string]Code{"shows": Invalid}},
		"a known category":       {in: shop(sites(1), func(in *EmbedKeyCreateInput) { in.CategoryID = some(CategoryID("here")) })},
		"an unknown category":    {in: shop(sites(1), func(in *EmbedKeyCreateInput) { in.CategoryID = some(CategoryID("nowhere")) }), refuse: map[string]Code{"categoryId": Invalid}},
		"the largest quotas":     {in: shop(sites(1), func(in *EmbedKeyCreateInput) { in.DailyReads, in.DailyLeads = 10_000_000, 1000 })},
		"no leads":               {in: shop(sites(1), func(in *EmbedKeyCreateInput) { in.DailyLeads = 0 })},
		"quotas over them":       {in: shop(sites(1), func(in *EmbedKeyCreateInput) { in.DailyReads, in.DailyLeads = 10_000_001, 1001 }), refuse: map[string]Code{"dailyReads": Invalid, "dailyLeads": Invalid}},
		"quotas below them":      {in: shop(sites(1), func(in *EmbedKeyCreateInput) { in.DailyReads, in.DailyLeads = 0, -1 }), refuse: map[string]Code{"dailyReads": Invalid, "dailyLeads": Invalid}},
		"a theme":                {in: shop(sites(1), func(in *EmbedKeyCreateInput) { in.Theme = &EmbedTheme{SchemeDark, some("#0A7D5A"), number(32)} })},
		"a theme that is none":   {in: shop(sites(1), func(in *EmbedKeyCreateInput) { in.Theme = &EmbedTheme{SchemeAuto, some("red;"), number(33)} }), refuse: map[string]Code{"theme.accent": Invalid, "theme.radius": Invalid}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k, err := test.in.EmbedKey(test.has, []CategoryID{"here"}, now)
			got, all := map[string]Code{}, Errors{}
			if errors.As(err, &all) {
				for _, e := range all {
					got[strings.Join(e.Field, ".")] = e.Code
				}
			} else if one := (*Error)(nil); errors.As(err, &one) {
				got[strings.Join(one.Field, ".")] = one.Code
			}
			if len(got) != len(test.refuse) {
				t.Errorf("refused with %v, want %v", got, test.refuse)
			}
			for field, code := range test.refuse {
				if got[field] != code {
					t.Errorf("%s: %s, want %s", field, got[field], code)
				}
			}
			if err == nil && (!slices.Equal(k.Origins, test.in.Origins) || !k.CreatedAt.Equal(now)) {
				t.Errorf("made %+v", k)
			}
		})
	}
	k, err := shop([]string{"https://a.example", "HTTPS://A.example:443/"}).EmbedKey(EmbedKeyCounts{}, nil, now)
	if err != nil || !slices.Equal(k.Origins, []string{"https://a.example"}) {
		t.Errorf("a site twice: %v %v", k, err)
	}
}

// shop is an ordinary input for sites, changed.
func shop(sites []string, changes ...func(*EmbedKeyCreateInput)) EmbedKeyCreateInput {
	in := EmbedKeyCreateInput{Label: "Shop", Origins: sites, Shows: []EmbedPart{EmbedSolutions}, IsOwnOnly: true, DailyReads: 1}
	for _, change := range changes {
		change(&in)
	}
	return in
}

func number(n int) *int { return &n }

func TestEmbedKeyUpdate(t *testing.T) {
	t.Parallel()
	made := func() *EmbedKey {
		k, err := shop([]string{"https://a.example"}, func(in *EmbedKeyCreateInput) { in.CategoryID = some(CategoryID("here")) }).EmbedKey(EmbedKeyCounts{}, []CategoryID{"here"}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	k := made()
	if err := (EmbedKeyUpdateInput{}).Change(k, nil); err != nil || !reflect.DeepEqual(k, made()) {
		t.Errorf("nothing was to change: %+v, %v", k, err)
	}
	all := EmbedKeyUpdateInput{Shows: []EmbedPart{EmbedReviews, EmbedLeadForm, EmbedReviews}, Theme: &EmbedTheme{Scheme: SchemeLight, Accent: some("#0A7D5A")}, Cleared: Cleared{"categoryId"}}
	if err := all.Change(k, nil); err != nil || !slices.Equal(k.Shows, []EmbedPart{EmbedLeadForm, EmbedReviews}) || *k.Theme.Accent != "#0a7d5a" || k.CategoryID != nil {
		t.Errorf("it is %+v, %v", k, err)
	}
	if err := (EmbedKeyUpdateInput{Cleared: Cleared{"label"}}).Change(k, nil); err == nil {
		t.Error("a key may have no label")
	}
	k.RevokedAt = &time.Time{}
	if e := (*Error)(nil); !errors.As((EmbedKeyUpdateInput{}).Change(k, nil), &e) || e.Code != Conflict {
		t.Errorf("of a revoked key: %v", e)
	}
}

// A day's share ends with its last read, and the wait with the day (UTC).
func TestEmbedKeysReadTheirShareOfTheDay(t *testing.T) {
	t.Parallel()
	k := &EmbedKey{DailyReads: 5}
	noon := time.Date(2026, time.November, 21, 13, 30, 0, 0, time.FixedZone("", 90*60))
	for reads, want := range map[int]time.Duration{0: 0, 4: 0, 5: 12 * time.Hour, 6: 12 * time.Hour} {
		if got := k.Again(reads, noon); got != want {
			t.Errorf("after %d reads it waits %v, want %v", reads, got, want)
		}
	}
}
