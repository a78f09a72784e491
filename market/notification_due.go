package market

import "time"

// How messages are spread. The first goes out at once; what follows waits until the
// window is over, and goes together.
const (
	DigestWindow  = 15 * time.Minute
	SMSPerDay     = 10 // of a person, since they cost money
	TooLateToSend = 24 * time.Hour
)

// QuietHours are the hours of each day in which no SMS and no mail is sent. Where From
// and Until are the same there are none.
type QuietHours struct {
	From     string `db:"quiet_from"`  // 21:00
	Until    string `db:"quiet_until"` // 07:00
	TimeZone string `db:"time_zone"`   // of the IANA's database
}

// DefaultQuietHours hold until a person names a time zone: about the nights of Europe.
var DefaultQuietHours = QuietHours{From: "21:00", Until: "06:00", TimeZone: "UTC"}

// clock is how hours are written.
const clock = "15:04"

// check reads hours of the input.
func (in QuietHoursInput) check(errs *Errors) *QuietHours {
	for _, hour := range []struct{ field, text string }{{"from", in.From}, {"until", in.Until}} {
		at, err := time.Parse(clock, hour.text)
		errs.Add(err == nil && at.Format(clock) == hour.text, "quietHours."+hour.field, "%s must be a time of the day such as 21:30.", hour.field)
	}
	_, err := time.LoadLocation(in.TimeZone)
	errs.Add(err == nil && in.TimeZone != "" && in.TimeZone != "Local", "quietHours.timeZone", "timeZone must be a time zone of the IANA's database, such as Europe/Berlin.")
	return &QuietHours{in.From, in.Until, in.TimeZone}
}

// Next is the first moment from at on that is not quiet. A time zone that this server
// does not know counts as UTC.
func (q QuietHours) Next(at time.Time) time.Time {
	if q.From == q.Until || q.From == "" {
		return at
	}
	zone, err := time.LoadLocation(q.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	local := at.In(zone)
	hour := local.Format(clock)
	if quiet := q.From <= hour && hour < q.Until; q.From < q.Until {
		if !quiet {
			return at
		}
		return q.end(local)
	}
	switch { // over midnight
	case hour >= q.From:
		return q.end(local.AddDate(0, 0, 1))
	case hour < q.Until:
		return q.end(local)
	}
	return at
}

// end is when the quiet hours end on the day.
func (q QuietHours) end(day time.Time) time.Time {
	until, _ := time.Parse(clock, q.Until)
	return time.Date(day.Year(), day.Month(), day.Day(), until.Hour(), until.Minute(), 0, 0, day.Location())
}

// SentBefore are the earlier messages to a person on a channel that decide when the
// next may go; nil where there were not so many.
type SentBefore struct {
	Last *time.Time `db:"last"`
	Full *time.Time `db:"full_day"` // SMSPerDay back
}

// Due is when a message that comes up at now goes out.
func Due(c NotificationChannel, now time.Time, before SentBefore, quiet QuietHours) time.Time {
	due := now
	if before.Last != nil && due.Before(before.Last.Add(DigestWindow)) {
		due = before.Last.Add(DigestWindow)
	}
	if c == BySMS && before.Full != nil && due.Before(before.Full.Add(24*time.Hour)) {
		due = before.Full.Add(24 * time.Hour)
	}
	return quiet.Next(due)
}

// deliveryPauses are the pauses after the first tries of a message; the last holds for
// those that follow.
var deliveryPauses = []time.Duration{10 * time.Second, time.Minute, 5 * time.Minute, 20 * time.Minute, time.Hour}

// DeliveryTries is how often a message is tried.
const DeliveryTries = 10

// TryAgain is when a message that has failed so many times is tried again, and false
// when it is given up.
func TryAgain(tries int, now time.Time) (time.Time, bool) {
	if tries >= DeliveryTries {
		return now, false
	}
	return now.Add(deliveryPauses[min(max(tries, 1), len(deliveryPauses))-1]), true
}
