package market_test

import (
	"testing"
	"time"

	"partnergraph/market"
)

func TestWhenAMessageIsDue(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		moment, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	ago := func(d time.Duration) *time.Time { then := at("2026-11-21T12:00:00Z").Add(-d); return &then }
	noon := "2026-11-21T12:00:00Z"
	night := market.QuietHours{From: "21:00", Until: "07:00", TimeZone: "Europe/Berlin"}
	for name, test := range map[string]struct {
		channel market.NotificationChannel
		now     string
		before  market.SentBefore
		quiet   market.QuietHours
		want    string
	}{
		"the first":                         {now: noon, want: noon},
		"within the window":                 {now: noon, before: market.SentBefore{Last: ago(5 * time.Minute)}, want: "2026-11-21T12:10:00Z"},
		"when the window is over":           {now: noon, before: market.SentBefore{Last: ago(market.DigestWindow)}, want: noon},
		"one SMS too many in a day":         {channel: market.BySMS, now: noon, before: market.SentBefore{Full: ago(23 * time.Hour)}, want: "2026-11-21T13:00:00Z"},
		"as many SMS, a day ago":            {channel: market.BySMS, now: noon, before: market.SentBefore{Full: ago(24 * time.Hour)}, want: noon},
		"as many mails":                     {channel: market.ByMail, now: noon, before: market.SentBefore{Full: ago(time.Hour)}, want: noon},
		"by day":                            {now: noon, quiet: night, want: noon},
		"the last minute before the night":  {now: "2026-11-21T19:59:59Z", quiet: night, want: "2026-11-21T19:59:59Z"},
		"as the night begins":               {now: "2026-11-21T20:00:00Z", quiet: night, want: "2026-11-22T06:00:00Z"},
		"after midnight":                    {now: "2026-11-21T23:30:00Z", quiet: night, want: "2026-11-22T06:00:00Z"},
		"as the night ends":                 {now: "2026-11-22T06:00:00Z", quiet: night, want: "2026-11-22T06:00:00Z"},
		"in the night of the summer's end":  {now: "2026-10-24T22:30:00Z", quiet: night, want: "2026-10-25T06:00:00Z"},
		"a rest by day":                     {now: noon, quiet: market.QuietHours{From: "12:00", Until: "13:30", TimeZone: "UTC"}, want: "2026-11-21T13:30:00Z"},
		"after a rest by day":               {now: noon, quiet: market.QuietHours{From: "10:00", Until: "12:00", TimeZone: "UTC"}, want: noon},
		"no quiet hours":                    {now: noon, quiet: market.QuietHours{From: "12:00", Until: "12:00", TimeZone: "UTC"}, want: noon},
		"a zone that is not known any more": {now: noon, quiet: market.QuietHours{From: "11:00", Until: "13:00", TimeZone: "Mars/Base"}, want: "2026-11-21T13:00:00Z"},
	} {
		if got := market.Due(test.channel, at(test.now), test.before, test.quiet); !got.Equal(at(test.want)) {
			t.Errorf("%s: due at %s, want %s", name, got.UTC().Format(time.RFC3339), test.want)
		}
	}
}

func TestAMessageIsGivenUpAfterItsTries(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	last := now
	for tries := 1; tries < market.DeliveryTries; tries++ {
		next, again := market.TryAgain(tries, now)
		if !again || next.Before(last) || next.Sub(now) < 10*time.Second {
			t.Errorf("after %d tries: %s, %v", tries, next.Sub(now), again)
		}
		last = next
	}
	if _, again := market.TryAgain(market.DeliveryTries, now); again {
		t.Error("it is tried for ever")
	}
}
