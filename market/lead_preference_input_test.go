package market_test

import (
	"testing"
	"time"

	"partnergraph/market"
)

// Limits stand on their bounds, and hours and pauses are whole or not at all.
func TestLeadPreferencesAreChecked(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	later := now.Add(time.Hour)
	for name, test := range map[string]struct {
		change func(*market.LeadPreferencesSetInput)
		field  string // of the refusal, "" for none
	}{
		"none":                  {func(in *market.LeadPreferencesSetInput) {}, ""},
		"none of a size":        {func(in *market.LeadPreferencesSetInput) { in.SmallMost = ptrTo(0) }, ""},
		"the most of a size":    {func(in *market.LeadPreferencesSetInput) { in.SmallMost = ptrTo(1000) }, ""},
		"more than the most":    {func(in *market.LeadPreferencesSetInput) { in.LargeMost = ptrTo(1001) }, "largeMost"},
		"less than none":        {func(in *market.LeadPreferencesSetInput) { in.MediumMost = ptrTo(-1) }, "mediumMost"},
		"no leads in a week":    {func(in *market.LeadPreferencesSetInput) { in.WeekMost = ptrTo(0) }, "weekMost"},
		"no offers at once":     {func(in *market.LeadPreferencesSetInput) { in.OpenMost = ptrTo(0) }, "openMost"},
		"half around the Earth": {func(in *market.LeadPreferencesSetInput) { in.RadiusKm = ptrTo(20_000) }, ""},
		"farther than that":     {func(in *market.LeadPreferencesSetInput) { in.RadiusKm = ptrTo(20_001) }, "radiusKm"},
		"a country twice":       {func(in *market.LeadPreferencesSetInput) { in.Countries = []string{"DE", "DE"} }, "countries"},
		"hours": {func(in *market.LeadPreferencesSetInput) {
			in.TimeZone, in.Days = ptrTo("UTC"), []market.Weekday{"MONDAY"}
		}, ""},
		"days of no zone":     {func(in *market.LeadPreferencesSetInput) { in.Days = []market.Weekday{"MONDAY"} }, "timeZone"},
		"a zone without days": {func(in *market.LeadPreferencesSetInput) { in.TimeZone = ptrTo("UTC") }, "days"},
		"the server's own zone": {func(in *market.LeadPreferencesSetInput) {
			in.TimeZone, in.Days = ptrTo("Local"), []market.Weekday{"MONDAY"}
		}, "timeZone"},
		"a path for a zone": {func(in *market.LeadPreferencesSetInput) {
			in.TimeZone, in.Days = ptrTo("../UTC"), []market.Weekday{"MONDAY"}
		}, "timeZone"},
		"a minute of a day":       {func(in *market.LeadPreferencesSetInput) { in.OpensAt, in.ClosesAt = 1439, 1440 }, ""},
		"hours that never begin":  {func(in *market.LeadPreferencesSetInput) { in.OpensAt, in.ClosesAt = 600, 600 }, "closesAt"},
		"a pause without an end":  {func(in *market.LeadPreferencesSetInput) { in.PausedFrom = &now }, ""},
		"a pause":                 {func(in *market.LeadPreferencesSetInput) { in.PausedFrom, in.PausedUntil = &now, &later }, ""},
		"a pause of no time":      {func(in *market.LeadPreferencesSetInput) { in.PausedFrom, in.PausedUntil = &now, &now }, "pausedUntil"},
		"a pause without a begin": {func(in *market.LeadPreferencesSetInput) { in.PausedUntil = &later }, "pausedFrom"},
	} {
		t.Run(name, func(t *testing.T) {
			in := market.LeadPreferencesSetInput{ClosesAt: 1440}
			test.change(&in)
			_, err := in.Preferences("p", now)
			if got := firstField(err); got != test.field {
				t.Errorf("%s is refused in %q, want %q: %v", name, got, test.field, err)
			}
		})
	}
}

// firstField is the field of the only refusal.
func firstField(err error) string {
	errs, _ := err.(market.Errors)
	if len(errs) != 1 {
		return ""
	}
	return errs[0].Field[0]
}
