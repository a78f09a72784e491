package auth

import (
	"errors"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

func TestFormsAreSentByThePageThatShowsThem(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC)
	forms, page := NewEmbedForms("one secret"), Page{Key: "key", Site: "https://site.example"}
	token := forms.Token(page, now)
	for name, test := range map[string]struct {
		token  string
		page   Page
		after  time.Duration
		took   time.Duration
		refuse market.Code
	}{
		"after a minute":           {token: token, page: page, after: time.Minute, took: time.Minute},
		"at once":                  {token: token, page: page},
		"by a server that is late": {token: token, page: page, after: -time.Second},
		"in its last moment":       {token: token, page: page, after: EmbedFormLife, took: EmbedFormLife},
		"a moment later":           {token: token, page: page, after: EmbedFormLife + time.Millisecond, refuse: market.Expired},
		"by another site":          {token: token, page: Page{"key", "https://other.example"}, refuse: market.Invalid},
		"by another key":           {token: token, page: Page{"other", "https://site.example"}, refuse: market.Invalid},
		"with moved borders":       {token: token, page: Page{"key https://site.example", ""}, refuse: market.Invalid},
		"of another secret":        {token: NewEmbedForms("another").Token(page, now), page: page, refuse: market.Invalid},
		"without a token":          {page: page, refuse: market.Invalid},
		"made younger":             {token: "B" + token[1:], page: page, refuse: market.Invalid},
		"cut":                      {token: token[:len(token)-1], page: page, refuse: market.Invalid},
		"very long":                {token: strings.Repeat("A", 100_000), page: page, refuse: market.Invalid},
	} {
		took, err := forms.Took(test.token, test.page, now.Add(test.after))
		code, refusal := market.Code(""), (*market.Error)(nil)
		if errors.As(err, &refusal) {
			code = refusal.Code
		}
		if took != test.took || code != test.refuse {
			t.Errorf("%s: %v, %v", name, took, err)
		}
	}
}
