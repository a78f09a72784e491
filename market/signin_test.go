package market

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var noon = time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC)

// refusalOf is the code of a single refusal and its field; "" for none.
func refusalOf(t *testing.T, err error) (Code, string) {
	t.Helper()
	switch e := err.(type) {
	case nil:
		return "", ""
	case *Error:
		return e.Code, strings.Join(e.Field, ".")
	case Errors:
		return e[0].Code, strings.Join(e[0].Field, ".")
	}
	t.Fatalf("a fault: %v", err)
	return "", ""
}

func TestTry(t *testing.T) {
	t.Parallel()
	right, wrong := []byte("right"), []byte("wrong")
	for name, test := range map[string]struct {
		sum   []byte
		age   time.Duration
		tries int
		used  bool
		want  Code
		field string
		count int
	}{
		"the right code":                    {sum: right, count: 1},
		"a wrong one":                       {sum: wrong, want: Invalid, field: "code", count: 1},
		"the right one, fifth":              {sum: right, tries: 4, count: 5},
		"a wrong one, fifth":                {sum: wrong, tries: 4, want: Invalid, field: "code", count: 5},
		"the right one, sixth":              {sum: right, tries: 5, want: Throttled, field: "challenge", count: 5},
		"the right one, in its last moment": {sum: right, age: CodeLife - 1, count: 1},
		"the right one, after its time":     {sum: right, age: CodeLife, want: Expired, field: "challenge"},
		"the right one, a second time":      {sum: right, tries: 1, used: true, want: Expired, field: "challenge", count: 1},
		"a part of the right one":           {sum: right[:4], want: Invalid, field: "code", count: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := Challenge{CodeSum: right, Tries: test.tries, CreatedAt: noon, ExpiresAt: noon.Add(CodeLife)}
			if test.used {
				c.UsedAt = &noon
			}
			code, field := refusalOf(t, c.Try(test.sum, noon.Add(test.age)))
			if code != test.want || field != test.field {
				t.Errorf("got %q at %q, want %q at %q", code, field, test.want, test.field)
			}
			if c.Tries != test.count {
				t.Errorf("%d tries are counted, want %d", c.Tries, test.count)
			}
			if opened := c.UsedAt != nil; opened != (test.want == "" || test.used) {
				t.Errorf("used: %v", opened)
			}
		})
	}
}

func TestSends(t *testing.T) {
	t.Parallel()
	ago := func(d time.Duration) *time.Time { at := noon.Add(-d); return &at }
	for name, test := range map[string]struct {
		sends Sends
		again string // when, in the message; "" when it may go out
	}{
		"the first":                          {sends: Sends{}},
		"a moment before the minute is over": {sends: Sends{Last: ago(time.Minute - 1)}, again: "12:00:01Z"},
		"a minute after":                     {sends: Sends{Last: ago(time.Minute)}},
		"at the same moment":                 {sends: Sends{Last: ago(0)}, again: "12:01:00Z"},
		"the eleventh of a day":              {sends: Sends{Last: ago(time.Hour), FullNumber: ago(24*time.Hour - time.Minute)}, again: "2026-11-02T12:01:00Z"},
		"a day after the first of ten":       {sends: Sends{Last: ago(time.Hour), FullNumber: ago(24 * time.Hour)}},
		"the eleventh of a network's hour":   {sends: Sends{FullAddress: ago(20 * time.Minute)}, again: "12:40:00Z"},
		"an hour after the first of ten":     {sends: Sends{FullAddress: ago(time.Hour)}},
		"the longest wait is told":           {sends: Sends{Last: ago(0), FullNumber: ago(time.Hour), FullAddress: ago(0)}, again: "2026-11-03T11:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.sends.Check(noon, DefaultCeilings())
			code, field := refusalOf(t, err)
			if test.again == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if code != Throttled || field != "phone" || !strings.Contains(err.Error(), test.again) {
				t.Errorf("got %q at %q: %v, want THROTTLED at phone until %s", code, field, err, test.again)
			}
		})
	}
}

func TestSignInVerifyCheck(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"01234567": "01234567", "0123 4567": "01234567", " 0123-4567 ": "01234567",
		"0123456": "", "012345678": "", "0123456x": "", "": "", "٠١٢٣٤٥٦٧": "", "0123456\x00": "",
	} {
		in, err := SignInVerifyInput{Code: code}.Check()
		switch refused, field := refusalOf(t, err); {
		case want == "" && (refused != Invalid || field != "code"):
			t.Errorf("%q: got %q at %q, want INVALID at code", code, refused, field)
		case want != "" && (err != nil || in.Code != want):
			t.Errorf("%q: got %q, %v, want %q", code, in.Code, err, want)
		}
	}
}

func TestCodeText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		locales []string
		want    string
	}{
		"nothing wanted":             {want: "is your"},
		"a language there is":        {locales: []string{"de"}, want: "ist Ihr"},
		"a variety of one":           {locales: []string{"de-AT"}, want: "ist Ihr"},
		"the second, where no first": {locales: []string{"fr", "uk", "de"}, want: "хвилин"},
		"none there is":              {locales: []string{"fr"}, want: "is your"},
		"Russian":                    {locales: []string{"ru"}, want: "минут"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := CodeText("01234567", test.locales)
			if !strings.Contains(text, test.want) || !strings.HasPrefix(text, "01234567 ") {
				t.Errorf("got %q", text)
			}
		})
	}
}

// One message costs one message.
func TestCodeTextsFitIntoOneSMS(t *testing.T) {
	t.Parallel()
	for locale := range codeTexts {
		text := CodeText("01234567", []string{locale})
		limit := 160
		if strings.ContainsFunc(text, func(r rune) bool { return r > 0xff }) {
			limit = 70
		}
		if n := utf8.RuneCountInString(text); n > limit {
			t.Errorf("%s: %d characters, %d fit", locale, n, limit)
		}
	}
}

func TestUseOfRefreshToken(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		token  RefreshToken
		stolen bool
		want   Code
	}{
		"in its last moment":                 {token: RefreshToken{ExpiresAt: noon.Add(1)}},
		"after its time":                     {token: RefreshToken{ExpiresAt: noon}, want: Expired},
		"a second time":                      {token: RefreshToken{ExpiresAt: noon.Add(1), UsedAt: &noon}, stolen: true, want: Expired},
		"a second time, after its time":      {token: RefreshToken{ExpiresAt: noon, UsedAt: &noon}, stolen: true, want: Expired},
		"of an ended session":                {token: RefreshToken{ExpiresAt: noon.Add(1), EndedAt: &noon}, want: Expired},
		"of an ended session, a second time": {token: RefreshToken{ExpiresAt: noon.Add(1), UsedAt: &noon, EndedAt: &noon}, want: Expired},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stolen, err := test.token.Use(noon)
			if code, _ := refusalOf(t, err); code != test.want || stolen != test.stolen {
				t.Errorf("got %q, stolen %v, want %q, %v", code, stolen, test.want, test.stolen)
			}
			if test.want == "" && (test.token.UsedAt == nil || *test.token.UsedAt != noon) {
				t.Error("it is not marked as used")
			}
		})
	}
}
