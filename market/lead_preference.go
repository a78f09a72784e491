package market

import (
	"slices"
	"sync"
	"time"
	_ "time/tzdata" // time zones, wherever the server runs
)

// Weekday is a day of the week.
type Weekday string

// The days, from Sunday, as package time counts them.
var weekdays = []Weekday{"SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"}

// LeadPreferences are the limits that a partner set itself. The zero value sets none.
type LeadPreferences struct {
	PartnerID   PartnerID  `db:"partner_id"`
	SmallMost   *int       `db:"small_most"` // a week; nil for as many as fit, 0 for none
	MediumMost  *int       `db:"medium_most"`
	LargeMost   *int       `db:"large_most"`
	WeekMost    *int       `db:"week_most"`    // of all sizes in a week
	OpenMost    *int       `db:"open_most"`    // offers that wait at once
	RadiusKm    *int       `db:"radius_km"`    // nil for the policy's
	Countries   []string   `db:"countries"`    // served wherever in them
	TimeZone    *string    `db:"time_zone"`    // of the hours; nil for no hours
	Days        []Weekday  `db:"days"`         // on which it takes offers
	OpensAt     int        `db:"opens_at"`     // minutes after midnight there
	ClosesAt    int        `db:"closes_at"`    //
	PausedFrom  *time.Time `db:"paused_from"`  // nil for no pause
	PausedUntil *time.Time `db:"paused_until"` // nil for an open end
	UpdatedAt   *time.Time `db:"updated_at"`   // nil when none were ever set
}

// Most is how many leads of a size the partner takes in a week, nil for as many as fit.
func (f *LeadPreferences) Most(size LeadSize) *int {
	switch size {
	case Small:
		return f.SmallMost
	case Medium:
		return f.MediumMost
	}
	return f.LargeMost
}

// isPaused reports whether now is in the pause: from its first moment until before its
// last.
func (f *LeadPreferences) isPaused(now time.Time) bool {
	return f.PausedFrom != nil && !now.Before(*f.PausedFrom) && (f.PausedUntil == nil || now.Before(*f.PausedUntil))
}

// Opening is the first moment from now on within the partner's hours: now itself, when
// it has none. The hours are from OpensAt until before ClosesAt by its clocks.
func (f *LeadPreferences) Opening(now time.Time) time.Time {
	if f.TimeZone == nil || len(f.Days) == 0 {
		return now
	}
	zone, err := zoneOf(*f.TimeZone)
	if err != nil { // a zone that this server's tables lack closes nobody out
		return now
	}
	local := now.In(zone)
	for day := range 8 {
		on := local.AddDate(0, 0, day)
		at := func(minutes int) time.Time {
			return time.Date(on.Year(), on.Month(), on.Day(), 0, minutes, 0, 0, zone)
		}
		opens, closes := at(f.OpensAt), at(f.ClosesAt)
		if slices.Contains(f.Days, weekdays[opens.Weekday()]) && now.Before(closes) {
			if opens.Before(now) {
				return now
			}
			return opens
		}
	}
	return now
}

// zones are the time zones asked for, which take a file each to read.
var zones sync.Map

func zoneOf(name string) (*time.Location, error) {
	if zone, ok := zones.Load(name); ok {
		return zone.(*time.Location), nil
	}
	zone, err := time.LoadLocation(name)
	if err == nil {
		zones.Store(name, zone)
	}
	return zone, err
}
