package market

import (
	"fmt"
	"strings"
)

// Code is what kind of error it is, for programs.
type Code string

// The codes. The first six are for the user to mend and travel as data; the others
// refuse the whole request.
const (
	Invalid         Code = "INVALID"
	NotFound        Code = "NOT_FOUND"
	Conflict        Code = "CONFLICT"
	Expired         Code = "EXPIRED"
	Throttled       Code = "THROTTLED"
	Declined        Code = "DECLINED"
	Unauthenticated Code = "UNAUTHENTICATED"
	Forbidden       Code = "FORBIDDEN"
	Unavailable     Code = "UNAVAILABLE" // for now: to be tried again
)

// Error is a refusal that its reader can act on.
type Error struct {
	Code    Code
	Message string   // a sentence for a person
	Field   []string // the path of the input field at fault, if it is one
}

// Error is the sentence.
func (e *Error) Error() string { return e.Message }

// Mendable reports whether the user can mend the error, so that it travels as
// data in the payload of a mutation.
func (e *Error) Mendable() bool {
	return e.Code != Unauthenticated && e.Code != Forbidden && e.Code != Unavailable
}

// In puts the error under a field of the input: In("contact") of an error at
// phone is at contact.phone.
func (e *Error) In(path ...string) *Error {
	e.Field = append(path, e.Field...)
	return e
}

// Errorf makes an error that is about no single field.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Errors are all the refusals of one input, so that a form shows them at once.
type Errors []*Error

// Error is all the sentences.
func (e Errors) Error() string {
	var b strings.Builder
	for i, err := range e {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(err.Message)
	}
	return b.String()
}

// Add appends a refusal of a field, unless ok.
func (e *Errors) Add(ok bool, field, format string, args ...any) {
	if !ok {
		*e = append(*e, Errorf(Invalid, format, args...).In(strings.Split(field, ".")...))
	}
}

// Err is nil when there are none. (A nil Errors in an error is not nil.)
func (e Errors) Err() error {
	if len(e) == 0 {
		return nil
	}
	return e
}
