package market

import (
	"crypto/subtle"
	"fmt"
	"strings"
	"time"
)

// EmailSends bounds the codes of a day to an e-mail address, and those that a person
// asks for.
const EmailSends = 10

// ViewerEmailStartInput is the input of viewerEmailStart.
type ViewerEmailStartInput struct{ Email string }

// Check refuses what is no address, and returns it as it is to be kept.
func (in ViewerEmailStartInput) Check() (string, error) {
	var errs Errors
	email := checkLine(&errs, "email", in.Email, 3, 254)
	if len(errs) == 0 {
		checkEmail(&errs, "email", &email)
	}
	return email, errs.Err()
}

// ViewerEmailVerifyInput is the input of viewerEmailVerify.
type ViewerEmailVerifyInput struct{ Challenge, Code string }

// Check refuses what no code can be, before it counts as a try.
func (in ViewerEmailVerifyInput) Check() (ViewerEmailVerifyInput, error) {
	in.Code = strings.NewReplacer(" ", "", "-", "").Replace(strings.TrimSpace(in.Code))
	digits := strings.TrimLeft(in.Code, "0123456789") == ""
	var errs Errors
	errs.Add(digits && len(in.Code) == CodeDigits, "code", "The code has %d digits; take it from the mail.", CodeDigits)
	return in, errs.Err()
}

// ViewerEmailRemoveInput is the input of viewerEmailRemove; without an address it means
// whichever there is.
type ViewerEmailRemoveInput struct{ Email *string }

// EmailChallenge is a code that was sent to an address and waits to be sent back.
type EmailChallenge struct {
	Hash      []byte     `db:"hash"`
	PersonID  PersonID   `db:"person_id"`
	Email     string     `db:"email"`
	Address   string     `db:"address"` // the network it was asked for from
	CodeSum   []byte     `db:"code_sum"`
	Tries     int        `db:"tries"`
	CreatedAt time.Time  `db:"created_at"`
	ExpiresAt time.Time  `db:"expires_at"`
	UsedAt    *time.Time `db:"used_at"`
}

// Try compares a code at now and counts the try, as Challenge.Try does.
func (c *EmailChallenge) Try(codeSum []byte, now time.Time) error {
	switch {
	case c.UsedAt != nil:
		return Errorf(Expired, "This code was used. Ask for a new one with viewerEmailStart.").In("challenge")
	case !now.Before(c.ExpiresAt):
		return Errorf(Expired, "This code has ended. Ask for a new one with viewerEmailStart.").In("challenge")
	case c.Tries >= CodeTries:
		return Errorf(Throttled, "%d wrong codes were tried. Ask for a new code with viewerEmailStart, from %s on.",
			CodeTries, moment(c.CreatedAt.Add(SendPause))).In("challenge")
	}
	c.Tries++
	if subtle.ConstantTimeCompare(c.CodeSum, codeSum) != 1 {
		return Errorf(Invalid, "This is not the code that was sent. Tries left: %d.", CodeTries-c.Tries).In("code")
	}
	c.UsedAt = &now
	return nil
}

// EmailsSent are the codes before a new one that decide whether it may go out; nil
// where there were not so many.
type EmailsSent struct {
	Last        *time.Time `db:"last"`         // to the address, or asked for by the person
	FullEmail   *time.Time `db:"full_email"`   // to the address, EmailSends back
	FullPerson  *time.Time `db:"full_person"`  // asked for by the person, EmailSends back
	FullAddress *time.Time `db:"full_address"` // asked for from the network, Ceilings.Address back
}

// Check fails with Throttled when one more code at now would be too many, and says
// when the next may be asked for.
func (s EmailsSent) Check(now time.Time, most Ceilings) error {
	until, why := now, ""
	for _, limit := range []struct {
		since   *time.Time
		pause   time.Duration
		message string
	}{
		{s.Last, SendPause, "A code was sent to this address, or to you, less than a minute ago."},
		{s.FullEmail, 24 * time.Hour, fmt.Sprintf("%d codes were sent to this address within a day.", EmailSends)},
		{s.FullPerson, 24 * time.Hour, fmt.Sprintf("You have asked for %d codes within a day.", EmailSends)},
		{s.FullAddress, time.Hour, fmt.Sprintf("%d codes were asked for from your network within an hour.", most.Address)},
	} {
		if limit.since != nil && until.Before(limit.since.Add(limit.pause)) {
			until, why = limit.since.Add(limit.pause), limit.message
		}
	}
	if why == "" {
		return nil
	}
	return Errorf(Throttled, "%s Try again from %s on.", why, moment(until)).In("email")
}

// NotificationUnsubscribeInput is the input of notificationUnsubscribe.
type NotificationUnsubscribeInput struct{ Token string }
