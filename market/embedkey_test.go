package market

import (
	"errors"
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
		"a site":                 {in: EmbedKeyCreateInput{"Shop", sites(1)}},
		"as many as can be":      {in: EmbedKeyCreateInput{strings.Repeat("a", 80), sites(20)}, has: EmbedKeyCounts{19, 49}},
		"no site":                {in: EmbedKeyCreateInput{"Shop", nil}, refuse: map[string]Code{"origins": Invalid}},
		"a site more":            {in: EmbedKeyCreateInput{"Shop", sites(21)}, refuse: map[string]Code{"origins": Invalid}},
		"a path and no label":    {in: EmbedKeyCreateInput{"", []string{"https://a.example/b"}}, refuse: map[string]Code{"label": Invalid, "origins": Invalid}},
		"a long label":           {in: EmbedKeyCreateInput{strings.Repeat("a", 81), sites(1)}, refuse: map[string]Code{"label": Invalid}},
		"as many keys as can be": {in: EmbedKeyCreateInput{"Shop", sites(1)}, has: EmbedKeyCounts{20, 0}, refuse: map[string]Code{"": Conflict}},
		"too many in a day":      {in: EmbedKeyCreateInput{"Shop", sites(1)}, has: EmbedKeyCounts{0, 50}, refuse: map[string]Code{"": Throttled}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k, err := test.in.EmbedKey(test.has, now)
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
	k, err := EmbedKeyCreateInput{"Shop", []string{"https://a.example", "HTTPS://A.example:443/"}}.EmbedKey(EmbedKeyCounts{}, now)
	if err != nil || !slices.Equal(k.Origins, []string{"https://a.example"}) {
		t.Errorf("a site twice: %v %v", k, err)
	}
}
