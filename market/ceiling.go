package market

import (
	"net/netip"
	"strings"
	"time"
)

// Ceilings bound the codes of all together within an hour: each costs money, and who
// has many networks and numbers meets no other limit.
type Ceilings struct {
	All         int
	CallingCode int // to the numbers of a calling code, such as +44
	Network     int // asked for from a wide network, see WideNetwork
	Address     int // asked for from an address
}

// DefaultCeilings are far above what a market place for businesses needs, whose people
// stay signed in for weeks, and low enough to sleep: at ten cents a code, the most that
// can be ordered is 200 euros an hour, and 50 in one country.
func DefaultCeilings() Ceilings {
	return Ceilings{All: 2000, CallingCode: 500, Network: 100, Address: 10}
}

// Open is the share of a ceiling that is there for every number. The last quarter is
// for numbers that have signed in before: or else whoever orders codes for strangers
// would lock the customers out.
func Open(ceiling int) int { return ceiling - ceiling/4 }

// CodeOutcome is what became of a code that was asked for.
type CodeOutcome string

// Outcomes of codes.
const (
	CodeSent      CodeOutcome = "sent"
	CodeFailed    CodeOutcome = "failed"    // the gateway did not take it
	CodeHeld      CodeOutcome = "held"      // not sent, in the last quarter of a ceiling
	CodeThrottled CodeOutcome = "throttled" // refused for the number or the address
	CodeCeiling   CodeOutcome = "ceiling"   // refused for a ceiling
)

// CodeOutcomes are all there are.
var CodeOutcomes = []CodeOutcome{CodeSent, CodeFailed, CodeHeld, CodeThrottled, CodeCeiling}

// Load is what ceilings look at: the times of the codes that many back, nil where
// there were not so many.
type Load struct {
	FullAll     *time.Time `db:"full_all"`
	FullCode    *time.Time `db:"full_code"`
	FullNetwork *time.Time `db:"full_network"`
	NearAll     *time.Time `db:"near_all"` // the end of the open share
	NearCode    *time.Time `db:"near_code"`
	Known       bool       `db:"known"` // the number has signed in before
}

// Check fails with Throttled when one more code at now would be too many, and says when
// the next may be asked for. It decides to hold the code back when what is left is for
// known numbers and this is none: then all is answered as if it were sent, because a
// refusal would tell which numbers are known.
func (l Load) Check(now time.Time) (hold bool, err error) {
	until, why := now, ""
	for _, limit := range []struct {
		since   *time.Time
		message string
	}{
		{l.FullAll, "Too many codes are asked for in all just now."},
		{l.FullCode, "Too many codes are asked for by numbers of this country just now."},
		{l.FullNetwork, "Too many codes are asked for from your network and those beside it just now."},
	} {
		if limit.since != nil && until.Before(limit.since.Add(time.Hour)) {
			until, why = limit.since.Add(time.Hour), limit.message
		}
	}
	if why != "" {
		return false, Errorf(Throttled, "%s Try again from %s on.", why, moment(until)).In("phone")
	}
	near := func(t *time.Time) bool { return t != nil && now.Before(t.Add(time.Hour)) }
	return !l.Known && (near(l.NearAll) || near(l.NearCode)), nil
}

// WideNetwork is what one provider's customer may have many addresses in: of an IPv4
// address the /24, of an IPv6 address or its /64 the /48.
func WideNetwork(address string) string {
	text, _, _ := strings.Cut(address, "/")
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return address
	}
	bits := 48
	if addr.Is4() {
		bits = 24
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return address
	}
	return prefix.String()
}

// twoDigits are the calling codes of two digits (ITU-T E.164); 1 and 7 stand alone,
// and all others have three.
const twoDigits = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 "

// CallingCode is the country calling code that a number in E.164 begins with.
func CallingCode(phone string) string {
	digits := strings.TrimPrefix(phone, "+")
	n := 3
	switch {
	case strings.HasPrefix(digits, "1"), strings.HasPrefix(digits, "7"):
		n = 1
	case len(digits) >= 2 && strings.Contains(twoDigits, " "+digits[:2]+" "):
		n = 2
	}
	return digits[:min(n, len(digits))]
}
