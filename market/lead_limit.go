package market

import (
	"strings"
	"time"
)

// LeadLimit bounds how many leads come from one place: a modest guard against
// machines that submit.
type LeadLimit struct {
	Place  string // what is counted, for example "phone +447700900001"
	Most   int    // 0 for what is only counted
	Within time.Duration
	Field  []string // of the input that names the place; nil for none
}

// LeadLimits are the limits on what the viewer submits: by network address, behind
// which may be a whole office, and by whom to call. The house, partners and other systems
// bring the leads of many, and count for their organisation instead of an address. Whom to
// call is counted for whoever names them: anybody may know a number, and nobody is to lock
// it out for others. How many name it in all is counted as well, for LeadTraffic.
func LeadLimits(v Viewer, c *LeadContact) []LeadLimit {
	var limits []LeadLimit
	by := "address " + v.Address
	switch {
	case v.bringsOthers():
		by = "organization " + string(v.Organization)
		limits = append(limits, LeadLimit{by, 300, time.Hour, nil})
	case v.Address != "":
		limits = append(limits, LeadLimit{by, 30, time.Hour, nil})
	}
	if v.Person != "" && !v.bringsOthers() {
		by = "person " + string(v.Person)
	}
	for _, place := range LeadPlaces(c) {
		field, _, _ := strings.Cut(place, " ")
		limits = append(limits, LeadLimit{place + " by " + by, 10, 24 * time.Hour, []string{"contact", field}}, LeadLimit{Place: place, Within: 24 * time.Hour})
	}
	return limits
}

// bringsOthers reports whether the viewer submits what others need, so that many leads are
// no sign of anything.
func (v Viewer) bringsOthers() bool { return v.IsHouse || v.Partner != "" || v.APIToken != "" }

// LeadPlaces are what leads to a contact are counted under, whoever sends them: its number
// and its address.
func LeadPlaces(c *LeadContact) (places []string) {
	if c.Phone != nil {
		places = append(places, "phone "+*c.Phone)
	}
	if c.Email != nil {
		places = append(places, "email "+strings.ToLower(*c.Email))
	}
	return places
}

// Refuse fails with Throttled when count leads came from the place within the time,
// the oldest of them at oldest.
func (l LeadLimit) Refuse(count int, oldest, now time.Time) *Error {
	if l.Most == 0 || count < l.Most {
		return nil
	}
	again := oldest.Add(l.Within).Add(time.Minute).Truncate(time.Minute)
	if l.Field == nil {
		return Errorf(Throttled, "Too many leads came from here. Try again after %s, or call us.", sayTime(again))
	}
	return Errorf(Throttled, "You have sent too many leads about this contact. Try again after %s, or call us.", sayTime(again)).In(l.Field...)
}
