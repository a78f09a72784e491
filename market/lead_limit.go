package market

import (
	"strings"
	"time"
)

// LeadLimit bounds how many leads come from one place: a modest guard against
// machines that submit.
type LeadLimit struct {
	Place  string // what is counted, for example "phone +447700900001"
	Most   int
	Within time.Duration
	Field  []string // of the input that names the place; nil for none
}

// LeadLimits are the limits on what the viewer submits: by network address, behind
// which may be a whole office, and by whom to call. The house, partners and other systems
// bring the leads of many, and count for their organisation instead of an address.
func LeadLimits(v Viewer, c *LeadContact) []LeadLimit {
	var limits []LeadLimit
	switch {
	case v.IsHouse || v.Partner != "" || v.APIToken != "":
		limits = append(limits, LeadLimit{"organization " + string(v.Organization), 300, time.Hour, nil})
	case v.Address != "":
		limits = append(limits, LeadLimit{"address " + v.Address, 30, time.Hour, nil})
	}
	if c.Phone != nil {
		limits = append(limits, LeadLimit{"phone " + *c.Phone, 10, 24 * time.Hour, []string{"contact", "phone"}})
	}
	if c.Email != nil {
		limits = append(limits, LeadLimit{"email " + strings.ToLower(*c.Email), 10, 24 * time.Hour, []string{"contact", "email"}})
	}
	return limits
}

// Refuse fails with Throttled when count leads came from the place within the time,
// the oldest of them at oldest.
func (l LeadLimit) Refuse(count int, oldest, now time.Time) *Error {
	if count < l.Most {
		return nil
	}
	again := oldest.Add(l.Within).Add(time.Minute).Truncate(time.Minute)
	if l.Field == nil {
		return Errorf(Throttled, "Too many leads came from here. Try again after %s, or call us.", sayTime(again))
	}
	return Errorf(Throttled, "Too many leads name this contact. Try again after %s, or call us.", sayTime(again)).In(l.Field...)
}
