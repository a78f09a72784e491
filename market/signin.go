package market

import (
	"crypto/subtle"
	"fmt"
	"strings"
	"time"
)

// Sign-in by one-time code (F2).
const (
	CodeDigits = 8
	CodeLife   = 5 * time.Minute
	CodeTries  = 5 // of one challenge

	SendPause      = time.Minute // between two codes to a number
	SendsPerNumber = 10          // in a day
)

// SignInStartInput is the input of signInStart.
type SignInStartInput struct {
	Phone string // E.164
}

// SignInVerifyInput is the input of signInVerify.
type SignInVerifyInput struct {
	Challenge string
	Code      string
}

// Check refuses what no code can be, before it counts as a try. Spaces and dashes
// that people put between groups of digits are no part of a code; it returns the
// input without them.
func (in SignInVerifyInput) Check() (SignInVerifyInput, error) {
	in.Code = strings.NewReplacer(" ", "", "-", "").Replace(in.Code)
	digits := strings.TrimLeft(in.Code, "0123456789") == ""
	var errs Errors
	errs.Add(digits && len(in.Code) == CodeDigits, "code", "The code has %d digits; take it from the SMS.", CodeDigits)
	return in, errs.Err()
}

// Challenge is a code that was sent to a number and waits to be sent back. Neither
// the challenge nor the code is kept, only what recognises them.
type Challenge struct {
	Hash      []byte     `db:"hash"`
	Phone     string     `db:"phone"`   // E.164
	Address   string     `db:"address"` // the network it was asked for from
	CodeSum   []byte     `db:"code_sum"`
	Tries     int        `db:"tries"`
	CreatedAt time.Time  `db:"created_at"`
	ExpiresAt time.Time  `db:"expires_at"`
	UsedAt    *time.Time `db:"used_at"`

	Outcome CodeOutcome `db:"-"` // of the code, once it is known
}

// Try compares a code at now and counts the try. It fails with Expired when the
// challenge was used or is over, with Throttled after CodeTries codes, and with
// Invalid when the code is another. A challenge works once.
func (c *Challenge) Try(codeSum []byte, now time.Time) error {
	switch {
	case c.UsedAt != nil:
		return Errorf(Expired, "This code was used. Ask for a new one with signInStart.").In("challenge")
	case !now.Before(c.ExpiresAt):
		return Errorf(Expired, "This code has ended. Ask for a new one with signInStart.").In("challenge")
	case c.Tries >= CodeTries:
		return Errorf(Throttled, "%d wrong codes were tried. Ask for a new code with signInStart, from %s on.",
			CodeTries, moment(c.CreatedAt.Add(SendPause))).In("challenge")
	}
	c.Tries++
	if subtle.ConstantTimeCompare(c.CodeSum, codeSum) != 1 {
		return Errorf(Invalid, "This is not the code that was sent. Tries left: %d.", CodeTries-c.Tries).In("code")
	}
	c.UsedAt = &now
	return nil
}

// Sends are the sends before a new one that decide whether it may go out; nil where
// there were not so many.
type Sends struct {
	Last        *time.Time `db:"last"`         // the last to the number
	FullNumber  *time.Time `db:"full_number"`  // to the number, SendsPerNumber back
	FullAddress *time.Time `db:"full_address"` // from the address, Ceilings.Address back
}

// Check fails with Throttled when one more code at now would be too many, and says
// when the next may be asked for.
func (s Sends) Check(now time.Time, most Ceilings) error {
	until, why := now, ""
	for _, limit := range []struct {
		since   *time.Time
		pause   time.Duration
		message string
	}{
		{s.Last, SendPause, "A code was sent to this number less than a minute ago."},
		{s.FullNumber, 24 * time.Hour, fmt.Sprintf("%d codes were sent to this number within a day.", SendsPerNumber)},
		{s.FullAddress, time.Hour, fmt.Sprintf("%d codes were asked for from your network within an hour.", most.Address)},
	} {
		if limit.since != nil && until.Before(limit.since.Add(limit.pause)) {
			until, why = limit.since.Add(limit.pause), limit.message
		}
	}
	if why == "" {
		return nil
	}
	return Errorf(Throttled, "%s Try again from %s on.", why, moment(until)).In("phone")
}

// moment is a time in a message, rounded up to a second that is not too early.
func moment(t time.Time) string {
	return t.UTC().Add(time.Second - time.Nanosecond).Truncate(time.Second).Format(time.RFC3339)
}
