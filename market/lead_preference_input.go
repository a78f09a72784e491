package market

import "time"

// LeadPreferencesSetInput is the input of leadPreferencesSet.
type LeadPreferencesSetInput struct {
	SmallMost   *int
	MediumMost  *int
	LargeMost   *int
	WeekMost    *int
	OpenMost    *int
	RadiusKm    *int
	Countries   []string
	TimeZone    *string
	Days        []Weekday
	OpensAt     int
	ClosesAt    int
	PausedFrom  *time.Time
	PausedUntil *time.Time
}

const (
	maxMost      = 1000 // leads, in a week or at once
	maxCountries = 100  // that a partner serves
	dayMinutes   = 24 * 60
)

// Preferences are the limits that the input sets for a partner at now. It fails with all
// that is wrong with them.
func (in LeadPreferencesSetInput) Preferences(partner PartnerID, now time.Time) (*LeadPreferences, error) {
	var errs Errors
	checkLimit(&errs, "smallMost", in.SmallMost, 0, maxMost)
	checkLimit(&errs, "mediumMost", in.MediumMost, 0, maxMost)
	checkLimit(&errs, "largeMost", in.LargeMost, 0, maxMost)
	checkLimit(&errs, "weekMost", in.WeekMost, 1, maxMost)
	checkLimit(&errs, "openMost", in.OpenMost, 1, maxMost)
	checkLimit(&errs, "radiusKm", in.RadiusKm, 1, 20_000)
	errs.Add(len(in.Countries) <= maxCountries, "countries", "countries can have at most %d.", maxCountries)
	checkSet(&errs, "countries", in.Countries, 0)
	in.checkHours(&errs)
	in.checkPause(&errs)
	return &LeadPreferences{
		PartnerID: partner, SmallMost: in.SmallMost, MediumMost: in.MediumMost, LargeMost: in.LargeMost, WeekMost: in.WeekMost,
		OpenMost: in.OpenMost, RadiusKm: in.RadiusKm, Countries: in.Countries, TimeZone: in.TimeZone, Days: in.Days,
		OpensAt: in.OpensAt, ClosesAt: in.ClosesAt, PausedFrom: in.PausedFrom, PausedUntil: in.PausedUntil, UpdatedAt: &now,
	}, errs.Err()
}

// checkHours refuses hours without days or a zone, and those that never begin.
func (in LeadPreferencesSetInput) checkHours(errs *Errors) {
	checkSet(errs, "days", in.Days, 0)
	checkWhole(errs, "opensAt", in.OpensAt, 0, dayMinutes-1)
	checkWhole(errs, "closesAt", in.ClosesAt, 1, dayMinutes)
	errs.Add(in.OpensAt < in.ClosesAt, "closesAt", "closesAt must be after opensAt, on the same day.")
	switch {
	case in.TimeZone == nil:
		errs.Add(len(in.Days) == 0, "timeZone", "Name the time zone of your days, such as Europe/Berlin.")
	case len(in.Days) == 0:
		errs.Add(false, "days", "Name the days on which you take offers, or leave timeZone out for every day at any hour.")
	default:
		errs.Add(isZone(*in.TimeZone), "timeZone", "timeZone must be a time zone of the IANA's database, such as Europe/Berlin.")
	}
}

// isZone reports whether there is such a time zone; that of the server has no name.
func isZone(name string) bool {
	_, err := zoneOf(name)
	return err == nil && name != "" && name != "Local"
}

// checkPause refuses a pause that ends before it begins, or never begins.
func (in LeadPreferencesSetInput) checkPause(errs *Errors) {
	switch {
	case in.PausedUntil == nil:
	case in.PausedFrom == nil:
		errs.Add(false, "pausedFrom", "Say when the pause begins, too.")
	default:
		errs.Add(in.PausedFrom.Before(*in.PausedUntil), "pausedUntil", "pausedUntil must be after pausedFrom.")
	}
}

// checkLimit refuses a limit out of bounds; nil is none.
func checkLimit(errs *Errors, field string, limit *int, least, most int) {
	if limit != nil {
		checkWhole(errs, field, *limit, least, most)
	}
}
