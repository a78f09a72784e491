package market_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

// fields are the fields that an error names.
func fields(err error) (names []string) {
	var many market.Errors
	var one *market.Error
	switch {
	case errors.As(err, &many):
		for _, e := range many {
			names = append(names, strings.Join(e.Field, "."))
		}
	case errors.As(err, &one):
		names = append(names, strings.Join(one.Field, "."))
	}
	return names
}

func TestPreferencesAreTheDefaultsUntilChosen(t *testing.T) {
	t.Parallel()
	p := market.Preferences([]*market.NotificationPreference{{Kind: market.NotifyLeadOffered, Channels: []market.NotificationChannel{}}}, nil)
	if len(p.Kinds) != len(market.NotificationKinds) || p.QuietHours != market.DefaultQuietHours {
		t.Errorf("%d kinds, quiet %v", len(p.Kinds), p.QuietHours)
	}
	for _, kind := range market.NotificationKinds {
		if got, want := p.Of(kind).By(market.ByApp), kind != market.NotifyLeadOffered; got != want {
			t.Errorf("%s in the app: %v, want %v", kind, got, want)
		}
	}
	if p.Of("TOMORROW").By(market.ByApp) {
		t.Error("a kind of another version is told of")
	}
}

func TestWhichPreferencesCanBeSet(t *testing.T) {
	t.Parallel()
	hours := func(from, until, zone string) market.NotificationPreferencesSetInput {
		return market.NotificationPreferencesSetInput{QuietHours: &market.QuietHoursInput{From: from, Until: until, TimeZone: zone}}
	}
	twice := []*market.NotificationPreferenceInput{{Kind: market.NotifyLeadOffered}, {Kind: market.NotifyLeadOffered}}
	for name, test := range map[string]struct {
		in   market.NotificationPreferencesSetInput
		want []string
	}{
		"nothing":             {},
		"quiet hours":         {in: hours("21:30", "07:00", "Europe/Kyiv")},
		"a kind twice":        {in: market.NotificationPreferencesSetInput{Kinds: twice}, want: []string{"kinds"}},
		"no time of the day":  {in: hours("24:00", "7:00", "UTC"), want: []string{"quietHours.from", "quietHours.until"}},
		"no zone":             {in: hours("21:00", "07:00", ""), want: []string{"quietHours.timeZone"}},
		"the server's zone":   {in: hours("21:00", "07:00", "Local"), want: []string{"quietHours.timeZone"}},
		"a path for a zone":   {in: hours("21:00", "07:00", "../../etc/passwd"), want: []string{"quietHours.timeZone"}},
		"a zone of elsewhere": {in: hours("21:00", "07:00", "Mars/Base"), want: []string{"quietHours.timeZone"}},
	} {
		_, _, err := test.in.Check()
		if got := fields(err); !slices.Equal(got, test.want) {
			t.Errorf("%s: errors at %v, want %v", name, got, test.want)
		}
	}
	again := []*market.NotificationPreferenceInput{{Kind: market.NotifyLeadOffered, Channels: []market.NotificationChannel{market.BySMS, market.ByApp, market.BySMS}}}
	kinds, quiet, err := market.NotificationPreferencesSetInput{Kinds: again}.Check()
	if err != nil || quiet != nil || len(kinds) != 1 || !slices.Equal(kinds[0].Channels, []market.NotificationChannel{market.ByApp, market.BySMS}) {
		t.Errorf("a channel given twice: %v, %v, %v", kinds, quiet, err)
	}
}

func TestAMessageIsLeftWithWhatIsWanted(t *testing.T) {
	t.Parallel()
	d := &market.Delivery{Channel: market.ByMail, Items: []*market.DeliveryItem{{Kind: market.NotifyThreadReply}, {Kind: market.NotifyInvoicePaid}}}
	d.Wanted(market.Preferences([]*market.NotificationPreference{{Kind: market.NotifyThreadReply, Channels: []market.NotificationChannel{market.ByApp}}}, nil))
	if len(d.Items) != 1 || d.Items[0].Kind != market.NotifyInvoicePaid {
		t.Errorf("left are %v", d.Items)
	}
}

func TestTriesOfACodeForAnAddress(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		change func(*market.EmailChallenge)
		sum    string
		want   []string // the field of the error
	}{
		"the code":             {sum: "right"},
		"another":              {sum: "wrong", want: []string{"code"}},
		"on its last moment":   {sum: "right", change: func(c *market.EmailChallenge) { c.ExpiresAt = now.Add(time.Nanosecond) }},
		"when it has ended":    {sum: "right", change: func(c *market.EmailChallenge) { c.ExpiresAt = now }, want: []string{"challenge"}},
		"a second time":        {sum: "right", change: func(c *market.EmailChallenge) { c.UsedAt = &now }, want: []string{"challenge"}},
		"after too many tries": {sum: "right", change: func(c *market.EmailChallenge) { c.Tries = market.CodeTries }, want: []string{"challenge"}},
	} {
		c := &market.EmailChallenge{CodeSum: []byte("right"), CreatedAt: now, ExpiresAt: now.Add(market.CodeLife)}
		if test.change != nil {
			test.change(c)
		}
		err := c.Try([]byte(test.sum), now)
		if got := fields(err); !slices.Equal(got, test.want) || (err == nil) != (len(test.want) == 0) {
			t.Errorf("%s: %v at %v, want %v", name, err, got, test.want)
		}
	}
}

func TestHowManyCodesGoToAnAddress(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) *time.Time { then := now.Add(-d); return &then }
	for name, test := range map[string]struct {
		sent    market.EmailsSent
		refused bool
	}{
		"the first":                     {},
		"within a minute":               {sent: market.EmailsSent{Last: ago(time.Minute - time.Second)}, refused: true},
		"after a minute":                {sent: market.EmailsSent{Last: ago(time.Minute)}},
		"too many to the address":       {sent: market.EmailsSent{FullEmail: ago(24*time.Hour - time.Second)}, refused: true},
		"too many of the person":        {sent: market.EmailsSent{FullPerson: ago(24*time.Hour - time.Second)}, refused: true},
		"as many, a day ago":            {sent: market.EmailsSent{FullEmail: ago(24 * time.Hour), FullPerson: ago(24 * time.Hour)}},
		"too many of the network":       {sent: market.EmailsSent{FullAddress: ago(time.Hour - time.Second)}, refused: true},
		"as many, an hour ago, of that": {sent: market.EmailsSent{FullAddress: ago(time.Hour)}},
	} {
		if err := test.sent.Check(now, market.DefaultCeilings()); (err != nil) != test.refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}
