package market_test

import (
	"math"
	"testing"
	"time"

	"partnergraph/market"
)

func ptrTo[T any](v T) *T { return &v }

// candidate is a partner that anyNeed fits, and at noon, a Saturday, has room.
func candidate(id market.PartnerID) *market.LeadCandidate {
	return &market.LeadCandidate{PartnerID: id, OrganizationID: "its own", State: market.PartnerActive, Kinds: []market.PartnerKind{market.Integrator},
		Competence: market.ThisProduct, Languages: []string{"en", "de-AT"}, IndustryCodes: []string{"retail"}, Country: "GB",
		Latitude: ptrTo(51.0), Longitude: ptrTo(0.0), LevelWeight: 1}
}

func anyNeed() *market.LeadNeed {
	return &market.LeadNeed{Size: market.Medium, Country: ptrTo("GB"), IndustryCode: ptrTo("retail"), Locale: "de-CH",
		OrganizationID: ptrTo(market.OrganizationID("a client"))}
}

// northOf is a latitude so many kilometres north of the candidate.
func northOf(km float64) *float64 { return ptrTo(51 + km/(6371.0088*math.Pi/180)) }

func TestWhyALeadIsNotOffered(t *testing.T) {
	t.Parallel()
	place := func(l *market.LeadNeed, latitude *float64) { l.Latitude, l.Longitude = latitude, ptrTo(0.0) }
	for name, test := range map[string]struct {
		change func(*market.LeadNeed, *market.LeadCandidate)
		want   market.LeadRefusal
	}{
		"it fits":          {func(*market.LeadNeed, *market.LeadCandidate) {}, market.LeadFits},
		"an applicant":     {func(_ *market.LeadNeed, c *market.LeadCandidate) { c.State = market.PartnerApplied }, market.LeadNotAdmitted},
		"one turned down":  {func(_ *market.LeadNeed, c *market.LeadCandidate) { c.State = market.PartnerRejected }, market.LeadNotAdmitted},
		"one that rests":   {func(_ *market.LeadNeed, c *market.LeadCandidate) { c.State = market.PartnerPaused }, market.LeadPartnerPaused},
		"a recruiter":      {func(_ *market.LeadNeed, c *market.LeadCandidate) { c.Kinds = []market.PartnerKind{market.Recruiter} }, market.LeadOfKind},
		"one of two kinds": {func(_ *market.LeadNeed, c *market.LeadCandidate) { c.Kinds = append(c.Kinds, market.Recruiter) }, market.LeadFits},
		"the client's own": {func(_ *market.LeadNeed, c *market.LeadCandidate) { c.OrganizationID = "a client" }, market.LeadOfOwn},
		"nobody's own":     {func(l *market.LeadNeed, c *market.LeadCandidate) { l.OrganizationID = nil }, market.LeadFits},
		"had before":       {func(_ *market.LeadNeed, c *market.LeadCandidate) { c.HadIt = true }, market.LeadHadBefore},
		"a newcomer":       {func(_ *market.LeadNeed, c *market.LeadCandidate) { c.Competence = market.Newcomer }, market.LeadCompetence},
		"a newcomer, small": {func(l *market.LeadNeed, c *market.LeadCandidate) {
			c.Competence, l.Size = market.Newcomer, market.Small
		}, market.LeadFits},
		"the second, large": {func(l *market.LeadNeed, c *market.LeadCandidate) {
			c.Competence, l.Size = market.OtherSoftware, market.Large
		}, market.LeadCompetence},
		"another language":  {func(l *market.LeadNeed, _ *market.LeadCandidate) { l.Locale = "fr" }, market.LeadLanguage},
		"a region of one":   {func(l *market.LeadNeed, _ *market.LeadCandidate) { l.Locale = "EN-us" }, market.LeadFits},
		"another industry":  {func(l *market.LeadNeed, _ *market.LeadCandidate) { l.IndustryCode = ptrTo("farming") }, market.LeadIndustry},
		"no industry asked": {func(l *market.LeadNeed, _ *market.LeadCandidate) { l.IndustryCode = nil }, market.LeadFits},
		"no industry named": {func(l *market.LeadNeed, c *market.LeadCandidate) {
			l.IndustryCode, c.IndustryCodes = ptrTo("farming"), nil
		}, market.LeadFits},
		"another country": {func(l *market.LeadNeed, _ *market.LeadCandidate) { l.Country = ptrTo("FR") }, market.LeadRegion},
		"one that it serves": {func(l *market.LeadNeed, c *market.LeadCandidate) {
			l.Country, c.Preferences.Countries = ptrTo("FR"), []string{"FR"}
		}, market.LeadFits},
		"no place at all":   {func(l *market.LeadNeed, _ *market.LeadCandidate) { l.Country = nil }, market.LeadFits},
		"within the radius": {func(l *market.LeadNeed, _ *market.LeadCandidate) { place(l, northOf(99.999)) }, market.LeadFits},
		"beyond the radius": {func(l *market.LeadNeed, _ *market.LeadCandidate) { place(l, northOf(100.001)) }, market.LeadRegion},
		"within its own": {func(l *market.LeadNeed, c *market.LeadCandidate) {
			place(l, northOf(249.999))
			c.Preferences.RadiusKm = ptrTo(250)
		}, market.LeadFits},
		"beyond its own": {func(l *market.LeadNeed, c *market.LeadCandidate) {
			place(l, northOf(50.001))
			c.Preferences.RadiusKm = ptrTo(50)
		}, market.LeadRegion},
		"across a border, near": {func(l *market.LeadNeed, c *market.LeadCandidate) {
			place(l, northOf(50))
			l.Country = ptrTo("FR")
		}, market.LeadFits},
		"far, where it serves": {func(l *market.LeadNeed, c *market.LeadCandidate) {
			place(l, northOf(500))
			c.Preferences.Countries = []string{"GB"}
		}, market.LeadFits},
		"not on the map itself": {func(l *market.LeadNeed, c *market.LeadCandidate) {
			place(l, northOf(500))
			c.Latitude = nil
		}, market.LeadFits},
	} {
		l, c := anyNeed(), candidate("p")
		test.change(l, c)
		if got := firstPolicy().Fit(l, c, noon); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestDistancesAreThoseOfTheEarth(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ lat1, long1, lat2, long2, km float64 }{
		"none":                    {51, 0, 51, 0, 0},
		"a degree of a meridian":  {51, 0, 52, 0, 111.195},
		"over the 180th meridian": {0, 179.5, 0, -179.5, 111.195},
		"round half the Earth":    {90, 0, -90, 0, 20015.1},
		"Berlin to Munich":        {52.52, 13.405, 48.1374, 11.5755, 504.3},
	} {
		if got := market.Distance(test.lat1, test.long1, test.lat2, test.long2); math.Abs(got-test.km) > 0.1 {
			t.Errorf("%s: %.3f km, want %.3f", name, got, test.km)
		}
	}
}

// What a partner claims itself is not bound by limits that it set itself.
func TestLimitsBindOffersNotClaims(t *testing.T) {
	t.Parallel()
	p, l, c := firstPolicy(), anyNeed(), candidate("p")
	c.Preferences.MediumMost, c.Competence = ptrTo(0), market.Newcomer
	if got := p.Claim(l, c); got != market.LeadFits {
		t.Errorf("claimed: %q", got)
	}
	if c.State = market.PartnerPaused; p.Claim(l, c) != market.LeadPartnerPaused {
		t.Error("a partner that rests claims a lead")
	}
	if c.State, l.Size = market.PartnerActive, market.Large; p.Claim(l, c) != market.LeadCompetence {
		t.Error("a newcomer claims a large lead")
	}
}

func TestPartnersLimitThemselves(t *testing.T) {
	t.Parallel()
	monday := time.Date(2026, time.November, 23, 0, 0, 0, 0, time.UTC) // noon is the Saturday before
	for name, test := range map[string]struct {
		set   func(*market.LeadPreferences, *market.LeadStanding)
		want  market.LeadRefusal
		again *time.Time
	}{
		"no limits":          {func(*market.LeadPreferences, *market.LeadStanding) {}, market.LeadFits, nil},
		"none of this size":  {func(f *market.LeadPreferences, _ *market.LeadStanding) { f.MediumMost = ptrTo(0) }, market.LeadSizeRefused, nil},
		"none of another":    {func(f *market.LeadPreferences, _ *market.LeadStanding) { f.SmallMost = ptrTo(0) }, market.LeadFits, nil},
		"one below its most": {func(f *market.LeadPreferences, s *market.LeadStanding) { f.MediumMost, s.WeekMedium = ptrTo(2), 1 }, market.LeadFits, nil},
		"at its most":        {func(f *market.LeadPreferences, s *market.LeadStanding) { f.MediumMost, s.WeekMedium = ptrTo(2), 2 }, market.LeadSizeFull, &monday},
		"another size's":     {func(f *market.LeadPreferences, s *market.LeadStanding) { f.MediumMost, s.WeekLarge = ptrTo(2), 2 }, market.LeadFits, nil},
		"below its week's": {func(f *market.LeadPreferences, s *market.LeadStanding) {
			f.WeekMost, s.WeekSmall, s.WeekLarge = ptrTo(3), 1, 1
		}, market.LeadFits, nil},
		"at its week's": {func(f *market.LeadPreferences, s *market.LeadStanding) {
			f.WeekMost, s.WeekSmall, s.WeekLarge = ptrTo(3), 2, 1
		}, market.LeadWeekFull, &monday},
		"one hand free":     {func(f *market.LeadPreferences, s *market.LeadStanding) { f.OpenMost, s.Open = ptrTo(2), 1 }, market.LeadFits, nil},
		"hands full":        {func(f *market.LeadPreferences, s *market.LeadStanding) { f.OpenMost, s.Open = ptrTo(2), 2 }, market.LeadHandsFull, nil},
		"work is no offer":  {func(f *market.LeadPreferences, s *market.LeadStanding) { f.OpenMost, s.Working = ptrTo(2), 9 }, market.LeadFits, nil},
		"as a pause begins": {func(f *market.LeadPreferences, _ *market.LeadStanding) { f.PausedFrom = &noon }, market.LeadPausedByDates, nil},
		"just before it":    {func(f *market.LeadPreferences, _ *market.LeadStanding) { f.PausedFrom = ptrTo(noon.Add(1)) }, market.LeadFits, nil},
		"as a pause ends": {func(f *market.LeadPreferences, _ *market.LeadStanding) {
			f.PausedFrom, f.PausedUntil = ptrTo(noon.Add(-2)), &noon
		}, market.LeadFits, nil},
		"just before its end": {func(f *market.LeadPreferences, _ *market.LeadStanding) {
			f.PausedFrom, f.PausedUntil = ptrTo(noon.Add(-2)), ptrTo(noon.Add(1))
		}, market.LeadPausedByDates, ptrTo(noon.Add(1))},
		"closed on Saturdays": {func(f *market.LeadPreferences, _ *market.LeadStanding) {
			f.TimeZone, f.Days, f.OpensAt, f.ClosesAt = ptrTo("UTC"), []market.Weekday{"MONDAY"}, 0, 1440
		}, market.LeadOutsideOfHours, &monday},
	} {
		c := candidate("p")
		test.set(&c.Preferences, &c.Standing)
		got, again := c.Rests(market.Medium, noon)
		if got != test.want || (again == nil) != (test.again == nil) || again != nil && !again.Equal(*test.again) {
			t.Errorf("%s: %q until %v, want %q until %v", name, got, again, test.want, test.again)
		}
	}
}

func TestHoursAreThoseOfThePartnersClocks(t *testing.T) {
	t.Parallel()
	f := market.LeadPreferences{TimeZone: ptrTo("Europe/Berlin"), Days: []market.Weekday{"MONDAY", "FRIDAY", "SUNDAY"}, OpensAt: 9 * 60, ClosesAt: 17 * 60}
	for name, test := range map[string]struct{ now, want string }{
		"before they open":                      {"2026-11-20T07:59:59Z", "2026-11-20T08:00:00Z"},
		"as they open":                          {"2026-11-20T08:00:00Z", "2026-11-20T08:00:00Z"},
		"just before they close":                {"2026-11-20T15:59:59Z", "2026-11-20T15:59:59Z"},
		"as they close":                         {"2026-11-20T16:00:00Z", "2026-11-22T08:00:00Z"},
		"in summer an hour earlier":             {"2026-07-03T06:59:00Z", "2026-07-03T07:00:00Z"},
		"the day that the clocks go back":       {"2026-10-25T07:59:00Z", "2026-10-25T08:00:00Z"},
		"on Tuesday":                            {"2026-11-17T10:00:00Z", "2026-11-20T08:00:00Z"},
		"Sunday there, Saturday at Greenwich":   {"2026-11-21T23:30:00Z", "2026-11-22T08:00:00Z"},
		"Monday after closing, until the other": {"2026-11-16T16:00:00Z", "2026-11-20T08:00:00Z"},
	} {
		now, _ := time.Parse(time.RFC3339, test.now)
		if got := f.Opening(now).UTC().Format(time.RFC3339); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
	f.Days = []market.Weekday{"FRIDAY"}
	friday := time.Date(2026, time.November, 20, 16, 0, 0, 0, time.UTC)
	if got := f.Opening(friday); !got.Equal(friday.AddDate(0, 0, 7).Add(-8 * time.Hour)) {
		t.Errorf("on one day a week, after that: %s", got)
	}
}
