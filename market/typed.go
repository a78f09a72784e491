package market

import "regexp"

// Typed is a value as somebody typed it into a form: in its canonical form, or with what
// is wrong with it, so that an input says all that is wrong at once. Which countries there
// are, and which numbers, the outside knows, where it is read.
type Typed struct {
	Value string // "" for a value that was left blank
	Wrong string // what it must be; "" when it is that
}

// Right is a value that nothing is wrong with.
func Right(value string) *Typed { return &Typed{Value: value} }

// isWrong reports whether something was typed that is not right.
func (t *Typed) isWrong() bool { return t != nil && t.Wrong != "" }

// take is the value, nil for none, and adds what is wrong with it.
func (t *Typed) take(errs *Errors, field string) *string {
	if t == nil {
		return nil
	}
	errs.Add(t.Wrong == "", field, "%s", t.Wrong)
	return some(t.Value)
}

var phonePattern = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`) // E.164

// takePhone is take for a telephone number.
func (t *Typed) takePhone(errs *Errors, field string) *string {
	before := len(*errs)
	phone := t.take(errs, field)
	errs.Add(phone == nil || len(*errs) > before || phonePattern.MatchString(*phone), field, "phone must be an international number such as +447700900001.")
	return phone
}
